"""The mentors who may be suggested, and the members who wait, out of the database at once.

The columns are read as the numbers they are: no objects are made of thousands of rows, and the
number of queries does not grow with them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Select, String, Subquery, func, select, type_coerce

from peerapp import clock
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db
from peerapp.fit import choices, pool
from peerapp.fit.pool import Pool, Row
from peerapp.fit.profiles import Profile
from peerapp.matching.models import Match, MatchProfile, MatchRequest, Origin, Side


@dataclass(frozen=True)
class OpenMentors:
    pool: Pool
    free: NDArray[np.int64]  # free places, in the order of `pool.ids`


@dataclass(frozen=True)
class Waiting:
    profile: Profile
    since: datetime


def open_mentors(now: datetime, with_full: bool = False) -> OpenMentors:
    """All who may be suggested, asked or proposed now; one query, two where answers changed.

    `with_full`: also those who have no free place (`free` is 0), which nobody.why needs.

    Who is open, and how many places are free, is read each time (A3). Their answers are read again
    only when somebody's changed: for thousands that is most of the time.
    """
    walking, promised = taken(), held()
    free = MatchProfile.capacity - func.coalesce(walking.c.n, 0) - func.coalesce(promised.c.n, 0)
    query = (
        select(*mark(), free, MatchProfile.away_until)
        .where(*is_open())
        .join(Person, Person.id == MatchProfile.person_id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(walking, walking.c.mentor_id == MatchProfile.person_id)
        .outerjoin(promised, promised.c.mentor_id == MatchProfile.person_id)
        .order_by(MatchProfile.open_since)  # by its index: equals stay in one order
    )
    today: dict[str, date] = {}
    rows = [
        row
        for row in plain_rows(query)
        if (with_full or row[-2] > 0) and not is_away(row[-1], row[1], now, today)
    ]
    found = pool_of(tuple(tuple(row[:4]) for row in rows))
    places = {as_id(row[0]): max(row[-2], 0) for row in rows}
    return OpenMentors(found, np.array([places[one] for one in found.ids], np.int64))


def is_open() -> Sequence[Any]:
    """Of a mentor's profile, joined to the person and to their grant."""
    return (
        MatchProfile.side == Side.MENTOR,
        MatchProfile.open_since.is_not(None),
        MatchProfile.capacity > 0,
        RoleGrant.role == Role.MENTOR,
        RoleGrant.approved_at.is_not(None),
        RoleGrant.paused_at.is_(None),
        Person.suspended_at.is_(None),
    )


Mark = tuple[Any, str, datetime, int]


def mark() -> Sequence[Any]:
    """What changes with somebody's answers: who, their zone, since when, and which version."""
    return (
        plain_id(MatchProfile.person_id),
        Person.timezone,
        MatchProfile.created_at,
        MatchProfile.version,
    )


def pool_of(marks: tuple[Mark, ...]) -> Pool:
    """In the order of the marks. The last two of this process are kept."""
    if known := _pools.get(marks):
        return known
    query = (
        select(*columns(), *mark()[2:])
        .where(*is_open())
        .join(Person, Person.id == MatchProfile.person_id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
    )
    rows = {(row[0], row[1], *row[-2:]): row for row in plain_rows(query)}
    found = pool.load([rows[one] for one in marks if one in rows], as_id)
    if len(found) == len(marks):  # else somebody changed an answer meanwhile
        while len(_pools) > 1:
            _pools.pop(next(iter(_pools)), None)
        _pools[marks] = found
    return found


_pools: dict[tuple[Mark, ...], Pool] = {}


def waiting(now: datetime) -> list[Waiting]:
    """Members who look for a mentor, have none, and have asked nobody yet; the longest first."""
    query = looking(now, MatchProfile.looking_since).where(~has_asked().exists())
    return [Waiting(as_profile(row), row[-1]) for row in plain_rows(query)]


def looking(now: datetime, *more: Any) -> Select[Any]:
    """Of members who look for a mentor and have none; some have asked one. The columns of their
    answers, and these.
    """
    has_match = select(Match.id).where(Match.member_id == Person.id, Match.ended_at.is_(None))
    return (
        select(*columns(), type_coerce(MatchProfile.shown, BigInteger), *more)
        .join(Person, Person.id == MatchProfile.person_id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            MatchProfile.side == Side.MEMBER,
            MatchProfile.looking_since <= now,
            RoleGrant.role == Role.MEMBER,
            Person.suspended_at.is_(None),
            ~has_match.exists(),
        )
        .order_by(MatchProfile.looking_since, MatchProfile.person_id)
    )


def has_asked() -> Select[UUID]:
    """A request of the person's that waits for an answer."""
    return select(MatchRequest.id).where(
        MatchRequest.member_id == Person.id,
        MatchRequest.closed_at.is_(None),
        MatchRequest.asked_at.is_not(None),
    )


def profiles(ids: Collection[UUID], side: Side = Side.MENTOR) -> dict[UUID, Profile]:
    """The answers of a few, to say the reasons of."""
    query = (
        select(*columns(), type_coerce(MatchProfile.shown, BigInteger))
        .join(Person, Person.id == MatchProfile.person_id)
        .where(MatchProfile.side == side, MatchProfile.person_id.in_(ids))
    )
    return {one.person_id: one for one in map(as_profile, plain_rows(query))}


def plain_rows(query: Select[Any]) -> Sequence[Any]:
    """Without the ORM's part in it, which takes longer than the database. Changes of this session
    are seen.
    """
    db.session.flush()
    return db.session.connection().execute(query).all()


def columns() -> Sequence[Any]:
    """Those of pool.Row, the sets as numbers, ids as the driver gives them."""
    found: dict[str, Any] = {
        name: type_coerce(getattr(MatchProfile, name), BigInteger).label(name)
        for name in (*pool.SETS, "gender_is_must", "age_is_must")
    }
    found["person_id"] = plain_id(MatchProfile.person_id)
    found["zone"] = Person.timezone
    return [found.get(name, getattr(MatchProfile, name, None)) for name in Row._fields]


def plain_id(column: Any) -> Any:
    """As the driver gives it: text, or a UUID already."""
    return type_coerce(column, String)


def as_id(plain: str | UUID) -> UUID:
    return plain if isinstance(plain, UUID) else id_of(plain)


@lru_cache(maxsize=1 << 16)
def id_of(text: str) -> UUID:
    """SQLite keeps it as text, and to read thousands of them takes as long as all else."""
    return UUID(text)


def taken() -> Subquery:
    """How many current matches a mentor has. Counted at once: asked anew for each of thousands it
    takes PostgreSQL many times as long.
    """
    return (
        select(Match.mentor_id, func.count().label("n"))
        .where(Match.ended_at.is_(None))
        .group_by(Match.mentor_id)
        .subquery()
    )


def held() -> Subquery:
    """How many places are kept for pairs that the program proposed and that were not answered."""
    return (
        select(MatchRequest.mentor_id, func.count().label("n"))
        .where(MatchRequest.origin == Origin.PROGRAM, MatchRequest.closed_at.is_(None))
        .group_by(MatchRequest.mentor_id)
        .subquery()
    )


def is_away(until: date | None, zone: str, now: datetime, today: dict[str, date]) -> bool:
    """By the mentor's own calendar, as answers.is_away; `today` keeps each zone's."""
    if until is None:
        return False
    if zone not in today:
        today[zone] = clock.local_day(now, zone if clock.is_zone(zone) else "UTC")
    return today[zone] < until


def as_profile(row: Sequence[Any]) -> Profile:
    """Of the columns, and `shown` after them."""
    found = dict(zip((*Row._fields, "shown"), row, strict=False))
    if isinstance(found["person_id"], str):
        found["person_id"] = id_of(found["person_id"])
    for name in ("gender_is_must", "age_is_must"):
        found[name] = bool(found[name])
    for name, names in (*pool.SETS.items(), ("shown", tuple(choices.QUESTIONS))):
        found[name] = names_of(found[name], names)
    return Profile(**found)


# Few of all sets are ever chosen, so most are made once.
names_of = lru_cache(maxsize=1 << 16)(choices.names_of)
