"""A month as a grid of weeks: the rules of the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerapp.checkins import months
from peerapp.checkins.months import Month

MONTHS = st.builds(Month, st.integers(1900, 2200), st.integers(1, 12))
WEEKDAYS = st.integers(0, 6)


@given(MONTHS, WEEKDAYS)
def test_every_day_of_the_month_is_there_once_and_in_order(month: Month, first: int) -> None:
    days = [day for week in months.weeks(month, first) for day in week if day]
    day, expected = date(month.year, month.number, 1), []
    while day.month == month.number:
        expected.append(day)
        day += timedelta(days=1)
    assert days == expected


@given(MONTHS, WEEKDAYS)
def test_every_day_stands_under_its_weekday_and_every_week_has_seven_places(
    month: Month, first: int
) -> None:
    weeks = months.weeks(month, first)
    assert all(len(week) == 7 and any(week) for week in weeks)
    for week in weeks:
        for place, day in enumerate(week):
            assert day is None or day.weekday() == (first + place) % 7


@given(MONTHS)
def test_the_month_before_the_month_after_is_the_month(month: Month) -> None:
    assert month.after.before == month == month.before.after
    assert month.before < month < month.after
    assert month.last + timedelta(days=1) == month.after.first
    assert months.parse(str(month), date(2200, 12, 31)) == month


def test_february_has_a_29th_only_in_leap_years() -> None:
    for year, days in ((1900, 28), (2000, 29), (2024, 29), (2026, 28), (2100, 28)):
        grid = months.weeks(Month(year, 2), 6)
        assert sum(day is not None for week in grid for day in week) == days


@pytest.mark.parametrize(
    ("zone", "weekday"),
    [
        ("America/New_York", 6),
        ("US/Eastern", 6),
        ("UTC", 6),
        ("Europe/Berlin", 0),
        ("America/Sao_Paulo", 6),
        ("Africa/Cairo", 5),
        ("Antarctica/Vostok", 6),
        ("Nowhere/At_All", 6),
    ],
)
def test_a_week_begins_as_it_does_where_the_member_is(zone: str, weekday: int) -> None:
    assert months.first_weekday(zone) == weekday


@pytest.mark.parametrize(
    "text",
    ["x", "2026", "2026-13", "2026-00", "2026-1", "2026-011", "٢٠٢٦-١١", "2026-11-01", "2026-11\n",
     "2026-12", "9999-12", "1899-12", "0000-01", "\0", "-" * 9000],
)  # fmt: skip
def test_a_month_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(months.NoMonth):
        months.parse(text, date(2026, 11, 23))


def test_no_month_is_this_month() -> None:
    assert months.parse("", date(2026, 11, 23)) == Month(2026, 11)


def test_every_year_since_the_first_check_in_can_be_reached() -> None:
    today = date(2026, 11, 23)
    assert list(months.years_to_jump_to(date(2016, 5, 1), Month(2026, 11), today)) == list(
        range(2026, 2015, -1)
    )
    assert list(months.years_to_jump_to(None, Month(2026, 11), today)) == [2026]
    assert list(months.years_to_jump_to(None, Month(2024, 1), today)) == [2026, 2025, 2024]
    assert Month(2020, 12).in_year(2026, Month(2026, 11)) == Month(2026, 11)
