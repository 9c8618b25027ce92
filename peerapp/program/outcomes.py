"""What became of requests, as the program may know it: who was asked and what they said to us.

No greeting is read here. A no carries a reason that was written for the coordinator; why two people
are kept apart is not told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import listed
from peerapp.matching import request_words
from peerapp.matching.models import MatchRequest, Origin, Outcome
from peerapp.program.paging import PER_PAGE, Page, capped, start_of

SEEN_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Request:
    id: UUID
    member_id: UUID
    member: str
    mentor: str
    is_from_program: bool
    asked_at: datetime
    answer_by: datetime | None
    member_said_yes: bool
    mentor_said_yes: bool
    closed_at: datetime | None
    by_mentor: bool  # who ended it
    reason_kept: str | None
    suggested: str | None
    then: str | None = None  # whom the member's request went on to

    @property
    def silent(self) -> str:
        """Who has not answered."""
        if self.member_said_yes:
            return self.mentor
        return self.member if self.mentor_said_yes else listed([self.mentor, self.member])

    @property
    def reason(self) -> str | None:
        """In the language of who reads, where it is one of ours."""
        return self.reason_kept and request_words.shown(self.reason_kept)

    @property
    def days(self) -> int:
        """From the question to its end."""
        took = (self.closed_at or self.asked_at) - self.asked_at
        return max(1, round(took.total_seconds() / 86400))


KINDS = ("waiting", "silent", "no")


def which(kind: str, now: datetime) -> ColumnElement[bool]:
    """waiting: not answered yet; silent: not answered in time; no: declined"""
    if kind == "waiting":
        return MatchRequest.closed_at.is_(None) & MatchRequest.asked_at.is_not(None)
    outcome = Outcome.LAPSED if kind == "silent" else Outcome.DECLINED
    return (
        (MatchRequest.outcome == outcome)
        & (MatchRequest.closed_at > now - SEEN_FOR)
        & MatchRequest.asked_at.is_not(None)
    )


def page(kind: str, number: int, now: datetime) -> Page[Request]:
    total = how_many(kind, now)
    number = capped(number, total)
    order = MatchRequest.answer_by if kind == "waiting" else MatchRequest.closed_at.desc()
    query = rows(which(kind, now)).order_by(order, MatchRequest.id)
    limited = query.limit(PER_PAGE).offset(start_of(number))
    items = [Request(*row) for row in db.session.execute(limited)]
    return Page(items, number, total)


def how_many(kind: str, now: datetime) -> int:
    query = select(func.count()).select_from(MatchRequest).where(which(kind, now))
    return db.session.scalar(query) or 0


def counts(now: datetime) -> dict[str, int]:
    """Of every kind, in one query."""
    query = select(
        *(select(func.count()).where(which(kind, now)).scalar_subquery() for kind in KINDS)
    )
    return dict(zip(KINDS, db.session.execute(query).one(), strict=True))


def rows(condition: ColumnElement[bool]) -> Any:
    member, mentor, suggested = aliased(Person), aliased(Person), aliased(Person)
    later, then = aliased(MatchRequest), aliased(Person)
    went_on_to = (
        select(then.display_name)
        .join(later, later.mentor_id == then.id)
        .where(later.member_id == MatchRequest.member_id, later.asked_at >= MatchRequest.closed_at)
        .order_by(later.asked_at)
        .limit(1)
        .correlate(MatchRequest)
        .scalar_subquery()
    )
    return (
        select(
            MatchRequest.id,
            MatchRequest.member_id,
            member.display_name,
            mentor.display_name,
            MatchRequest.origin == Origin.PROGRAM,
            MatchRequest.asked_at,
            MatchRequest.answer_by,
            MatchRequest.member_yes_at.is_not(None),
            MatchRequest.mentor_yes_at.is_not(None),
            MatchRequest.closed_at,
            func.coalesce(MatchRequest.closed_by_id == MatchRequest.mentor_id, False),
            MatchRequest.reason,
            suggested.display_name,
            went_on_to,
        )
        .join(member, member.id == MatchRequest.member_id)
        .join(mentor, mentor.id == MatchRequest.mentor_id)
        .outerjoin(suggested, suggested.id == MatchRequest.suggested_id)
        .where(condition)
    )


def of_program(request_id: UUID) -> MatchRequest | None:
    """One that the program itself suggested: a member's own is not the program's to take back."""
    request = db.session.get(MatchRequest, request_id)
    return request if request and request.origin == Origin.PROGRAM else None
