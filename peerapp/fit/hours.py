"""When two people can talk: their parts of a week on real local hours, in whatever zones they are.

A UTC week is 672 quarter-hours, one bit each, the first bit its first quarter-hour. Every zone of
today is a whole number of quarter-hours away from UTC, so nothing is rounded.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from peerapp import clock, language
from peerapp.fit.choices import DAY_PARTS, WEEK, WEEK_PARTS
from peerapp.language import _, lazy, ngettext

QUARTER = timedelta(minutes=15)
QUARTERS = 7 * 24 * 4
AN_HOUR = 4  # quarters; less than that is no time to talk
PART_OF_HOUR = {
    hour: place
    for place, (start, end) in enumerate(DAY_PARTS.values())
    for hour in range(start, end)
}
# How the times of a week are called in a sentence: each week the same part of one day, or of more.
EACH = dict(
    zip(
        WEEK_PARTS,
        (
            *(lazy("Monday mornings"), lazy("Monday afternoons"), lazy("Monday evenings")),
            *(lazy("Tuesday mornings"), lazy("Tuesday afternoons"), lazy("Tuesday evenings")),
            *(lazy("Wednesday mornings"), lazy("Wednesday afternoons"), lazy("Wednesday evenings")),
            *(lazy("Thursday mornings"), lazy("Thursday afternoons"), lazy("Thursday evenings")),
            *(lazy("Friday mornings"), lazy("Friday afternoons"), lazy("Friday evenings")),
            *(lazy("Saturday mornings"), lazy("Saturday afternoons"), lazy("Saturday evenings")),
            *(lazy("Sunday mornings"), lazy("Sunday afternoons"), lazy("Sunday evenings")),
        ),
        strict=True,
    )
)
WEEKDAY = {
    "morning": lazy("weekday mornings"),
    "afternoon": lazy("weekday afternoons"),
    "evening": lazy("weekday evenings"),
}
WEEKEND = {
    "morning": lazy("weekend mornings"),
    "afternoon": lazy("weekend afternoons"),
    "evening": lazy("weekend evenings"),
}


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
        return _("at any time of the week")
    named, counted = [], []
    for part in DAY_PARTS:
        days = [day for day in WEEK if f"{day}_{part}" in parts]
        if name := name_of(days, part):
            named.append(name)
        elif days:
            counted.append(so_many(len(days), part))
    if not named and not counted:
        return ""
    times = listed([*named, *counted])
    return _("on %(times)s a week", times=times) if counted else _("on %(times)s", times=times)


def name_of(days: Sequence[str], part: str) -> str | None:
    if len(days) == 1:
        return EACH[f"{days[0]}_{part}"]
    return {WEEK[:5]: WEEKDAY, WEEK[5:]: WEEKEND}.get(tuple(days), {}).get(part)


def so_many(days: int, part: str) -> str:
    if part == "morning":
        return ngettext("%(num)s morning", "%(num)s mornings", days)
    if part == "afternoon":
        return ngettext("%(num)s afternoon", "%(num)s afternoons", days)
    return ngettext("%(num)s evening", "%(num)s evenings", days)


def listed(words: Sequence[object], style: Literal["standard", "or"] = "standard") -> str:
    """ "a", "a and b", "a, b and c"; of more than five the first four and how many more. With the
    style "or": "a, b or c".
    """
    if len(words) > 5:
        more = len(words) - 4
        words = [*words[:4], ngettext("%(num)s more", "%(num)s more", more)]
    return language.listed(words, style)
