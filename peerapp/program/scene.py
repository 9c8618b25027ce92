"""What a proposal looks like now: mentors, places that are left, and which pairs still hold.

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

from peerapp.extensions import db
from peerapp.fit import scoring
from peerapp.fit.profiles import Profile
from peerapp.language import _
from peerapp.matching import apart, lately, pool_rows, rules
from peerapp.matching.may_ask import week_of
from peerapp.matching.models import Side
from peerapp.matching.pool_rows import OpenMentors
from peerapp.program.models import Proposal, ProposedPair
from peerapp.program.pairs import meanwhile, undecided

# Of so many pairs all are looked at, for a count and for the least cost; of more, those shown
MANY = 300


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


def of(proposal: Proposal, shown: Collection[ProposedPair], now: datetime) -> Scene:
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
            found[pair.id] = _(found_meanwhile[pair.member_id])
        elif pair.member_id not in scene.members or pair.member.suspended_at:
            found[pair.id] = _("This member does not look for a mentor any more.")
        elif pair.mentor_id and place is None:
            found[pair.id] = _("This mentor takes nobody on now.")
        elif place is not None and scene.mentors.free[place] < 1:
            found[pair.id] = _("This mentor has no free place any more.")
        elif with_musts and place is not None and np.isnan(scene.scores(pair.member_id)[place]):
            found[pair.id] = _("Something stands between these two by now.")
        elif pair.id in one_too_many:
            found[pair.id] = _("One too many for this mentor’s places.")
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
