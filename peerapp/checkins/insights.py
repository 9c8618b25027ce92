"""What goes with hard days, in counts. Plain functions: no Flask, no database, no clock.

It only counts what stands together; it says nothing of causes. And it is slow to speak, since
somebody may believe it:

- There must be `LEAST` hard days and as many others on which the question was answered. Below, one
  day more or less moves a share by more than a tenth.
- The two shares must be `APART`: what is smaller nobody would feel, however many days there are.
- It must be unlikely to be chance: Fisher's exact test (two-sided), with Holm's correction for all
  that is compared, so that in a life where nothing goes with anything, fewer than 5 of 100 people
  are told anything at all. (Days next to each other are alike, so it is a little more than that.)
- Only the last year: people change.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, lgamma
from typing import NamedTuple, Protocol

from peerapp.checkins import answers
from peerapp.language import _, lazy

LEAST = 10  # days of each kind
APART = 0.15
CHANCE = 0.05
DAYS = 365
BAD_SLEEP = 2  # and below

WEEKDAY_PHRASES = (
    lazy("it was a Monday"),
    lazy("it was a Tuesday"),
    lazy("it was a Wednesday"),
    lazy("it was a Thursday"),
    lazy("it was a Friday"),
    lazy("it was a Saturday"),
    lazy("it was a Sunday"),
)
TRIGGER_PHRASES = {
    "hungry": lazy("you were hungry"),
    "angry": lazy("you were angry"),
    "lonely": lazy("you were lonely"),
    "tired": lazy("you were tired"),
    "stress": lazy("there was stress"),
    "people": lazy("people were a part of it"),
    "places": lazy("a place was a part of it"),
    "pain": lazy("you had pain"),
    "celebration": lazy("there was something to celebrate"),
}


class Day(answers.SaysHow, Protocol):
    @property
    def day(self) -> date: ...
    @property
    def triggers(self) -> list[str]: ...
    @property
    def sleep(self) -> int | None: ...
    @property
    def meetings(self) -> int | None: ...


@dataclass(frozen=True)
class Factor:
    """What a day may have had; None: it was not said."""

    about: str
    phrase: str
    was_so: Callable[[Day], bool | None]


class Counts(NamedTuple):
    """How often it was so, on hard days and on the others."""

    hard: int
    hard_days: int
    other: int
    other_days: int

    @property
    def is_enough(self) -> bool:
        return min(self.hard_days, self.other_days) >= LEAST

    @property
    def apart(self) -> float:
        """The share on hard days less the share on others."""
        return self.hard / self.hard_days - self.other / self.other_days


@dataclass(frozen=True)
class Finding:
    phrase: str
    counts: Counts
    chance: float  # Holm's corrected p

    @property
    def is_of_hard_days(self) -> bool:
        return self.counts.apart > 0

    @property
    def sentence(self) -> str:
        hard, hard_days, other, other_days = self.counts
        return _(
            "On %(hard)s of %(hard_days)s hard days %(it_was_so)s; "
            "on other days %(other)s of %(other_days)s.",
            hard=hard,
            hard_days=hard_days,
            it_was_so=self.phrase,
            other=other,
            other_days=other_days,
        )


@dataclass(frozen=True)
class Insights:
    hard_days: int
    other_days: int
    findings: list[Finding]  # the widest apart first
    too_few: list[str]  # what was answered too seldom to compare

    @property
    def is_enough(self) -> bool:
        return min(self.hard_days, self.other_days) >= LEAST


def look(days: Iterable[Day]) -> Insights:
    days = list(days)
    hard = sum(answers.is_hard(day) for day in days)
    compared: list[tuple[Factor, Counts]] = []
    too_few: list[str] = []
    for factor in FACTORS:
        counts = count(factor, days)
        if counts.is_enough:
            compared.append((factor, counts))
        elif factor.about not in too_few:
            too_few.append(factor.about)
    chances = holm([fisher(counts) for _, counts in compared])
    findings = [
        Finding(factor.phrase, counts, chance)
        for (factor, counts), chance in zip(compared, chances, strict=True)
        if chance < CHANCE and abs(counts.apart) >= APART
    ]
    findings.sort(key=lambda finding: -abs(finding.counts.apart))
    return Insights(hard, len(days) - hard, findings, too_few)


def on_weekday(number: int) -> Factor:
    return Factor(
        lazy("days of the week"), WEEKDAY_PHRASES[number], lambda day: day.day.weekday() == number
    )


def with_trigger(name: str, phrase: str) -> Factor:
    """Of the days on which anything was ticked: on the others it was perhaps not asked."""
    return Factor(
        lazy("what was going on"),
        phrase,
        lambda day: name in day.triggers if day.triggers else None,
    )


FACTORS: Sequence[Factor] = (
    *(on_weekday(number) for number in range(7)),
    *(with_trigger(name, phrase) for name, phrase in TRIGGER_PHRASES.items()),
    Factor(
        lazy("sleep"),
        lazy("you had slept badly"),
        lambda day: None if day.sleep is None else day.sleep <= BAD_SLEEP,
    ),
    Factor(
        lazy("meetings"),
        lazy("you went to a meeting"),
        lambda day: None if day.meetings is None else day.meetings > 0,
    ),
)


def count(factor: Factor, days: Iterable[Day]) -> Counts:
    tally = {(is_hard, so): 0 for is_hard in (True, False) for so in (True, False)}
    for day in days:
        so = factor.was_so(day)
        if so is not None:
            tally[answers.is_hard(day), so] += 1
    return Counts(
        tally[True, True],
        tally[True, True] + tally[True, False],
        tally[False, True],
        tally[False, True] + tally[False, False],
    )


def fisher(counts: Counts) -> float:
    """Fisher's exact test, two-sided: how likely counts as uneven as these are by chance alone.

    The sum over all tables with the same margins that are no likelier than this one.
    """
    hard, hard_days, other, other_days = counts
    so, total = hard + other, hard_days + other_days

    def likelihood(of_hard: int) -> float:
        return exp(
            log_choose(hard_days, of_hard)
            + log_choose(other_days, so - of_hard)
            - log_choose(total, so)
        )

    seen = likelihood(hard) * (1 + 1e-7)  # the same likelihood, but for rounding
    possible = range(max(0, so - other_days), min(so, hard_days) + 1)
    return min(1.0, sum(p for p in map(likelihood, possible) if p <= seen))


def log_choose(total: int, chosen: int) -> float:
    return lgamma(total + 1) - lgamma(chosen + 1) - lgamma(total - chosen + 1)


def holm(chances: Sequence[float]) -> list[float]:
    """Each p after Holm's correction for so many comparisons, in the same order."""
    corrected = [1.0] * len(chances)
    highest = 0.0
    for rank, at in enumerate(sorted(range(len(chances)), key=lambda at: chances[at])):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[at]))
        corrected[at] = highest
    return corrected
