"""Who moves where so that a place at a mentor is free: the chain of moves by which all lose least.

The shortest path in what an optimal pairing leaves open (Ahuja, Magnanti & Orlin 1993, "Network
Flows", chapter 9), by the rounds of Bellman and Ford, since a move may also be a gain.
"""

from collections.abc import Collection
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


def that_free(
    places: Collection[int], scores: Floats, mentor_of: Ints, can_take: Any, most: int
) -> dict[int, Chain]:
    """For a place at each of these mentors. `scores`: members x mentors, NaN where it can't be;
    `mentor_of`: where each member is; `can_take`: the mentors with a place left. In at most so many
    moves. Somebody is left with nobody only where there is no other way.
    """
    there = {int(place): np.flatnonzero(mentor_of == place) for place in np.unique(mentor_of)}
    at = np.array(list(there), np.int64)
    lost = {place: losses(scores[some], place) for place, some in there.items()}
    loss = np.array([lost[place].min(axis=0) for place in there]).reshape(len(at), len(can_take))
    own = {place: np.nan_to_num(scores[some, place]) for place, some in there.items()}
    stay = np.where(can_take, 0.0, np.inf)
    leave = stay.copy()
    for place, fits in own.items():
        leave[place] = min(leave[place], fits.min())
    found = {}
    for end in (leave, stay):
        cost, step = cheapest(loss, at, end, most)
        for place in places:
            route = way(step, place)
            if route is None or not np.isfinite(cost[place]):
                continue
            moves = [
                (int(there[here][lost[here][:, to].argmin()]), to) for here, to in pairwise(route)
            ]
            if not can_take[route[-1]]:
                moves.append((int(there[route[-1]][own[route[-1]].argmin()]), ENDS))
            found[place] = Chain(float(cost[place]), tuple(moves))
    return found


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
