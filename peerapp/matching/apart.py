"""Who is kept apart from whom: "not this person", and a block. Both hold in both directions."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching.models import Apart


def are(one: UUID, other: UUID) -> bool:
    """Whether either wanted it so; asked anew at every request (A3, H6)."""
    here = and_(Apart.by_id == one, Apart.other_id == other)
    there = and_(Apart.by_id == other, Apart.other_id == one)
    query = select(Apart.id).where(holds(), or_(here, there)).limit(1)
    return db.session.scalar(query) is not None


def ids_from(person_id: UUID) -> set[UUID]:
    """Everybody who is kept apart from this person, by whose wish ever."""
    query = select(Apart.by_id, Apart.other_id).where(
        holds(), or_(Apart.by_id == person_id, Apart.other_id == person_id)
    )
    return {other if by == person_id else by for by, other in db.session.execute(query)}


def pairs(members: Collection[UUID] | None = None) -> set[tuple[UUID, UUID]]:
    """All that are kept apart, each pair in both orders; of these members where they are given."""
    query = select(Apart.by_id, Apart.other_id).where(holds())
    if members is not None:
        query = query.where(or_(Apart.by_id.in_(members), Apart.other_id.in_(members)))
    found = list(db.session.execute(query))
    return {*found, *((other, by) for by, other in found)}


def keep(
    by: Person, other: Person, is_block: bool, now: datetime, name: str | None = None
) -> Apart:
    """Safe to call twice. What else has to end is the caller's (see partings).

    `name`: as `by` knows the other. Under the same locks as `matches.begin`: of a block and a yes
    at one instant, one comes first.
    """
    people.lock(by.id, other.id)
    query = select(Apart).where(
        holds(), Apart.by_id == by.id, Apart.other_id == other.id, Apart.is_block == is_block
    )
    row = db.session.scalar(query)
    if row is None:
        row = Apart(by_id=by.id, other_id=other.id, is_block=is_block, name=name, created_at=now)
        db.session.add(row)
        db.session.flush()
    return row


def lift(row: Apart, now: datetime) -> None:
    """Only allows again; safe to call twice."""
    people.lock(row.by_id, row.other_id)
    row.lifted_at = row.lifted_at or now


def mine(person: Person, apart_id: UUID) -> Apart | None:
    """A wish of this person's own, lifted or not."""
    row = db.session.get(Apart, apart_id)
    return row if row and row.by_id == person.id else None


def wishes_of(person: Person) -> list[Apart]:
    """The person's own that hold, the latest first."""
    query = select(Apart).where(holds(), Apart.by_id == person.id)
    return list(db.session.scalars(query.order_by(Apart.created_at.desc(), Apart.id)))


def holds() -> ColumnElement[bool]:
    return Apart.lifted_at.is_(None)
