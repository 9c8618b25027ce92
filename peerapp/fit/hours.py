"""When two people can talk: their parts of a week on real local hours, in whatever zones they are.

A UTC week is 672 quarter-hours, one bit each, the first bit its first quarter-hour. Every zone of
today is a whole number of quarter-hours away from UTC, so nothing is rounded.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from peerapp import clock
from peerapp.fit.choices import DAY_PARTS, WEEK, WEEK_PARTS

QUARTER = timedelta(minutes=15)
QUARTERS = 7 * 24 * 4
AN_HOUR = 4  # quarters; less than that is no time to talk
PART_OF_HOUR = {
    hour: place
    for place, (start, end) in enumerate(DAY_PARTS.values())
    for hour in range(start, end)
}
DAYS = dict(
    zip(
        WEEK,
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        strict=True,
    )
)


def slots(parts: Collection[str], zone: str, week: date) -> int:
    """The quarter-hours of the UTC week from `week` 00:00 on that lie in these local parts.

    The gap and the overlap of a change of clocks count as they are: an hour that does not exist is
    not there, one that comes twice is there twice.
    """
    of_part = parts_of_week(zone, week)
    found = 0
    for place, name in enumerate(WEEK_PARTS):
        if name in parts:
            found |= of_part[place]
    return found


def shared_hours(one: int, other: int) -> float:
    return (one & other).bit_count() / 4


@lru_cache(maxsize=2048)
def parts_of_week(zone: str, week: date) -> tuple[int, ...]:
    """For each of the 21 parts its quarter-hours. The wall clock itself is asked at each of them,
    so the days before and after, the other side of the world and every change of clocks are right.

    A zone that is not known any more has no hours: one person's must not stop everybody's pages.
    """
    if not clock.is_zone(zone):
        return (0,) * len(WEEK_PARTS)
    tz = ZoneInfo(zone)
    begin = datetime.combine(week, time(), UTC)
    found = [0] * len(WEEK_PARTS)
    for quarter in range(QUARTERS):
        wall = (begin + quarter * QUARTER).astimezone(tz)
        if (part := PART_OF_HOUR.get(wall.hour)) is not None:
            found[wall.weekday() * len(DAY_PARTS) + part] |= 1 << quarter
    return tuple(found)


def meeting_parts(parts: Collection[str], zone: str, others: int, week: date) -> list[str]:
    """Those of one's own parts in which the other has an hour or more."""
    own = zip(WEEK_PARTS, parts_of_week(zone, week), strict=True)
    return [name for name, bits in own if name in parts and (bits & others).bit_count() >= AN_HOUR]


def in_words(parts: Collection[str]) -> str:
    """ "on 4 evenings a week", "on weekend mornings and 2 evenings a week", "at any time of the
    week"; empty for none. It follows "You overlap".
    """
    if len(parts) == len(WEEK_PARTS):
        return "at any time of the week"
    named, counted = [], []
    for part in DAY_PARTS:
        days = [day for day in WEEK if f"{day}_{part}" in parts]
        if name := name_of(days):
            named.append(f"{name} {part}s")
        elif days:
            counted.append(f"{len(days)} {part}s")
    if not named and not counted:
        return ""
    return f"on {listed([*named, *counted])}{' a week' if counted else ''}"


def name_of(days: Sequence[str]) -> str:
    if len(days) == 1:
        return DAYS[days[0]]
    return {WEEK[:5]: "weekday", WEEK[5:]: "weekend"}.get(tuple(days), "")


def listed(words: Sequence[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"; of more than five the first four and how many more."""
    if len(words) > 5:
        words = [*words[:4], f"{len(words) - 4} more"]
    *first, end = words
    return f"{', '.join(first)} {last} {end}" if first else end
