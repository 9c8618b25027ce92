"""Whom a member might ask: the best few of all who are open, each with why.

Never all of them. The number of queries does not grow with the number of mentors.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, or_, select, union
from sqlalchemy.orm import joinedload

from peerapp.accounts.models import Person, Role
from peerapp.extensions import db
from peerapp.fit import nobody
from peerapp.fit.arrays import Floats
from peerapp.fit.nobody import Obstacle
from peerapp.fit.pool import Pool
from peerapp.matching import apart, may_ask, pool_rows, request_pages, rules
from peerapp.matching.cards import Card
from peerapp.matching.may_ask import Given
from peerapp.matching.models import Match, MatchProfile, MatchRequest, Outcome, Side

FEW = 5
LOOKED_AT = 10  # times as many of the best, of whom most have a place
# So many more than their free places may ask a mentor at once; then no more are sent their way.
WAITING_MOST = 3
# Fits that are this near to each other are alike: no answers are that exact.
ALIKE = 0.01


@dataclass(frozen=True)
class Suggestion:
    card: Card
    reasons: list[str]  # only of what the mentor shows


@dataclass(frozen=True)
class Suggestions:
    few: list[Suggestion] = field(default_factory=list)
    obstacle: Obstacle | None = None  # nobody fits, and why
    are_busy: bool = False  # somebody does, but all of them have many requests to answer


def for_member(member: Person, now: datetime, most: int = FEW) -> Suggestions:
    """Not who was asked, is kept apart, walked or walks with the member, is full, or has so many
    requests that the member would wait in vain.
    """
    mine, week = may_ask.member_side(member), may_ask.week_of(now)
    pool, weights = pool_rows.opened().pool, rules.current().weights
    hidden = apart.ids_from(member.id)
    scores = but(pool, pool.scores(mine.profile, week, weights), hidden)
    new = but(pool, scores, known_to(member, now))
    if few := best_of(member.id, pool, new, now, most):
        return Suggestions(as_suggestions(mine, few, weights, now))
    seats = pool_rows.seats(pool, now)
    fits = ~np.isnan(scores) & (seats.free > 0)
    if fits.any():
        return Suggestions(are_busy=bool((fits & ~np.isnan(new)).any()))
    hidden |= {pool.ids[place] for place in np.flatnonzero(~seats.is_open)}
    return Suggestions(obstacle=nobody.why(mine.profile, pool, seats.free, hidden, week))


def but(pool: Pool, scores: Floats, some: Collection[UUID]) -> Floats:
    """NaN for these."""
    found = scores.copy()
    found[[pool.place_of[one] for one in some if one in pool.place_of]] = np.nan
    return found


def best_of(
    member_id: UUID, pool: Pool, scores: Floats, now: datetime, most: int
) -> Sequence[UUID]:
    """Which of the best have a place is read first; of all, only if too few of those have."""
    how_many = int(np.count_nonzero(~np.isnan(scores)))
    found: list[UUID] = []
    for enough in (most * LOOKED_AT, how_many) if how_many else ():
        places = best_places(scores, enough)
        seats = pool_rows.seats(pool, now, places)
        can_take = (seats.free > 0) & (seats.asked - seats.free < WAITING_MOST)
        found = rank(member_id, pool.ids, np.where(can_take, scores, np.nan), seats.asked, most)
        if len(found) == most or len(places) == how_many:
            break
    return found


def rank(member_id: UUID, ids: Sequence[UUID], scores: Any, waiting: Any, most: int) -> list[UUID]:
    """The best first; of those who fit alike, who has fewer requests to answer; of those, in an
    order that stays the same for this member and is another for the next, so that not all members
    ask the same mentor. A score of NaN: not at all.
    """
    places = best_places(scores, most)
    alike = np.round(scores[places] / ALIKE)
    keys = [
        (-fit, waiting[place], turn(member_id, ids[place]), ids[place])
        for place, fit in zip(places.tolist(), alike.tolist(), strict=True)
    ]
    return [one[-1] for one in sorted(keys)[:most]]


def best_places(scores: Floats, enough: int) -> NDArray[np.int64]:
    """Of so many, and of all who fit like the last of them."""
    places = np.flatnonzero(~np.isnan(scores))
    if len(places) <= enough:
        return places
    alike = np.round(scores[places] / ALIKE)
    found: NDArray[np.int64] = places[alike >= np.partition(alike, -enough)[-enough]]
    return found


def turn(member_id: UUID, mentor_id: UUID) -> bytes:
    """A lot that is drawn once for a pair."""
    return hashlib.sha256(member_id.bytes + mentor_id.bytes).digest()


def known_to(member: Person, now: datetime) -> set[UUID]:
    """Whom the member asked, not long ago got no yes of, or walked with."""
    long_ago = now - may_ask.NOT_AGAIN_FOR
    said_no = MatchRequest.outcome.in_((Outcome.DECLINED, Outcome.LAPSED))
    asked = select(MatchRequest.mentor_id).where(
        MatchRequest.member_id == member.id,
        or_(MatchRequest.closed_at.is_(None), and_(said_no, MatchRequest.closed_at > long_ago)),
    )
    walked = select(Match.mentor_id).where(Match.member_id == member.id)
    return set(db.session.scalars(union(asked, walked)))


def as_suggestions(
    mine: Given, ids: Sequence[UUID], weights: Mapping[str, float], now: datetime
) -> list[Suggestion]:
    query = (
        select(MatchProfile)
        .where(MatchProfile.person_id.in_(ids), MatchProfile.side == Side.MENTOR)
        .options(joinedload(MatchProfile.person))
    )
    found = {row.person_id: Given(row.person, row) for row in db.session.scalars(query)}
    return [suggestion(mine, found[one], weights, now) for one in ids if one in found]


def suggestion(
    mine: Given, mentor: Given, weights: Mapping[str, float], now: datetime
) -> Suggestion:
    reasons = request_pages.reasons_for_member(mine, mentor, now, weights)
    return Suggestion(request_pages.card_of(mentor, now), reasons)


def chosen(member: Person, mentors: Sequence[Person], now: datetime) -> list[Card]:
    """Of these, in their order, those whom the member can ask now."""
    mine = may_ask.member_side(member)
    given = [may_ask.mentor_side(one) for one in mentors]
    return [
        request_pages.card_of(one, now) for one in given if may_ask.why_not(mine, one, now) is None
    ]


def others(member: Person, but: Collection[UUID], now: datetime) -> list[Card]:
    """Who could be asked if these cannot."""
    few = for_member(member, now, FEW + len(but)).few
    return [one.card for one in few if one.card.person_id not in but][: FEW - 1]


def mentor(person_id: UUID, by: Person) -> Person | None:
    """Somebody who is open for new mentees, full, away or paused as they may be; nobody who is
    kept apart from who asks.
    """
    person = db.session.get(Person, person_id)
    if person is None or person.suspended_at or apart.are(person.id, by.id):
        return None
    grant, row = person.grant(Role.MENTOR), may_ask.mentor_side(person).row
    is_open = grant and grant.approved_at and row and row.open_since
    return person if is_open else None
