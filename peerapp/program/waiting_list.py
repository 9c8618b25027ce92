"""Who waits for a mentor, the longest first, and why nobody fits some of them.

Of what a member gave for matching the program sees obstacles and the reasons of pairs, no words of
their own. The number of queries does not grow with the list.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.fit import nobody
from peerapp.fit.causes import Cause
from peerapp.fit.profiles import Profile
from peerapp.matching import apart, may_ask, pool_rows
from peerapp.matching.models import MatchProfile, MatchRequest
from peerapp.matching.pool_rows import OpenMentors
from peerapp.program.paging import PER_PAGE, start_of

LOOKED_AT = 1000  # of so many who wait longest we look for whom nobody fits, to answer in time


@dataclass(frozen=True)
class Waiter:
    profile: Profile
    name: str
    since: datetime

    @property
    def id(self) -> UUID:
        return self.profile.person_id

    def days(self, now: datetime) -> int:
        return max(0, (now - self.since).days)


def page(now: datetime, number: int) -> list[Waiter]:
    return found(looking(now).limit(PER_PAGE).offset(start_of(number)))


def longest(now: datetime) -> list[Waiter]:
    """Those who are looked at for whom nobody fits; who was asked for already is left out."""
    return found(looking(now).where(~pool_rows.has_asked().exists()).limit(LOOKED_AT))


def one(member_id: UUID, now: datetime) -> Waiter | None:
    rows = found(looking(now).where(Person.id == member_id))
    return rows[0] if rows else None


def how_many(now: datetime) -> int:
    query = select(func.count()).select_from(looking(now).order_by(None).subquery())
    return db.session.scalar(query) or 0


def looking(now: datetime) -> Select[Any]:
    return pool_rows.looking(now, Person.display_name, MatchProfile.looking_since)


def found(query: Select[Any]) -> list[Waiter]:
    rows = db.session.execute(query)
    return [Waiter(pool_rows.as_profile(row), row[-2], row[-1]) for row in rows]


def obstacles(
    waiters: Collection[Waiter], mentors: OpenMentors, now: datetime
) -> dict[UUID, Cause]:
    """Why nobody fits, of those whom nobody fits. `mentors`: with those who are full."""
    kept_apart = defaultdict(set)
    for member_id, other_id in apart.pairs([one.id for one in waiters]):
        kept_apart[member_id].add(other_id)
    week = may_ask.week_of(now)
    pool, free = mentors.pool, mentors.free
    said = {
        one.id: nobody.why(one.profile, pool, free, kept_apart[one.id], week).for_coordinator
        for one in waiters
    }
    return {member_id: cause for member_id, cause in said.items() if cause}


@dataclass(frozen=True)
class Asked:
    """A request of a member's, as the program reads it: no greeting."""

    mentor: str
    is_from_program: bool
    asked_at: datetime
    closed_at: datetime | None
    outcome: str | None
    member_said_yes: bool
    mentor_said_yes: bool


def asked(waiters: Sequence[Waiter]) -> dict[UUID, list[Asked]]:
    """What was asked for each since they look, the oldest first; nothing of who waits in line."""
    since = {one.id: one.since for one in waiters}
    query = (
        select(
            MatchRequest.member_id,
            Person.display_name,
            MatchRequest.origin == "program",
            MatchRequest.asked_at,
            MatchRequest.closed_at,
            MatchRequest.outcome,
            MatchRequest.member_yes_at.is_not(None),
            MatchRequest.mentor_yes_at.is_not(None),
        )
        .join(Person, Person.id == MatchRequest.mentor_id)
        .where(MatchRequest.member_id.in_(since), MatchRequest.asked_at.is_not(None))
        .order_by(MatchRequest.asked_at)
    )
    rows: dict[UUID, list[Asked]] = defaultdict(list)
    for member_id, *columns in db.session.execute(query):
        values: list[Any] = columns
        row = Asked(*values)
        if row.closed_at is None or row.asked_at >= since[member_id]:
            rows[member_id].append(row)
    return rows
