"""Making a pledge for a day, and taking it back."""

from datetime import date, datetime

from sqlalchemy import select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.reflections.models import Pledge


def make(member: Person, day: date, words: str, now: datetime) -> Pledge:
    """Once for a day, however often it is tapped."""
    people.lock(member.id)
    pledge = db.session.get(Pledge, (member.id, day))
    if pledge is None:
        pledge = Pledge(member_id=member.id, day=day, words=words, made_at=now)
        db.session.add(pledge)
        db.session.flush()
    return pledge


def take_back(member: Person, day: date) -> None:
    """Safe to call twice."""
    people.lock(member.id)
    if pledge := db.session.get(Pledge, (member.id, day)):
        db.session.delete(pledge)
        db.session.flush()


def between(member: Person, first: date, last: date) -> dict[date, Pledge]:
    query = select(Pledge).where(
        Pledge.member_id == member.id, Pledge.day >= first, Pledge.day <= last
    )
    return {pledge.day: pledge for pledge in db.session.scalars(query)}
