"""Answers for matching, as rows and as profiles: of our named people, and any by Hypothesis."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.matching import choices
from peerapp.matching.models import Match, MatchProfile, MatchRequest, Origin, Side
from peerapp.matching.profiles import Profile
from tests.support.people import save

WEEK = date(2026, 11, 23)


def answers(person: Person, side: Side, **given: Any) -> MatchProfile:
    now = clock.now()
    given.setdefault("shown", choices.SHOWN_AT_FIRST)
    row = MatchProfile(person_id=person.id, side=side, created_at=now, changed_at=now)
    for name, value in given.items():
        setattr(row, name, frozenset(value) if isinstance(value, set) else value)
    save(row)
    return row


def is_open(mentor: Person, capacity: int | None = 2, **given: Any) -> MatchProfile:
    given.setdefault("languages", {"en"})
    given.setdefault("open_since", clock.now())
    return answers(mentor, Side.MENTOR, capacity=capacity, **given)


def looks(member: Person, days: int = 1, **given: Any) -> MatchProfile:
    """Waits since so many days."""
    since = clock.now() - timedelta(days=days)
    return answers(member, Side.MEMBER, looking_since=since, **given)


def request(
    mentor: Person, member: Person, origin: Origin = Origin.MEMBER, **given: Any
) -> MatchRequest:
    """Asked now and not answered, if nothing else is given."""
    now = clock.now()
    given = {"asked_at": now} | given
    row = MatchRequest(
        member_id=member.id, mentor_id=mentor.id, origin=origin, created_at=now, **given
    )
    save(row)
    return row


def met(mentor: Person, member: Person, seat: int, **given: Any) -> Match:
    row = Match(
        mentor_id=mentor.id, member_id=member.id, started_at=clock.now(), seat=seat, **given
    )
    save(row)
    return row


ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "Europe/Warsaw",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "UTC",
)


def some(names: Any, most: int = 4) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(names)), max_size=most)


def profiles(**fixed: Any) -> st.SearchStrategy[Profile]:
    """Any answers at all; short lists, so that two people often have something in common."""
    few = sorted(choices.LANGUAGES)[:4]
    parts: dict[str, Any] = {
        "person_id": st.uuids(),
        "zone": st.sampled_from(ZONES),
        "recovering_from": some([*list(choices.RECOVERING_FROM)[:4], "other"]),
        "pathways": some(list(choices.PATHWAYS)[:4]),
        "unwanted_pathways": some(list(choices.PATHWAYS)[:4], 2),
        "languages": some(few, 3),
        "gender": st.none() | st.sampled_from(sorted(choices.GENDERS)),
        "gender_wish": some(choices.GENDERS, 2),
        "gender_is_must": st.booleans(),
        "birth_year": st.none() | st.integers(1940, 2008),
        "age_from": st.none() | st.integers(18, 80),
        "age_to": st.none() | st.integers(18, 80),
        "age_is_must": st.booleans(),
        "experiences": some(list(choices.EXPERIENCES)[:5]),
        "parts": some(choices.WEEK_PARTS, 21),
        "ways": some(choices.WAYS),
        "place": st.sampled_from([None, "", "Queens", " queens", "São Paulo", "sao paulo"]),
        "hopes": some(list(choices.HOPES)[:5]),
        "shown": some(choices.QUESTIONS, 9),
    }
    given = {name: st.just(value) for name, value in fixed.items()}
    return st.builds(Profile, **(parts | given))
