"""The questions of an evening, and to which day an evening belongs. Plain rules.

In the manner of the tenth of the 12 steps and of SMART's look back on a day, in our own words: what
was good comes first, and each may stay empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from peerapp.language import lazy

LONGEST = 2000
EVENING, MORNING = time(17), time(4)
SAID = {"yes": lazy("Yes"), "no": lazy("No")}


@dataclass(frozen=True)
class Question:
    name: str
    asks: str
    hint: str = ""
    asks_more: str = ""  # of a question that is answered by yes or no

    @property
    def is_yes_or_no(self) -> bool:
        return bool(self.asks_more)

    @property
    def words_name(self) -> str:
        """Of the words beside a yes or no; of a question of words it is the question itself."""
        return f"{self.name}_words" if self.is_yes_or_no else self.name


QUESTIONS = (
    Question("went_well", lazy("What went well today?"), lazy("Something small counts.")),
    Question("hard", lazy("Was something hard today?"), asks_more=lazy("What was it?")),
    Question("honest", lazy("Where was I honest, even though it was not easy?")),
    Question(
        "mend",
        lazy("Is there something I want to set right?"),
        asks_more=lazy("What, and with whom?"),
    ),
    Question("people", lazy("Who was good to me, or who was I good to?")),
    Question("tomorrow", lazy("What will help me tomorrow?")),
)
NAMES = tuple(
    name for question in QUESTIONS for name in dict.fromkeys((question.name, question.words_name))
)


def is_evening(local: datetime) -> bool:
    """Whether the wall clock says that a look back is offered: until deep in the night."""
    return local.time() >= EVENING or local.time() < MORNING


def day_of(local: datetime) -> date:
    """The day that is looked back on. Who is up past midnight still means the day before."""
    return local.date() - timedelta(days=local.time() < MORNING)


def is_open(day: date, local: datetime) -> bool:
    """Whether the review of a day can be written now: on the day, and in the night after it."""
    return day in (local.date(), day_of(local))


def clean(answers: Mapping[str, str | None]) -> dict[str, str]:
    """Only what was answered, in the order of the questions."""
    return {name: text for name in NAMES if (text := answers.get(name))}
