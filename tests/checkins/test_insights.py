"""What goes with hard days: the counts, the thresholds, and how often it speaks for nothing."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerapp.checkins import insights
from peerapp.checkins.answers import is_hard
from peerapp.checkins.insights import Counts

START = date(2026, 1, 5)


@dataclass
class Day:
    day: date
    mood: int = 4
    sober: bool | None = None
    craving: int | None = None
    triggers: list[str] = field(default_factory=list)
    sleep: int | None = None
    meetings: int | None = None


def days(*stretches: tuple[int, dict]) -> list[Day]:
    """So many days with these answers, one stretch after the other."""
    answers = [answer for count, answer in stretches for _ in range(count)]
    return [Day(START + timedelta(days=n), **answer) for n, answer in enumerate(answers)]


TIRED, RESTED = {"triggers": ["tired"]}, {"triggers": ["celebration"]}
EXAMPLE = days((9, {"mood": 2, **TIRED}), (3, {"mood": 1, **RESTED}), (20, TIRED), (58, RESTED))


@pytest.mark.parametrize(
    ("answers", "hard"),
    [
        ({"mood": 1}, True),
        ({"mood": 2}, True),
        ({"mood": 3}, False),
        ({"mood": 5, "craving": 7}, True),
        ({"mood": 5, "craving": 6}, False),
        ({"mood": 5, "sober": False}, True),
        ({"mood": 5, "sober": True}, False),
    ],
)
def test_what_a_hard_day_is(answers, hard) -> None:
    assert is_hard(Day(START, **answers)) is hard


def test_it_says_the_counts_and_nothing_of_causes() -> None:
    found = insights.look(EXAMPLE)
    assert (found.hard_days, found.other_days) == (12, 78)
    [tired] = [one for one in found.findings if "tired" in one.sentence]
    assert tired.sentence == "On 9 of 12 hard days you were tired; on other days 20 of 78."
    assert tired.is_of_hard_days


def test_what_is_rarer_on_hard_days_is_told_too() -> None:
    found = insights.look(
        days((20, {"mood": 1, "meetings": 0}), (5, {"mood": 1, "meetings": 2}),
             (15, {"meetings": 0}), (50, {"meetings": 1}))
    )  # fmt: skip
    [meetings] = [one for one in found.findings if "meeting" in one.sentence]
    assert meetings.sentence == (
        "On 5 of 25 hard days you went to a meeting; on other days 50 of 65."
    )
    assert not meetings.is_of_hard_days


def test_a_hard_weekday_and_bad_sleep_are_found() -> None:
    calendar = [START + timedelta(days=n) for n in range(140)]
    found = insights.look(
        Day(day, mood=1 if day.weekday() == 6 else 4, sleep=1 if day.weekday() == 6 else 4)
        for day in calendar
    )
    assert [one.phrase for one in found.findings] == ["it was a Sunday", "you had slept badly"]


def test_below_the_threshold_it_says_nothing_at_all() -> None:
    found = insights.look(days((9, {"mood": 1, "sleep": 1}), (200, {"sleep": 5})))
    assert (found.is_enough, found.findings) == (False, [])
    assert insights.look([]).findings == []


def test_a_question_that_was_seldom_answered_is_named_and_not_compared() -> None:
    found = insights.look(days((30, {"mood": 1}), (30, {}), (5, {"mood": 1, "sleep": 1})))
    assert found.is_enough
    assert found.too_few == ["what was going on", "sleep", "meetings"]
    assert not [one for one in found.findings if "slept" in one.phrase]


def test_a_day_on_which_nothing_was_chosen_says_nothing_of_what_was_going_on() -> None:
    """Who opens the list only on hard days must not learn that hard days are tired days."""
    found = insights.look(days((20, {"mood": 1, **TIRED}), (200, {})))
    assert not [one for one in found.findings if "tired" in one.phrase]


ANSWERS = st.builds(
    Day,
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.integers(1, 5),
    st.sampled_from([None, True, False]),
    st.none() | st.integers(0, 10),
    st.lists(st.sampled_from(["tired", "lonely", "other", "a word of later"]), max_size=2),
    st.none() | st.integers(1, 5),
    st.none() | st.integers(0, 9),
)


@given(st.lists(ANSWERS, max_size=60))
def test_counts_add_up_and_the_order_of_the_days_does_not_matter(some) -> None:
    found = insights.look(some)
    assert found.hard_days + found.other_days == len(some)
    assert insights.look(reversed(some)) == found
    for factor in insights.FACTORS:
        hard, hard_days, other, other_days = insights.count(factor, some)
        assert 0 <= hard <= hard_days <= found.hard_days
        assert 0 <= other <= other_days <= found.other_days
    for one in found.findings:
        assert min(one.counts.hard_days, one.counts.other_days) >= insights.LEAST
        assert abs(one.counts.apart) >= insights.APART


TABLES = st.tuples(*[st.integers(0, 12)] * 4).map(
    lambda t: Counts(t[0], t[0] + t[1], t[2], t[2] + t[3])
)


@given(TABLES)
def test_fishers_test_is_the_one_of_whole_numbers(counts: Counts) -> None:
    """Against exact fractions, without logarithms."""
    hard, hard_days, other, other_days = counts
    so = hard + other
    ways = [comb(hard_days, n) * comb(other_days, so - n) for n in range(so + 1)]
    seen = comb(hard_days, hard) * comb(other_days, other)
    exact = Fraction(sum(way for way in ways if way <= seen), comb(hard_days + other_days, so))
    assert abs(insights.fisher(counts) - float(exact)) < 1e-9


def test_fishers_test_on_the_lady_tasting_tea() -> None:
    """Fisher's own example, 1935: one-sided 17/70, so two-sided 34/70."""
    assert abs(insights.fisher(Counts(3, 4, 1, 4)) - 34 / 70) < 1e-12


@given(st.lists(st.floats(0, 1), max_size=20))
def test_holm_never_makes_a_chance_smaller_and_keeps_the_order(chances) -> None:
    corrected = insights.holm(chances)
    assert all(p <= q <= 1 for p, q in zip(chances, corrected, strict=True))
    by_chance = sorted(range(len(chances)), key=lambda at: chances[at])
    assert [corrected[at] for at in by_chance] == sorted(corrected)


def test_in_a_life_where_nothing_goes_with_anything_it_is_almost_always_silent() -> None:
    """300 invented years: the promise is that fewer than 5 of 100 hear anything."""
    chance = random.Random(2026)
    spoke = 0
    for _ in range(300):
        year = [
            Day(
                START + timedelta(days=n),
                mood=chance.choice((1, 2, 3, 3, 4, 4, 5)),
                triggers=chance.sample(sorted(insights.TRIGGER_PHRASES), chance.randint(1, 3)),
                sleep=chance.randint(1, 5),
                meetings=chance.choice((0, 0, 1)),
            )
            for n in range(120)
        ]
        spoke += bool(insights.look(year).findings)
    assert spoke <= 15
