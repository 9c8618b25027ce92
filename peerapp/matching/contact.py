"""When a person may be rung up about a request. Plain rules on the wall clock of a zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from peerapp import clock

DAYTIME = (time(8), time(21))  # for who set no hours of their own


def is_within(at: time, opens: time, closes: time) -> bool:
    """`closes` before `opens` is over midnight; both the same is the whole day."""
    if opens < closes:
        return opens <= at < closes
    return at >= opens or at < closes


def next_opening(now: datetime, zone: str, opens: time, closes: time) -> datetime:
    """Now, if it is within the hours; else when they begin next.

    An opening in the hour that a change of the clock leaves out is as long after it as it stood.
    """
    wall = clock.local(now, zone)
    if is_within(wall.time(), opens, closes):
        return now
    for days in (0, 1, 2):
        day = wall.date() + timedelta(days=days)
        opening = datetime.combine(day, opens, ZoneInfo(zone)).astimezone(UTC)
        if opening > now:
            return opening
    raise AssertionError("a day begins within two days")
