"""Members who look for a mentor, mentors who are open, and what they ask of each other."""

from datetime import datetime, timedelta
from typing import Any

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.matching.models import MatchProfile, MatchRequest, Origin, Side
from tests.support.people import answer_for_matching, make_member, make_mentor, save


def make_open_mentor(name: str = "Sam", capacity: int = 2, **answers: Any) -> Person:
    """A mentor who can be asked now; more keywords are columns of the answers."""
    mentor = make_mentor(name)
    open_up(mentor, capacity, **answers)
    return mentor


def open_up(mentor: Person, capacity: int = 2, **answers: Any) -> MatchProfile:
    open_since = clock.now() - timedelta(days=9)
    answers = {"languages": frozenset({"en"}), "open_since": open_since, **answers}
    return answer_for_matching(mentor, Side.MENTOR, capacity=capacity, **answers)


def make_looking_member(name: str = "Mia", **answers: Any) -> Person:
    member = make_member(name)
    looking_since = clock.now() - timedelta(days=5)
    answer_for_matching(member, Side.MEMBER, looking_since=looking_since, **answers)
    return member


def make_request(
    member: Person,
    mentor: Person,
    origin: Origin = Origin.MEMBER,
    asked: bool = True,
    now: datetime | None = None,
    **more: Any,
) -> MatchRequest:
    """Asked just now, or (`asked=False`) waiting in line."""
    now = now or clock.now()
    request = MatchRequest(
        member_id=member.id,
        mentor_id=mentor.id,
        origin=origin,
        created_at=now,
        asked_at=now if asked else None,
        answer_by=now + timedelta(days=3) if asked else None,
        member_yes_at=now if origin == Origin.MEMBER else None,
        **more,
    )
    save(request)
    return request
