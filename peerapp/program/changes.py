"""Another mentor for a member of a proposal: who would do, and what it costs the whole.

Where all places of that mentor are taken, somebody there goes elsewhere, where somebody may have to
go on in turn: the chain by which the fits of all lose least. In a very large proposal only one
member is moved ("the simplest swap"), which may cost more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from peerapp.accounts.models import Person
from peerapp.fit import chains
from peerapp.program import pairs
from peerapp.program.models import ProposedPair
from peerapp.program.scene import MANY, Scene

RANKED = 24  # of so many who fit best we look at the cost, for one as for the list


@dataclass(frozen=True)
class Move:
    """Somebody else of the proposal who would have to go to another mentor, or to none."""

    pair: ProposedPair
    to_id: UUID | None


@dataclass(frozen=True)
class Shift:
    cost: float  # by how much the fits of those who move are lower
    moves: tuple[Move, ...]
    is_least: bool  # else another way might cost less

    @property
    def leaves_out(self) -> Move | None:
        """Who would have nobody."""
        return next((move for move in self.moves if move.to_id is None), None)


@dataclass(frozen=True)
class Alternative:
    mentor: Person
    fit: float
    cost: float  # by how much the sum of all fits is lower
    shift: Shift | None  # None: the mentor has a place left in the proposal
    is_first: bool  # the member has no mentor to compare with


def alternatives(scene: Scene, pair: ProposedPair, most: int = 1) -> list[Alternative]:
    """Other mentors for this member, who costs the whole least first; last, where somebody would
    be left without a mentor.
    """
    scores = scene.scores(pair.member_id)
    here = scene.place(pair.mentor_id)
    is_first = here is None or bool(np.isnan(scores[here]))
    own = 0.0 if is_first else float(scores[here])
    places = best_places(scores, here, RANKED)
    shifts = shifts_for(scene, pair, [place for place in places if is_taken(scene, place)])
    found = [
        (own - float(scores[place]) + (shift.cost if shift else 0.0), float(scores[place]), place,
         shift)
        for place in places
        if (shift := shifts.get(place)) or scene.left[place] > 0
    ]  # fmt: skip
    found.sort(key=lambda one: (bool(one[3] and one[3].leaves_out), one[0], -one[1]))
    people = pairs.people_of(scene.ids[one[2]] for one in found[:most])
    return [
        Alternative(people[scene.ids[place]], fit, cost, shift, is_first)
        for cost, fit, place, shift in found[:most]
        if scene.ids[place] in people
    ]


def best_places(scores: Any, but: int | None, most: int) -> list[int]:
    ranked = np.argsort(-np.nan_to_num(scores, nan=-1.0), kind="stable")
    return [
        int(place) for place in ranked[: most + 1] if place != but and not np.isnan(scores[place])
    ][:most]


def is_taken(scene: Scene, place: int) -> bool:
    """There are places, and all are taken in the proposal."""
    return bool(scene.left[place] < 1 and scene.mentors.free[place] > 0)


def shifts_for(scene: Scene, pair: ProposedPair, places: Collection[int]) -> dict[int, Shift]:
    """How a place at each of these mentors becomes free for this pair's member."""
    if not places:
        return {}
    is_least = len(scene.pairs) <= MANY
    know(scene, places)
    others, mentor_of = who_may_move(scene, None if is_least else places, but=pair)
    scores = np.array([scene.scores(one.member_id) for one in others])
    left = scene.left.copy()
    if (given_up := scene.place(pair.mentor_id)) is not None:
        left[given_up] += 1
    most = len(others) if is_least else 1
    found = chains.that_free(
        places, scores.reshape(len(others), len(scene.ids)), mentor_of, left, most
    )
    return {
        place: Shift(
            chain.cost,
            tuple(
                Move(others[one], None if to == chains.ENDS else scene.ids[to])
                for one, to in chain.moves
            ),
            is_least,
        )
        for place, chain in found.items()
    }


def know(scene: Scene, places: Collection[int]) -> None:
    """The answers of all who may have to move, in one query."""
    wanted = {scene.ids[place] for place in places}
    is_least = len(scene.pairs) <= MANY
    scene.know({one.member_id for one in scene.pairs if is_least or one.mentor_id in wanted})


def who_may_move(
    scene: Scene, places: Collection[int] | None, but: ProposedPair
) -> tuple[list[ProposedPair], NDArray[np.int64]]:
    """Of these mentors, or of all, with the mentor's place of each."""
    found = [
        (one, place)
        for one in scene.pairs
        if (place := scene.place(one.mentor_id)) is not None
        and one.id != but.id
        and (places is None or place in places)
    ]
    return [one for one, _ in found], np.array([place for _, place in found], np.int64)
