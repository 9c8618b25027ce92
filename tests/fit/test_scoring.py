"""What holds of every two people: musts, the score, and what it is made of."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peerapp.fit import common, pool, scoring
from peerapp.fit.choices import QUESTIONS
from peerapp.fit.profiles import NONE, Profile
from tests.matching.answering import WEEK, profiles, tries

PEOPLE = profiles()
PERSON_WITHOUT = UUID(int=1)
WEIGHTS = st.dictionaries(st.sampled_from(list(scoring.WEIGHTS)), st.floats(0.25, 10))
SHARED_SETS = ("recovering_from", "pathways", "languages", "experiences", "hopes", "ways")
# What a member leaves empty, and what of the mentor then is never read.
UNREAD = {
    "recovering_from": ({"recovering_from": NONE}, ("recovering_from",)),
    "pathways": ({"pathways": NONE, "unwanted_pathways": NONE}, ("pathways",)),
    "languages": ({"languages": NONE}, ("languages",)),
    "gender": ({"gender_wish": NONE}, ("gender",)),
    "age": ({"age_from": None, "age_to": None}, ("birth_year",)),
    "experiences": ({"experiences": NONE}, ("experiences",)),
    "when": ({"parts": NONE}, ("parts", "zone")),
    "how": ({"ways": NONE}, ("ways", "place")),
    "place": ({"ways": frozenset({"chat", "phone"})}, ("place",)),
    "hopes": ({"hopes": NONE}, ("hopes",)),
}


def said(one: scoring.Fit) -> tuple[Any, ...]:
    return one.score, one.broken, one.reasons


def without_musts(person: Profile) -> Profile:
    """The same answers, none of which rules anybody out."""
    free = {"gender_is_must": False, "age_is_must": False, "unwanted_pathways": NONE}
    return replace(person, languages=NONE, ways=NONE, **free)


@tries(150)
@given(member=PEOPLE, mentor=PEOPLE, weights=WEIGHTS)
def test_the_score_lies_between_0_and_1_and_a_broken_must_leaves_none(
    member: Profile, mentor: Profile, weights: dict[str, float]
) -> None:
    found = scoring.fit(member, mentor, WEEK, weights)
    assert (found.score is None) == bool(found.broken)
    assert found.score is None or 0 <= found.score <= 1
    assert set(found.broken) <= set(scoring.MUSTS)


@tries(150)
@given(one=PEOPLE, other=PEOPLE)
def test_musts_and_what_two_have_in_common_are_the_same_from_both_sides(
    one: Profile, other: Profile
) -> None:
    here, there = scoring.fit(one, other, WEEK), scoring.fit(other, one, WEEK)
    # languages are a must once the member named some, and a mentor always did
    if bool(one.languages) == bool(other.languages):
        assert here.broken == there.broken
    else:
        assert set(here.broken) - {"languages"} == set(there.broken) - {"languages"}
    assert common.substances(one, other) == common.substances(other, one)
    assert common.ways(one, other) == common.ways(other, one)
    assert common.same_place(one, other) == common.same_place(other, one)
    assert scoring.gender_as_wished(one, other, WEEK) == scoring.gender_as_wished(other, one, WEEK)
    assert scoring.age_as_wished(one, other, WEEK) == scoring.age_as_wished(other, one, WEEK)


BREAKS: Mapping[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "languages": ({"languages": frozenset({"pl"})}, {"languages": frozenset({"en"})}),
    "gender": ({"gender_is_must": True, "gender_wish": frozenset({"woman"})}, {"gender": "man"}),
    "age": ({"age_is_must": True, "age_from": 40, "age_to": None}, {"birth_year": 1999}),
    "pathways": (
        {"pathways": NONE, "unwanted_pathways": frozenset({"faith", "12_step"})},
        {"pathways": frozenset({"faith"})},
    ),
    "how": (
        {"ways": frozenset({"in_person", "phone"}), "place": "Queens"},
        {"ways": frozenset({"in_person", "chat"}), "place": "Bronx"},
    ),
}


@tries(150)
@given(one=PEOPLE, other=PEOPLE, must=st.sampled_from(list(BREAKS)), is_mentors_wish=st.booleans())
def test_a_broken_must_rules_a_pair_out_whatever_else_fits(
    one: Profile, other: Profile, must: str, is_mentors_wish: bool
) -> None:
    wish, has = BREAKS[must]
    # all else is the same, so fits
    alike = replace(without_musts(one), person_id=other.person_id, **has)
    wisher = replace(without_musts(one), **wish)
    assume(wisher.person_id != alike.person_id)
    member, mentor = (alike, wisher) if is_mentors_wish else (wisher, alike)
    found = scoring.fit(member, mentor, WEEK)
    assert found.broken == (must,)
    assert found.score is None


@pytest.mark.parametrize(
    ("wish", "unknown"),
    [
        ("gender", {"gender": None}),
        ("age", {"birth_year": None}),
        ("languages", {"languages": NONE}),
    ],
)
@given(member=PEOPLE, mentor=PEOPLE)
@tries(30)
def test_what_is_a_must_and_not_known_is_broken(
    member: Profile, mentor: Profile, wish: str, unknown: dict[str, Any]
) -> None:
    member, mentor = replace(member, **BREAKS[wish][0]), replace(mentor, **unknown)
    assert wish in scoring.fit(member, mentor, WEEK).broken


@given(member=PEOPLE, mentor=PEOPLE)
@tries(50)
def test_nobody_is_their_own_mentor(member: Profile, mentor: Profile) -> None:
    mentor = replace(mentor, person_id=member.person_id)
    assert "same_person" in scoring.fit(member, mentor, WEEK).broken


def never_worse(before: scoring.Fit, after: scoring.Fit) -> None:
    assert set(after.broken) <= set(before.broken)
    if before.score is not None:
        assert after.score is not None
        assert after.score >= before.score - 1e-12


@tries(30)
@given(
    member=PEOPLE,
    mentor=PEOPLE,
    weights=WEIGHTS,
    name=st.sampled_from(SHARED_SETS),
    data=st.data(),
)
def test_a_better_overlap_never_lowers_the_score(
    member: Profile, mentor: Profile, weights: dict[str, float], name: str, data: st.DataObject
) -> None:
    mine, theirs = getattr(member, name), getattr(mentor, name)
    offered = mine - theirs
    if name == "ways" and not common.same_place(member, mentor):
        offered -= {"in_person"}  # that is no overlap
    assume(offered)
    one = data.draw(st.sampled_from(sorted(offered)))
    better = replace(mentor, **{name: theirs | {one}})
    before, after = (scoring.fit(member, two, WEEK, weights) for two in (mentor, better))
    never_worse(before, after)


def test_a_mentor_who_comes_to_walk_what_they_did_not_want_is_no_worse() -> None:
    six = frozenset({"12_step", "smart", "dharma", "lifering", "faith", "medication"})
    member = Profile(UUID(int=1), "UTC", pathways=six)
    mentor = Profile(
        UUID(int=2), "UTC", pathways=frozenset({"smart"}), unwanted_pathways=frozenset({"faith"})
    )
    better = replace(mentor, pathways=frozenset({"smart", "faith"}))
    never_worse(*(scoring.fit(member, two, WEEK) for two in (mentor, better)))


@tries(100)
@given(member=PEOPLE, mentor=PEOPLE, more=profiles(), weights=WEIGHTS)
def test_more_time_never_lowers_the_score(
    member: Profile, mentor: Profile, more: Profile, weights: dict[str, float]
) -> None:
    better = replace(mentor, parts=mentor.parts | more.parts)
    before, after = (scoring.fit(member, two, WEEK, weights) for two in (mentor, better))
    never_worse(before, after)


@tries(100)
@given(member=PEOPLE, mentor=PEOPLE, name=st.sampled_from(SHARED_SETS[:5]), data=st.data())
def test_what_both_add_never_lowers_the_score(
    member: Profile, mentor: Profile, name: str, data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(sorted(scoring_names(name))))
    both = [replace(two, **{name: getattr(two, name) | {one}}) for two in (member, mentor)]
    # what a member begins to ask can be answered by more or by less than the rest is
    assume(getattr(member, name))
    never_worse(scoring.fit(member, mentor, WEEK), scoring.fit(*both, WEEK))


def scoring_names(name: str) -> frozenset[str]:
    return frozenset(pool.SETS[name])


@tries(100)
@given(member=PEOPLE, mentor=PEOPLE, off=st.integers(0, 30), weights=WEIGHTS)
def test_nearer_to_the_age_wished_for_is_never_worse(
    member: Profile, mentor: Profile, off: int, weights: dict[str, float]
) -> None:
    member = replace(member, age_from=40, age_to=50)
    mentor = replace(mentor, age_from=None, age_to=None)
    before, after = (
        scoring.fit(member, replace(mentor, birth_year=WEEK.year - 50 - years), WEEK, weights)
        for years in (off + 1, off)
    )
    never_worse(before, after)


@pytest.mark.parametrize("question", list(UNREAD))
@given(member=PEOPLE, mentor=PEOPLE, another=profiles())
@tries(40)
def test_what_the_member_did_not_ask_for_is_not_read_of_the_mentor(
    question: str, member: Profile, mentor: Profile, another: Profile
) -> None:
    empty, unread = UNREAD[question]
    member = replace(member, **empty)
    changed = replace(mentor, **{name: getattr(another, name) for name in unread})
    before, after = (scoring.fit(member, one, WEEK) for one in (mentor, changed))
    assert said(before) == said(after)


@given(member=PEOPLE, mentor=PEOPLE, another=profiles())
@tries(100)
def test_what_the_mentor_did_not_ask_for_is_not_read_of_the_member(
    member: Profile, mentor: Profile, another: Profile
) -> None:
    mentor = replace(mentor, gender_wish=NONE, age_from=None, age_to=None)
    changed = replace(member, gender=another.gender, birth_year=another.birth_year)
    before, after = (scoring.fit(one, mentor, WEEK) for one in (member, changed))
    assert said(before) == said(after)


@given(member=PEOPLE, mentor=PEOPLE, another=profiles())
@tries(40)
def test_who_sees_what_and_a_must_without_a_wish_change_no_score(
    member: Profile, mentor: Profile, another: Profile
) -> None:
    unasked = {"gender_wish": NONE, "age_from": None, "age_to": None}
    member, mentor = replace(member, **unasked), replace(mentor, **unasked)
    musts = {"gender_is_must": True, "age_is_must": True}
    changed = [replace(one, shown=another.shown, **musts) for one in (member, mentor)]
    assert said(scoring.fit(member, mentor, WEEK)) == said(scoring.fit(*changed, WEEK))


@given(mentor=PEOPLE)
@tries(40)
def test_who_asked_for_nothing_gets_neither_a_good_nor_a_bad_fit(mentor: Profile) -> None:
    empty = Profile(PERSON_WITHOUT, "UTC")
    unasked = {"gender_wish": NONE, "age_from": None, "age_to": None, "unwanted_pathways": NONE}
    found = scoring.fit(empty, replace(mentor, **unasked), WEEK)
    assert (found.score, found.broken, found.reasons) == (scoring.NOTHING_ASKED, (), ())


@given(member=PEOPLE, mentor=PEOPLE, weights=WEIGHTS, factor=st.floats(0.01, 100))
@tries(100)
def test_only_the_proportions_of_the_weights_matter(
    member: Profile, mentor: Profile, weights: dict[str, float], factor: float
) -> None:
    whole = scoring.weights_of(weights)
    scaled = {name: weight * factor for name, weight in whole.items()}
    before = scoring.fit(member, mentor, WEEK, weights).score
    after = scoring.fit(member, mentor, WEEK, scaled).score
    assert before == (None if after is None else pytest.approx(after, abs=1e-9))


@pytest.mark.parametrize(
    ("term", "fields"),
    [
        ("recovering_from", ("recovering_from",)),
        ("experiences", ("experiences",)),
        ("when", ("parts", "zone")),
        ("hopes", ("hopes",)),
    ],
)
@given(member=PEOPLE, mentor=PEOPLE, another=profiles())
@tries(40)
def test_a_weight_of_0_takes_a_term_out(
    term: str, fields: tuple[str, ...], member: Profile, mentor: Profile, another: Profile
) -> None:
    changed = replace(mentor, **{name: getattr(another, name) for name in fields})
    before, after = (scoring.fit(member, one, WEEK, {term: 0}) for one in (mentor, changed))
    assert said(before) == said(after)
    assert all(reason.question != term for reason in before.reasons)


@given(member=PEOPLE, mentor=PEOPLE)
@tries(30)
def test_all_weights_0_is_as_if_nothing_was_asked(member: Profile, mentor: Profile) -> None:
    found = scoring.fit(member, mentor, WEEK, dict.fromkeys(scoring.WEIGHTS, 0.0))
    assert found.score in (None, scoring.NOTHING_ASKED)
    assert found.reasons == ()


@given(member=PEOPLE, mentor=PEOPLE)
@tries(30)
def test_a_weight_of_no_term_is_left_out(member: Profile, mentor: Profile) -> None:
    odd = scoring.fit(member, mentor, WEEK, {"stars": 10})
    assert said(odd) == said(scoring.fit(member, mentor, WEEK))


def test_each_term_is_a_question_with_a_weight_words_and_a_source() -> None:
    assert set(scoring.WEIGHTS) == set(QUESTIONS) == set(scoring.STRENGTHS)
    for name, term in scoring.WEIGHTS.items():
        assert 0 < term.weight <= scoring.MOST_WEIGHT, name
        assert term.words, name
        assert term.source, name


def test_the_table_for_the_coordinator_says_the_weights_that_hold() -> None:
    text = (Path(__file__).parents[2] / "docs" / "matching.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| .+ \| ([\d.]+) \| .+ \|$", text, re.MULTILINE)
    assert {name: float(weight) for name, weight in rows} == scoring.weights_of({})
    for name, term in scoring.WEIGHTS.items():
        for author, year in re.findall(r"([A-Z][a-z]+)[^;]* (\d{4})", term.source):
            assert re.search(rf"{author}\b[^|]*{year}", text), (name, author)
