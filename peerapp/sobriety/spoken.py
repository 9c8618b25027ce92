"""How people say a time: "1 year, 2 months, 3 days". Plain functions over dates."""

from dataclasses import dataclass
from datetime import date

from peerapp.sobriety.counting import months_later


@dataclass(frozen=True)
class CalendarSpan:
    years: int
    months: int
    days: int


def calendar_span(start: date, end: date) -> CalendarSpan:
    """By the calendar, as dateutil's relativedelta counts: the whole months first (in a month that
    is too short, its last day completes one), then the days that are left.
    """
    if end <= start:
        return CalendarSpan(0, 0, 0)
    months = (end.year - start.year) * 12 + end.month - start.month
    if months_later(start, months) > end:
        months -= 1
    return CalendarSpan(months // 12, months % 12, (end - months_later(start, months)).days)


def span_in_words(start: date, end: date) -> str:
    """1 year, 2 months, 3 days"""
    span = calendar_span(start, end)
    parts = ((span.years, "year"), (span.months, "month"), (span.days, "day"))
    return ", ".join(counted(n, word) for n, word in parts if n) or "0 days"


def weeks_in_words(days: int) -> str:
    """9 weeks and 2 days"""
    weeks, rest = divmod(days, 7)
    return counted(weeks, "week") + (f" and {counted(rest, 'day')}" if rest else "")


def counted(number: int, word: str) -> str:
    """1 day, 1,200 days"""
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def day_in_words(day: date) -> str:
    """November 23, 2026"""
    return f"{day:%B} {day.day}, {day.year}"
