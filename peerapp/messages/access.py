"""Who may read a conversation, and who may write in it; asked anew at every request (A3).

While the match goes on, both do. When it has ended, by whatever way, the member keeps what was
written and the mentor keeps nothing. A mentor who is paused or shut sees nothing until they are
back; the member reads on, and reads that nothing can be delivered now. Of a member who is shut, or
is no member any more, nobody sees anything.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db
from peerapp.matching.models import Match
from peerapp.messages.models import Conversation


class Place(NamedTuple):
    """One person's end of the conversation of a match."""

    person_id: UUID
    match_id: UUID
    member_id: UUID
    mentor_id: UUID
    started_at: datetime
    ended_at: datetime | None
    are_there: bool  # both have an account that is open, and the mentor may see mentees
    last_number: int
    changes: int

    @property
    def is_open(self) -> bool:
        """Whether something can be written."""
        return self.ended_at is None and self.are_there

    @property
    def is_mentor(self) -> bool:
        return self.person_id == self.mentor_id

    @property
    def other_id(self) -> UUID:
        return self.member_id if self.is_mentor else self.mentor_id


def find(person_id: UUID, match_id: UUID) -> Place | None:
    """What they may read now, in one query; None: it is not there for them."""
    row = db.session.execute(ends_of(person_id).where(Match.id == match_id)).first()
    return seen_by(person_id, row) if row else None


def all_of(person_id: UUID) -> list[Place]:
    """Those that go on, and a member's old ones in which something was written."""
    query = ends_of(person_id).where(
        or_(Match.ended_at.is_(None), Conversation.last_number > 0),
    )
    found = [seen_by(person_id, row) for row in db.session.execute(query)]
    return [place for place in found if place]


def ends_of(person_id: UUID) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Match.id,
        Match.member_id,
        Match.mentor_id,
        Match.started_at,
        Match.ended_at,
        both_are_there(),
        func.coalesce(Conversation.last_number, 0),
        func.coalesce(Conversation.changes, 0),
    )
    return (
        select(*columns)
        .outerjoin(Conversation, Conversation.match_id == Match.id)
        .where(or_(Match.member_id == person_id, Match.mentor_id == person_id))
    )


def seen_by(person_id: UUID, row: Sequence[Any]) -> Place | None:
    place = Place(person_id, *row)
    return place if place.is_open or not place.is_mentor else None


def both_are_there() -> ColumnElement[bool]:
    """Of a match: its mentor may see mentees, its member is one (`matches.between`, for many)."""
    mentor = has_role(Match.mentor_id, Role.MENTOR)
    may_see = and_(RoleGrant.approved_at.is_not(None), RoleGrant.paused_at.is_(None))
    return and_(mentor.where(may_see), has_role(Match.member_id, Role.MEMBER))


def has_role(person_id: Any, role: Role) -> Any:
    return exists().where(
        RoleGrant.person_id == person_id,
        RoleGrant.role == role,
        Person.id == RoleGrant.person_id,
        Person.suspended_at.is_(None),
    )
