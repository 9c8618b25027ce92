"""The mentors for one member, the best fit first, when a coordinator chooses by hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.fit import scoring
from peerapp.fit.profiles import Profile
from peerapp.matching import apart, may_ask, pool_rows, rules
from peerapp.matching.models import MatchRequest, Outcome
from peerapp.matching.pool_rows import OpenMentors

MOST = 25


@dataclass(frozen=True)
class Choice:
    mentor_id: UUID
    name: str
    fit: float
    reasons: tuple[str, ...]
    free: int
    said_no: bool  # to this member, before

    @property
    def of_100(self) -> int:
        return of_100(self.fit)


def of_100(fit: float) -> int:
    return round(100 * fit)


def choices(member: Profile, now: datetime, but: Collection[UUID] = ()) -> list[Choice]:
    """Who could be asked now; who is asked by this member already is not among them."""
    mentors, weights = pool_rows.open_mentors(now), rules.current().weights
    is_open, said_no = asked_before(member.person_id)
    hidden = apart.ids_from(member.person_id) | is_open | set(but)
    ranked = best(member, mentors, weights, hidden, now)
    ids = [mentor_id for mentor_id, _, _ in ranked]
    names, theirs = names_of(ids), pool_rows.profiles(ids)
    return [
        Choice(
            mentor_id,
            names[mentor_id],
            fit,
            reasons(member, theirs[mentor_id], weights, now),
            free,
            mentor_id in said_no,
        )
        for mentor_id, fit, free in ranked
        if mentor_id in theirs
    ]


def best(
    member: Profile,
    mentors: OpenMentors,
    weights: Mapping[str, float],
    hidden: Collection[UUID],
    now: datetime,
) -> list[tuple[UUID, float, int]]:
    """(mentor, fit, free places)"""
    scores = mentors.pool.scores(member, may_ask.week_of(now), weights)
    for mentor_id in hidden:
        if mentor_id in mentors.pool.place_of:
            scores[mentors.pool.place_of[mentor_id]] = np.nan
    order = np.argsort(-scores, kind="stable")[:MOST]  # NaN is last
    return [
        (mentors.pool.ids[place], float(scores[place]), int(mentors.free[place]))
        for place in order.tolist()
        if not np.isnan(scores[place])
    ]


def reasons(
    member: Profile, mentor: Profile, weights: Mapping[str, float], now: datetime
) -> tuple[str, ...]:
    """For the coordinator, the strongest first."""
    fit = scoring.fit(member, mentor, may_ask.week_of(now), weights)
    return tuple(one.for_coordinator for one in fit.reasons if one.for_coordinator)


def asked_before(member_id: UUID) -> tuple[set[UUID], set[UUID]]:
    """The mentors of open requests, and those who said no once."""
    query = select(MatchRequest.mentor_id, MatchRequest.closed_at, MatchRequest.outcome).where(
        MatchRequest.member_id == member_id
    )
    rows = list(db.session.execute(query))
    is_open = {mentor_id for mentor_id, closed_at, _ in rows if closed_at is None}
    return is_open, {mentor_id for mentor_id, _, how in rows if how == Outcome.DECLINED}


def names_of(ids: Sequence[UUID] | Collection[UUID]) -> dict[UUID, str]:
    query = select(Person.id, Person.display_name).where(Person.id.in_(ids))
    return dict(db.session.execute(query).all())
