"""Hours in which nothing rings that a person did not set for that very time.

What is not a reminder at the person's own chosen time waits until they end.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push.models import QuietHours

DAY = timedelta(days=1)


def of(person: Person) -> QuietHours | None:
    return db.session.get(QuietHours, person.id)


def of_all(person_ids: Collection[UUID]) -> dict[UUID, QuietHours]:
    query = select(QuietHours).where(QuietHours.person_id.in_(person_ids))
    return {hours.person_id: hours for hours in db.session.scalars(query)}


def set_hours(person: Person, starts: time | None, ends: time | None) -> None:
    """None, or hours that end as they start: there are none."""
    hours = of(person)
    if starts is None or ends is None or starts == ends:
        if hours:
            db.session.delete(hours)
    elif hours:
        hours.starts, hours.ends = starts, ends
    else:
        db.session.add(QuietHours(person_id=person.id, starts=starts, ends=ends))
    db.session.flush()


def over(person: Person, instant: datetime) -> datetime:
    """The first instant (UTC) from this one on that is not within the person's quiet hours."""
    return over_hours(of(person), person.timezone, instant)


def over_hours(hours: QuietHours | None, zone: str, instant: datetime) -> datetime:
    return end(instant, zone, hours.starts, hours.ends) if hours else instant


def is_within(instant: datetime, zone: str, starts: time, ends: time) -> bool:
    """On the person's wall clock, from `starts` up to, not including, `ends`; where `ends` is the
    earlier of the two it is on the next day.
    """
    return covers(starts, ends, instant.astimezone(ZoneInfo(zone)).time())


def covers(starts: time, ends: time, at: time) -> bool:
    return starts <= at < ends if starts < ends else at >= starts or at < ends


def end(instant: datetime, zone: str, starts: time, ends: time) -> datetime:
    """As `over`. Where the clock skips `ends` (spring), by as much later as it skips."""
    if not is_within(instant, zone, starts, ends):
        return instant
    today = instant.astimezone(ZoneInfo(zone)).date()
    coming = (*ends_on(today, ends, zone), *ends_on(today + DAY, ends, zone))
    return min(one for one in coming if one > instant)


def ends_on(day: date, ends: time, zone: str) -> tuple[datetime, datetime]:
    """The first time and the last: two where the clock shows it twice (autumn, PEP 495)."""
    first = datetime.combine(day, ends, ZoneInfo(zone))
    second = first.replace(fold=1)
    return first.astimezone(UTC), max(first.astimezone(UTC), second.astimezone(UTC))
