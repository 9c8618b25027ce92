"""Answers for matching, as rows and as profiles: of our named people, and any by Hypothesis."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.fit import choices
from peerapp.fit.profiles import Profile
from peerapp.matching.models import Match, MatchProfile, MatchRequest, Origin, Side
from tests.support.long_form import LONG_FORM, times
from tests.support.people import save

WEEK = date(2026, 11, 23)


def tries(how_many: int) -> Callable[[Any], Any]:
    """Unhurried: the first look at a zone's week takes its time."""
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    many = times(how_many, 10 * how_many)
    wanted = settings(max_examples=many, deadline=None, suppress_health_check=slow)

    def tried(test: Any) -> Any:
        for mark in LONG_FORM:
            test = mark(test)
        return wanted(test)

    return tried


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


def some(names: Iterable[str]) -> st.SearchStrategy[frozenset[str]]:
    """Any of them: one number, which is drawn much more quickly than a set."""
    listed = tuple(names)
    return st.integers(0, (1 << len(listed)) - 1).map(lambda bits: choices.names_of(bits, listed))


def profiles(**fixed: Any) -> st.SearchStrategy[Profile]:
    """Any answers at all; short lists, so that two people often have something in common."""
    parts: dict[str, Any] = {
        "person_id": st.integers(2, 1 << 64).map(lambda number: UUID(int=number)),
        "zone": st.sampled_from(ZONES),
        "recovering_from": some(["alcohol", "opioids", "gambling", "other"]),
        "pathways": some(choices.PATHWAYS),
        "unwanted_pathways": some(["12_step", "smart", "faith"]),
        "languages": some(["en", "es", "pl"]),
        "gender": st.none() | st.sampled_from(list(choices.GENDERS)),
        "gender_wish": some(choices.GENDERS),
        "gender_is_must": st.booleans(),
        "birth_year": st.none() | st.integers(1940, 2008),
        "age_from": st.none() | st.integers(18, 80),
        "age_to": st.none() | st.integers(18, 80),
        "age_is_must": st.booleans(),
        "experiences": some(["veteran", "parent", "hindu"]),
        "parts": some(choices.WEEK_PARTS),
        "ways": some(choices.WAYS),
        "place": st.sampled_from([None, "", "Queens", " queens", "São Paulo", "sao paulo"]),
        "hopes": some(["listen", "steps", "fun"]),
        "shown": some(choices.QUESTIONS),
    }
    given = {name: st.just(value) for name, value in fixed.items()}
    return st.builds(Profile, **(parts | given))
