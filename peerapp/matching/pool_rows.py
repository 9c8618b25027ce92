"""The mentors who may be suggested, and the members who wait, out of the database at once.

The columns are read as the numbers they are: no objects are made of thousands of rows, and the
number of queries does not grow with them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Select, String, Subquery, cast, func, select, type_coerce

from peerapp import clock
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db
from peerapp.fit import choices, pool
from peerapp.fit.pool import Pool, Row
from peerapp.fit.profiles import Profile
from peerapp.matching.models import Match, MatchProfile, MatchRequest, Origin, Side


@dataclass(frozen=True)
class Opened:
    pool: Pool
    answers: Mapping[str, Sequence[Any]]  # the rows it is made of, by id as plain_id


@dataclass(frozen=True)
class Seats:
    """Of mentors, in the order of a pool's `ids`."""

    is_open: NDArray[np.bool_]  # may be asked now; full or not
    free: NDArray[np.int64]  # free places; 0 of who is not open
    asked: NDArray[np.int64]  # requests that wait for the mentor's answer


@dataclass(frozen=True)
class OpenMentors:
    pool: Pool
    free: NDArray[np.int64]  # free places, in the order of `pool.ids`


@dataclass(frozen=True)
class Waiting:
    profile: Profile
    since: datetime


def opened() -> Opened:
    """The answers of all who opened their profile; whether one may be asked now is not said.

    One query, two after somebody's answers changed: for thousands, reading them is most of the
    time. The last are kept in the process under the number of mentors and the sum of their
    versions, each of which is drawn anew with each change (see models.new_version).
    """
    has_opened = (MatchProfile.side == Side.MENTOR, MatchProfile.open_since.is_not(None))
    mark: Sequence[Any] = (func.count(), func.coalesce(func.sum(MatchProfile.version), 0))
    if known := _opened.get(tuple(plain_rows(select(*mark).where(*has_opened))[0])):
        return known
    query = select(*columns(), MatchProfile.version).where(*has_opened)
    rows = plain_rows(query.join(Person, Person.id == MatchProfile.person_id))
    found = Opened(pool.load(rows, as_id), {row[0]: row for row in rows})
    _opened.clear()
    _opened[len(rows), sum(row[-1] for row in rows)] = found
    return found


_opened: dict[tuple[int, int], Opened] = {}


def open_mentors(now: datetime, with_full: bool = False) -> OpenMentors:
    """All who may be suggested, asked or proposed now, with their answers.

    `with_full`: also those who have no free place (`free` is 0), which nobody.why needs.
    """
    answers = opened().answers
    rows = [row for row in live(now) if row[0] in answers and (with_full or row[1] > 0)]
    found = pool.load([answers[row[0]] for row in rows], as_id)
    return OpenMentors(found, np.array([max(row[1], 0) for row in rows], np.int64))


def seats(of: Pool, now: datetime, places: NDArray[np.int64] | None = None) -> Seats:
    """As they are now (A3); with `places`, at least those of these."""
    ids = None
    if places is not None and len(places) < NAMED_MOST:
        ids = [of.ids[place] for place in places]
    is_open, free, asked = np.zeros((3, len(of)), np.int64)
    for plain, has_free, has_asked, *_ in live(now, ids):
        place = of.place_of.get(as_id(plain))
        if place is not None:  # else opened a moment ago
            is_open[place], free[place], asked[place] = 1, max(has_free, 0), has_asked
    return Seats(is_open == 1, free, asked)


NAMED_MOST = 500  # to name more than that takes longer than to read all


def live(now: datetime, ids: Collection[UUID] | None = None) -> list[Any]:
    """(plain id, free places, requests to answer) of all who may be asked now; or of these."""
    walking, waiting = taken(ids), unanswered(ids)
    free = MatchProfile.capacity - func.coalesce(walking.c.n, 0) - func.coalesce(waiting.c.held, 0)
    query = (
        select(
            plain_id(MatchProfile.person_id),
            free,
            func.coalesce(waiting.c.asked, 0),
            MatchProfile.away_until,
            Person.timezone,
        )
        .where(*is_open(), *among(MatchProfile.person_id, ids))
        .join(Person, Person.id == MatchProfile.person_id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(walking, walking.c.mentor_id == MatchProfile.person_id)
        .outerjoin(waiting, waiting.c.mentor_id == MatchProfile.person_id)
        .order_by(MatchProfile.open_since)  # by its index: equals stay in one order
    )
    today: dict[str, date] = {}
    return [
        row
        for row in plain_rows(query)
        if row[3] is None or not is_away(row[3], row[4], now, today)
    ]


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


def among(column: Any, ids: Collection[UUID] | None) -> Sequence[Any]:
    return () if ids is None else (column.in_(ids),)


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
    """As text, which is compared and looked up many times as fast as a UUID."""
    return cast(column, String)


# To make thousands of them each time takes as long as all else.
as_id = lru_cache(maxsize=1 << 16)(UUID)


def taken(ids: Collection[UUID] | None) -> Subquery:
    """How many current matches a mentor has. Counted at once: asked anew for each of thousands it
    takes PostgreSQL many times as long.
    """
    return (
        select(Match.mentor_id, func.count().label("n"))
        .where(Match.ended_at.is_(None), *among(Match.mentor_id, ids))
        .group_by(Match.mentor_id)
        .subquery()
    )


def unanswered(ids: Collection[UUID] | None) -> Subquery:
    """Of each mentor's open requests: how many places are kept for pairs that the program proposed
    (`held`), and how many wait for an answer (`asked`).
    """
    return (
        select(
            MatchRequest.mentor_id,
            func.count().filter(MatchRequest.origin == Origin.PROGRAM).label("held"),
            func.count().filter(MatchRequest.asked_at.is_not(None)).label("asked"),
        )
        .where(MatchRequest.closed_at.is_(None), *among(MatchRequest.mentor_id, ids))
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
    found["person_id"] = as_id(found["person_id"])
    for name in ("gender_is_must", "age_is_must"):
        found[name] = bool(found[name])
    for name, names in (*pool.SETS.items(), ("shown", tuple(choices.QUESTIONS))):
        found[name] = names_of(found[name], names)
    return Profile(**found)


# Few of all sets are ever chosen, so most are made once.
names_of = lru_cache(maxsize=1 << 16)(choices.names_of)
