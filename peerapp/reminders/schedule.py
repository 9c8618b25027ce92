"""When a reminder rings: exactly once on each of its local dates (R3).

A slot is a local date of the person's IANA zone and the UTC instant at which the reminder rings on
it. Where the wall clock skips the reminder's time (spring), it rings at the first instant after the
gap; where the clock shows the time twice (autumn), it rings the first time. A few zones skipped a
whole date when they changed sides of the date line (Pacific/Apia 2011-12-30, Pacific/Kwajalein
1993-08-21): on a date that does not exist nothing rings.

The rules of gaps and overlaps are PEP 495's `fold`; the zones are those of the tzdata package.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

EVERY_DAY = 0b1111111  # bit 0 is Monday ... bit 6 is Sunday
DAY = timedelta(days=1)

# How long a reminder is of use. It never rings far into the night: past midnight it would ask
# about another day, and only the last half hour before midnight is allowed that much.
USEFUL_FOR = timedelta(hours=4)
USEFUL_AT_LEAST = timedelta(minutes=30)

NUDGE_AFTER = timedelta(hours=1)  # long enough not to press, soon enough for the same evening
TONIGHT = time(20)
OFFERED_BEFORE = timedelta(hours=2)  # it, by a button of a notification


@dataclass(frozen=True)
class Slot:
    date: date  # on the person's calendar
    due_at: datetime  # UTC


class NeverRings(ValueError):
    """No weekday is chosen, or none that the years to come have."""


def slot_on(day: date, at: time, zone: str) -> Slot | None:
    """The slot of a local date; None where the zone skips the whole date."""
    place = ZoneInfo(zone)
    wall = datetime.combine(day, at)
    due_at = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    if due_at.astimezone(place).replace(tzinfo=None) == wall:
        return Slot(day, due_at)
    jump = end_of_gap(wall, place)
    before = (jump - timedelta(microseconds=1)).astimezone(place).date()
    after = jump.astimezone(place).date()
    return Slot(day, jump) if day in (before, after) else None


def end_of_gap(wall: datetime, place: ZoneInfo) -> datetime:
    """The instant (UTC) at which the clock jumps over a wall time that does not exist.

    PEP 495: read with the offset of after the jump (fold=1) it is before it, and the other way
    round. zoneinfo does not tell its transitions, so the one between is found by halving.
    """
    early = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    late = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    old_offset = early.astimezone(place).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if middle.astimezone(place).utcoffset() == old_offset:
            early = middle
        else:
            late = middle
    # transitions are at whole seconds, and `late` is less than one after it
    return late.replace(microsecond=0)


def rings_on(day: date, days: int) -> bool:
    return bool(days >> day.weekday() & 1)


def slots_from(first: date, at: time, days: int, zone: str) -> Iterator[Slot]:
    """The slots on and after a local date, in their order."""
    if not days & EVERY_DAY:
        raise NeverRings("a reminder needs a weekday")
    day = first
    while True:
        if rings_on(day, days) and (slot := slot_on(day, at, zone)):
            yield slot
        day += DAY


def next_slot(after: date, at: time, days: int, zone: str) -> Slot:
    """The first slot on a later date than this one, which has been decided."""
    return next(slots_from(after + DAY, at, days, zone))


def first_slot(now: datetime, at: time, days: int, zone: str, decided: date | None = None) -> Slot:
    """The first slot that is still to come after an instant (aware).

    A date up to `decided` has had its slot already, so it gets no second one.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    first = today if decided is None else max(today, decided + DAY)
    return next(slot for slot in slots_from(first, at, days, zone) if slot.due_at > now)


def moved_slot(
    now: datetime, at: time, days: int, zone: str, pending: date, decided: date | None
) -> Slot:
    """The coming slot of a person who has just changed to this zone.

    The pending date keeps its slot, even if the new wall clock is past it already: whether it is
    still of use is decided when it is claimed, so no date is left without one. A date that comes
    again (westwards) gets its slot only if it has not had one.
    """
    coming = first_slot(now, at, days, zone, decided)
    kept = slot_on(pending, at, zone)
    return kept if kept and kept.date < coming.date else coming


def replanned_slot(now: datetime, at: time, days: int, zone: str, pending: Slot) -> Slot:
    """The coming slot after the rules of its zone have changed: on the same date, at the same time
    on the wall. One that is due already stays as it is, so that it is decided once.

    A date keeps its one slot: it is never an earlier date, which has been decided, and a later one
    only where the new rules skip the whole date.
    """
    if pending.due_at <= now:
        return pending
    return slot_on(pending.date, at, zone) or next_slot(pending.date, at, days, zone)


def in_time(slot: Slot, until: date | None) -> Slot | None:
    """None for a slot that comes after a reminder's last date."""
    return slot if until is None or slot.date <= until else None


def nudge_at(due_at: datetime, zone: str) -> datetime | None:
    """When to ring a second time, if nothing was done; None where it would be too late."""
    again = due_at + NUDGE_AFTER
    return again if again < useful_until(due_at, zone) else None


class Later(StrEnum):
    """What "not now" can mean."""

    TEN_MINUTES = "10m"
    AN_HOUR = "1h"
    TONIGHT = "tonight"


def later(now: datetime, zone: str, when: Later) -> datetime | None:
    """The instant (UTC) of "not now, but then"; None for an evening that has begun."""
    if when != Later.TONIGHT:
        return now + (timedelta(minutes=10) if when == Later.TEN_MINUTES else timedelta(hours=1))
    slot = slot_on(now.astimezone(ZoneInfo(zone)).date(), TONIGHT, zone)
    return slot.due_at if slot and slot.due_at > now else None


def has_evening(now: datetime, zone: str) -> bool:
    """Whether "tonight" is still to come."""
    return later(now, zone, Later.TONIGHT) is not None


def offers_evening(rings_at: datetime, zone: str) -> bool:
    """Whether a notification has a button for it: that may be read a good while later, and is to
    mean something else than "in 1 hour".
    """
    tonight = later(rings_at, zone, Later.TONIGHT)
    return tonight is not None and tonight - rings_at >= OFFERED_BEFORE


def useful_until(due_at: datetime, zone: str) -> datetime:
    """Until when (UTC) a reminder that was due at an instant may still ring."""
    place = ZoneInfo(zone)
    tomorrow = due_at.astimezone(place).date() + DAY
    midnight = datetime.combine(tomorrow, time(), place).astimezone(UTC)
    return max(due_at + USEFUL_AT_LEAST, min(due_at + USEFUL_FOR, midnight))
