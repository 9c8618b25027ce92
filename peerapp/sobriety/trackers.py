"""A member's sobriety dates: starting one, and a return to use."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.sobriety import counting
from peerapp.sobriety.models import Period, Tracker


class CannotBe(Exception):
    """The text says why, for the member."""


def of(member: Person) -> list[Tracker]:
    query = select(Tracker).where(Tracker.member_id == member.id).order_by(Tracker.created_at)
    return list(db.session.scalars(query))


def mine(member: Person, tracker_id: UUID) -> Tracker | None:
    query = select(Tracker).where(Tracker.id == tracker_id, Tracker.member_id == member.id)
    return db.session.scalar(query)


def start(
    member: Person, name: str, started_on: date, started_at: time | None, now: datetime
) -> Tracker:
    tracker = Tracker(member_id=member.id, name=name, created_at=now)
    tracker.periods.append(Period(started_on=started_on, started_at=started_at))
    db.session.add(tracker)
    db.session.flush()
    return tracker


def return_to_use(tracker: Tracker, on: date, note: str | None) -> None:
    """Close the open period on that day and open the next; nothing earned is lost (H1).

    The same day twice changes nothing but the note.
    """
    people.lock(tracker.member_id)
    current = open_period(tracker)
    if current.started_on == on and len(tracker.periods) > 1:
        closed = tracker.periods[-2]
        closed.note = note or closed.note
        return
    if on < current.started_on:
        raise CannotBe("This is before the date you count from. Please choose a later day.")
    current.ended_on = on
    current.note = note
    db.session.flush()  # the old one is closed before the new one opens: only one may be open
    tracker.periods.append(Period(started_on=on))
    db.session.flush()


def open_period(tracker: Tracker) -> Period:
    return next(period for period in tracker.periods if period.ended_on is None)


def count(tracker: Tracker, today: date) -> counting.Count:
    spans = [counting.Span(period.started_on, period.ended_on) for period in tracker.periods]
    return counting.count(spans, today)
