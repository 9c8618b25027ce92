"""Milestones of a count. Plain functions over dates: no Flask, no database, no clock.

A milestone belongs to a period, and its day is a day of that period: a return to use on the day
itself leaves it where it is. What comes after the day of a return was never reached.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from uuid import UUID

from babel.dates import format_date

from peerapp.language import lazy, locale
from peerapp.sobriety.counting import Span, months_later
from peerapp.sobriety.limits import MOST_DAYS as MOST_DAYS
from peerapp.sobriety.spoken import counted

# In days where the field counts days, in months where people say months.
FIRST_MILESTONES = (
    (1, lazy("24 hours")),
    (7, lazy("7 days")),
    (30, lazy("30 days")),
    (60, lazy("60 days")),
    (90, lazy("90 days")),
)
MONTH_MILESTONES = (
    (6, lazy("6 months")),
    (9, lazy("9 months")),
    (12, lazy("1 year")),
    (18, lazy("18 months")),
)
NAMELESS = lazy("A day of my own")
YEAR_RANK = 8  # of the first year, at which a wreath is whole


@dataclass(frozen=True)
class Own:
    """A milestone of the member's own: after so many days of the count, or else on a day."""

    id: UUID
    name: str | None = None
    days: int | None = None
    on: date | None = None


@dataclass(frozen=True)
class Milestone:
    key: str  # d7, m6, y3, own:<uuid>: the same in every period and for ever
    name: str
    label: str  # a number and a word, which fit on a medallion
    day: date
    rank: int  # how far it is: 1 is 24 hours, 8 is a year, and one more for each further one
    period: int = -1  # its place among the spans it was found in; -1 is the last

    @property
    def is_own(self) -> bool:
        return self.key.startswith("own:")


def reached(spans: Sequence[Span], own: Sequence[Own], today: date) -> list[Milestone]:
    """Of all periods, in the order of their days; each once per period (H1)."""
    found: list[Milestone] = []
    places = places_of(spans, own)
    for place, span in enumerate(spans):
        mine = [one for one in own if one.on is None or places[one.id] == place]
        found += of_period(span.started_on, end_of(span, today), mine, place)
    return sorted(found, key=order)


def reached_in(
    spans: Sequence[Span], own: Sequence[Own], today: date, place: int
) -> list[Milestone]:
    """What `reached` finds of one of the periods, without a look at what the others reached."""
    span = spans[place]
    before = [
        one for one in spans[:place] if one.ended_on is None or one.ended_on >= span.started_on
    ]
    mine = [
        one
        for one in own
        if one.on is None
        or (is_in(span, one.on) and not any(is_in(earlier, one.on) for earlier in before))
    ]
    return of_period(span.started_on, end_of(span, today), mine, place)


def places_of(spans: Sequence[Span], own: Iterable[Own]) -> dict[UUID, int | None]:
    """In which period a day of the calendar comes: once, whatever ends and begins on it."""
    return {
        one.id: next((place for place, span in enumerate(spans) if is_in(span, one.on)), None)
        for one in own
        if one.on is not None
    }


def end_of(span: Span, today: date) -> date:
    return min(span.ended_on or today, today)


def coming(started_on: date, own: Sequence[Own], today: date, limit: int) -> list[Milestone]:
    """The next ones of the period that is open, without today's."""
    ahead = [*fixed(started_on, today), *of_own(started_on, own, date.max)]
    return sorted((one for one in ahead if one.day > today), key=order)[:limit]


def next_milestone(started_on: date, today: date) -> tuple[date, str]:
    """The day of the coming milestone (today included) and its name."""
    return next((one.day, one.name) for one in fixed(started_on, today) if one.day >= today)


def of_period(
    started_on: date, until: date, own: Sequence[Own] = (), place: int = -1
) -> list[Milestone]:
    """Those that were reached from the first day of a period up to a day of it."""
    everybodys = takewhile(lambda one: one.day <= until, fixed(started_on, until, place))
    return sorted([*everybodys, *of_own(started_on, own, until, place)], key=order)


def recent(started_on: date, today: date, days: int) -> list[Milestone]:
    """Those of everybody that an open period reached today or on the days before, latest first."""
    since = today - timedelta(days=days)
    return [one for one in reversed(of_period(started_on, today)) if one.day >= since]


def rank_of(started_on: date, day: date) -> int:
    """The rank of the last of everybody's up to a day; 1 before the first."""
    years = day.year - started_on.year
    if years > 2 or (years == 2 and months_later(started_on, 24) <= day):
        return YEAR_RANK + years - (months_later(started_on, 12 * years) > day)
    months = bisect_right(MONTH_MILESTONES, day, key=lambda one: months_later(started_on, one[0]))
    if months:
        return len(FIRST_MILESTONES) + months
    days = (day - started_on).days
    return max(1, bisect_right(FIRST_MILESTONES, days, key=lambda one: one[0]))


def fixed(started_on: date, until: date, place: int = -1) -> Iterator[Milestone]:
    """Everybody's, in order, as far as `until` and at least three years beyond it."""
    for rank, (days, name) in enumerate(FIRST_MILESTONES, 1):
        day = started_on + timedelta(days=days)
        yield Milestone(f"d{days}", name, name, day, rank, place)
    for rank, (months, name) in enumerate(MONTH_MILESTONES, len(FIRST_MILESTONES) + 1):
        key = "y1" if months == 12 else f"m{months}"
        yield Milestone(key, name, name, months_later(started_on, months), rank, place)
    for years in range(2, max(0, until.year - started_on.year) + 5):
        name, day = counted(years, "year"), months_later(started_on, 12 * years)
        yield Milestone(f"y{years}", name, name, day, YEAR_RANK + years, place)


def of_own(
    started_on: date, own: Iterable[Own], until: date, place: int = -1
) -> Iterator[Milestone]:
    """The member's own, from the first day of a period until a day."""
    for one in own:
        day = one.on or started_on + timedelta(days=one.days or 1)
        if not started_on <= day <= until:
            continue
        if one.on is not None:
            label, name = f"{day.day} {format_date(day, 'MMM', locale=locale())}", NAMELESS
        else:
            days = one.days or 1
            label = name = counted(days, "day")
        rank = rank_of(started_on, day)
        yield Milestone(f"own:{one.id}", one.name or name, label, day, rank, place)


def is_in(span: Span, day: date) -> bool:
    return span.started_on <= day and (span.ended_on is None or day <= span.ended_on)


def order(one: Milestone) -> tuple[date, int, bool, str]:
    return one.day, one.rank, one.is_own, one.key
