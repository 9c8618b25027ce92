"""Who walks with whom. A match begins when both said yes, and either can end it at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching.models import Match


def begin(mentor: Person, member: Person, now: datetime) -> Match:
    """Safe to call twice: a current match is answered as it is."""
    people.lock(member.id)
    query = current().where(Match.mentor_id == mentor.id, Match.member_id == member.id)
    match = db.session.scalar(query)
    if match is None:
        match = Match(mentor_id=mentor.id, member_id=member.id, started_at=now)
        db.session.add(match)
        db.session.flush()
    return match


def end(match: Match, by: Person, now: datetime) -> None:
    """The mentor sees nothing of the member from the next request on (A3); safe to call twice."""
    people.lock(match.member_id)
    if match.ended_at is None:
        match.ended_at = now
        match.ended_by_id = by.id


def current() -> Select[Match]:
    return select(Match).where(Match.ended_at.is_(None)).order_by(Match.started_at)


def of_member(member: Person) -> list[Match]:
    """A member's current matches; a paused or suspended mentor's is kept but sees nothing."""
    query = current().where(Match.member_id == member.id).options(joinedload(Match.mentor))
    return list(db.session.scalars(query))


def of_mentor(mentor: Person) -> list[Match]:
    """The current matches of a mentor who may see mentees; the mentees are active accounts."""
    if not mentor.is_mentor:
        return []
    query = (
        current()
        .join(Person, Person.id == Match.member_id)
        .where(Match.mentor_id == mentor.id, Person.suspended_at.is_(None))
        .options(joinedload(Match.member))
    )
    return list(db.session.scalars(query))


def between(mentor: Person, member_id: UUID) -> Match | None:
    """The current match of these two, if the mentor may see mentees."""
    if not mentor.is_mentor:
        return None
    query = (
        current()
        .join(Person, Person.id == Match.member_id)
        .where(
            Match.mentor_id == mentor.id,
            Match.member_id == member_id,
            Person.suspended_at.is_(None),
        )
        .options(joinedload(Match.member))
    )
    return db.session.scalar(query)


def mine(person: Person, match_id: UUID) -> Match | None:
    """A match, ended or not, that this person is or was in."""
    query = select(Match).where(
        Match.id == match_id, or_(Match.member_id == person.id, Match.mentor_id == person.id)
    )
    return db.session.scalar(query)
