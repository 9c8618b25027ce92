"""Sobriety dates as a CSV of our own; reading.py takes them out of one. No Flask, no database.

A row says one thing (`what`) of a date (`tracker`, its name):
  tracker    how it is kept: private, tells_milestones, money_per_week, currency, minutes_per_week
  period     from its first sober day (and time), until the day of a return to use, or no end
  lapse      a day of use after which the member counted on
  milestone  one of the member's own: its name is in `note`, after so many `days`, or on a day
Several dates may have one name: what follows a row `tracker` belongs to that one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any

COLUMNS = (
    "tracker",
    "what",
    "from",
    "time",
    "until",
    "note",
    "private",
    "tells_milestones",
    "money_per_week",
    "currency",
    "minutes_per_week",
    "days",
)


@dataclass(frozen=True)
class Period:
    started_on: date
    started_at: time | None
    ended_on: date | None
    note: str | None


@dataclass(frozen=True)
class Lapse:
    on: date
    note: str | None


@dataclass(frozen=True)
class Milestone:
    name: str | None
    days: int | None
    on: date | None


@dataclass
class Dates:
    """A tracker to be, out of a file, or one that is here, to write it."""

    name: str
    line: int = 0
    is_private: bool = True  # until a file says that it is shared
    tells_milestones: bool = False
    money_per_week: Decimal | None = None
    currency: str | None = None
    minutes_per_week: int | None = None
    periods: list[Period] = field(default_factory=list)
    lapses: list[Lapse] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)


def what_counts(dates: Dates) -> tuple[str, tuple[Any, ...]]:
    """Of two dates that count the same this is equal: the name, and the days of the periods."""
    return dates.name.lower(), tuple(sorted(spans(dates)))


def spans(dates: Dates) -> Iterator[tuple[date, bool, time, date]]:
    """In a form that can be sorted."""
    for one in dates.periods:
        at = one.started_at
        yield one.started_on, at is None, at or time.min, one.ended_on or date.max


def rows_of(dates: Dates) -> Iterator[list[str]]:
    yield row(
        dates,
        "tracker",
        private=yes_no(dates.is_private),
        tells_milestones=yes_no(dates.tells_milestones),
        money_per_week=text_of(dates.money_per_week),
        currency=text_of(dates.currency),
        minutes_per_week=text_of(dates.minutes_per_week),
    )
    for period in dates.periods:
        yield row(
            dates,
            "period",
            since=period.started_on.isoformat(),
            time=period.started_at.isoformat() if period.started_at else "",
            until=text_of(period.ended_on),
            note=text_of(period.note),
        )
    for lapse in dates.lapses:
        yield row(dates, "lapse", since=lapse.on.isoformat(), note=text_of(lapse.note))
    for one in dates.milestones:
        yield row(
            dates,
            "milestone",
            since=text_of(one.on),
            note=text_of(one.name),
            days=text_of(one.days),
        )


def row(dates: Dates, what: str, since: str = "", **cells: str) -> list[str]:
    said = {"tracker": dates.name, "what": what, "from": since, **cells}
    return [said.get(name, "") for name in COLUMNS]


def text_of(value: object) -> str:
    return "" if value is None else str(value)


def yes_no(value: bool) -> str:
    return "yes" if value else "no"
