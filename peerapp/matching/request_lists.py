"""The requests that a person reads of: a member's own, and those that wait for a mentor."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import apart, line, may_ask
from peerapp.matching.models import MatchRequest, Outcome
from peerapp.matching.requests import MOST
from peerapp.push import badge

RECENT = timedelta(days=14)  # so long a member reads what came of one


def of_member(member: Person, now: datetime) -> list[MatchRequest]:
    """The open ones in their order, then what came of recent ones, the latest first.

    Without those whom the member keeps away; who keeps the member away reads as one who is paused,
    since a line that vanished would tell of a block.
    """
    query = (
        select(MatchRequest)
        .where(
            MatchRequest.member_id == member.id,
            MatchRequest.closed_at > now - RECENT,
            MatchRequest.outcome.in_((Outcome.DECLINED, Outcome.LAPSED, Outcome.STOPPED)),
            or_(
                MatchRequest.closed_by_id.is_(None),
                MatchRequest.closed_by_id != MatchRequest.member_id,
            ),
        )
        .order_by(MatchRequest.closed_at.desc())
        .limit(MOST)
        .options(joinedload(MatchRequest.mentor), joinedload(MatchRequest.suggested))
    )
    hidden = {wish.other_id for wish in apart.wishes_of(member)}
    came = [one for one in db.session.scalars(query) if one.mentor_id not in hidden]
    return line.open_of(member.id) + came


def for_mentor(mentor: Person) -> list[MatchRequest]:
    """Those that wait for the mentor's answer, the oldest first; nothing of who waits in line."""
    if not mentor.is_mentor:
        return []
    query = to_answer(mentor.id).options(joinedload(MatchRequest.member))
    hidden = apart.ids_from(mentor.id)
    return [one for one in db.session.scalars(query) if one.member_id not in hidden]


@badge.counts
def to_answer_by(person: Person, _now: datetime) -> int:
    return len(for_mentor(person))


def said_yes(mentor: Person) -> list[MatchRequest]:
    """The program's, to which the mentor said yes and the member has not answered yet."""
    query = select(MatchRequest).where(
        MatchRequest.mentor_id == mentor.id,
        MatchRequest.closed_at.is_(None),
        MatchRequest.mentor_yes_at.is_not(None),
    )
    hidden = apart.ids_from(mentor.id)
    found = db.session.scalars(query.options(joinedload(MatchRequest.member)))
    return [one for one in found if one.member_id not in hidden and not one.member.suspended_at]


def to_answer(mentor_id: UUID) -> Select[MatchRequest]:
    return (
        select(MatchRequest)
        .join(MatchRequest.member)
        .where(
            MatchRequest.mentor_id == mentor_id,
            MatchRequest.closed_at.is_(None),
            MatchRequest.asked_at.is_not(None),
            MatchRequest.mentor_yes_at.is_(None),
            Person.suspended_at.is_(None),
        )
        .order_by(MatchRequest.asked_at, MatchRequest.id)
    )


def mine(person: Person, request_id: UUID) -> MatchRequest | None:
    """One that this person may answer or read of; a mentor only if asked, and not kept apart, and
    while the member's account is open.
    """
    request = db.session.get(MatchRequest, request_id)
    if request is None:
        return None
    if request.member_id == person.id:
        return request
    is_asked = request.mentor_id == person.id and request.asked_at and person.is_mentor
    if not is_asked or not may_ask.is_there(request.member):
        return None
    return None if apart.are(person.id, request.member_id) else request
