"""When something was said on a phone that had no signal, and whose clock may be wrong.

The phone says by one clock when it was tapped and when it is sent, so that how long ago it was is
known also where that clock is a day off.
"""

from datetime import UTC, datetime, timedelta

RIGHT_ENOUGH = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=10 * 365)  # longer is no date any more


def by_ours(said: datetime, sent: datetime | None, now: datetime) -> datetime:
    """The instant of the tap. Where a phone does not tell when it sends, its clock is believed."""
    if sent is None or abs(now - sent) <= RIGHT_ENOUGH:
        return said
    return now - min(max(sent - said, timedelta()), LONGEST_WAIT)


def as_instant(text: str) -> datetime | None:
    """ISO 8601 with an offset, in UTC; none at the edges of the calendar."""
    try:
        at = datetime.fromisoformat(text) if len(text) <= 40 else None
        return at.astimezone(UTC) if at and at.tzinfo and 1990 < at.year < 9000 else None
    except (ValueError, OverflowError):
        return None
