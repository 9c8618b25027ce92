"""Counting, as rules over generated dates."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from peerapp.sobriety.counting import Span, count, days_of, months_later

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


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


def test_the_last_month_of_the_calendar_has_a_last_day() -> None:
    assert months_later(date(9998, 12, 31), 12) == date(9999, 12, 31)
    assert months_later(date(9999, 8, 31), 4) == date(9999, 12, 31)
