"""A milestone is celebrated once, near its day, and never over pain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.sobriety import case, trackers
from peerapp.sobriety.milestones import Milestone
from peerapp.sobriety.models import Celebration, Period, Tracker

FOR_DAYS = 14  # after its day it waits so long to be seen
QUIET_DAYS = 3  # after a return to use only 24 hours are told, without a cheer


@dataclass(frozen=True)
class Due:
    """What `sobriety/milestones/_celebration.html` shows."""

    tracker: Tracker
    period: Period
    milestone: Milestone
    is_quiet: bool


def due(member: Person, found: Sequence[Tracker], today: date, now: datetime) -> Due | None:
    """The latest milestone that this member may be shown now; one query at most.

    Who asks it makes sure that today is no day of pain.
    """
    waiting = [one for tracker in found for one in waiting_of(tracker, member.timezone, today, now)]
    if not waiting:
        return None
    seen = seen_of(one.period.id for one in waiting)
    unseen = [one for one in waiting if (one.period.id, one.milestone.key) not in seen]
    return max(unseen, key=lambda one: (one.milestone.day, one.milestone.rank), default=None)


def waiting_of(tracker: Tracker, timezone: str, today: date, now: datetime) -> list[Due]:
    """At most one: the last one that the open period reached while it was kept here."""
    period = trackers.open_period(tracker)
    is_after_return = len(tracker.periods) > 1
    is_early = is_after_return and (today - period.started_on).days <= QUIET_DAYS
    kept_since = clock.local_day(tracker.created_at, timezone)
    since = max(today - timedelta(days=FOR_DAYS), kept_since)
    found = [
        one
        for one in case.full(tracker, case.reached_in(tracker, period, today), timezone, now)
        if one.day >= since and (one.key == "d1" or not is_early)
    ]
    return [Due(tracker, period, one, is_after_return and one.key == "d1") for one in found[-1:]]


def seen_of(period_ids: Iterable[UUID]) -> set[tuple[UUID, str]]:
    query = select(Celebration.period_id, Celebration.milestone).where(
        Celebration.period_id.in_(period_ids)
    )
    return {(period_id, key) for period_id, key in db.session.execute(query)}


def see(tracker: Tracker, period: Period, key: str, now: datetime, today: date) -> bool:
    """This one was seen, and with it those before it in its period. Safe to call twice.

    False when the period has not reached such a milestone. Hold the member's lock.
    """
    keys = [one.key for one in case.reached_in(tracker, period, today)]
    if key not in keys:
        return False
    known = seen_of([period.id])
    for one in keys[: keys.index(key) + 1]:
        if (period.id, one) not in known:
            db.session.add(Celebration(period_id=period.id, milestone=one, seen_at=now))
    db.session.flush()
    return True
