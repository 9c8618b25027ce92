"""How people say a time: "1 year, 2 months, 3 days". Plain functions over dates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from peerapp.language import _, locale, ngettext
from peerapp.language import number as grouped
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
    return ", ".join(counted(n, word) for n, word in parts if n) or counted(0, "day")


def weeks_in_words(days: int) -> str:
    """9 weeks and 2 days"""
    weeks, rest = divmod(days, 7)
    if not rest:
        return counted(weeks, "week")
    return _("%(weeks)s and %(days)s", weeks=counted(weeks, "week"), days=counted(rest, "day"))


def counted(number: int, word: str) -> str:
    """1 day, 1,200 days: a number of one of COUNTED."""
    return COUNTED[word](number)


COUNTED: Mapping[str, Callable[[int], str]] = {
    "minute": lambda n: ngettext("%(n)s minute", "%(n)s minutes", n, n=grouped(n)),
    "hour": lambda n: ngettext("%(n)s hour", "%(n)s hours", n, n=grouped(n)),
    "day": lambda n: ngettext("%(n)s day", "%(n)s days", n, n=grouped(n)),
    "sober day": lambda n: ngettext("%(n)s sober day", "%(n)s sober days", n, n=grouped(n)),
    "week": lambda n: ngettext("%(n)s week", "%(n)s weeks", n, n=grouped(n)),
    "month": lambda n: ngettext("%(n)s month", "%(n)s months", n, n=grouped(n)),
    "year": lambda n: ngettext("%(n)s year", "%(n)s years", n, n=grouped(n)),
    "time": lambda n: ngettext("%(n)s time", "%(n)s times", n, n=grouped(n)),
    "lapse": lambda n: ngettext("%(n)s lapse", "%(n)s lapses", n, n=grouped(n)),
}


def in_all(number: int) -> str:
    """1,200 sober days in all"""
    return ngettext("%(n)s sober day in all", "%(n)s sober days in all", number, n=grouped(number))


def day_in_words(day: date) -> str:
    """November 23, 2026"""
    return format_date(day, "long", locale=locale())
