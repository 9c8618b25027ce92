"""What mentors there are for those who wait: how many, and how many of their places are free."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db
from peerapp.matching import pool_rows
from peerapp.matching.models import MatchProfile, Side
from peerapp.matching.pool_rows import OpenMentors


@dataclass(frozen=True)
class Supply:
    is_open: int  # mentors with a free place
    free: int  # places
    full: int  # open, without a free place
    away: int
    paused: int  # by the program
    not_open: int  # approved, and not open to new members


def of(mentors: OpenMentors, now: datetime) -> Supply:
    """`mentors`: with those who are full; one more query for all others."""
    counts = {"away": 0, "paused": 0, "not_open": 0}
    query = (
        select(
            RoleGrant.paused_at.is_not(None),
            MatchProfile.open_since.is_not(None),
            MatchProfile.away_until,
            Person.timezone,
            Person.id,
        )
        .join(Person, Person.id == RoleGrant.person_id)
        .outerjoin(
            MatchProfile,
            and_(MatchProfile.person_id == Person.id, MatchProfile.side == Side.MENTOR),
        )
        .where(
            RoleGrant.role == Role.MENTOR,
            RoleGrant.approved_at.is_not(None),
            Person.suspended_at.is_(None),
        )
    )
    for is_paused, is_open, until, zone, mentor_id in db.session.execute(query):
        if mentor_id in mentors.pool.place_of:
            continue
        if is_paused:
            counts["paused"] += 1
        elif is_open and pool_rows.is_away(until, zone, now, {}):
            counts["away"] += 1
        else:
            counts["not_open"] += 1
    with_place = int((mentors.free > 0).sum())
    return Supply(
        is_open=with_place,
        free=int(mentors.free.sum()),
        full=len(mentors.pool) - with_place,
        **counts,
    )
