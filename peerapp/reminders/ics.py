"""Reminders as a calendar that other apps fetch (RFC 5545, RFC 7986).

It says only what is to come: an event for each reminder begins with its next slot, so that a person
who shares the address by mistake does not tell how long they have been here, and a break is left
out by beginning after it.

Where the wall clock shows a time twice, RFC 5545 (3.3.5) means the first, as we do. Where it skips
a reminder's time, the RFC says two things (3.3.5: as if the clock had not jumped; 3.3.10: not at
all), and we ring at the end of the gap. So for as long as the zone's rules are written out, such a
date is taken out of the rule and is an event of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import CLASS, TRANSP, Alarm, Calendar, Event

from peerapp.language import lazy
from peerapp.reminders import schedule, vtimezone

PRODUCT = "-//Peerapp//Reminders//EN"
NAME = lazy("Reminders")
FETCH_EVERY = timedelta(hours=4)  # Apple and Thunderbird follow it; Google asks when it likes
LASTS = timedelta(minutes=10)
WRITTEN_OUT = timedelta(days=3 * 366)  # of the zone's rules, at each fetch from that day on
MONTHS = timedelta(days=62)  # the month that has begun, and the next one
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # the place in it is the bit


@dataclass(frozen=True)
class Entry:
    """A reminder as it rings from a date on."""

    id: UUID
    title: str
    at: time  # on the person's wall clock
    days: int  # bit 0 is Monday
    first: date  # nothing before it
    until: date | None  # the last date


def calendar(entries: Sequence[Entry], zone: str, now: datetime) -> bytes:
    """The file, for a person in an IANA zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    whole = Calendar()
    whole.add("PRODID", PRODUCT)
    whole.add("VERSION", "2.0")
    whole.add("NAME", str(NAME))
    whole.add("X-WR-CALNAME", str(NAME))
    whole.add("REFRESH-INTERVAL", FETCH_EVERY, parameters={"VALUE": "DURATION"})
    whole.add("X-PUBLISHED-TTL", "PT4H")
    events = [event for entry in entries for event in events_of(entry, zone, today, now)]
    if events:
        days = [today, *(entry.first for entry in entries)]
        # by the month, so that those who fetch share what is worked out
        first, last = min(days).replace(day=1), max(days).replace(day=1) + WRITTEN_OUT + MONTHS
        whole.add_component(vtimezone.of(zone, first, last))
    for event in events:
        whole.add_component(event)
    found: bytes = whole.to_ical()
    return found


def events_of(entry: Entry, zone: str, today: date, now: datetime) -> Iterator[Event]:
    """The event that repeats, and one for each date on which the clock skips its time."""
    slots = schedule.slots_from(entry.first, entry.at, entry.days, zone)
    first = next(slots)
    if entry.until and first.date > entry.until:
        return
    end = max(today, first.date) + WRITTEN_OUT
    odd = list(gaps(entry, zone, first.date, min(end, entry.until or end)))
    rule: dict[str, object] = {
        "FREQ": "WEEKLY",
        "BYDAY": [name for bit, name in enumerate(WEEKDAYS) if entry.days >> bit & 1],
    }
    if entry.until:
        # with DTSTART in a zone it has to be in UTC (3.3.10)
        rule["UNTIL"] = on(entry.until, entry.at, zone).astimezone(UTC)
    # the clock skips the very first one: the rule begins with it, or the days would not fit
    event = event_at(entry.id, entry.title, on(first.date, entry.at, zone), now)
    event.add("RRULE", rule)
    for slot in odd:
        event.add("EXDATE", on(slot.date, entry.at, zone))
    yield event
    for slot in odd:
        one = uuid5(entry.id, slot.date.isoformat())
        yield event_at(one, entry.title, slot.due_at.astimezone(ZoneInfo(zone)), now)


def gaps(entry: Entry, zone: str, first: date, last: date) -> Iterator[schedule.Slot]:
    """The slots from one date to another that do not ring at their wall time."""
    by_month = first.replace(day=1), last.replace(day=1) + MONTHS
    for change in vtimezone.changes(zone, *by_month):
        for instant in change:
            day = instant.astimezone(ZoneInfo(zone)).date()
            slot = schedule.slot_on(day, entry.at, zone)
            in_time = first <= day <= last and schedule.rings_on(day, entry.days)
            if slot and in_time and wall(slot.due_at, zone) != datetime.combine(day, entry.at):
                yield slot
                break


def wall(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def on(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone))


def event_at(uid: UUID, title: str, start: datetime, now: datetime) -> Event:
    """One that blocks no time, and is shown to nobody with whom the calendar is shared."""
    event = Event()
    event.add("UID", str(uid))
    event.add("DTSTAMP", now)
    event.add("DTSTART", start)
    event.add("DURATION", LASTS)
    event.add("SUMMARY", str(title))
    event.add("TRANSP", TRANSP.TRANSPARENT)
    event.add("CLASS", CLASS.PRIVATE)
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", str(title))
    alarm.add("TRIGGER", timedelta())
    event.add_component(alarm)
    return event
