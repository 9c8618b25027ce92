"""A forgotten password: a link by mail that works once, for ten minutes, and ends all sessions."""

import secrets
from datetime import datetime
from smtplib import SMTPException

from flask import current_app, render_template
from sqlalchemy import select

from peerapp import clock, language, mail
from peerapp.accounts import passwords, people, sign_ins
from peerapp.accounts.models import PasswordReset, Person
from peerapp.extensions import db
from peerapp.language import _
from peerapp.queue import task


@task()
def send_links(email: str) -> None:
    """Mail a link for each account of the address, or nothing where there is none.

    It runs in the worker whatever was typed, so that the answer to the person who asks takes the
    same time (A5).
    """
    now = clock.now()
    accounts = [one for one in people.with_address(email) if not one.is_shut]
    links = [(account, make(account, now)) for account in accounts]
    db.session.commit()
    if not links:
        return
    url = current_app.config["PUBLIC_URL"]
    with language.of(accounts[0]):  # a later one may be a stranger's
        letter = render_template("accounts/reset_mail.txt", links=links, url=url)
        send(email, _("Choose a new password"), letter)


@task()
def tell_of_another_account(email: str) -> None:
    """Somebody signed up with an address that has an account: its owner may have forgotten it.

    It runs after each sign-up, and mails nothing where there is one account only.
    """
    accounts = [one for one in people.with_address(email) if not one.suspended_at]
    spoken = accounts[0].language if accounts else language.SOURCE
    db.session.rollback()
    if len(accounts) > 1:
        url = current_app.config["PUBLIC_URL"]
        with language.speaking(spoken):
            letter = render_template("accounts/another_account_mail.txt", url=url)
            send(email, _("You have more than one account"), letter)


def send(email: str, subject: str, letter: str) -> None:
    try:
        mail.send(people.plain(email), subject, letter)
    except (OSError, SMTPException) as why:
        # the server's words name the address, which no log may hold (D6)
        current_app.logger.error("A mail was not taken: %s. Check SMTP_URL.", type(why).__name__)


def make(person: Person, now: datetime) -> str:
    """A new token for a link."""
    token = secrets.token_urlsafe(32)
    reset = PasswordReset(person_id=person.id, token_hash=sign_ins.hashed(token), created_at=now)
    db.session.add(reset)
    return token


class Used(Exception):
    """A link works once."""


def find(token: str, now: datetime) -> tuple[PasswordReset, Person] | None:
    query = select(PasswordReset).where(PasswordReset.token_hash == sign_ins.hashed(token))
    reset = db.session.scalar(query)
    if reset is None or reset.used_at or now - reset.created_at >= PasswordReset.LIFETIME:
        return None
    person = db.session.get(Person, reset.person_id)
    return (reset, person) if person and not person.is_shut else None


def use(reset: PasswordReset, person: Person, password: str, now: datetime) -> None:
    """Set the password and end every session and every other link of this account.

    Raises Used when another request was first.
    """
    people.lock(person.id)
    if reset.used_at:
        raise Used
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
    people.password_changed.send(person, person=person)


def is_password(person: Person, password: str) -> bool:
    return any(passwords.opens(password, [person.password_hash]))
