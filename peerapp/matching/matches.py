"""Who walks with whom. A match begins when both said yes, and either can end it at once."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from peerapp.accounts import people
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import answers, apart, consents
from peerapp.matching.consent_fields import Choice
from peerapp.matching.models import ConsentKind, Match, MatchRequest, Side


class CannotBegin(Exception):
    """Its text is a sentence for who tried; one who is kept apart reads the same as for "full"."""


def cannot(mentor: Person) -> str:
    return _("%(name)s cannot take on anyone now.", name=mentor.display_name)


def begin(
    mentor: Person,
    member: Person,
    now: datetime,
    request: MatchRequest | None = None,
    trial_days: int | None = None,
    shares: Choice | None = None,
) -> Match:
    """Call it when both said yes (H8). Safe to call twice: a current match is answered as it is.

    `shares` is what the member lets the mentor see; without it all that the screen says at first.
    The member leaves the waiting list. Raises CannotBegin when the mentor has no free place, is
    paused or shut, when the two are kept apart, or when the member's account is shut or is a
    member's no more.
    """
    people.lock(mentor.id, member.id)
    query = current().where(Match.mentor_id == mentor.id, Match.member_id == member.id)
    if match := db.session.scalar(query):
        return match
    is_shut = mentor.suspended_at or member.suspended_at
    if is_shut or not mentor.is_mentor or not member.is_member or apart.are(mentor.id, member.id):
        raise CannotBegin(cannot(mentor))
    match = Match(
        mentor_id=mentor.id,
        member_id=member.id,
        started_at=now,
        seat=free_seat(mentor),
        request_id=request and request.id,
        trial_ends_at=now + timedelta(days=trial_days) if trial_days else None,
    )
    db.session.add(match)
    if mine := answers.of(member, Side.MEMBER):
        mine.looking_since = None
    db.session.flush()
    consents.give(match, shares or Choice(), now, ConsentKind.YES)
    return match


def free_seat(mentor: Person) -> int | None:
    """The first place that nobody has; None where the mentor set no limit. Raises CannotBegin.

    Under the mentor's lock; were it ever missing, the database takes each seat once.
    """
    profile = answers.of(mentor, Side.MENTOR)
    if profile is None or profile.capacity is None:
        return None
    query = select(Match.seat).where(Match.mentor_id == mentor.id, Match.ended_at.is_(None))
    taken = list(db.session.scalars(query))
    if len(taken) >= profile.capacity:
        raise CannotBegin(cannot(mentor))
    return next(seat for seat in range(1, len(taken) + 2) if seat not in taken)


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
    if not mentor.is_mentor or mentor.suspended_at:
        return []
    query = (
        current()
        .join(Person, Person.id == Match.member_id)
        .where(Match.mentor_id == mentor.id, may_be_seen())
        .options(joinedload(Match.member))
    )
    return list(db.session.scalars(query))


def between(mentor: Person, member_id: UUID) -> Match | None:
    """The current match of these two, if the mentor may see mentees."""
    if not mentor.is_mentor or mentor.suspended_at:
        return None
    query = (
        current()
        .join(Person, Person.id == Match.member_id)
        .where(
            Match.mentor_id == mentor.id,
            Match.member_id == member_id,
            may_be_seen(),
        )
        .options(joinedload(Match.member))
    )
    return db.session.scalar(query)


def is_current(match: Match, mentor: Person) -> bool:
    """Whether it is this mentor's, who may see the mentee now; never an earlier one of the two."""
    if match.mentor_id != mentor.id:
        return False
    found = between(mentor, match.member_id)
    return found is not None and found.id == match.id


def may_be_seen() -> ColumnElement[bool]:
    """Of the joined member: an account that is shut, or no member's any more, is seen by nobody."""
    is_member = exists().where(RoleGrant.person_id == Person.id, RoleGrant.role == Role.MEMBER)
    return and_(Person.suspended_at.is_(None), is_member)


def of_both(one_id: UUID, other_id: UUID) -> list[Match]:
    """The current matches of two people: of two who are both, each may be the other's mentor."""
    pair = (one_id, other_id)
    query = current().where(Match.member_id.in_(pair), Match.mentor_id.in_(pair))
    return list(db.session.scalars(query))


def mine(person: Person, match_id: UUID) -> Match | None:
    """A match, ended or not, that this person is or was in."""
    query = select(Match).where(
        Match.id == match_id, or_(Match.member_id == person.id, Match.mentor_id == person.id)
    )
    return db.session.scalar(query)
