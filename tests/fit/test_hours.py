"""Real local hours: every zone, every change of clocks; and what is said of them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerapp import clock
from peerapp.fit import hours
from peerapp.fit.choices import DAY_PARTS, WEEK, WEEK_PARTS
from tests.matching.answering import some, tries

MINUTE = timedelta(minutes=1)
ALL = frozenset(WEEK_PARTS)
EVENINGS = frozenset(part for part in WEEK_PARTS if part.endswith("evening"))
CHANGES_OF_CLOCKS = (
    date(2026, 3, 2),  # New York goes forward on its last day
    date(2026, 3, 8),  # and on this first one
    date(2026, 3, 24),  # Europe
    date(2026, 3, 30),  # Auckland, Chatham and Lord Howe (by half an hour) go back
    date(2026, 9, 22),
    date(2026, 9, 29),
    date(2026, 10, 24),
    date(2026, 10, 27),
    date(2026, 2, 14),  # Casablanca, for Ramadan
    date(2011, 12, 26),  # Samoa had no Friday
    date(2015, 8, 12),  # Pyongyang moved by half an hour
    date(2016, 2, 29),  # a day that is rare
)
ODD = (
    "America/New_York", "America/St_Johns", "America/Sao_Paulo", "Africa/Casablanca",
    "Africa/Cairo", "Europe/Warsaw", "Europe/Dublin", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Tehran", "Asia/Pyongyang", "Australia/Lord_Howe", "Australia/Eucla",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati",
    "Pacific/Pago_Pago", "Antarctica/Troll", "America/Scoresbysund", "UTC",
)  # fmt: skip


def minute_by_minute(parts: frozenset[str], zone: str, week: date) -> dict[int, set[bool]]:
    """For each quarter-hour, what its 15 minutes say: slow, and nothing to get wrong."""
    tz, found = ZoneInfo(zone), {quarter: set() for quarter in range(7 * 24 * 4)}
    instant = datetime(week.year, week.month, week.day, tzinfo=UTC)
    for minute in range(7 * 24 * 60):
        wall = (instant + minute * MINUTE).astimezone(tz)
        day = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[wall.weekday()]
        if 6 <= wall.hour < 12:
            name = f"{day}_morning"
        elif 12 <= wall.hour < 17:
            name = f"{day}_afternoon"
        elif 17 <= wall.hour < 22:
            name = f"{day}_evening"
        else:
            name = "night"
        found[minute // 15].add(name in parts)
    return found


def same(parts: frozenset[str], zone: str, week: date) -> None:
    bits = hours.slots(parts, zone, week)
    assert bits >> hours.QUARTERS == 0
    for quarter, said in minute_by_minute(parts, zone, week).items():
        assert said == {bool(bits >> quarter & 1)}, (zone, week, quarter)


@pytest.mark.parametrize("zone", ODD)
@given(parts=some(WEEK_PARTS), week=st.sampled_from(CHANGES_OF_CLOCKS))
@tries(6)
def test_the_hours_are_those_of_the_wall_clock_around_every_change(
    zone: str, parts: frozenset[str], week: date
) -> None:
    same(parts, zone, week)


@given(
    zone=st.sampled_from(sorted(clock.zones())),
    parts=some(WEEK_PARTS),
    week=st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
@tries(40)
def test_the_hours_are_those_of_the_wall_clock_in_every_zone(
    zone: str, parts: frozenset[str], week: date
) -> None:
    same(parts, zone, week)


def test_a_week_has_all_its_hours_whatever_day_it_begins_on() -> None:
    hours_a_day = sum(end - start for start, end in DAY_PARTS.values())
    for start in range(8):
        week = date(2026, 6, 1) + timedelta(days=start)
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"):
            found = hours.slots(ALL, zone, week)
            assert hours.shared_hours(found, found) == 7 * hours_a_day


def test_a_day_that_never_was_has_no_hours() -> None:
    week = date(2011, 12, 26)  # Samoa went from Thursday the 29th to Saturday the 31st
    friday = frozenset({"fri_morning", "fri_afternoon", "fri_evening"})
    assert hours.slots(friday, "Pacific/Apia", week) == 0
    assert hours.slots(friday, "Pacific/Pago_Pago", week) != 0


def test_new_york_and_warsaw_are_nearer_for_two_weeks_in_march() -> None:
    evening, morning = frozenset({"wed_evening"}), frozenset({"wed_morning"})

    def shared(week: date) -> float:
        return hours.shared_hours(
            hours.slots(evening, "Europe/Warsaw", week),
            hours.slots(morning, "America/New_York", week),
        )

    assert shared(date(2026, 3, 2)) == 1.0  # 11 to 12 in New York is 17 to 18 in Warsaw
    assert shared(date(2026, 3, 16)) == 0.0  # five hours apart: 11 is 16
    assert shared(date(2026, 3, 30)) == 1.0


@given(
    one=some(WEEK_PARTS),
    other=some(WEEK_PARTS),
    zones=st.lists(st.sampled_from(ODD), min_size=2, max_size=2),
    week=st.sampled_from(CHANGES_OF_CLOCKS),
)
@tries(60)
def test_what_two_share_is_the_same_from_both_sides(
    one: frozenset[str], other: frozenset[str], zones: list[str], week: date
) -> None:
    here, there = hours.slots(one, zones[0], week), hours.slots(other, zones[1], week)
    assert hours.shared_hours(here, there) == hours.shared_hours(there, here)
    most = min(hours.shared_hours(here, here), hours.shared_hours(there, there))
    assert 0 <= hours.shared_hours(here, there) <= most


def test_a_part_counts_when_there_is_an_hour_of_it() -> None:
    week = date(2026, 6, 1)
    mine = frozenset({"mon_evening", "tue_evening", "wed_morning"})
    # Chicago is an hour behind: its afternoon ends when the evening of New York is an hour old
    theirs = hours.slots(frozenset({"mon_afternoon"}), "America/Chicago", week)
    assert hours.meeting_parts(mine, "America/New_York", theirs, week) == ["mon_evening"]
    # St. John's is half an hour later than Halifax
    theirs = hours.slots(frozenset({"mon_afternoon"}), "America/Halifax", week)
    assert hours.meeting_parts(mine, "America/St_Johns", theirs, week) == []


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ("", ""),
        ("tue_evening", "on Tuesday evenings"),
        ("mon_evening tue_evening", "on 2 evenings a week"),
        ("mon_evening tue_evening wed_evening fri_evening", "on 4 evenings a week"),
        ("sat_morning sun_morning", "on weekend mornings"),
        ("sat_morning sun_morning mon_evening wed_evening",
         "on weekend mornings and 2 evenings a week"),
        ("mon_evening wed_evening sat_afternoon sun_afternoon tue_morning",
         "on Tuesday mornings, weekend afternoons and 2 evenings a week"),
        ("mon_morning tue_morning wed_morning thu_morning fri_morning", "on weekday mornings"),
        ("sun_evening", "on Sunday evenings"),
        (" ".join(sorted(EVENINGS)), "on 7 evenings a week"),
        (" ".join(ALL), "at any time of the week"),
    ],
)  # fmt: skip
def test_the_parts_of_a_week_in_words(parts: str, words: str) -> None:
    assert hours.in_words(frozenset(parts.split())) == words


@given(parts=some(WEEK_PARTS))
@tries(80)
def test_the_words_are_short_and_name_no_time_that_is_not_there(parts: frozenset[str]) -> None:
    words = hours.in_words(parts)
    assert bool(words) == bool(parts)
    assert len(words) < 90
    for part in DAY_PARTS:
        if f"{part}s" in words:
            assert any(name.endswith(part) for name in parts)
    assert len(WEEK) * len(DAY_PARTS) == len(WEEK_PARTS)
