"""Who could walk with whom, for a whole waiting list at once.

A pair is worth PAIRED, its fit, and a part for how long the member waited. The sum over all pairs
is as high as it can be, under every must and every mentor's free places:

- PAIRED is as much as the whole range of a fit, so nobody is left alone for a small gain elsewhere.
- The part for waiting is the same whichever mentor it is. So where places are short it decides WHO
  is paired, and never with whom.
- Among sums that are equal, the one that pairs who waits longer.

It is a minimum-cost flow: from each member at most one along the pairs that are feasible, into each
mentor at most as many as there are free places. OR-tools solves it by cost scaling, exactly, since
the numbers are whole (Goldberg 1997, "An Efficient Implementation of a Scaling Minimum-Cost Flow
Algorithm").
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEPS = 1000  # a fit is counted in thousandths; finer than any answer is
PAIRED = 1 * STEPS
WAITING = STEPS // 5  # as much as a fit that is better by 0.2 ...
WAITED_FULLY = 90  # ... after so many days
NOBODY = -1
MOST = 2**63 - 1

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pairing:
    mentor_of: Ints  # for each member the mentor's place, or NOBODY
    fit: float  # the sum over all pairs
    value: float  # with PAIRED and what waiting counts, in units of a fit


def pair(scores: NDArray[np.floating[Any]], free: Any, waited_days: Any) -> Pairing:
    """`scores`: members x mentors, 0 to 1, NaN where a must is broken. `free`: each mentor's
    places, 0 or more. `waited_days`: each member's.
    """
    member, mentor = np.nonzero(~np.isnan(scores))
    fit = np.rint(scores[member, mentor].astype(np.float64) * STEPS).astype(np.int64)
    value = PAIRED + fit + waiting_part(waited_days)[member]
    chosen = flow(member, mentor, value, ranks(waited_days), np.asarray(free, np.int64))
    mentor_of = np.full(len(scores), NOBODY, np.int64)
    mentor_of[member[chosen]] = mentor[chosen]
    return Pairing(mentor_of, float(fit[chosen].sum()) / STEPS, float(value[chosen].sum()) / STEPS)


def waiting_part(waited_days: Any) -> Ints:
    waited = np.clip(np.asarray(waited_days, np.float64), 0, WAITED_FULLY)
    return np.rint(WAITING * waited / WAITED_FULLY).astype(np.int64)


def ranks(waited_days: Any) -> Ints:
    """n for who waits longest, down to 1; of those alike, the first in the list goes first."""
    order = np.argsort(-np.asarray(waited_days, np.float64), kind="stable")
    found = np.empty(len(order), np.int64)
    found[order] = np.arange(len(order), 0, -1)
    return found


def flow(member: Ints, mentor: Ints, value: Ints, rank: Ints, free: Ints) -> NDArray[np.bool_]:
    """Which of the pairs are chosen. A unit of value outweighs all ranks together."""
    # pandas and OR-tools come with it: only who pairs a list pays for that
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    members, mentors, pairs = len(rank), len(free), len(member)
    if not pairs:
        return np.zeros(0, bool)
    unit = members * (members + 1) // 2 + 1
    check_range(int(value.max()) * unit + members, members + mentors)
    gain = value * unit + rank[member]
    source, sink = members + mentors, members + mentors + 1
    each, every = np.arange(members), np.arange(mentors)
    tails = np.concatenate([np.full(members, source), member, each, members + every])
    heads = np.concatenate([each, members + mentor, np.full(members + mentors, sink)])
    room = np.concatenate([np.ones(members + pairs + members, np.int64), free])
    cost = np.concatenate([np.zeros(members, np.int64), -gain, np.zeros(members + mentors, int)])
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), room, cost
    )
    solver.set_nodes_supplies(
        np.array([source, sink], np.int32), np.array([members, -members], np.int64)
    )
    state = solver.solve()
    if state != solver.OPTIMAL:
        raise RuntimeError(f"the solver says {state}")  # each member may stay without: always
    used: NDArray[np.bool_] = solver.flows(np.arange(members, members + pairs, dtype=np.int32)) == 1
    return used


def check_range(largest: int, nodes: int) -> None:
    """OR-tools multiplies costs by twice the nodes (and a few of its own) in 64 bits."""
    if largest > MOST // (2 * (nodes + 5)):
        raise OverflowError("so many people at once are more than the solver can count")


def greedy(scores: NDArray[np.floating[Any]], free: Any, waited_days: Any) -> Ints:
    """One after the other, who waits longest first, each the best that is left: as by hand. To
    compare with.
    """
    left = np.array(free, np.int64)
    mentor_of = np.full(len(scores), NOBODY, np.int64)
    for member in np.argsort(-np.asarray(waited_days, np.float64), kind="stable"):
        open_ = np.where(left > 0, np.nan_to_num(scores[member], nan=-1.0), -1.0)
        if len(open_) and open_.max() >= 0:
            mentor_of[member] = int(open_.argmax())
            left[mentor_of[member]] -= 1
    return mentor_of


def fit_of(scores: NDArray[np.floating[Any]], mentor_of: Ints) -> float:
    """The sum over the pairs of a pairing."""
    paired = np.flatnonzero(mentor_of != NOBODY)
    return float(scores[paired, mentor_of[paired]].astype(np.float64).sum())
