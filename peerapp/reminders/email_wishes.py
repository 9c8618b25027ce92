"""Who wants an email where none of their devices can ring, and the link that ends it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from peerapp import mail
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.reminders.models import ReminderEmailWish


def is_wished(person: Person) -> bool:
    return db.session.get(ReminderEmailWish, person.id) is not None


def wish(person: Person, now: datetime) -> None:
    """Safe to call twice, and at once."""
    people.lock(person.id)
    if not is_wished(person):
        db.session.add(ReminderEmailWish(person_id=person.id, created_at=now))
        db.session.flush()


def withdraw(person: Person) -> None:
    """What waits is not sent either (R5): right before sending the wish is asked for."""
    people.lock(person.id)
    if found := db.session.get(ReminderEmailWish, person.id):
        db.session.delete(found)
        db.session.flush()


def who_wish(person_ids: Iterable[UUID]) -> set[UUID]:
    """Of these, in one query; nobody where no mail is set up."""
    ids = set(person_ids)
    if not ids or not mail.is_set_up():
        return set()
    query = select(ReminderEmailWish.person_id).where(ReminderEmailWish.person_id.in_(ids))
    return set(db.session.scalars(query))


def token_of(person_id: UUID) -> str:
    """For the link that ends the emails; it never runs out, since an old letter must do it too."""
    return _signer().dumps(person_id.hex)


def person_of(token: str) -> Person | None:
    try:
        return db.session.get(Person, UUID(str(_signer().loads(token))))
    except (BadSignature, ValueError):
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="reminder-email-off")
