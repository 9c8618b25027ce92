"""What is said of a pair: kindly, rightly, and never what a person keeps to themselves."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given

from peerapp.fit import choices, reasons, scoring
from peerapp.fit.choices import QUESTIONS
from peerapp.fit.profiles import NONE, Profile
from tests.matching.answering import WEEK, profiles, tries
from tests.wording.test_words import faults

EVENINGS = frozenset({"mon_evening", "tue_evening", "wed_evening", "thu_evening"})
OF_QUESTION: dict[str, dict[str, Any]] = {  # what stands in each question, empty
    "recovering_from": {"recovering_from": NONE},
    "pathways": {"pathways": NONE, "unwanted_pathways": NONE},
    "languages": {"languages": NONE},
    "gender": {"gender": None},
    "age": {"birth_year": None},
    "experiences": {"experiences": NONE},
    "when": {"parts": NONE},
    "how": {"ways": NONE, "place": None},
    "hopes": {"hopes": NONE},
}


def pair(mine: dict[str, Any], theirs: dict[str, Any] | None = None) -> scoring.Fit:
    """Both show all they said."""

    def person(number: int, given: dict[str, Any]) -> Profile:
        given = {"shown": set(QUESTIONS)} | given
        sets = {
            name: frozenset(value) if isinstance(value, set) else value
            for name, value in given.items()
        }
        return Profile(
            UUID(int=number), "America/New_York", **{"shown": frozenset(QUESTIONS)} | sets
        )

    return scoring.fit(person(1, mine), person(2, mine if theirs is None else theirs), WEEK)


def to_member(found: scoring.Fit) -> list[str]:
    return [one.words for one in found.reasons_for_member(found.member, found.mentor)]


def to_mentor(found: scoring.Fit) -> list[str]:
    return [one.for_mentor for one in found.reasons_for_mentor(found.member, found.mentor)]


def test_the_reasons_are_said_as_a_friend_would() -> None:
    found = pair(
        {
            "recovering_from": {"alcohol"},
            "pathways": {"smart"},
            "parts": EVENINGS,
            "languages": {"es"},
        }
    )
    assert to_member(found) == [
        "You both know alcohol and SMART Recovery.",
        "You overlap on 4 evenings a week.",
        "Speaks Spanish.",
    ]
    assert [one.for_coordinator for one in found.reasons] == [
        "Both know alcohol and SMART Recovery.",
        "They overlap on 4 evenings a week.",
        "Both speak Spanish.",
    ]
    assert found.score == 1.0


@pytest.mark.parametrize(
    ("mine", "theirs", "words", "for_mentor"),
    [
        ({"experiences": {"parent", "veteran"}}, None,
         "Knows military service and being a parent from their own life.",
         "Hopes for someone who knows military service and being a parent, as you do."),
        ({"gender_wish": {"woman"}}, {"gender": "woman"}, "A woman, as you wished.", None),
        ({"gender": "man"}, {"gender_wish": {"man"}}, None, "A man, as you wished."),
        ({"age_from": 30}, {"birth_year": 1980}, "Of an age as you wished.", None),
        ({"ways": {"chat", "in_person"}, "place": "Queens"},
         {"ways": {"chat", "phone", "in_person"}, "place": " queens"},
         "You can talk by chat or meet in Queens.", "You can talk by chat or meet in queens."),
        ({"ways": {"in_person"}, "place": "Łódź"}, {"ways": {"in_person"}, "place": "łódź"},
         "You can meet in Łódź.", "You can meet in łódź."),
        ({"hopes": {"listen", "fun"}}, None,
         "You both care about listening and good things to do sober.",
         "You both care about listening and good things to do sober."),
        ({"pathways": {"own"}}, None,
         "You both know a way of your own.", "You both know a way of your own."),
    ],
)  # fmt: skip
def test_each_reason_is_said_to_whom_it_is_for(
    mine: dict[str, Any], theirs: dict[str, Any] | None, words: str | None, for_mentor: str | None
) -> None:
    found = pair(mine, theirs)
    assert to_member(found) == ([words] if words else [])
    assert to_mentor(found) == ([for_mentor] if for_mentor else [])
    assert len(found.reasons) == 1
    assert found.reasons[0].for_coordinator


def test_of_many_things_a_few_are_said() -> None:
    found = pair({"experiences": {"veteran", "parent", "lgbtq", "justice", "grief", "native"}})
    [words] = to_member(found)
    assert words.startswith("Knows military service, being a parent, being LGBTQ+, court or jail")
    assert words.endswith(" and 2 more from their own life.")


def test_two_who_say_something_else_need_not_mean_the_same() -> None:
    assert pair({"recovering_from": {"other"}}).reasons == ()


def test_each_reads_the_hours_by_their_own_clock() -> None:
    member = Profile(UUID(int=1), "America/New_York", parts=EVENINGS, shown=frozenset({"when"}))
    mornings = frozenset({"tue_morning", "wed_morning", "thu_morning"})
    mentor = Profile(UUID(int=2), "Asia/Tokyo", parts=mornings, shown=frozenset({"when"}))
    found = scoring.fit(member, mentor, WEEK)
    assert to_member(found) == ["You overlap on 3 evenings a week."]
    assert to_mentor(found) == ["You overlap on 3 mornings a week."]


@pytest.mark.parametrize("question", list(OF_QUESTION))
@given(member=profiles(), mentor=profiles())
@tries(40)
def test_a_reason_never_says_what_the_mentor_does_not_show(
    question: str, member: Profile, mentor: Profile
) -> None:
    """The words are the same whatever stands in an answer that is not shown, or if none does."""
    mentor = replace(mentor, shown=mentor.shown - {question})
    silent = replace(mentor, **OF_QUESTION[question])
    said, without = (
        scoring.fit(member, one, WEEK).reasons_for_member(member, one) for one in (mentor, silent)
    )
    assert [one.words for one in said] == [one.words for one in without]
    assert all(one.question in mentor.shown for one in said)


@pytest.mark.parametrize("question", list(OF_QUESTION))
@given(member=profiles(), mentor=profiles())
@tries(40)
def test_a_reason_never_says_what_the_member_does_not_show(
    question: str, member: Profile, mentor: Profile
) -> None:
    member = replace(member, shown=member.shown - {question})
    silent = replace(member, **OF_QUESTION[question])
    if question == "gender":
        silent = replace(silent, gender_wish=NONE)
    said, without = (
        scoring.fit(one, mentor, WEEK).reasons_for_mentor(one, mentor) for one in (member, silent)
    )
    assert [one.for_mentor for one in said] == [one.for_mentor for one in without]
    assert all(one.question in member.shown for one in said)


def test_who_shows_nothing_is_spoken_of_in_nothing() -> None:
    everything: dict[str, Any] = {
        "recovering_from": {"alcohol"}, "pathways": {"smart"}, "languages": {"es"},
        "gender": "woman", "gender_wish": {"woman"}, "birth_year": 1980, "age_from": 20,
        "experiences": {"parent"}, "parts": EVENINGS, "ways": {"phone"}, "hopes": {"fun"},
    }  # fmt: skip
    found = pair(everything | {"shown": NONE})
    assert (to_member(found), to_mentor(found)) == ([], [])
    assert len(found.reasons) == 8


@given(member=profiles(), mentor=profiles())
@tries(80)
def test_h1_the_words_are_whole_kind_sentences(member: Profile, mentor: Profile) -> None:
    for reason in scoring.fit(member, mentor, WEEK).reasons:
        for words in (reason.words, reason.for_mentor, reason.for_coordinator):
            assert not words or (words[0].isupper() and words.endswith("."))
            assert "  " not in words
            assert "None" not in words
            assert faults(words) == []


def test_every_choice_has_words_for_inside_a_sentence() -> None:
    known = {*choices.RECOVERING_FROM, *choices.PATHWAYS} - {"other"}
    assert set(reasons.KNOWN) == known
    assert set(reasons.LIVED) == set(choices.EXPERIENCES)
    assert set(reasons.HOPED) == set(choices.HOPES)
    assert set(reasons.PERSON) == set(choices.GENDERS)
    assert {*reasons.TALK, "in_person"} == set(choices.WAYS)
