"""Who wants an email where none of their devices can ring, and the links that begin and end it.

A wish counts once it was said from the mailbox too: nobody can have us write to another's address,
but for one letter that asks.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app, render_template
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer
from limits import parse
from sqlalchemy import select

from peerapp import language, mail
from peerapp.accounts import limits, people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.queue import task
from peerapp.reminders.models import ReminderEmailWish

CONFIRM_WITHIN = timedelta(days=2)
# Letters that ask, to one address, however many accounts say that it is theirs.
MOST_ASKED = parse("3 per 1 day")
SUBJECT = lazy("Please confirm your address")


def of(person: Person) -> ReminderEmailWish | None:
    return db.session.get(ReminderEmailWish, person.id)


def wish(person: Person, now: datetime) -> bool:
    """Whether the mailbox is still to be asked. Safe to call twice, and at once."""
    people.lock(person.id)
    found = of(person)
    if found is None:
        found = ReminderEmailWish(person_id=person.id, created_at=now)
        db.session.add(found)
        db.session.flush()
    return found.confirmed_at is None


def may_ask(email: str) -> bool:
    """Counts the letter, if it may be sent. Ask before the view's transaction begins."""
    counts = [(MOST_ASKED, f"confirm-email:{people.plain(email)}")]
    if limits.are_reached(counts):
        return False
    limits.note_try(counts)
    return True


@task()
def ask_later(person_id: str) -> None:
    """Send the letter that asks; after the commit. One that is lost can be asked for again."""
    person = db.session.get(Person, UUID(person_id))
    if person is None or (found := of(person)) is None or found.confirmed_at:
        return
    on = f"{current_app.config['PUBLIC_URL']}/reminders/email/on/{confirmation_of(person)}"
    with language.of(person):
        body = render_template("reminders/email_confirm.txt", on=on)
        mail.send(person.email, str(SUBJECT), body)


def confirm(person: Person, now: datetime) -> bool:
    """Whether there was a wish. Safe to call twice."""
    people.lock(person.id)
    found = of(person)
    if found is None:
        return False
    found.confirmed_at = found.confirmed_at or now
    return True


def withdraw(person: Person) -> None:
    """What waits is not sent either (R5): right before sending the wish is asked for."""
    people.lock(person.id)
    if found := of(person):
        db.session.delete(found)
        db.session.flush()


def who_wish(person_ids: Iterable[UUID]) -> set[UUID]:
    """Of these, in one query; nobody where no mail is set up."""
    ids = set(person_ids)
    if not ids or not mail.is_set_up():
        return set()
    query = select(ReminderEmailWish.person_id).where(
        ReminderEmailWish.person_id.in_(ids), ReminderEmailWish.confirmed_at.is_not(None)
    )
    return set(db.session.scalars(query))


def token_of(person_id: UUID) -> str:
    """For the link that ends the emails; it never runs out, since an old letter must do it too."""
    return _signer().dumps(person_id.hex)


def person_of(token: str) -> Person | None:
    try:
        return _person(_signer().loads(token))
    except BadSignature:
        return None


def confirmation_of(person: Person) -> str:
    """For the link that begins them, in a letter to the person's address."""
    return _timed_signer().dumps(person.id.hex)


def confirmed_by(token: str) -> Person | None:
    try:
        return _person(_timed_signer().loads(token, int(CONFIRM_WITHIN.total_seconds())))
    except BadSignature:
        return None


def _person(said: object) -> Person | None:
    try:
        return db.session.get(Person, UUID(str(said)))
    except ValueError:
        return None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="reminder-email-off")


def _timed_signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="reminder-email-on")
