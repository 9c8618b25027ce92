"""The calendar file: an independent reading of it rings when our reminders ring."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from dateutil.rrule import rrulestr
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from peerapp import clock
from peerapp.reminders import ics, vtimezone
from peerapp.reminders.schedule import EVERY_DAY, slots_from

ZONES = sorted(clock.zones())
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
ID = UUID("3f0a9c1e-5b1d-4c55-9f44-1b2f6a0c7d10")
ODD = [
    "America/New_York", "Europe/Berlin", "Africa/Casablanca", "Africa/Cairo", "America/Nuuk",
    "America/Havana", "Asia/Beirut", "Asia/Gaza", "Antarctica/Troll", "Australia/Lord_Howe",
    "America/Santiago", "Pacific/Chatham", "Europe/Dublin", "Africa/El_Aaiun",
]  # fmt: skip

zones = st.sampled_from(ZONES) | st.sampled_from(ODD)
# half of them in the night, when the clocks change
times = st.times().map(lambda at: at.replace(second=0, microsecond=0)) | st.builds(
    time, st.integers(0, 4), st.sampled_from([0, 15, 30, 45])
)
dates = st.dates(date(2026, 1, 1), date(2030, 1, 1))


def entry(**more) -> ics.Entry:
    usual = {
        "id": ID,
        "title": "A moment for you?",
        "at": time(20, 0),
        "days": EVERY_DAY,
        "first": date(2026, 11, 23),
        "until": None,
    }
    return ics.Entry(**{**usual, **more})


def instants_of(text: bytes, until: datetime) -> list[datetime]:
    """When the events begin, by dateutil: its recurrence rules over the wall clock, and its own
    reading of our VTIMEZONE, not Python's zones.
    """
    whole = Calendar.from_ical(text)
    if not whole.walk("VEVENT"):
        return []
    place = tz.tzical(io.StringIO(text.decode())).get()
    return sorted(
        instant
        for event in whole.walk("VEVENT")
        for wall in walls_of(event, until)
        for instant in [wall.replace(tzinfo=place, fold=0).astimezone(UTC)]
        if instant < until and instant <= last_of(event, until)
    )


def last_of(event: Event, otherwise: datetime) -> datetime:
    """UNTIL bounds the instants, whatever the wall clock does."""
    found = event["RRULE"].get("UNTIL") if "RRULE" in event else None
    return found[0] if found else otherwise


def walls_of(event: Event, until: datetime) -> Iterator[datetime]:
    """On the wall clock, up to a day after the end."""
    first = event["DTSTART"].dt.replace(tzinfo=None)
    if "RRULE" not in event:
        yield first
        return
    rule = event["RRULE"].to_ical().decode().split(";")
    plain = ";".join(part for part in rule if not part.startswith("UNTIL"))
    left_out = event.get("EXDATE", [])
    left_out = left_out if isinstance(left_out, list) else [left_out]
    out = {one.dt.replace(tzinfo=None) for dates in left_out for one in dates.dts}
    for wall in rrulestr(f"RRULE:{plain}", dtstart=first):
        if wall > until.replace(tzinfo=None) + timedelta(days=1):
            return
        if wall not in out:
            yield wall


@settings(max_examples=150, deadline=None)
@given(first=dates, at=times, days=st.integers(1, EVERY_DAY), zone=zones, lasts=st.none() | dates)
@example(date(2027, 3, 1), time(2, 30), EVERY_DAY, "America/New_York", None)
@example(date(2027, 3, 1), time(2, 30), 0b1000000, "America/New_York", date(2028, 3, 12))
@example(date(2027, 9, 1), time(0, 15), EVERY_DAY, "America/Santiago", None)
@example(date(2027, 10, 31), time(2, 30), EVERY_DAY, "Europe/Berlin", None)
@example(date(2026, 3, 29), time(2, 30), 0b1000000, "Europe/Berlin", None)
def test_r3_a_calendar_app_rings_when_our_reminders_ring(first, at, days, zone, lasts):
    """Over a year, gaps and overlaps included."""
    now = datetime.combine(first, time(12), UTC)
    end = datetime.combine(first, time(12), UTC) + timedelta(days=366)
    text = ics.calendar([entry(at=at, days=days, first=first, until=lasts)], zone, now)
    slots = takewhile(lambda slot: slot.due_at < end, slots_from(first, at, days, zone))
    ours = [slot.due_at for slot in slots if lasts is None or slot.date <= lasts]
    assert instants_of(text, end) == ours


@pytest.mark.parametrize(
    "some",
    [
        pytest.param([*ODD, *ZONES[::9]], id="some"),
        pytest.param(ZONES, id="all", marks=pytest.mark.faults),
    ],
)
def test_every_zones_rules_are_read_back_as_they_are(some):
    first, last = date(2026, 11, 1), date(2029, 11, 1)
    for zone in some:
        whole = Calendar()
        whole.add_component(vtimezone.of(zone, first, last))
        read = tz.tzical(io.StringIO(whole.to_ical().decode())).get()
        instant = datetime(2026, 11, 1, tzinfo=UTC)
        while instant < datetime(2029, 11, 1, tzinfo=UTC):
            ours = instant.astimezone(ZoneInfo(zone)).utcoffset()
            assert instant.astimezone(read).utcoffset() == ours, (zone, instant)
            instant += timedelta(hours=53)


@pytest.mark.parametrize(("zone", "minute"), [("America/New_York", 59), ("Asia/Tokyo", 59)])
def test_the_clock_changes_in_the_very_minute(zone, minute):
    whole = Calendar()
    whole.add_component(vtimezone.of(zone, date(2026, 11, 1), date(2029, 11, 1)))
    read = tz.tzical(io.StringIO(whole.to_ical().decode())).get()
    change = datetime(2027, 3, 14, 7, 0, tzinfo=UTC)  # in New York
    for instant in (change - timedelta(minutes=1), change, change + timedelta(minutes=minute)):
        assert (
            instant.astimezone(read).utcoffset() == instant.astimezone(ZoneInfo(zone)).utcoffset()
        )


def test_an_event_says_what_a_calendar_app_needs_and_no_more():
    text = ics.calendar([entry(days=0b0010101, until=date(2027, 1, 31))], "Europe/Berlin", NOW)
    whole = Calendar.from_ical(text)
    assert not whole.errors
    [event] = whole.walk("VEVENT")
    assert str(event["UID"]) == str(ID)
    assert str(event["SUMMARY"]) == "A moment for you?"
    assert (str(event["TRANSP"]), str(event["CLASS"])) == ("TRANSPARENT", "PRIVATE")
    # Berlin is an hour ahead of UTC then; the end is inclusive
    assert event["RRULE"]["UNTIL"] == [datetime(2027, 1, 31, 19, 0, tzinfo=UTC)]
    assert event["RRULE"]["BYDAY"] == ["MO", "WE", "FR"]
    assert event["DTSTART"].dt == datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    [alarm] = event.walk("VALARM")
    assert (str(alarm["ACTION"]), alarm["TRIGGER"].dt) == ("DISPLAY", timedelta())
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT4H" in text
    assert b"X-PUBLISHED-TTL:PT4H" in text
    assert all(len(line) <= 75 for line in text.splitlines())  # RFC 5545, section 3.1


def test_who_has_no_reminder_has_a_calendar_without_events():
    whole = Calendar.from_ical(ics.calendar([], "Europe/Berlin", NOW))
    assert whole.walk("VEVENT") == []
    assert str(whole["VERSION"]) == "2.0"


def test_words_with_commas_and_lines_stay_one_title():
    title = "Call Ana; then, rest\nBEGIN:VEVENT"
    [event] = Calendar.from_ical(ics.calendar([entry(title=title)], "UTC", NOW)).walk("VEVENT")
    assert str(event["SUMMARY"]) == title
