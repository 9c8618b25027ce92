"""A month as a grid of weeks. Plain functions: no Flask, no database, no clock."""

import re
from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Self

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from peerapp.language import _

FIRST_YEAR = 1900  # nobody who is alive logged a day before
HOME = "US"  # where a person is, when their zone does not say


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int  # 1 to 12

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.after.first - timedelta(days=1)

    @property
    def before(self) -> "Month":
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    @property
    def after(self) -> "Month":
        return Month(self.year + (self.number == 12), self.number % 12 + 1)

    def in_year(self, year: int, latest: "Month") -> "Month":
        """The same month of another year, but not one that has not come yet."""
        return min(Month(year, self.number), latest)

    def __str__(self) -> str:
        """As an address takes it: 2026-11"""
        return f"{self.year:04}-{self.number:02}"


class NoMonth(Exception):
    """The text says why, for the member."""


def parse(text: str, today: date) -> Month:
    """The month of an address; this month when none is given."""
    if not text:
        return Month.of(today)
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise NoMonth(_("That is not a month of the calendar. Here is this month."))
    month = Month(int(text[:4]), int(text[5:]))
    if month > Month.of(today):
        raise NoMonth(_("That month has not come yet. Here is this month."))
    if month.year < FIRST_YEAR:
        raise NoMonth(_("That month is too long ago to show. Here is this month."))
    return month


def weeks(month: Month, first_weekday: int) -> list[list[date | None]]:
    """Each week has seven places; None is a place of another month.

    `first_weekday` as Python counts: 0 is Monday, 6 is Sunday.
    """
    grid = Calendar(first_weekday).monthdatescalendar(month.year, month.number)
    return [[day if Month.of(day) == month else None for day in week] for week in grid]


@cache
def first_weekday(zone: str) -> int:
    """On which day a week begins where an IANA zone is (Unicode CLDR): in the US on Sunday.

    Not what their language would say: the zone is what we know of where a person lives.
    """
    zone = get_global("zone_aliases").get(zone, zone)
    territory = get_global("zone_territories").get(zone, HOME)
    try:
        return int(Locale.parse(f"und_{territory}").first_week_day)
    except UnknownLocaleError:
        return int(Locale("en", HOME).first_week_day)


def years_to_jump_to(first_day: date | None, shown: Month, today: date) -> range:
    """From the first check-in (or the shown month) to this year, the newest first."""
    oldest = min(first_day.year if first_day else today.year, shown.year)
    return range(today.year, oldest - 1, -1)
