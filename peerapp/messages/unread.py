"""What waits to be read, by whom, and since when."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching.models import Match
from peerapp.messages.access import both_are_there
from peerapp.messages.models import Message
from peerapp.push import badge


@dataclass(frozen=True)
class Unread:
    count: int
    since: datetime  # when the first of them was sent


def of(person_id: UUID, match_ids: Collection[UUID]) -> dict[UUID, Unread]:
    """Of matches that the person is in; those with nothing to read are left out."""
    query = (
        select(Message.match_id, func.count(), func.min(Message.sent_at))
        .where(Message.match_id.in_(match_ids), waits_for(person_id))
        .group_by(Message.match_id)
    )
    return {match_id: Unread(count, since) for match_id, count, since in db.session.execute(query)}


def waits_for(person_id: UUID) -> ColumnElement[bool]:
    """Of a message in a match of theirs."""
    return and_(
        Message.by_id != person_id, Message.read_at.is_(None), Message.taken_back_at.is_(None)
    )


def by_match(person: Person) -> dict[UUID, int]:
    """Of each conversation in which they can read something new, 0 included; in one query."""
    query = (
        select(Match.id, func.count(Message.id))
        .outerjoin(Message, and_(Message.match_id == Match.id, waits_for(person.id)))
        .where(Match.ended_at.is_(None), sides_of(person))
        .group_by(Match.id)
    )
    return dict(db.session.execute(query).all())


def sides_of(person: Person) -> ColumnElement[bool]:
    as_member = Match.member_id == person.id
    if not person.is_mentor:
        return as_member
    as_mentor = and_(Match.mentor_id == person.id, both_are_there())
    return or_(as_member, as_mentor) if person.is_member else as_mentor


@badge.counts
def total(person: Person, _now: datetime) -> int:
    return sum(by_match(person).values())
