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
from zoneinfo import ZoneInfo

EVERY_DAY = 0b1111111  # bit 0 is Monday ... bit 6 is Sunday
DAY = timedelta(days=1)

# How long a reminder is of use. It never rings far into the night: past midnight it would ask
# about another day, and only the last half hour before midnight is allowed that much.
USEFUL_FOR = timedelta(hours=4)
USEFUL_AT_LEAST = timedelta(minutes=30)


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


def useful_until(due_at: datetime, zone: str) -> datetime:
    """Until when (UTC) a reminder that was due at an instant may still ring."""
    place = ZoneInfo(zone)
    tomorrow = due_at.astimezone(place).date() + DAY
    midnight = datetime.combine(tomorrow, time(), place).astimezone(UTC)
    return max(due_at + USEFUL_AT_LEAST, min(due_at + USEFUL_FOR, midnight))
