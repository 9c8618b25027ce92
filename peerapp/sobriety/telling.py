"""What a member's dates tell their mentor: milestones, if it is wished, and a return to use.

Milestones are of the period that is open, and never the member's own ones: their names are nobody
else's. A return is of dates that are not private, with its day and without its words; a lapse is
the member's alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer

from peerapp import clock
from peerapp.extensions import db
from peerapp.sobriety import case, milestones
from peerapp.sobriety.milestones import Milestone
from peerapp.sobriety.models import Period, Tracker

FOR_DAYS = 7


@dataclass(frozen=True)
class Telling:
    """A tracker whose member wants it; asked anew at every request (A3)."""

    member_id: UUID
    tracker: str
    created_at: datetime
    period: Period

    def recent(self, today: date, timezone: str, now: datetime) -> Milestone | None:
        """The last one of these days; not what lay before the tracker was kept here."""
        kept_since = clock.local_day(self.created_at, timezone)
        found = milestones.recent(self.period.started_on, today, FOR_DAYS)
        is_short = case.is_short_of_a_day(self.period, timezone, now)
        return next(
            (one for one in found if one.day >= kept_since and not (is_short and one.key == "d1")),
            None,
        )


@dataclass(frozen=True)
class Return:
    """A return to use that the member told of."""

    member_id: UUID
    day: date
    created_at: datetime  # when it was told


def of(member_ids: Collection[UUID]) -> list[Telling]:
    """One query for any number of members."""
    query = (
        select(Tracker.member_id, Tracker.name, Tracker.created_at, Period)
        .join(Period, Period.tracker_id == Tracker.id)
        .options(defer(Period.note))
        .where(
            Tracker.member_id.in_(member_ids),
            Tracker.tells_milestones,
            ~Tracker.is_private,
            Period.ended_on.is_(None),
        )
        .order_by(Tracker.created_at, Tracker.id)
    )
    return [Telling(*row) for row in db.session.execute(query)]


def returns_of(member_ids: Collection[UUID], since: date) -> list[Return]:
    """Of that day or later, the earliest first; one query for any number of members."""
    query = (
        select(Tracker.member_id, Period.ended_on, Period.told_at)
        .join(Period, Period.tracker_id == Tracker.id)
        .where(
            Tracker.member_id.in_(member_ids),
            ~Tracker.is_private,
            Period.ended_on >= since,
            Period.told_at.is_not(None),
        )
        .order_by(Period.ended_on, Period.told_at)
    )
    rows = db.session.execute(query)
    return [Return(member_id, day, at) for member_id, day, at in rows if day and at]
