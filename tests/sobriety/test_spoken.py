"""A time as people say it, the live count, and what was saved."""

import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from peerapp import clock
from peerapp.sobriety import live, savings
from peerapp.sobriety.spoken import calendar_span, span_in_words, weeks_in_words


def test_the_calendar_agrees_with_a_second_implementation_over_100_000_pairs() -> None:
    chance = random.Random(20261124)
    first = date(1920, 1, 1).toordinal()
    for _ in range(100_000):
        start = date.fromordinal(first + chance.randrange(70_000))
        if chance.random() < 0.3:  # the ends of months are where counters go wrong
            start = start.replace(day=1) - timedelta(days=1)
        end = start + timedelta(days=chance.randrange(chance.choice((70, 800, 20_000))))
        span, other = calendar_span(start, end), relativedelta(end, start)
        ours, theirs = ((one.years, one.months, one.days) for one in (span, other))
        assert ours == theirs, f"{start} to {end}"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2024-02-29", "2025-02-28", "1 year"),
        ("2024-02-29", "2025-03-01", "1 year, 1 day"),
        ("2024-02-29", "2028-02-29", "4 years"),
        ("2026-01-31", "2026-02-28", "1 month"),
        ("2026-01-31", "2026-03-01", "1 month, 1 day"),
        ("2026-03-31", "2026-04-30", "1 month"),
        ("2025-11-20", "2026-11-24", "1 year, 4 days"),
        ("2025-09-21", "2026-11-24", "1 year, 2 months, 3 days"),
        ("2026-11-24", "2026-11-24", "0 days"),
        ("2026-11-24", "2026-11-01", "0 days"),
    ],
)
def test_a_time_is_said_as_people_say_it(start: str, end: str, words: str) -> None:
    assert span_in_words(date.fromisoformat(start), date.fromisoformat(end)) == words


def test_weeks_are_said_with_the_days_that_are_left() -> None:
    assert weeks_in_words(14) == "2 weeks"
    assert weeks_in_words(8) == "1 week and 1 day"
    assert weeks_in_words(65) == "9 weeks and 2 days"


ZONES = st.sampled_from(sorted(clock.places()))


@given(ZONES, st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)))
def test_a_wall_clocks_time_is_its_instant_in_every_zone(zone: str, wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    instant = live.began(wall.date(), wall.time(), zone)
    back = clock.local(instant, zone).replace(tzinfo=None, fold=0)
    assert abs(back - wall) <= timedelta(hours=24)  # Samoa once left out a day
    if clock.local(instant, zone).fold == 0 and back == wall:
        assert live.minutes_since(instant, instant + timedelta(hours=5, seconds=59)) == 300


def test_a_night_of_25_hours_and_one_of_23_are_as_long_as_they_were() -> None:
    fall = live.began(date(2026, 10, 31), time(22), "America/New_York")
    assert live.minutes_since(fall, datetime(2026, 11, 1, 11, tzinfo=UTC)) == 9 * 60  # till 6:00
    spring = live.began(date(2026, 3, 7), time(22), "America/New_York")
    assert live.minutes_since(spring, datetime(2026, 3, 8, 10, tzinfo=UTC)) == 7 * 60  # till 6:00


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (60, "1 hour, 0 minutes"),
        (24 * 60, "1 day, 0 hours, 0 minutes"),
        (2 * 24 * 60 + 61, "2 days, 1 hour, 1 minute"),
    ],
)
def test_the_live_count_in_words(minutes: int, words: str) -> None:
    assert live.in_words(minutes) == words


@given(st.integers(0, 40_000), st.integers(0, 40_000), st.decimals(0, 1_000_000, places=2))
def test_more_sober_days_never_save_less(days: int, more: int, money: Decimal) -> None:
    before, after = (savings.saved(n, money, 600) for n in (days, days + more))
    assert before.money is not None
    assert after.money is not None
    assert after.money >= before.money
    assert (after.hours or 0) >= (before.hours or 0)


def test_what_was_saved_is_said_calmly_or_not_at_all() -> None:
    saved = savings.saved(217, Decimal(40), 600)
    assert savings.in_words(saved, "$") == "$1,240 and 310 hours"
    assert savings.in_words(saved, "EUR") == "1,240 EUR and 310 hours"
    assert savings.in_words(savings.saved(217, None, 600), None) == "310 hours"
    assert savings.in_words(savings.saved(217, None, None), "$") is None
    assert savings.in_words(savings.saved(0, Decimal(40), 600), "$") is None
