"""The pairs of a proposal as a coordinator reads them: reasons, who else, and what a change costs.

All of a page in a fixed number of queries.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.util import identity_key

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.fit import scoring
from peerapp.fit.profiles import Profile
from peerapp.matching import apart, lately, pool_rows, rules
from peerapp.matching.may_ask import week_of
from peerapp.matching.models import Match, MatchRequest, Side
from peerapp.matching.pool_rows import OpenMentors
from peerapp.program.models import Proposal, ProposedPair
from peerapp.program.paging import PER_PAGE

RANKED = 24  # of so many who fit best we look at the cost, for one as for the list
MANY = 300  # of so many pairs the musts are read again for a count; of more, one by one as shown


@dataclass(frozen=True)
class Move:
    """Somebody else of the proposal who would have to go to another mentor, or to none."""

    pair: ProposedPair
    to_id: UUID | None


@dataclass(frozen=True)
class Alternative:
    mentor: Person
    fit: float
    less: float  # by how much this pair's fit is lower; below 0 where it is higher
    cost: float  # by how much the sum of all fits is lower
    move: Move | None  # None: the mentor has a place left in the proposal
    is_first: bool  # the member has no mentor to compare with


def undecided(proposal: Proposal) -> Select[ProposedPair]:
    return (
        select(ProposedPair)
        .where(ProposedPair.proposal_id == proposal.id, ProposedPair.decided_at.is_(None))
        .order_by(ProposedPair.place)
        .options(joinedload(ProposedPair.member), joinedload(ProposedPair.mentor))
    )


def paired(proposal: Proposal, offset: int = 0, most: int = PER_PAGE) -> list[ProposedPair]:
    """Those still to be decided on, who waits longest first."""
    query = undecided(proposal).where(ProposedPair.mentor_id.is_not(None))
    return list(db.session.scalars(query.offset(offset).limit(most)))


def unpaired(proposal: Proposal, offset: int = 0, most: int = PER_PAGE) -> list[ProposedPair]:
    """Without those who asked a mentor or found one since."""
    query = undecided(proposal).where(ProposedPair.mentor_id.is_(None), needs_somebody())
    return list(db.session.scalars(query.offset(offset).limit(most)))


def needs_somebody() -> ColumnElement[bool]:
    """As `meanwhile`, in a query."""
    asked = select(MatchRequest.id).where(
        MatchRequest.member_id == ProposedPair.member_id,
        MatchRequest.closed_at.is_(None),
        MatchRequest.asked_at.is_not(None),
    )
    has_mentor = select(Match.id).where(
        Match.member_id == ProposedPair.member_id, Match.ended_at.is_(None)
    )
    return ~asked.exists() & ~has_mentor.exists()


def decided(proposal: Proposal, offset: int = 0, most: int = PER_PAGE) -> list[ProposedPair]:
    query = (
        select(ProposedPair)
        .where(ProposedPair.proposal_id == proposal.id, ProposedPair.decided_at.is_not(None))
        .order_by(ProposedPair.decided_at.desc(), ProposedPair.place)
        .options(joinedload(ProposedPair.member), joinedload(ProposedPair.mentor))
    )
    return list(db.session.scalars(query.offset(offset).limit(most)))


def counts(proposal: Proposal) -> dict[str, int]:
    """How many are to be decided on with and without a mentor, were sent, and were left out."""
    query = (
        select(
            ProposedPair.decision,
            ProposedPair.decided_at.is_not(None),
            ProposedPair.mentor_id.is_not(None),
            func.count(),
        )
        .where(ProposedPair.proposal_id == proposal.id)
        .group_by(
            ProposedPair.decision,
            ProposedPair.decided_at.is_not(None),
            ProposedPair.mentor_id.is_not(None),
        )
    )
    found = {"paired": 0, "unpaired": 0, "sent": 0, "left": 0}
    for decision, is_decided, has_mentor, count in db.session.execute(query).tuples():
        kind = str(decision) if is_decided else "paired" if has_mentor else "unpaired"
        found[kind] += count
    still = select(func.count()).where(
        ProposedPair.proposal_id == proposal.id,
        ProposedPair.mentor_id.is_(None),
        ProposedPair.decided_at.is_(None),
        needs_somebody(),
    )
    found["unpaired"] = db.session.scalar(still) or 0
    return found


def present(proposal: Proposal) -> tuple[int, float]:
    """How many have a mentor in it after all changes, and the sum of their fits."""
    query = select(func.count(), func.coalesce(func.sum(ProposedPair.fit), 0.0)).where(
        ProposedPair.proposal_id == proposal.id, ProposedPair.mentor_id.is_not(None)
    )
    many, fit = db.session.execute(query).one()
    return many, float(fit or 0)


def find(proposal: Proposal, pair_ids: Collection[UUID]) -> list[ProposedPair]:
    """Of this proposal; unknown ones are left out."""
    query = (
        select(ProposedPair)
        .where(ProposedPair.proposal_id == proposal.id, ProposedPair.id.in_(pair_ids))
        .order_by(ProposedPair.place)
        .options(joinedload(ProposedPair.member), joinedload(ProposedPair.mentor))
    )
    return list(db.session.scalars(query))


@dataclass
class Scene:
    """What the mentors and the other pairs look like now; made once for a page."""

    proposal: Proposal
    now: datetime
    mentors: OpenMentors = field(init=False)
    week: date = field(init=False)
    hidden: dict[UUID, set[UUID]] = field(init=False)
    members: dict[UUID, Profile] = field(init=False, default_factory=dict)
    scored: dict[UUID, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.mentors = pool_rows.open_mentors(self.now, with_full=True)
        self.week = week_of(self.now)
        self.weights = rules.current().weights
        self.hidden = defaultdict(set)
        for one, other in apart.pairs() | lately.pairs(self.now):
            self.hidden[one].add(other)

    @cached_property
    def pairs(self) -> list[ProposedPair]:
        """All that have a mentor and are still to be decided on."""
        query = undecided(self.proposal).where(ProposedPair.mentor_id.is_not(None))
        return list(db.session.scalars(query))

    @cached_property
    def pairs_of(self) -> dict[UUID | None, list[ProposedPair]]:
        found = defaultdict(list)
        for pair in self.pairs:
            found[pair.mentor_id].append(pair)
        return found

    @cached_property
    def left(self) -> Any:
        """Free places of each mentor that no pair of the proposal takes; below 0: one too many."""
        taken = Counter(pair.mentor_id for pair in self.pairs)
        return np.array(
            [free - taken[one] for one, free in zip(self.ids, self.mentors.free, strict=True)]
        )

    @property
    def ids(self) -> Sequence[UUID]:
        return self.mentors.pool.ids

    def know(self, member_ids: Collection[UUID]) -> None:
        """Their answers, in one query."""
        unknown = set(member_ids) - self.members.keys()
        if unknown:
            self.members |= pool_rows.profiles(unknown, Side.MEMBER)
            for one in unknown:
                self.scored.pop(one, None)

    def scores(self, member_id: UUID) -> Any:
        """Of every open mentor; NaN where it can't be. Made once: not to be changed."""
        if member_id not in self.scored:
            self.scored[member_id] = self.score(member_id)
        return self.scored[member_id]

    def score(self, member_id: UUID) -> Any:
        profile = self.members.get(member_id)
        if profile is None:
            return np.full(len(self.ids), np.nan)
        found = self.mentors.pool.scores(profile, self.week, self.weights)
        for other in self.hidden[member_id]:
            if other in self.mentors.pool.place_of:
                found[self.mentors.pool.place_of[other]] = np.nan
        return found

    def place(self, mentor_id: UUID | None) -> int | None:
        return None if mentor_id is None else self.mentors.pool.place_of.get(mentor_id)


def scene(proposal: Proposal, shown: Collection[ProposedPair], now: datetime) -> Scene:
    made = Scene(proposal, now)
    made.know({pair.member_id for pair in shown})
    return made


def reasons(scene: Scene, shown: Collection[ProposedPair]) -> dict[UUID, list[str]]:
    """For the coordinator, all that speaks for each pair; by the pair's id."""
    mentors = pool_rows.profiles({pair.mentor_id for pair in shown if pair.mentor_id})
    found = {}
    for pair in shown:
        member, mentor = scene.members.get(pair.member_id), mentors.get(pair.mentor_id)  # type: ignore[arg-type]
        if member and mentor:
            fit = scoring.fit(member, mentor, scene.week, scene.weights)
            found[pair.id] = [reason.for_coordinator for reason in fit.reasons]
    return found


def stale(
    scene: Scene, shown: Collection[ProposedPair], with_musts: bool = True
) -> dict[UUID, str]:
    """Why a pair can't be any more, for those that can't; by the pair's id."""
    found_meanwhile = meanwhile({pair.member_id for pair in shown})
    one_too_many = too_many(scene)
    found = {}
    for pair in (one for one in shown if not one.decided_at):
        place = scene.place(pair.mentor_id)
        if pair.member_id in found_meanwhile:
            found[pair.id] = found_meanwhile[pair.member_id]
        elif pair.member_id not in scene.members or pair.member.suspended_at:
            found[pair.id] = "This member does not look for a mentor any more."
        elif pair.mentor_id and place is None:
            found[pair.id] = "This mentor takes nobody on now."
        elif place is not None and scene.mentors.free[place] < 1:
            found[pair.id] = "This mentor has no free place any more."
        elif with_musts and place is not None and np.isnan(scene.scores(pair.member_id)[place]):
            found[pair.id] = "Something stands between these two by now."
        elif pair.id in one_too_many:
            found[pair.id] = "One too many for this mentor’s places."
    return found


def all_stale(scene: Scene) -> dict[UUID, str]:
    """Of all pairs that are still to be decided on."""
    scene.know({pair.member_id for pair in scene.pairs})
    return stale(scene, scene.pairs, with_musts=len(scene.pairs) <= MANY)


def too_many(scene: Scene) -> set[UUID]:
    """Where a mentor has fewer places than pairs by now: who waits shortest, by the pair's id."""
    found = set()
    for place in np.flatnonzero((scene.left < 0) & (scene.mentors.free > 0)).tolist():
        theirs = scene.pairs_of[scene.ids[place]]
        found |= {pair.id for pair in theirs[scene.mentors.free[place] :]}
    return found


def meanwhile(ids: Collection[UUID]) -> dict[UUID, str]:
    """Of these members, those who need no proposal any more, and why."""
    query = select(MatchRequest.member_id).where(
        MatchRequest.member_id.in_(ids),
        MatchRequest.closed_at.is_(None),
        MatchRequest.asked_at.is_not(None),
    )
    asked = dict.fromkeys(db.session.scalars(query), "Somebody was asked for this member by now.")
    query = select(Match.member_id).where(Match.member_id.in_(ids), Match.ended_at.is_(None))
    has_mentor = dict.fromkeys(db.session.scalars(query), "This member has a mentor by now.")
    return asked | has_mentor


def alternatives(scene: Scene, pair: ProposedPair, most: int = 1) -> list[Alternative]:
    """Other mentors for this member, who costs the whole least first."""
    scores = scene.scores(pair.member_id)
    here = scene.place(pair.mentor_id)
    is_first = here is None or bool(np.isnan(scores[here]))
    own = 0.0 if is_first else float(scores[here])
    found: list[tuple[float, float, int, Move | None]] = []
    for place in best_places(scores, here, RANKED):
        fit = float(scores[place])
        if scene.left[place] > 0:
            found.append((own - fit, fit, place, None))
        elif scene.mentors.free[place] > 0 and (shift := cheapest_move(scene, pair, place)):
            loss, move = shift
            found.append((own - fit + loss, fit, place, move))
    found.sort(key=lambda one: (one[3] is not None and one[3].to_id is None, one[0], -one[1]))
    people = people_of(scene.ids[one[2]] for one in found[:most])
    return [
        Alternative(people[scene.ids[place]], fit, own - fit, cost, move, is_first)
        for cost, fit, place, move in found[:most]
        if scene.ids[place] in people
    ]


def best_places(scores: Any, but: int | None, most: int) -> list[int]:
    ranked = np.argsort(-np.nan_to_num(scores, nan=-1.0), kind="stable")
    return [
        int(place) for place in ranked[: most + 1] if place != but and not np.isnan(scores[place])
    ][:most]


def cheapest_move(scene: Scene, pair: ProposedPair, place: int) -> tuple[float, Move] | None:
    """Who of those at this mentor goes where, so that the fits lose least: to the place that this
    pair gives up, to any that is left, or to none. With the loss.
    """
    there = [one for one in scene.pairs_of.get(scene.ids[place], []) if one.id != pair.id]
    scene.know({one.member_id for one in there})
    given_up = scene.place(pair.mentor_id)
    best: tuple[bool, float, Move] | None = None
    for other in there:
        scores = scene.scores(other.member_id)
        can = np.nan_to_num(scores, nan=-1.0)
        can = np.where(scene.left > 0, can, -1.0)
        if given_up is not None and not np.isnan(scores[given_up]):
            can[given_up] = scores[given_up]
        can[place] = -1.0
        to = int(can.argmax())
        is_out = can[to] < 0
        loss = float(np.nan_to_num(scores[place])) - (0.0 if is_out else float(can[to]))
        option = (is_out, loss, Move(other, None if is_out else scene.ids[to]))
        if best is None or option[:2] < best[:2]:
            best = option
    return None if best is None else best[1:]


def people_of(ids: Any) -> dict[UUID, Person]:
    """By their ids, with what the session knows already."""
    wanted = set(ids)
    here = db.session.identity_map
    known = {one: here.get(identity_key(Person, one)) for one in wanted}
    found: dict[UUID, Person] = {one: person for one, person in known.items() if person}
    if left := wanted - found.keys():
        query = select(Person).where(Person.id.in_(left))
        found |= {one.id: one for one in db.session.scalars(query)}
    return found
