"""How the days go over weeks and months. Plain functions: no Flask, no database, no clock.

The gentle line is a **centered** moving average: each day stands for itself and for as many days
before as after. A trailing one would show a hard week only when it is half over, and keep it when
it is gone; looking back, a day should stand where it was. The price: near today there are fewer
days to go by, so the last three days may still move a little.

Its reach is whole weeks (7 or 35 days), so that weekdays weigh the same everywhere. Days without an
answer are left out, never made up: a day has a place on the line only when enough days around it
were answered, and when it was answered itself or lies in a short gap. Over a long gap there is no
line. Where there is none, the days are dots.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from peerapp.checkins import answers
from peerapp.language import _, lazy, ngettext


@dataclass(frozen=True)
class Smoothing:
    reach: int  # days on each side
    least: int  # answers that are needed within reach
    bridge: int  # a gap is short when the answers around it are at most so many days apart

    @property
    def width(self) -> int:
        return 2 * self.reach + 1


@dataclass(frozen=True)
class Span:
    """How far to look back, and what goes with it."""

    days: int
    name: str
    smoothing: Smoothing
    compared: int  # the last so many days are compared with as many before
    last: str
    before: str
    is_by_week: bool  # the table

    @property
    def step(self) -> int:
        """From one point of the line to the next, in days: a year needs no 365 points."""
        return max(1, self.days // 90)

    @property
    def is_of_dots(self) -> bool:
        """Whether every day is a dot; else only those without a line, or it would be a cloud."""
        return self.days <= 90


WEEK = Smoothing(reach=3, least=3, bridge=4)
FIVE_WEEKS = Smoothing(reach=17, least=10, bridge=14)
SPANS = {
    span.days: span
    for span in (
        Span(
            14,
            lazy("14 days"),
            WEEK,
            7,
            lazy("the last week"),
            lazy("the week before"),
            False,
        ),
        Span(
            30,
            lazy("30 days"),
            WEEK,
            14,
            lazy("the last two weeks"),
            lazy("the two before"),
            False,
        ),
        Span(
            90,
            lazy("90 days"),
            WEEK,
            30,
            lazy("the last 30 days"),
            lazy("the 30 before"),
            True,
        ),
        Span(
            365,
            lazy("A year"),
            FIVE_WEEKS,
            90,
            lazy("the last 90 days"),
            lazy("the 90 before"),
            True,
        ),
    )
}
USUAL = 30


@dataclass(frozen=True)
class Measure:
    """One question, as a chart has it."""

    key: str  # of the check-in's answers
    name: str
    ticks: tuple[int, ...]  # the lines of the chart, the highest first, evenly apart
    words: Mapping[int, str]
    beside: tuple[str, str, str, str]
    of: int

    def word(self, answer: int) -> str:
        return self.words[answer].lower() if self.words else str(answer)


FIVE = (5, 4, 3, 2, 1)
# how an average is beside an earlier one: a little or clearly more, a little or clearly less
HIGHER = (lazy("a little higher"), lazy("higher"), lazy("a little lower"), lazy("lower"))
STRONGER = (lazy("a little stronger"), lazy("stronger"), lazy("a little weaker"), lazy("weaker"))
BETTER = (lazy("a little better"), lazy("better"), lazy("a little less good"), lazy("less good"))
MEASURES = (
    Measure("mood", lazy("Mood"), FIVE, answers.MOODS, HIGHER, 5),
    Measure("craving", lazy("Craving"), (10, 8, 6, 4, 2, 0), {}, STRONGER, 10),
    Measure("sleep", lazy("Sleep"), FIVE, answers.SLEEP, BETTER, 5),
    Measure("anxiety", lazy("Anxiety"), FIVE, answers.ANXIETY, STRONGER, 5),
    Measure("connectedness", lazy("Feeling connected"), FIVE, answers.CONNECTEDNESS, STRONGER, 5),
)
ENOUGH = 5  # answers to speak of what is usual, or to compare two stretches of time


def smooth(said: Mapping[date, int], days: Sequence[date], rule: Smoothing) -> dict[date, float]:
    """The line's value for each of `days` (one after the other) that has one.

    `said` may hold days before the first, and should hold `rule.reach` of them.
    """
    if not days or not said:
        return {}
    start = days[0] - timedelta(days=rule.reach)
    width = len(days) + 2 * rule.reach
    line = [said.get(start + timedelta(days=n)) for n in range(width)]
    sums = [0, *accumulate(answer or 0 for answer in line)]
    counts = [0, *accumulate(answer is not None for answer in line)]
    near = nearby(said, days)
    found = {}
    for n, day in enumerate(days):
        window = slice(n, n + 2 * rule.reach + 1)
        count = counts[window.stop] - counts[window.start]
        if count >= rule.least and near[day] <= rule.bridge:
            found[day] = (sums[window.stop] - sums[window.start]) / count
    return found


def nearby(said: Mapping[date, int], days: Sequence[date]) -> dict[date, float]:
    """For each day how wide the gap is in which it lies; 0 when it was answered."""
    forever = float("inf")
    before = max((day for day in said if day < days[0]), default=None)
    gaps: dict[date, float] = {}
    last = before
    for day in days:
        if day in said:
            last = day
        gaps[day] = 0 if day in said else forever if last is None else (last - day).days
    following = min((day for day in said if day > days[-1]), default=None)
    for day in reversed(days):
        if day in said:
            following = day
        elif gaps[day] != forever:
            gaps[day] = forever if following is None else (following - day).days - gaps[day]
    return gaps


def runs(line: Mapping[date, float], days: Sequence[date]) -> list[list[date]]:
    """The stretches of days over which the line goes without a break."""
    found: list[list[date]] = []
    for day in days:
        if day not in line:
            continue
        if found and (day - found[-1][-1]).days == 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def summary(measure: Measure, said: Mapping[date, int], span: Span, today: date) -> str:
    """The chart in words: what is usual, and how the last stretch is beside the one before."""
    days = answers.last_days(today, span.days)
    given = sorted(said[day] for day in days if day in said)
    if len(given) < ENOUGH:
        return ngettext(
            "%(num)s day so far. A few more, and there is more to say.",
            "%(num)s days so far. A few more, and there is more to say.",
            len(given),
        )
    mostly = usual(measure, given)
    if change := compared(measure, said, days, span):
        return _("Mostly %(usual)s; %(change)s.", usual=mostly, change=change)
    return _("Mostly %(usual)s.", usual=mostly)


def usual(measure: Measure, given: Sequence[int]) -> str:
    """The middle half of the answers (sorted): a quarter is below it at most, a quarter above."""
    aside = len(given) // 4
    low, high = given[aside], given[-1 - aside]
    if low != high:
        span = _("between %(low)s and %(high)s", low=measure.word(low), high=measure.word(high))
    else:
        span = measure.word(low)
    return span if measure.words else _("%(number)s of %(most)s", number=span, most=measure.of)


def compared(
    measure: Measure, said: Mapping[date, int], days: Sequence[date], span: Span
) -> str | None:
    late = [said[day] for day in days[-span.compared :] if day in said]
    early = [said[day] for day in days[-2 * span.compared : -span.compared] if day in said]
    if min(len(late), len(early)) < ENOUGH:
        return None
    apart = (sum(late) / len(late) - sum(early) / len(early)) / (
        measure.ticks[0] - measure.ticks[-1]
    )
    stretches = {"late": span.last, "early": span.before}
    if abs(apart) < 0.06:  # a quarter of a step from one face to the next
        return _("%(late)s about the same as %(early)s", **stretches)
    how = measure.beside[2 * (apart < 0) + (abs(apart) >= 0.2)]
    return _("%(late)s %(higher)s than %(early)s", higher=how, **stretches)


class Row(NamedTuple):
    """Of the table behind a chart: a day, or a week with its mean."""

    first: date
    value: float
    answers: int


def by_day(said: Mapping[date, int], days: Sequence[date]) -> list[Row]:
    """The newest first; days without an answer are left out."""
    return [Row(day, said[day], 1) for day in reversed(days) if day in said]


def by_week(said: Mapping[date, int], days: Sequence[date], first_weekday: int) -> list[Row]:
    weeks: dict[date, list[int]] = {}
    for day in reversed(days):
        if day in said:
            start = day - timedelta(days=(day.weekday() - first_weekday) % 7)
            weeks.setdefault(start, []).append(said[day])
    return [Row(start, sum(one) / len(one), len(one)) for start, one in weeks.items()]
