"""Kinds of notifications that a person does not want to ring. What they tell stays on the pages."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push.models import MutedKind


def of(person_id: UUID) -> frozenset[str]:
    query = select(MutedKind.kind).where(MutedKind.person_id == person_id)
    return frozenset(db.session.scalars(query))


def is_muted(person_id: UUID, kind: str) -> bool:
    return db.session.get(MutedKind, (person_id, kind)) is not None


def change(person: Person, among: Collection[str], muted: Collection[str]) -> None:
    """`among`: the kinds that were asked about; all others stay as they are."""
    people.lock(person.id)
    db.session.execute(
        delete(MutedKind).where(MutedKind.person_id == person.id, MutedKind.kind.in_(list(among)))
    )
    db.session.add_all(MutedKind(person_id=person.id, kind=kind) for kind in sorted(muted))
    db.session.flush()
