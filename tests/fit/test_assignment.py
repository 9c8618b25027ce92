"""The whole list at once: as good as can be, within musts and places, fair where it is short."""

from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import coo_array

from peerapp.fit import assignment, flows, pool, scoring
from peerapp.fit.assignment import STEPS, pair
from peerapp.fit.flows import NOBODY
from tests.benchmarks import invented_program

NEVER = float("nan")


@st.composite
def lists(draw, most_members=5, most_mentors=4):
    """Scores (some pairs can't be), places, days waited; many ties."""
    members, mentors = draw(st.integers(0, most_members)), draw(st.integers(0, most_mentors))
    one = st.sampled_from([NEVER, 0.0, 0.25, 0.5, 0.501, 1.0])
    scores = np.array(
        draw(st.lists(one, min_size=members * mentors, max_size=members * mentors)), np.float32
    ).reshape(members, mentors)
    free = draw(st.lists(st.integers(0, 3), min_size=mentors, max_size=mentors))
    waited = draw(st.lists(st.integers(0, 120), min_size=members, max_size=members))
    return scores, free, waited


def values(scores, waited):
    """What each pair is worth, in thousandths."""
    fits = np.rint(scores.astype(float) * STEPS)
    return assignment.PAIRED + fits + assignment.waiting_part(waited)[:, None]


def is_within(scores, free, mentor_of) -> bool:
    taken = np.bincount(mentor_of[mentor_of != NOBODY], minlength=len(free))
    paired = [(one, at) for one, at in enumerate(mentor_of) if at != NOBODY]
    return bool((taken <= free).all()) and not any(np.isnan(scores[pair]) for pair in paired)


def every_pairing(scores, free):
    for chosen in product(range(-1, scores.shape[1]), repeat=len(scores)):
        mentor_of = np.array(chosen, np.int64)
        if is_within(scores, free, mentor_of):
            yield mentor_of


def worth(scores, waited, mentor_of) -> tuple[int, int]:
    """The sum, and then the ranks of those who are paired."""
    value, rank = values(scores, waited), assignment.ranks(waited)
    paired = np.flatnonzero(mentor_of != NOBODY)
    return int(value[paired, mentor_of[paired]].sum()), int(rank[paired].sum())


@settings(deadline=None)
@given(lists(), st.sampled_from([1, 2, flows.FEW]))
def test_no_pairing_is_better_and_none_breaks_a_must_or_a_capacity(one, few) -> None:
    scores, free, waited = one
    found = pair(scores, free, waited, few)
    assert is_within(scores, free, found.mentor_of)
    best = max(worth(scores, waited, other) for other in every_pairing(scores, free))
    assert worth(scores, waited, found.mentor_of) == best
    assert found.value == pytest.approx(best[0] / STEPS)


@settings(deadline=None)
@given(lists(12, 6), st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nothing(one, dice) -> None:
    scores, free, waited = one
    rows, columns = list(range(len(waited))), list(range(len(free)))
    dice.shuffle(rows)
    dice.shuffle(columns)
    other = pair(
        scores[np.ix_(rows, columns)], [free[at] for at in columns], [waited[at] for at in rows]
    )
    assert other.value == pytest.approx(pair(scores, free, waited).value)


@settings(deadline=None)
@given(lists(8, 5), st.data())
def test_one_more_place_never_makes_it_worse(one, data) -> None:
    scores, free, waited = one
    if not free:
        return
    at = data.draw(st.integers(0, len(free) - 1))
    more = [places + (at == place) for place, places in enumerate(free)]
    assert pair(scores, more, waited).value >= pair(scores, free, waited).value


@settings(deadline=None)
@given(lists(8, 5), st.data())
def test_one_more_mentor_never_makes_it_worse(one, data) -> None:
    scores, free, waited = one
    another = data.draw(st.lists(st.sampled_from([NEVER, 0.0, 1.0]), min_size=len(waited),
                                 max_size=len(waited)))  # fmt: skip
    more = np.column_stack([scores, np.array(another, np.float32)])
    assert pair(more, [*free, 1], waited).value >= pair(scores, free, waited).value


@settings(deadline=None)
@given(lists(10, 6))
def test_the_prices_prove_it_for_every_pair_also_those_the_solver_never_saw(one) -> None:
    scores, free, waited = one
    value = np.nan_to_num(values(scores, waited), nan=-1).astype(np.int64)
    found = pair(scores, free, waited, 1).mentor_of
    member, mentor = np.nonzero(value >= 0)
    has, price = flows.prices(
        member, mentor, value[member, mentor], found[member] == mentor, scores.shape
    )
    taken = np.bincount(found[found != NOBODY], minlength=len(free))
    assert (has >= 0).all()
    assert (price[taken < free] == 0).all()
    assert has.sum() + (price * free).sum() == value[found != NOBODY, found[found != NOBODY]].sum()


def test_pairs_that_are_not_the_best_are_noticed_and_not_gone_on_with() -> None:
    member, mentor, gain = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([1, 5, 5, 1])
    worst = np.array([True, False, False, True])
    with pytest.raises(RuntimeError, match="not the best"):
        flows.prices(member, mentor, gain, worst, (2, 2))


def test_a_whole_program_breaks_no_must_and_few_pairs_at_a_time_are_as_good_as_all() -> None:
    found = invented_program.program(300, 60)
    week = date(2026, 11, 23)
    scores = pool.of(found.mentors).matrix(found.members, week)
    by_few = pair(scores, found.free, found.waited_days, 3)
    for at in np.flatnonzero(by_few.mentor_of != NOBODY):
        mentor = found.mentors[by_few.mentor_of[at]]
        assert scoring.fit(found.members[at], mentor, week).score is not None
    assert by_few.value == pair(scores, found.free, found.waited_days, 60).value


def test_it_is_the_optimum_of_a_linear_program_too() -> None:
    dice = np.random.default_rng(7)
    scores = dice.random((120, 40), np.float32)
    scores[dice.random(scores.shape) < 0.8] = NEVER
    free, waited = dice.integers(0, 4, 40), dice.integers(0, 100, 120)
    found = pair(scores, free, waited)
    assert found.value * STEPS == pytest.approx(bound(values(scores, waited), free), abs=0.5)


def bound(value, free) -> float:
    """The highest sum of any pairing, by HiGHS."""
    member, mentor = np.nonzero(~np.isnan(value))
    each = np.arange(len(member))
    rows = np.concatenate([member, len(value) + mentor])
    limits = coo_array((np.ones(2 * len(each)), (rows, np.concatenate([each, each]))))
    most = np.concatenate([np.ones(len(value)), free])[: limits.shape[0]]
    done = linprog(-value[member, mentor], A_ub=limits.tocsr(), b_ub=most, bounds=(0, 1))
    assert done.status == 0
    return -float(done.fun)


def test_nobody_is_left_alone_for_a_small_gain_elsewhere() -> None:
    # Alone, the first would do best with mentor 0; then the second, who fits only there, has none.
    scores = np.array([[1.0, 0.1], [0.2, NEVER]], np.float32)
    assert list(pair(scores, [1, 1], [0, 0]).mentor_of) == [1, 0]


def test_who_waits_long_is_not_left_out_for_who_came_today_and_fits_a_little_better() -> None:
    scores = np.array([[0.9], [0.8]], np.float32)
    assert list(pair(scores, [1], [0, 60]).mentor_of) == [NOBODY, 0]
    much_better = np.array([[0.9], [0.5]], np.float32)
    assert list(pair(much_better, [1], [0, 60]).mentor_of) == [0, NOBODY]


def test_waiting_never_decides_with_whom() -> None:
    scores = np.array([[0.9, 0.4], [0.8, 0.1]], np.float32)
    for waited in ([0, 300], [300, 0], [0, 0]):
        assert list(pair(scores, [1, 1], waited).mentor_of) == [1, 0]


def test_among_equals_the_longer_wait_goes_first_beyond_ninety_days_too() -> None:
    scores = np.full((3, 1), 0.5, np.float32)
    assert list(pair(scores, [1], [100, 300, 200]).mentor_of) == [NOBODY, 0, NOBODY]
    assert list(pair(scores, [2], [5, 5, 5]).mentor_of) == [0, 0, NOBODY]


def test_nobody_and_no_mentor_and_no_place_are_no_error() -> None:
    for shape, free in (((0, 0), []), ((3, 0), []), ((0, 2), [1, 1]), ((2, 2), [0, 0])):
        found = pair(np.full(shape, 0.5, np.float32), free, [1] * shape[0])
        assert (found.mentor_of == NOBODY).all()
        assert found.fit == found.value == 0


def test_by_turns_is_within_places_and_never_better() -> None:
    dice = np.random.default_rng(3)
    scores = dice.random((60, 12), np.float32)
    scores[dice.random(scores.shape) < 0.6] = NEVER
    free, waited = dice.integers(0, 4, 12), dice.integers(0, 100, 60)
    by_turns = assignment.greedy(scores, free, waited)
    assert is_within(scores, free, by_turns)
    found = pair(scores, free, waited)
    assert worth(scores, waited, by_turns) <= worth(scores, waited, found.mentor_of)


def test_more_people_than_the_solver_can_count_are_refused() -> None:
    with pytest.raises(OverflowError):
        flows.check_range(2**62, 10)
