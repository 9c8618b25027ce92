"""What it costs to give somebody another mentor is what the whole loses, and no more."""

from itertools import product

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from peerapp.fit import assignment, chains
from peerapp.fit.chains import ENDS
from tests.matching.answering import tries

NEVER = float("nan")


@st.composite
def pairings(draw):
    """Scores and places, and the best pairing of those members who are paired in it."""
    members, mentors = draw(st.integers(1, 6)), draw(st.integers(2, 4))
    one = st.sampled_from([NEVER, 0.1, 0.2, 0.35, 0.5, 0.8, 1.0])
    size = members * mentors
    scores = np.array(draw(st.lists(one, min_size=size, max_size=size))).reshape(members, mentors)
    free = np.array(draw(st.lists(st.integers(0, 2), min_size=mentors, max_size=mentors)))
    mentor_of = assignment.pair(scores.astype(np.float32), free, [0] * members).mentor_of
    paired = mentor_of != assignment.NOBODY
    return scores[paired], free, mentor_of[paired]


def total(scores, mentor_of) -> float:
    return float(sum(scores[one, at] for one, at in enumerate(mentor_of)))


def best_with(scores, free, member: int, place: int) -> float | None:
    """The highest sum in which all are paired and this member is there; by trying all."""
    sums = [
        total(scores, way)
        for way in product(range(len(free)), repeat=len(scores))
        if way[member] == place
        and (np.bincount(way, minlength=len(free)) <= free).all()
        and not any(np.isnan(scores[one, at]) for one, at in enumerate(way))
    ]
    return max(sums, default=None)


@tries(150)
@given(pairings(), st.data())
def test_a_chain_costs_what_the_whole_loses_at_the_least(one, data) -> None:
    scores, free, mentor_of = one
    assume(len(scores))
    member = data.draw(st.integers(0, len(scores) - 1))
    left = free - np.bincount(mentor_of, minlength=len(free))
    place = data.draw(st.integers(0, len(free) - 1))
    assume(place != mentor_of[member] and not np.isnan(scores[member, place]))
    assume(free[place] > 0 and left[place] == 0)
    others = np.arange(len(scores)) != member
    left[mentor_of[member]] += 1
    chain = chains.that_free([place], scores[others], mentor_of[others], left, len(scores))[place]
    best = best_with(scores, free, member, place)
    assert chain.leaves_out == (best is None)
    if best is not None:
        lost = total(scores, mentor_of) - best
        own = scores[member, mentor_of[member]] - scores[member, place]
        assert np.isclose(chain.cost + own, lost)
    held(scores[others], mentor_of[others], left, place, chain)


def held(scores, mentor_of, left, place, chain) -> None:
    """The moves are what they cost, break nothing, and leave the place free."""
    after = mentor_of.copy()
    for one, to in chain.moves:
        assert to == ENDS or not np.isnan(scores[one, to])
        after[one] = to
    assert len({one for one, _ in chain.moves}) == len(chain.moves)
    before, now = (np.bincount(way[way != ENDS], minlength=len(left)) for way in (mentor_of, after))
    room = left - (now - before)
    assert room[place] == 1
    assert (room >= 0).all()
    kept = after != ENDS
    lost = total(scores, mentor_of) - total(scores[kept], after[kept])
    assert np.isclose(lost, chain.cost)


def test_two_move_where_that_costs_less_than_to_leave_one_out() -> None:
    # Mia (not here) wants mentor 0; Ben there can only go to 1, and Ana from there to 2.
    scores = np.array([[0.9, 0.5, NEVER], [NEVER, 0.8, 0.6]])
    free = np.array([0, 0, 1])
    [chain] = chains.that_free([0], scores, np.array([0, 1]), free, 2).values()
    assert chain.moves == ((0, 1), (1, 2))
    assert np.isclose(chain.cost, 0.4 + 0.2)
    [short] = chains.that_free([0], scores, np.array([0, 1]), free, 1).values()
    assert short.moves == ((0, ENDS),)  # in one move somebody would have nobody


def test_nobody_there_to_move_is_no_chain() -> None:
    nobody = np.zeros((0, 2))
    assert chains.that_free([0], nobody, np.zeros(0, np.int64), np.zeros(2, np.int64), 3) == {}


def test_who_gains_by_the_place_that_is_given_up_moves_there() -> None:
    # Mia (not here) leaves mentor 2 for mentor 0: Ana there goes to 3, and Ben is better off at 2.
    scores = np.array([[NEVER, 0.1, 0.2, NEVER], [0.1, NEVER, NEVER, 0.1]])
    left = np.array([0, 0, 1, 1])
    [chain] = chains.that_free([0], scores, np.array([1, 0]), left, 3).values()
    assert chain.moves == ((1, 3), (0, 2))
    assert np.isclose(chain.cost, -0.1)
