"""Counting, as rules over generated dates."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from peerapp.sobriety.counting import Span, count, days_of, months_later, next_milestone

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
NAMES = {"24 hours", "7 days", "30 days", "60 days", "90 days", "6 months", "9 months", "1 year",
         "18 months"}  # fmt: skip


def test_who_stopped_yesterday_has_one_day() -> None:
    assert days_of(Span(date(2026, 11, 22)), date(2026, 11, 23)) == 1
    assert days_of(Span(date(2026, 11, 23)), date(2026, 11, 23)) == 0


@given(DAYS, st.integers(0, 20000))
def test_a_count_is_the_days_between(start: date, length: int) -> None:
    assert count([Span(start)], start + timedelta(days=length)).days == length


@given(DAYS, st.lists(st.integers(0, 500), min_size=1, max_size=8), st.integers(0, 500))
def test_h1_a_return_to_use_never_lowers_the_total_or_the_longest(
    start: date, lengths: list[int], last: int
) -> None:
    """Whatever came before: closing the open span on any day of it and opening the next."""
    spans, day = [], start
    for length in lengths:
        spans.append(Span(day, day + timedelta(days=length)))
        day += timedelta(days=length)
    today = day + timedelta(days=last)
    before = count([*spans, Span(day)], today)
    for on in {day, day + timedelta(days=last // 2), today}:
        after = count([*spans, Span(day, on), Span(on)], today)
        assert after.total == before.total
        assert after.longest >= max(lengths)
        assert after.longest <= before.longest
        if on == today:
            assert after.longest == before.longest


@given(DAYS, st.integers(0, 1500))
def test_months_agree_with_a_second_implementation(day: date, months: int) -> None:
    assert months_later(day, months) == day + relativedelta(months=months)


@given(DAYS, st.integers(0, 40000))
def test_there_is_always_a_coming_milestone_and_it_is_the_next(start: date, later: int) -> None:
    today = start + timedelta(days=later)
    day, name = next_milestone(start, today)
    assert day >= today
    assert name in NAMES or name.endswith(" years")
    if day > today:
        assert next_milestone(start, day) == (day, name)
        assert next_milestone(start, day - timedelta(days=1)) == (day, name)


def test_the_milestones_are_those_of_the_field() -> None:
    start = day = date(2024, 2, 29)
    names: list[tuple[str, str]] = []
    while len(names) < 12:
        day, name = next_milestone(start, day + timedelta(days=1))
        names.append((name, day.isoformat()))
    assert names == [
        ("24 hours", "2024-03-01"),
        ("7 days", "2024-03-07"),
        ("30 days", "2024-03-30"),
        ("60 days", "2024-04-29"),
        ("90 days", "2024-05-29"),
        ("6 months", "2024-08-29"),
        ("9 months", "2024-11-29"),
        ("1 year", "2025-02-28"),
        ("18 months", "2025-08-29"),
        ("2 years", "2026-02-28"),
        ("3 years", "2027-02-28"),
        ("4 years", "2028-02-29"),
    ]
