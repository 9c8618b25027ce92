"""The best of all pairings, by a minimum-cost flow that is given few of the pairs at a time.

A large program has millions of pairs that could be, and nearly all are worth less than what both
find elsewhere. So the solver gets the best few of each member, and its answer sets prices: what a
mentor's place is worth to who would want it next. A pair that was not given and is worth more than
what its member has and that place costs is given too, until there is none. Then no pairing of all
pairs is better: the prices prove it (duality of linear programs; the method is column generation,
Dantzig & Wolfe 1960; Bertsekas 1998, "Network Optimization", chapter 7).

The flow itself is OR-tools' (Goldberg 1997, "An Efficient Implementation of a Scaling Minimum-Cost
Flow Algorithm"). All numbers are whole, so nothing is rounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FEW = 32  # pairs of each member at first, and so many more at a time
ROWS = 512  # members who are looked at at once
NOBODY = -1
NEVER = -1  # the gain of a pair that can't be; of all others it is more than 0
MOST = 2**63 - 1


@dataclass(frozen=True)
class Gains:
    """What each pair adds to the whole: made where it is needed, since all at once are large."""

    scores: NDArray[np.floating[Any]]  # members x mentors; NaN where it can't be
    steps: int  # to a fit of 1
    extra: Ints  # of each member, whoever the mentor
    unit: int
    rank: Ints  # of each member, in parts of a unit

    def of(self, members: Any, mentors: Any = slice(None)) -> Ints:
        fit = np.rint(self.scores[members, mentors].astype(np.float64) * self.steps)
        extra, rank = self.extra[members], self.rank[members]
        if isinstance(mentors, slice):
            extra, rank = extra[:, None], rank[:, None]
        can_be = ~np.isnan(fit)
        whole = np.where(can_be, fit, 0).astype(np.int64)
        return np.where(can_be, (whole + extra) * self.unit + rank, NEVER)

    def blocks(self) -> Iterator[slice]:
        for start in range(0, len(self.scores), ROWS):
            yield slice(start, start + ROWS)


def best(gains: Gains, free: Ints, few: int = FEW) -> Ints:
    """For each member the mentor's place, or NOBODY, so that the sum of the gains is highest."""
    members, mentors = gains.scores.shape
    largest = int(gains.extra.max(initial=0)) + gains.steps
    check_range(largest * gains.unit + members, members + mentors)
    given = best_few(gains, few)
    while True:
        member, mentor = np.nonzero(given)
        gain = gains.of(member, mentor)
        chosen = flow(member, mentor, gain, members, free)
        mentor_of = np.full(members, NOBODY, np.int64)
        mentor_of[member[chosen]] = mentor[chosen]
        has, price = prices(member, mentor, gain, chosen, gains.scores.shape)
        if not give_more(gains, given, has, price, few):
            return mentor_of


def best_few(gains: Gains, few: int) -> Bools:
    """Of pairs that are alike any, and not for everybody those with the same mentors."""
    lots = np.random.default_rng(1)
    given = np.zeros(gains.scores.shape, bool)
    for block in gains.blocks():
        gain = gains.of(block)
        mark_highest(given[block], gain + lots.integers(0, gains.unit, gain.shape), gain > 0, few)
    return given


def give_more(gains: Gains, given: Bools, has: Ints, price: Ints, few: int) -> bool:
    """Those that are worth more than what the member has and what the place costs. Any?"""
    is_more = False
    for block in gains.blocks():
        over = gains.of(block) - has[block, None] - price
        is_more |= mark_highest(given[block], over, over > 0, few)
    return is_more


def mark_highest(given: Bools, worth: Ints, can_be: Bools, few: int) -> bool:
    """Up to so many in each row; whether there are any."""
    if not can_be.any():
        return False
    if worth.shape[1] > few:
        worth = np.where(can_be, worth, -MOST)
        highest = np.argpartition(worth, -few, axis=1)[:, -few:]
        is_high = np.zeros_like(can_be)
        np.put_along_axis(is_high, highest, True, axis=1)
        can_be = can_be & is_high
    given |= can_be
    return True


def prices(
    member: Ints, mentor: Ints, gain: Ints, chosen: Bools, shape: tuple[int, int]
) -> tuple[Ints, Ints]:
    """What each member has of their pair when its place is paid, and what a place costs: the least
    at which nobody has more of another of the pairs. A mentor with places left costs nothing.
    """
    members, mentors = shape
    gained, at = np.zeros(members, np.int64), np.full(members, mentors)
    gained[member[chosen]], at[member[chosen]] = gain[chosen], mentor[chosen]
    price = np.zeros(mentors + 1, np.int64)  # the last is that of no place
    for _ in range(mentors + 2):  # a rise is handed on at most from each mentor to each other
        has = gained - price[at]
        risen = price.copy()
        np.maximum.at(risen, mentor, gain - has[member])
        if (risen == price).all():
            return has, price[:-1]
        price = risen
    raise RuntimeError("the solver's pairs are not the best of those that it was given")


def flow(member: Ints, mentor: Ints, gain: Ints, members: int, free: Ints) -> Bools:
    """Which of the pairs are chosen: from each member one or none, into each mentor at most as
    many as there are free places.
    """
    # pandas and OR-tools come with it: only who pairs a list pays for that
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    mentors, pairs = len(free), len(member)
    if not pairs:
        return np.zeros(0, bool)
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
    used: Bools = solver.flows(np.arange(members, members + pairs, dtype=np.int32)) == 1
    return used


def check_range(largest: int, nodes: int) -> None:
    """OR-tools multiplies costs by twice the nodes (and a few of its own) in 64 bits."""
    if largest > MOST // (2 * (nodes + 5)):
        raise OverflowError("so many people at once are more than the solver can count")
