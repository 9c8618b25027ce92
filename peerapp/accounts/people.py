"""Signing up, finding and changing an account."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from blinker import Namespace
from sqlalchemy import and_, func, or_, select

from peerapp.accounts import passwords
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db
from peerapp.language import SOURCE

signals = Namespace()
# Sent with person=, inside the transaction in which the person's zone changes.
zone_changed = signals.signal("zone-changed")
# in the transaction of a new password, with `person`: what a thief may have seen is to end
password_changed = signals.signal("password-changed")
# Sent by the person, with now=, inside the transaction in which a mentor is first approved.
mentor_approved = signals.signal("mentor-approved")


def with_address(email: str) -> list[Person]:
    """The accounts of an address, the oldest first."""
    query = (
        select(Person).where(Person.email == plain(email)).order_by(Person.created_at, Person.id)
    )
    return list(db.session.scalars(query))


def sign_up(
    email: str,
    password: str,
    display_name: str,
    timezone: str,
    role: Role,
    now: datetime,
    is_vetted: bool = False,
    language: str = SOURCE,
) -> Person:
    """A new account, or the one that this address and password open already.

    Whether an address has an account is told to nobody (A5), and a new person is signed in at
    once. So a second sign-up with an address makes a second, empty account: a stranger learns
    nothing and reaches nothing, and the owner of the address can sign in to theirs as before, each
    by its own password. Only a new account is approved by itself, where mentors are not vetted.
    """
    person, is_new = find_or_add(email, password, display_name, timezone, role, now, language)
    if is_new and not is_vetted:
        approve(person, by=None, now=now)
    return person


def find_or_add(
    email: str,
    password: str,
    display_name: str,
    timezone: str,
    role: Role,
    now: datetime,
    language: str = SOURCE,
) -> tuple[Person, bool]:
    """The account and whether it is new; a new mentor's is not approved yet.

    Call it first in a transaction: it ends the one before it hashes, as `by_password` does. Of two
    that sign up at once with the same words, the second finds the account of the first.
    """
    while True:
        known = locks_of(email)
        db.session.rollback()
        password_hash = passwords.new_hash(password, [lock.password_hash for lock in known])
        take_turns(email)
        if locks_of(email) == known:
            break
    for lock in known:
        if lock.password_hash == password_hash and not lock.is_shut:
            return db.session.get_one(Person, lock.person_id), False
    person = Person(
        email=plain(email),
        display_name=display_name,
        password_hash=password_hash,
        timezone=timezone,
        language=language,
        created_at=now,
        adult_confirmed_at=now,
    )
    db.session.add(person)
    person.roles.append(RoleGrant(role=role, granted_at=now))
    db.session.flush()
    return person, True


def lock(*person_ids: UUID) -> None:
    """Until the end of this transaction, nobody else changes what is these people's.

    So two taps at once, on two processes, come one after the other; SQLite has one writer anyway.
    On PostgreSQL rows that only refer to the person (a delivery of the worker's) can still be
    written meanwhile, or the two could wait for each other: FOR NO KEY UPDATE.
    """
    rows = select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)
    db.session.execute(rows.with_for_update(key_share=True))  # in one order: none waits in a ring
    db.session.expire_all()  # what was read before the wait may have changed


def take_turns(email: str) -> None:
    """Whoever signs up with the same address waits for the end of this transaction.

    SQLite has one writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(plain(email)))))


def by_password(email: str, password: str, only: Collection[UUID] | None = None) -> Person | None:
    """Whom this address and password belong to; takes the same time when it is nobody.

    `only` are the accounts that may be opened. It ends the transaction before it hashes and leaves
    none open for nobody: on SQLite no one else could write meanwhile.
    """
    locks = [lock for lock in locks_of(email) if only is None or lock.person_id in only]
    db.session.rollback()
    opened = passwords.opens(password, [lock.password_hash for lock in locks])
    for lock, is_open in zip(locks, opened, strict=True):
        if is_open and not lock.is_shut:
            return db.session.get(Person, lock.person_id)
    return None


@dataclass(frozen=True)
class Lock:
    """What of an account is needed to try a password. No more is read, since that takes time."""

    person_id: UUID
    password_hash: str
    is_shut: bool


def locks_of(email: str) -> list[Lock]:
    """Of the accounts of an address, the oldest first."""
    is_shut = and_(
        Person.suspended_at.is_not(None),
        or_(Person.closed_at.is_(None), Person.closed_at != Person.suspended_at),
    )
    query = (
        select(Person.id, Person.password_hash, is_shut)
        .where(Person.email == plain(email))
        .order_by(Person.created_at, Person.id)
    )
    return [Lock(*row) for row in db.session.execute(query)]


def ids_with_address(email: str) -> set[UUID]:
    ids = {lock.person_id for lock in locks_of(email)}
    db.session.rollback()
    return ids


def approve(person: Person, by: Person | None, now: datetime) -> None:
    """A mentor may see mentees from now on; safe to call twice."""
    grant = person.grant(Role.MENTOR)
    if grant is None:
        return
    grant.paused_at = None
    if not grant.approved_at:
        grant.approved_at = now
        grant.approved_by_id = by.id if by else None
        mentor_approved.send(person, now=now)


def pause(person: Person, now: datetime) -> None:
    """A mentor sees no mentee until approved again (A3)."""
    grant = person.grant(Role.MENTOR)
    if grant and not grant.paused_at:
        grant.paused_at = now


def change_zone(person: Person, timezone: str) -> None:
    if timezone != person.timezone:
        person.timezone = timezone
        zone_changed.send(person, person=person)


def with_role(role: Role) -> list[Person]:
    query = (
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == role)
        .order_by(func.lower(Person.display_name))
    )
    return list(db.session.scalars(query))


def plain(email: str) -> str:
    return email.strip().lower()
