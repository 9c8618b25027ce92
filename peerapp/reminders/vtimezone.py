"""A zone's rules as a calendar file says them (RFC 5545, section 3.6.5).

Written out of zoneinfo, one part per change of the clock. icalendar can do the same, but (7.3) it
gives the onset of a change by the clock of after it, where the RFC wants that of before: its
calendars are an hour off until an hour after the change.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

LOOK_EVERY = timedelta(days=1)  # no zone has ever kept an offset for less (Morocco: a month)


def of(zone: str, first: date, last: date) -> Timezone:
    """The VTIMEZONE of an IANA zone, right for all that happens from one day to the other."""
    place, begins = ZoneInfo(zone), midnight(first) - LOOK_EVERY
    found = Timezone()
    found.add("TZID", zone)
    found.add_component(part(begins, begins, place))
    for before, after in changes(zone, first, last):
        found.add_component(part(before, after, place))
    return found


@lru_cache(maxsize=64)
def changes(zone: str, first: date, last: date) -> tuple[tuple[datetime, datetime], ...]:
    """The last second before each change of the clock from one day to the other, and the first
    after it (UTC). Two milliseconds for three years, so it is kept: ask by whole months.
    """
    begins, ends = midnight(first) - LOOK_EVERY, midnight(last) + LOOK_EVERY
    return tuple(look_for_changes(ZoneInfo(zone), begins, ends))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def look_for_changes(
    place: ZoneInfo, begins: datetime, ends: datetime
) -> Iterator[tuple[datetime, datetime]]:
    before = begins
    while before < ends:
        after = before + LOOK_EVERY
        if offset_at(after, place) != offset_at(before, place):
            early, late = before, after
            while late - early > timedelta(seconds=1):
                middle = (early + (late - early) / 2).replace(microsecond=0)
                if offset_at(middle, place) == offset_at(early, place):
                    early = middle
                else:
                    late = middle
            yield early, late
        before = after


def offset_at(instant: datetime, place: ZoneInfo) -> timedelta:
    return instant.astimezone(place).utcoffset() or timedelta()


def part(before: datetime, after: datetime, place: ZoneInfo) -> TimezoneStandard | TimezoneDaylight:
    """What the clock shows from an instant on; its onset is by the clock of just before."""
    wall = after.astimezone(place)
    found = TimezoneDaylight() if wall.dst() else TimezoneStandard()
    onset = (after + offset_at(before, place)).replace(tzinfo=None)
    found.add("DTSTART", onset)
    found.add("TZOFFSETFROM", offset_at(before, place))
    found.add("TZOFFSETTO", offset_at(after, place))
    found.add("TZNAME", wall.tzname() or "")
    return found
