"""Counting sober days. Plain functions over dates: no Flask, no database, no clock.

A day is a date in the member's own zone. The first sober day is day 0 of the count, as at a
recovery meeting: whoever stopped yesterday has one day.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Span:
    """From the first sober day up to the day of a return to use (not counted), or open."""

    started_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class Count:
    """What a tracker shows: the days since the last start, and what was earned in all."""

    days: int
    total: int
    longest: int


def days_of(span: Span, today: date) -> int:
    """Whole days; never less than 0."""
    return max(0, ((span.ended_on or today) - span.started_on).days)


def count(spans: Iterable[Span], today: date) -> Count:
    """Total never falls; the longest only by a return that is dated back (H1)."""
    lengths = [(days_of(span, today), span.ended_on is None) for span in spans]
    return Count(
        days=sum(length for length, is_open in lengths if is_open),
        total=sum(length for length, _ in lengths),
        longest=max((length for length, _ in lengths), default=0),
    )


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
