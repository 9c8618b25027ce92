"""Who moves where so that a place at a mentor is free: the chain of moves by which all lose least.

The shortest path in what an optimal pairing leaves open (Ahuja, Magnanti & Orlin 1993, "Network
Flows", chapter 9), by the rounds of Bellman and Ford, since a move may also be a gain.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

ENDS = -1
TINY = 1e-9  # a smaller gain is none
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Chain:
    cost: float  # by how much the sum of the fits of those who move is lower
    moves: tuple[tuple[int, int], ...]  # a member, and the mentor they go to, or ENDS: to nobody

    @property
    def leaves_out(self) -> bool:
        return self.moves[-1][1] == ENDS


@dataclass(frozen=True)
class Seats:
    """Who is where, and what a move from each mentor to each other costs at the least."""

    there: dict[int, Ints]  # by mentor: the members
    at: Ints  # these mentors
    lost: dict[int, Floats]  # by mentor: what each member there loses at every other
    loss: Floats  # of `at`: by whom it costs least

    @classmethod
    def of(cls, scores: Floats, mentor_of: Ints) -> "Seats":
        taken = np.unique(mentor_of[mentor_of != ENDS])
        there = {int(place): np.flatnonzero(mentor_of == place) for place in taken}
        lost = {place: losses(scores[some], place) for place, some in there.items()}
        loss = np.array([lost[place].min(axis=0) for place in there])
        return cls(there, taken, lost, loss.reshape(len(taken), scores.shape[1]))

    def moves_along(self, route: list[int]) -> list[tuple[int, int]]:
        return [
            (int(self.there[here][self.lost[here][:, to].argmin()]), to)
            for here, to in pairwise(route)
        ]


def that_free(
    places: Collection[int], scores: Floats, mentor_of: Ints, left: Ints, most: int
) -> dict[int, Chain]:
    """For a place at each of these mentors. `scores`: members x mentors, NaN where it can't be;
    `mentor_of`: where each member is; `left`: how many places each mentor has left. In at most so
    many moves. Somebody is left with nobody only where there is no other way.
    """
    scores, can_take = scores.reshape(len(mentor_of), len(left)), left > 0
    seats = Seats.of(scores, mentor_of)
    own = {place: np.nan_to_num(scores[some, place]) for place, some in seats.there.items()}
    stay = np.where(can_take, 0.0, np.inf)
    leave = stay.copy()
    for place, fits in own.items():
        leave[place] = min(leave[place], fits.min())
    found = {}
    for end in (leave, stay):
        cost, step = cheapest(seats.loss, seats.at, end, most)
        for place in places:
            route = way(step, place)
            if route is None or not np.isfinite(cost[place]):
                continue
            moves = seats.moves_along(route)
            if not can_take[route[-1]]:
                moves.append((int(seats.there[route[-1]][own[route[-1]].argmin()]), ENDS))
            found[place] = Chain(float(cost[place]), tuple(moves))
    if most < len(mentor_of):
        return found
    return {place: with_gains(found[place], place, scores, mentor_of, left) for place in found}


def with_gains(chain: Chain, place: int, scores: Floats, mentor_of: Ints, left: Ints) -> Chain:
    """Who gains by what stands free then moves too: the place that the one for whom this is done
    gives up may be better than theirs.
    """
    after, room = mentor_of.copy(), left.copy()
    room[place] -= 1  # it is kept for them
    gained, order = 0.0, list[int]()
    moves: Sequence[tuple[int, int]] = chain.moves
    while moves:
        for one, to in moves:
            room[after[one]] += 1
            after[one] = to
            if to != ENDS:
                room[to] -= 1
            order.append(one)
        gain, moves = best_gain(scores, after, room)
        gained += gain
    ends_last = sorted(dict.fromkeys(order), key=lambda one: after[one] == ENDS)
    moved = tuple((one, int(after[one])) for one in ends_last if after[one] != mentor_of[one])
    return Chain(chain.cost - gained, moved)


def best_gain(scores: Floats, mentor_of: Ints, room: Ints) -> tuple[float, list[tuple[int, int]]]:
    """The chain of moves to a place that is free by which the sum of the fits gains most."""
    seats = Seats.of(scores, mentor_of)
    end = np.where(room > 0, 0.0, np.inf)
    cost, step = cheapest(seats.loss, seats.at, end, len(mentor_of))
    if not len(seats.at) or cost[seats.at].min() >= -TINY:
        return 0.0, []
    start = int(seats.at[cost[seats.at].argmin()])
    route = way(step, start)
    return (0.0, []) if route is None else (-float(cost[start]), seats.moves_along(route))


def cheapest(loss: Floats, at: Ints, end: Floats, most: int) -> tuple[Floats, Ints]:
    """`loss`: what it costs to move somebody from the mentor `at[row]` to each mentor; infinite
    where nobody can. `end`: what it costs to stop at a mentor: 0 where a place is left. In at most
    so many moves. For each mentor the least cost, and the next mentor on the way, or ENDS.
    """
    cost, step = end.copy(), np.full(len(end), ENDS, np.int64)
    for _ in range(most):
        via = loss + cost
        to = via.argmin(axis=1) if via.size else np.zeros(0, np.int64)
        new = via[np.arange(len(at)), to]
        is_less = new < cost[at] - TINY
        if not is_less.any():
            break
        cost[at[is_less]], step[at[is_less]] = new[is_less], to[is_less]
    return cost, step


def way(step: Ints, start: int) -> list[int] | None:
    """The mentors from the start on, the one where it ends included; None for a ring."""
    found: list[int] = [start]
    while (following := int(step[found[-1]])) != ENDS:
        if following in found:
            return None
        found.append(following)
    return found


def losses(scores: Any, place: int) -> Floats:
    """Of members (rows) who are with the mentor at `place`: what each loses at every other."""
    own = np.nan_to_num(scores[:, [place]])
    found: Floats = np.where(np.isnan(scores), np.inf, own - scores)
    found[:, place] = np.inf
    return found
