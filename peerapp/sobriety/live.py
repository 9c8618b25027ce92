"""The live count of the first days: hours and minutes. Plain functions over instants.

A day of the count is reached at the member's midnight, as at a recovery meeting, also where a time
of day is given; the hours and minutes are what has really passed since that time, in a night of 23
or 25 hours too. Without a time of day nobody knows the minutes, so none are shown.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from peerapp.sobriety.spoken import counted

DAY = 24 * 60  # minutes
FIRST_DAYS = 3  # from this day of the count on, days are enough


def began(on: date, at: time, zone: str) -> datetime:
    """The instant of a wall clock's time. Of an hour that comes twice, the first is meant; one that
    is left out in spring is read by the clock before the change.
    """
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)


def minutes_since(instant: datetime, now: datetime) -> int:
    """Whole minutes; never less than 0."""
    return max(0, int((now - instant).total_seconds() // 60))


def in_words(minutes: int) -> str:
    """1 day, 2 hours, 5 minutes: static/js/live-count.js says the same."""
    days, rest = divmod(minutes, DAY)
    hours, left = divmod(rest, 60)
    parts = [counted(days, "day")] if days else []
    parts += [counted(hours, "hour")] if hours or days else []
    return ", ".join([*parts, counted(left, "minute")])
