"""Days that a member hides from their mentors, who then read only that there was a check-in."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.checkins.models import HiddenDay
from peerapp.extensions import db


def hide(member: Person, day: date, now: datetime) -> None:
    """Safe to call twice."""
    people.lock(member.id)
    if not is_hidden(member.id, day):
        db.session.add(HiddenDay(member_id=member.id, day=day, hidden_at=now))
        db.session.flush()


def show(member: Person, day: date) -> None:
    """Safe to call twice."""
    people.lock(member.id)
    db.session.execute(
        delete(HiddenDay).where(HiddenDay.member_id == member.id, HiddenDay.day == day)
    )


def move(member_id: UUID, day: date, to: date) -> None:
    """A check-in that turns out to be of another day stays hidden there."""
    row = db.session.get(HiddenDay, (member_id, day))
    if row and not is_hidden(member_id, to):
        db.session.add(HiddenDay(member_id=member_id, day=to, hidden_at=row.hidden_at))
        db.session.flush()


def is_hidden(member_id: UUID, day: date) -> bool:
    return db.session.get(HiddenDay, (member_id, day)) is not None


def hidden_since(member_ids: Collection[UUID], at: datetime) -> set[UUID]:
    """Who has hidden a day from then on."""
    query = select(HiddenDay.member_id).where(
        HiddenDay.member_id.in_(member_ids), HiddenDay.hidden_at >= at
    )
    return set(db.session.scalars(query))
