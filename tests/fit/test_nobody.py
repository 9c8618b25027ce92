"""Why nobody fits yet, and what would help: honest, and never the member's blame."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from peerapp.fit import causes, nobody, pool, scoring
from peerapp.fit.causes import Cause
from peerapp.fit.choices import LANGUAGES, PATHWAYS
from peerapp.fit.nobody import Obstacle
from peerapp.fit.profiles import NONE, Profile
from tests.matching.answering import WEEK, profiles, tries
from tests.wording.test_words import faults


def person(number: int, **given: Any) -> Profile:
    sets = {
        name: frozenset(value) if isinstance(value, set) else value for name, value in given.items()
    }
    return Profile(UUID(int=number), "UTC", **{"languages": frozenset({"en"})} | sets)


def why(
    member: Profile, mentors: list[Profile], free: list[int] | None = None, apart: Any = ()
) -> Obstacle:
    places = [1] * len(mentors) if free is None else free
    return nobody.why(member, pool.of(mentors), places, apart, WEEK)


MIA = person(1)
NOT_OPEN = Cause(causes.NOT_OPEN)
IDS = [UUID(int=number) for number in range(2, 12)]


@pytest.mark.parametrize(
    ("wish", "mentors", "for_member", "for_coordinator", "relax"),
    [
        ({"languages": {"pl", "cs"}}, [{}, {}, {"languages": {"es"}}],
         "Nobody fits yet, because no mentor here speaks Czech or Polish.",
         "no mentor speaks Czech or Polish", ["If English is fine too: 2 mentors fit."]),
        ({"gender_wish": {"woman"}, "gender_is_must": True}, [{"gender": "man"}, {}],
         "Nobody fits yet, because no mentor who is a woman is open to new people here.",
         "no mentor is a woman", ["If any gender is fine: 2 mentors fit."]),
        ({"age_from": 60, "age_is_must": True}, [{"birth_year": 1990}],
         "Nobody fits yet, because no mentor here is 60 or older.",
         "no mentor is 60 or older", ["If any age is fine: 1 mentor fits."]),
        ({"unwanted_pathways": {"12_step", "faith"}},
         [{"pathways": {"12_step"}}, {"pathways": {"faith"}}, {"pathways": {"12_step", "faith"}}],
         ("Nobody fits yet, because every mentor here walks a pathway you do not want: "
          "12-step or Faith-based."),
         "every mentor walks an unwanted pathway: 12-step or Faith-based",
         ["If 12-step is fine too: 2 mentors fit."]),
        ({"ways": {"in_person"}, "place": "Queens"}, [{"ways": {"phone", "video"}}],
         "Nobody fits yet, because no mentor here can talk in person in Queens.",
         "no mentor talks in person in Queens", ["If you can talk by phone too: 1 mentor fits."]),
        ({}, [{"gender_wish": {"man"}, "gender_is_must": True}],
         "Nobody fits yet: the mentors who are open now look for someone else.",
         "no mentor takes on someone of their gender, age or pathway", []),
        ({}, [],
         "Nobody fits yet, because no mentor here is free to take on someone new.",
         "no mentor is open", []),
        ({"languages": {"es"}, "gender_wish": {"woman"}, "gender_is_must": True},
         [{"languages": {"es"}, "gender": "man"}, {"gender": "woman"}],
         "Nobody fits yet, because no one mentor here meets all that you asked for.",
         "no mentor meets all wishes at once: language and gender",
         ["If English is fine too: 1 mentor fits.", "If any gender is fine: 1 mentor fits."]),
        ({"languages": {"es"}, "gender_wish": {"woman"}, "gender_is_must": True},
         [{"languages": {"en"}, "gender": "man"}],
         "Nobody fits yet, because no mentor here speaks Spanish.",
         "no mentor speaks Spanish",
         ["If you are more open on both language and gender: up to 1 mentor fits."]),
    ],
)  # fmt: skip
def test_the_member_reads_why_and_what_would_help(
    wish: dict[str, Any],
    mentors: list[dict[str, Any]],
    for_member: str,
    for_coordinator: str,
    relax: list[str],
) -> None:
    found = why(person(1, **wish), [person(number, **one) for number, one in enumerate(mentors, 2)])
    assert found.for_member == for_member
    assert str(found.for_coordinator) == for_coordinator
    assert [one.words for one in found.relax] == relax


def test_who_fits_and_has_no_free_place_is_said() -> None:
    mentors = [person(2), person(3), person(4)]
    found = why(MIA, mentors, [0, 0, 0])
    assert found.for_member == "3 mentors fit, and none has a free place right now."
    assert str(found.for_coordinator) == "all 3 who fit have no free place"
    only = why(MIA, mentors[:1], [0]).for_coordinator
    assert str(only) == "the one who fits has no free place"


def test_with_a_mentor_who_fits_nothing_is_said() -> None:
    assert why(MIA, [person(2)]) == Obstacle("", Cause(), [])


def test_who_is_kept_apart_is_as_if_they_were_not_there() -> None:
    mentors = [person(2), person(3)]
    assert why(MIA, mentors, apart={IDS[0], IDS[1], IDS[5]}).for_coordinator == NOT_OPEN
    assert why(MIA, mentors, apart=[IDS[0]]) == Obstacle()
    assert why(person(2), [person(2)]).for_coordinator == NOT_OPEN


def could_be(member: Profile, mentors: list[Profile], free: list[int], apart: set[UUID]) -> int:
    return sum(
        scoring.fit(member, mentor, WEEK).score is not None and has_place > 0
        for mentor, has_place in zip(mentors, free, strict=True)
        if mentor.person_id not in apart
    )


@given(
    member=profiles(),
    mentors=st.lists(
        profiles(gender_is_must=False, age_is_must=False), max_size=6,
        unique_by=lambda one: one.person_id,
    ),
    free=st.lists(st.integers(0, 2), min_size=6, max_size=6),
    how_many_apart=st.integers(0, 2),
)  # fmt: skip
@tries(25)
def test_what_would_help_does_help(
    member: Profile, mentors: list[Profile], free: list[int], how_many_apart: int
) -> None:
    """Each advice is followed, and as many mentors fit as it said."""
    free = free[: len(mentors)]
    apart = {one.person_id for one in mentors[:how_many_apart]}
    found = why(member, mentors, free, apart)
    fits = could_be(member, mentors, free, apart)
    assert (found == Obstacle()) == (fits > 0)
    assume(found.relax)
    for one in found.relax:
        if "both" in one.words:
            continue
        changed = {
            "languages": {"languages": member.languages | {one.value}},
            "gender": {"gender_is_must": False},
            "age": {"age_is_must": False},
            "pathways": {"unwanted_pathways": member.unwanted_pathways - {one.value}},
            "how": {"ways": member.ways | {one.value}},
        }[one.question]
        assert could_be(replace(member, **changed), mentors, free, apart) == one.how_many
        assert str(one.how_many) in one.words


@given(member=profiles(), mentors=st.lists(profiles(), max_size=4))
@tries(80)
def test_h1_it_is_said_in_whole_kind_sentences(member: Profile, mentors: list[Profile]) -> None:
    mentors = list({one.person_id: one for one in mentors}.values())
    found = why(member, mentors)
    words = [found.for_member, *(one.words for one in found.relax)]
    assert all(not one or (one[0].isupper() and one.endswith(".")) for one in words)
    assert faults(" ".join([*words, str(found.for_coordinator)])) == []
    code = found.for_coordinator.code
    assert len(code) <= 200  # as the column takes it
    assert Cause.read(code) == found.for_coordinator
    assert bool(found.for_member) == bool(found.for_coordinator)


def test_the_longest_codes_fit_the_column() -> None:
    speaks = frozenset(LANGUAGES)
    found = why(replace(MIA, languages=speaks), [replace(person(2), languages=NONE)])
    assert str(found.for_coordinator).endswith("Arabic or 37 more")
    assert len(found.for_coordinator.code) <= 200
    unwanted = replace(MIA, unwanted_pathways=frozenset(PATHWAYS))
    found = why(unwanted, [person(2, pathways={"own"})])
    assert len(found.for_coordinator.code) <= 200
    found = why(person(1, ways={"in_person"}, place="x" * 60), [person(2, ways={"chat"})])
    assert len(found.for_coordinator.code) <= 200
