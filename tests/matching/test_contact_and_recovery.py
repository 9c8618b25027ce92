"""Pure rules: the hours of contact on every kind of day, and how long somebody is in recovery."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerapp.matching import hours_of_contact
from peerapp.matching.hours_of_contact import Hours, is_within, next_opening
from peerapp.matching.recovery import decade_words, recovery_words

CHICAGO = "America/Chicago"
DAY = Hours(time(9), time(21), CHICAGO)
NIGHT = Hours(time(22), time(2), CHICAGO)


def at(text: str, zone: str = CHICAGO, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("wall", "hours", "is_open"),
    [
        ("2026-11-24T08:59:59", DAY, False),
        ("2026-11-24T09:00:00", DAY, True),
        ("2026-11-24T20:59:59", DAY, True),
        ("2026-11-24T21:00:00", DAY, False),
        ("2026-11-24T22:00:00", NIGHT, True),
        ("2026-11-24T01:59:00", NIGHT, True),
        ("2026-11-24T02:00:00", NIGHT, False),
        ("2026-11-24T12:00:00", NIGHT, False),
        ("2026-11-24T03:00:00", None, True),
        ("2026-11-24T03:00:00", Hours(time(9), time(9), CHICAGO), True),
    ],
)
def test_a_mentor_is_contacted_only_in_their_hours(wall, hours, is_open):
    assert is_within(at(wall), hours) is is_open


def test_the_hours_follow_the_clock_on_the_wall_over_a_change_of_it():
    before, later = at("2026-03-07T09:00:00"), at("2026-03-08T09:00:00")
    assert later - before == timedelta(hours=23)
    assert is_within(before, DAY)
    assert is_within(later, DAY)


def test_a_time_that_the_spring_skips_opens_when_the_clock_has_jumped():
    hours = Hours(time(2, 30), time(6), CHICAGO)
    assert next_opening(at("2026-03-08T01:00:00"), hours) == at("2026-03-08T03:00:00")


def test_hours_that_the_spring_skips_as_a_whole_open_on_the_next_day():
    hours = Hours(time(2, 15), time(2, 45), CHICAGO)
    assert next_opening(at("2026-03-08T01:00:00"), hours) == at("2026-03-09T02:15:00")


def test_an_hour_that_comes_twice_in_autumn_counts_both_times():
    hours = Hours(time(1), time(1, 30), CHICAGO)
    assert is_within(at("2026-11-01T01:10:00"), hours)
    assert next_opening(at("2026-11-01T01:40:00"), hours) == at("2026-11-01T01:00:00", fold=1)


ZONES = [CHICAGO, "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"]
minutes = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@settings(max_examples=60, deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    minutes,
    minutes,
    st.sampled_from(ZONES),
)
def test_the_next_opening_is_open_and_nothing_before_it_is(instant, start, end, zone):
    hours = Hours(start, end, zone)
    opening = next_opening(instant, hours)
    assert opening >= instant
    assert is_within(opening, hours)
    waited = int((opening - instant).total_seconds())
    assert not any(
        is_within(instant + timedelta(seconds=seconds), hours)
        for seconds in range(0, waited, max(waited // 50, 1))
    )


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (DAY, "Answers between 9 AM and 9 PM, Chicago time"),
        (
            Hours(time(21, 30), time(0), "America/Argentina/Buenos_Aires"),
            "Answers between 9:30 PM and midnight, Buenos Aires time",
        ),
        (Hours(time(12), time(0, 5), "UTC"), "Answers between noon and 12:05 AM, UTC time"),
        (None, None),
    ],
)
def test_the_hours_are_said_in_words(hours, words):
    assert hours_of_contact.words(hours) == words


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("since", "shown", "words"),
    [
        (date(2024, 10, 1), "about", "In recovery for over 2 years"),
        (date(2024, 11, 1), "about", "In recovery for over a year"),
        (date(2025, 10, 1), "about", "In recovery for over a year"),
        (date(2025, 11, 1), "about", "In recovery for over 6 months"),
        (date(2026, 4, 1), "about", "In recovery for over 6 months"),
        (date(2026, 11, 1), "about", "In recovery for some months"),
        (date(2019, 5, 1), "year", "In recovery since 2019"),
        (date(2019, 5, 1), "no", None),
        (date(2019, 5, 1), "something else", None),
        (None, "about", None),
        (date(2026, 12, 1), "about", None),
    ],
)
def test_time_in_recovery_is_said_as_closely_as_wished_and_never_too_long(since, shown, words):
    assert recovery_words(since, shown, TODAY) == words


@given(st.dates(date(1950, 1, 1), TODAY))
def test_over_so_many_years_is_true_whichever_day_of_the_month_was_meant(day):
    words = recovery_words(day.replace(day=1), "about", TODAY) or ""
    years = [int(word) for word in words.split() if word.isdigit()] if "years" in words else []
    for number in years:
        assert day.replace(day=min(day.day, 28)) <= TODAY.replace(year=TODAY.year - number)


@pytest.mark.parametrize(
    ("year", "words"),
    [(1984, "In their 40s"), (2007, "Under 20"), (2000, "In their 20s"), (None, None)],
)
def test_of_an_age_others_read_only_the_decade(year, words):
    assert decade_words(year, TODAY) == words
