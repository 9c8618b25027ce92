"""The requests of a member, one asked after the other. All of it runs under the member's lock."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import may_ask, notices, rules
from peerapp.matching.models import MatchRequest, Origin, Outcome


def open_of(member_id: UUID) -> list[MatchRequest]:
    """The program's and the member's own, these in their order."""
    query = (
        select(MatchRequest)
        .where(MatchRequest.member_id == member_id, MatchRequest.closed_at.is_(None))
        .order_by(MatchRequest.position, MatchRequest.created_at, MatchRequest.id)
        .options(joinedload(MatchRequest.mentor))
    )
    return list(db.session.scalars(query))


def own_of(member_id: UUID) -> list[MatchRequest]:
    return [one for one in open_of(member_id) if one.origin == Origin.MEMBER]


def ask_now(request: MatchRequest, now: datetime) -> None:
    request.asked_at = now
    request.answer_by = now + timedelta(days=rules.current().answer_days)
    db.session.flush()
    notices.ask(request, now)


def close(request: MatchRequest, outcome: Outcome, by: Person | None, now: datetime) -> None:
    """What was to ring about it rings no more (A3)."""
    request.closed_at = now
    request.outcome = outcome
    request.closed_by_id = by.id if by else None
    db.session.flush()
    notices.call_off(request)


def go_on(member: Person, now: datetime) -> MatchRequest | None:
    """Who is asked now, the next in line if nobody was. Those who can't be asked any more go.

    Nobody, while the member's account is shut.
    """
    own = own_of(member.id)
    if asked := next((one for one in own if one.asked_at), None):
        return asked
    if not may_ask.is_there(member):
        return None
    given = may_ask.member_side(member)
    for request in own:
        if may_ask.why_not(given, may_ask.mentor_side(request.mentor), now) is None:
            ask_now(request, now)
            return request
        close(request, Outcome.STOPPED, None, now)
    return None


def settle(member_id: UUID, now: datetime) -> None:
    """The member found a mentor: nobody else is asked."""
    for request in open_of(member_id):
        close(request, Outcome.SETTLED, None, now)
