"""The thousands at once get what scoring.fit says of each pair."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerapp.fit import pool, scoring
from peerapp.fit.profiles import Profile
from tests.matching.answering import profiles, tries

WEEKS = st.sampled_from([date(2026, 3, 2), date(2026, 10, 26), date(2026, 11, 23)])
WEIGHTS = st.dictionaries(
    st.sampled_from([*scoring.WEIGHTS, "no term"]), st.floats(0, scoring.MOST_WEIGHT)
)


@tries(40)
@given(
    members=st.lists(profiles(), min_size=1, max_size=3),
    mentors=st.lists(profiles(), max_size=8),
    week=WEEKS,
    weights=WEIGHTS,
)
def test_every_score_is_the_one_that_the_rules_give(
    members: list[Profile], mentors: list[Profile], week: date, weights: dict[str, float]
) -> None:
    # one is both, and never their own mentor; nobody is there twice
    mentors = list({one.person_id: one for one in [*mentors, members[0]]}.values())
    together = pool.of(mentors)
    matrix = together.matrix(members, week, weights)
    assert matrix.shape == (len(members), len(mentors))
    assert matrix.dtype == np.float32
    for place, member in enumerate(members):
        scores = together.scores(member, week, weights)
        for other, mentor in enumerate(mentors):
            said = scoring.fit(member, mentor, week, weights).score
            if said is None:
                assert math.isnan(scores[other])
                assert math.isnan(matrix[place, other])
            else:
                assert scores[other] == pytest.approx(said, abs=1e-9)
                assert matrix[place, other] == pytest.approx(said, abs=1e-6)


@given(mia=profiles())
@tries(20)
def test_a_pool_of_nobody_scores_nobody(mia: Profile) -> None:
    empty = pool.of([])
    assert len(empty) == 0
    assert empty.scores(mia, date(2026, 11, 23)).shape == (0,)
    assert empty.matrix([mia], date(2026, 11, 23)).shape == (1, 0)
    assert all(len(kept) == 0 for kept in empty.musts(mia, date(2026, 11, 23)).values())
