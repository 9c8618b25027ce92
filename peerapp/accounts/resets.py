"""A forgotten password: a link by mail that works once, for ten minutes, and ends all sessions."""

import secrets
from datetime import datetime, timedelta

from flask import current_app, render_template
from sqlalchemy import func, select

from peerapp import clock, mail
from peerapp.accounts import passwords, people, sign_ins
from peerapp.accounts.models import PasswordReset, Person
from peerapp.extensions import db
from peerapp.queue import task

MOST_PER_HOUR = 5


@task()
def send_links(email: str) -> None:
    """Mail a link for each account of the address, or nothing where there is none.

    It runs in the worker whatever was typed, so that the answer to the person who asks takes the
    same time (A5).
    """
    now = clock.now()
    links = [(account, make(account, now)) for account in people.with_address(email)]
    db.session.commit()
    sendable = [(account, token) for account, token in links if token]
    if not sendable:
        return
    url = current_app.config["PUBLIC_URL"]
    mail.send(
        people.plain(email),
        "Choose a new password",
        render_template("accounts/reset_mail.txt", links=sendable, url=url),
    )


def make(person: Person, now: datetime) -> str | None:
    """A new token, or None when this account had enough of them in the last hour."""
    recent = select(func.count()).where(
        PasswordReset.person_id == person.id,
        PasswordReset.created_at > now - timedelta(hours=1),
    )
    if person.suspended_at or (db.session.scalar(recent) or 0) >= MOST_PER_HOUR:
        return None
    token = secrets.token_urlsafe(32)
    reset = PasswordReset(person_id=person.id, token_hash=sign_ins.hashed(token), created_at=now)
    db.session.add(reset)
    return token


def find(token: str, now: datetime) -> tuple[PasswordReset, Person] | None:
    query = select(PasswordReset).where(PasswordReset.token_hash == sign_ins.hashed(token))
    reset = db.session.scalar(query)
    if reset is None or reset.used_at or now - reset.created_at >= PasswordReset.LIFETIME:
        return None
    person = db.session.get(Person, reset.person_id)
    return (reset, person) if person and not person.suspended_at else None


def use(reset: PasswordReset, person: Person, password: str, now: datetime) -> None:
    """Set the password and end every session and every other link of this account."""
    change_password(person, password)
    sign_ins.end_all(person, now)
    others = select(PasswordReset).where(
        PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None)
    )
    for open_reset in db.session.scalars(others):
        open_reset.used_at = now


def change_password(person: Person, password: str) -> None:
    others = [other for other in people.with_address(person.email) if other is not person]
    known = [other.password_hash for other in others]
    person.password_hash = passwords.new_hash(password, known)


def is_password(person: Person, password: str) -> bool:
    return passwords.opened_by(password, [person.password_hash]) is not None
