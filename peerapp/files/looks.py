"""What a file is, and what of it would come in: nothing here writes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peerapp.accounts.models import Person
from peerapp.checkins import answers, daylio, imports, portable
from peerapp.csv_files import text
from peerapp.csv_files.cells import Problem
from peerapp.language import _, lazy, ngettext, number
from peerapp.sobriety import comparing
from peerapp.sobriety import files as dates_files
from peerapp.sobriety import portable as dates_portable
from peerapp.sobriety import reading as dates_reading

MOST_SHOWN = 300  # of the lines that cannot be taken
FIRST = 3  # days that are shown as they will be
KNOWN = {*portable.COLUMNS, *daylio.COLUMNS, *dates_portable.COLUMNS, "year"}

UNKNOWN = lazy(
    "We do not know these columns. Please choose a file that came from here, or the CSV that "
    "Daylio exports."
)
OLD_DAYLIO = lazy(
    "This is from an old version of Daylio. Please update Daylio, export your entries once more, "
    "and choose that file."
)
ALL_AS_IT_WAS = lazy("All is as it was: nothing new was in it.")
NO_ROWS = lazy("There is nothing in this file but the names of its columns.")


@dataclass
class DaysLook:
    """Check-ins, of ours or of Daylio's."""

    kind: str  # checkins or daylio
    days: list[portable.Day]
    problems: list[Problem]
    plan: imports.Plan = field(default_factory=imports.Plan)
    strange: list[str] = field(default_factory=list)  # columns that have no place here
    left_out: int = 0
    words: list[str] = field(default_factory=list)  # the person's own, for moods

    @property
    def told(self) -> list[tuple[date, str, str]]:
        """The latest days that say something else: what is said here, and in the file."""
        days = self.plan.other[-FIRST:][::-1]
        return [(one.day, *differing(self.plan.here[one.day], one.given)) for one in days]

    @property
    def samples(self) -> list[portable.Day]:
        """The first days as they will be; those with letters that may have been misread first."""
        days = self.plan.new or self.plan.other or self.plan.same
        return sorted(days, key=lambda day: -strangeness(day.given))[:FIRST]


@dataclass
class DatesLook:
    dates: list[dates_portable.Dates]
    problems: list[Problem]
    plan: comparing.Plan = field(default_factory=comparing.Plan)


def differing(here: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[str, str]:
    """The moods; where they are the same, something else is not."""
    before, after = str(answers.MOODS[here["mood"]]), str(answers.MOODS[given["mood"]])
    if before != after:
        return before, after
    return before, _("%(mood)s, with other words or answers", mood=after)


def strangeness(given: Mapping[str, Any]) -> int:
    note = f"{given['note'] or ''}{given['gratitude'] or ''}"
    return 2 * (not note.isascii()) + bool(note)


def table_of(content: str) -> text.Table:
    """Raises text.Unreadable where it is not one of the files that we know."""
    table = text.read(content, KNOWN)
    if daylio.is_old_daylio(table) and not daylio.is_daylio(table):
        raise text.Unreadable(OLD_DAYLIO)
    if not any(
        known(table) for known in (portable.is_ours, daylio.is_daylio, dates_reading.is_ours)
    ):
        raise text.Unreadable(UNKNOWN)
    if not table.rows:
        raise text.Unreadable(NO_ROWS)
    return table


def read(
    content: str, meanings: Mapping[str, str], today: date, asked: list[portable.Asked]
) -> DaysLook | DatesLook:
    """All that can be known without the database, which nobody has to wait for meanwhile.

    `meanings` are the moods, 1 to 5, that were chosen for Daylio's words: mood_0, mood_1, ...
    """
    table = table_of(content)
    if dates_reading.is_ours(table):
        return DatesLook(*dates_reading.dates_of(table, today))
    if daylio.is_daylio(table):
        words = daylio.own_words(table)
        days, problems, left_out = daylio.days_of(table, chosen_moods(words, meanings), today)
        return DaysLook("daylio", days, in_lines(problems), words=words, left_out=left_out)
    days, problems, strange = portable.days_of(table, asked, today)
    return DaysLook("checkins", days, in_lines(problems), strange=strange)


def compare(look: DaysLook | DatesLook, member: Person) -> None:
    """What of it is new to the member."""
    if isinstance(look, DatesLook):
        look.plan = dates_files.plan(member, look.dates)
        look.problems = in_lines(look.problems + look.plan.problems)
    else:
        look.plan = imports.plan(look.days, imports.said_here(member, look.days))


def chosen_of(words: list[str], meanings: Mapping[str, str]) -> dict[str, str]:
    """What was chosen, by the names of the fields: mood_0 is for the first of the words."""
    names = [f"mood_{place}" for place in range(len(words))]
    return {name: meanings[name] for name in names if meanings.get(name) in set("12345")}


def chosen_moods(words: list[str], meanings: Mapping[str, str]) -> dict[str, int]:
    chosen = chosen_of(words, meanings)
    named = {word: chosen.get(f"mood_{place}") for place, word in enumerate(words)}
    return {word: int(mood) for word, mood in named.items() if mood}


def in_lines(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.line)


def days_came_in(new: int, changed: int = 0, kept: int = 0, unread: int = 0) -> str:
    """What became of a file, in a sentence or two."""
    said = {
        ngettext("%(count)s new day", "%(count)s new days", new, count=number(new)): new,
        ngettext(
            "%(count)s day changed", "%(count)s days changed", changed, count=number(changed)
        ): changed,
        ngettext(
            "%(count)s day kept as it was",
            "%(count)s days kept as they were",
            kept,
            count=number(kept),
        ): kept,
    }
    return came_in([words for words, count in said.items() if count], unread)


def dates_came_in(new: int, unread: int = 0) -> str:
    said = ngettext("%(count)s new date", "%(count)s new dates", new, count=number(new))
    return came_in([said] if new else [], unread)


def came_in(parts: list[str], unread: int) -> str:
    said = f"{', '.join(parts)}." if parts else str(ALL_AS_IT_WAS)
    lost = ngettext(
        "%(count)s line could not come in.",
        "%(count)s lines could not come in.",
        unread,
        count=number(unread),
    )
    return f"{said} {lost}" if unread else said
