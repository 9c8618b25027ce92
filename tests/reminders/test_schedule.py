"""R3: when a reminder rings, in every zone of the earth."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerapp import clock
from peerapp.reminders.schedule import (
    EVERY_DAY,
    NeverRings,
    first_slot,
    moved_slot,
    next_slot,
    slot_on,
    slots_from,
    useful_until,
)

DAY = timedelta(days=1)
ZONES = sorted(clock.zones())
EVENING = time(20, 0)

zones = st.sampled_from(ZONES)
instants = st.datetimes(datetime(2010, 1, 1), datetime(2037, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
weekdays = st.integers(1, EVERY_DAY)


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@cache
def dates_that_exist(zone: str, first: date, last: date) -> list[date]:
    """Found without the code under test: the dates on the wall clock at every third hour.

    A date of which a zone had less than three hours would be taken for one that is not there; if
    a zone ever has one, its slot would be one too many, and the test would say so.
    """
    place, seen = ZoneInfo(zone), set()
    moment = datetime(first.year, first.month, first.day, tzinfo=UTC) - 2 * DAY
    while moment < datetime(last.year, last.month, last.day, tzinfo=UTC) + 2 * DAY:
        seen.add(moment.astimezone(place).date())
        moment += timedelta(hours=3)
    return sorted(day for day in seen if first <= day <= last)


def test_it_rings_at_the_persons_own_time() -> None:
    slot = slot_on(date(2026, 11, 23), EVENING, "America/New_York")
    assert slot and slot.due_at == utc(2026, 11, 24, 1, 0)


def test_r3_a_time_that_the_clock_skips_rings_right_after_the_gap() -> None:
    slot = slot_on(date(2026, 3, 8), time(2, 30), "America/New_York")
    assert slot and slot.due_at == utc(2026, 3, 8, 7, 0)  # 3:00 on the wall


def test_r3_a_skipped_midnight_rings_on_its_own_date() -> None:
    slot = slot_on(date(2026, 9, 6), time(0, 15), "America/Santiago")
    assert slot and slot.due_at == utc(2026, 9, 6, 4, 0)  # 1:00 on the wall


def test_r3_a_gap_that_ends_on_the_next_date_still_counts_for_the_date_it_is_in() -> None:
    # the clocks of Toronto went from 23:30 to 0:30 on 30 March 1919
    slot = slot_on(date(1919, 3, 30), time(23, 45), "America/Toronto")
    assert slot and slot.date == date(1919, 3, 30)
    assert slot.due_at.astimezone(ZoneInfo("America/Toronto")).time() == time(0, 30)


def test_r3_a_time_that_comes_twice_rings_the_first_time() -> None:
    slot = slot_on(date(2026, 11, 1), time(1, 30), "America/New_York")
    assert slot and slot.due_at == utc(2026, 11, 1, 5, 30)


def test_r3_half_an_hour_of_summer_time_is_a_gap_too() -> None:
    slot = slot_on(date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe")
    assert slot and slot.due_at == utc(2026, 10, 3, 15, 30)  # 2:30 on the wall


@pytest.mark.parametrize(
    ("zone", "skipped"),
    [("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Kwajalein", date(1993, 8, 21))],
)
def test_r3_a_date_that_a_zone_skipped_has_no_slot(zone: str, skipped: date) -> None:
    assert slot_on(skipped, EVENING, zone) is None
    slot = next_slot(skipped - DAY, EVENING, EVERY_DAY, zone)
    assert slot.date == skipped + DAY
    assert slot.due_at.astimezone(ZoneInfo(zone)).time() == EVENING


def five_years(zone: str, at: time) -> None:
    first, last = date(2024, 1, 1), date(2028, 12, 31)
    slots = list(takewhile(lambda slot: slot.date <= last, slots_from(first, at, EVERY_DAY, zone)))
    assert [slot.date for slot in slots] == dates_that_exist(zone, first, last)
    instants_ = [slot.due_at for slot in slots]
    assert all(one < two for one, two in pairwise(instants_))


@pytest.mark.faults
@pytest.mark.parametrize("share", range(8))
def test_r3_every_zone_over_five_years_at_every_quarter_of_the_night(share: int) -> None:
    for zone in ZONES[share::8]:
        for at in (time(0, 0), time(0, 30), time(1, 15), time(2, 30), time(3, 0), EVENING):
            five_years(zone, at)


@pytest.mark.parametrize("share", range(4))
def test_r3_every_zone_has_one_slot_on_each_date_of_a_year(share: int) -> None:
    """Each zone over one of the five years, at a time that its clock likes to skip or repeat."""
    for number, zone in enumerate(ZONES):
        if number % 4 != share:
            continue
        year = 2024 + number % 5
        at = time(number % 4, 15 * (number % 3))
        dates = dates_of(zone, at, year)
        everyday = [date(year, 1, 1) + n * DAY for n in range(366)]
        assert dates == [day for day in everyday if day.year == year]


def dates_of(zone: str, at: time, year: int) -> list[date]:
    slots = slots_from(date(year, 1, 1), at, EVERY_DAY, zone)
    return [slot.date for slot in takewhile(lambda slot: slot.date.year == year, slots)]


@pytest.mark.parametrize(
    "zone",
    ["America/New_York", "Europe/Berlin", "Africa/Casablanca", "Africa/Cairo", "America/Nuuk",
     "America/Scoresbysund", "America/Havana", "Asia/Beirut", "Asia/Gaza", "Antarctica/Troll",
     "Australia/Lord_Howe", "America/Santiago", "Pacific/Chatham", "Europe/Dublin"],
)  # fmt: skip
def test_r3_the_zones_with_the_oddest_clocks_over_five_years(zone: str) -> None:
    for at in (time(0, 0), time(0, 30), time(2, 30), time(23, 30)):
        five_years(zone, at)


@settings(max_examples=300, deadline=None)
@given(now=instants, at=times, days=weekdays, zone=zones)
def test_r3_the_next_slot_is_the_first_one_to_come(
    now: datetime, at: time, days: int, zone: str
) -> None:
    slot = first_slot(now, at, days, zone)
    assert slot.due_at > now
    today = now.astimezone(ZoneInfo(zone)).date()
    earlier = [today + n * DAY for n in range((slot.date - today).days)]
    for day in earlier:
        other = slot_on(day, at, zone)
        assert not (days >> day.weekday() & 1) or other is None or other.due_at <= now
    assert days >> slot.date.weekday() & 1


@settings(max_examples=300, deadline=None)
@given(now=instants, at=times, old=zones, new=zones)
def test_r3_who_changes_zone_gets_neither_none_nor_two_for_a_date(
    now: datetime, at: time, old: str, new: str
) -> None:
    """From three days before the change to three days after, every date has one slot."""
    rung, slot = [], first_slot(now - 3 * DAY, at, EVERY_DAY, old)
    while slot.due_at <= now:
        rung.append(slot.date)
        slot = next_slot(slot.date, at, EVERY_DAY, old)
    slot = moved_slot(now, at, EVERY_DAY, new, pending=slot.date, decided=rung[-1])
    while slot.due_at <= now + 3 * DAY:
        rung.append(slot.date)
        slot = next_slot(slot.date, at, EVERY_DAY, new)
    assert rung == dates_that_exist(old, rung[0], rung[-1]) or rung == dates_that_exist(
        new, rung[0], rung[-1]
    )


def test_r3_flying_east_past_the_hour_does_not_lose_the_date() -> None:
    now = utc(2026, 11, 24, 3, 30)  # 19:30 in Los Angeles, 20:30 in Denver
    slot = moved_slot(
        now, EVENING, EVERY_DAY, "America/Denver", date(2026, 11, 23), date(2026, 11, 22)
    )
    assert (slot.date, slot.due_at) == (date(2026, 11, 23), utc(2026, 11, 24, 3, 0))


def test_r3_flying_west_does_not_ring_twice_on_a_date() -> None:
    now = utc(2026, 11, 23, 12, 0)  # 21:00 in Tokyo, where it has rung; 4:00 in Los Angeles
    slot = moved_slot(
        now, EVENING, EVERY_DAY, "America/Los_Angeles", date(2026, 11, 24), date(2026, 11, 23)
    )
    assert slot.date == date(2026, 11, 24)


def test_r3_flying_west_rings_on_a_date_that_has_had_no_slot() -> None:
    now = utc(2026, 11, 23, 12, 0)  # a reminder just made at 21:00 in Tokyo, for tomorrow
    slot = moved_slot(now, EVENING, EVERY_DAY, "America/Los_Angeles", date(2026, 11, 24), None)
    assert slot.date == date(2026, 11, 23)


def test_a_reminder_without_a_weekday_never_rings() -> None:
    with pytest.raises(NeverRings):
        first_slot(utc(2026, 1, 1), EVENING, 0, "UTC")


@pytest.mark.parametrize(
    ("due_at", "until"),
    [
        (utc(2026, 11, 23, 20, 0), utc(2026, 11, 24, 0, 0)),
        (utc(2026, 11, 23, 7, 0), utc(2026, 11, 23, 11, 0)),
        (utc(2026, 11, 23, 22, 30), utc(2026, 11, 24, 0, 0)),
        (utc(2026, 11, 23, 23, 50), utc(2026, 11, 24, 0, 20)),
    ],
)
def test_r4_a_reminder_is_of_use_for_four_hours_and_not_into_the_night(
    due_at: datetime, until: datetime
) -> None:
    assert useful_until(due_at, "UTC") == until


@given(zones, instants.map(datetime.date), times, st.timedeltas(timedelta(0), 3 * DAY))
@settings(max_examples=500)
def test_r4_after_an_outage_of_any_length_it_rings_in_time_or_is_missed(zone, day, at, outage):
    """On its own date or in the first half hour of the next, and within four hours."""
    slot = slot_on(day, at, zone)
    if slot is None:
        return  # a date that the zone has skipped
    back = slot.due_at + outage
    rings = back < useful_until(slot.due_at, zone)
    wall = back.astimezone(ZoneInfo(zone))
    is_the_same_date = wall.date() == slot.due_at.astimezone(ZoneInfo(zone)).date()
    if outage < timedelta(minutes=30):
        assert rings
    if rings:
        assert outage < timedelta(hours=4)
        assert is_the_same_date or outage < timedelta(minutes=30)
    else:
        assert not is_the_same_date or outage >= timedelta(hours=4)
