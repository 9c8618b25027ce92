"""An email for who wants one where none of their devices can ring, or did.

The row is the queue, as a delivery's is: written in the transaction that decides the slot, claimed
with a lease, tried again until it is of no use (email_sender.py). One letter is one transaction
before and one after the network, so a worker that dies has at most one letter sent and not noted,
which goes out once more when its lease ends (with the same Message-ID, by which many mailboxes drop
it).

A letter is as discreet as a locked screen: not what the reminder is for, not what the app is for.
A slot of which a letter went out rings no second time: a nudge after an hour or "later" is for a
device in the hand; a second letter would be read in the same minute as the first, or never.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import current_app, render_template
from sqlalchemy import ColumnElement, exists, func, insert, select, update
from sqlalchemy.orm import joinedload

from peerapp import mail
from peerapp.accounts.models import Person
from peerapp.extensions import db, looking
from peerapp.push import attempts
from peerapp.push.attempts import Result
from peerapp.push.notifications import DISCREET_TITLE
from peerapp.push.unsent import Unsent, got_or_coming, on_unsent
from peerapp.reminders.email_wishes import token_of, who_wish
from peerapp.reminders.models import (
    Outcome,
    Reminder,
    ReminderEmail,
    ReminderSlot,
    slot_id_of,
    slot_key,
)
from peerapp.reminders.wanted import still_wanted

BATCH = 20
LEASE = timedelta(minutes=5)  # over RUN_SECONDS, and what a slow server may make of one letter
SUBJECT = DISCREET_TITLE
FORGOTTEN_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class Silent:
    """A slot that no device could ring for."""

    slot_id: UUID
    person_id: UUID
    useful_until: datetime
    goes_at: datetime  # not in the person's quiet hours, unless they chose the time


def put(slots: Sequence[Silent], now: datetime) -> None:
    """An email for each whose person wishes it; in the transaction that decided the slots."""
    wished = who_wish(slot.person_id for slot in slots)
    rows = [
        {
            "slot_id": slot.slot_id,
            "useful_until": slot.useful_until,
            "next_try_at": slot.goes_at,
            "attempts": 0,
            "created_at": now,
        }
        for slot in slots
        if slot.person_id in wished
    ]
    if rows:
        db.session.execute(insert(ReminderEmail), rows)
        db.session.execute(
            update(ReminderSlot)
            .where(ReminderSlot.id.in_([row["slot_id"] for row in rows]))
            .values(outcome=Outcome.EMAILED, again_at=None)
        )


@on_unsent("reminder")
def instead(unsent: Sequence[Unsent], now: datetime) -> None:
    """An email for each slot that no device was rung for, nor may yet be."""
    by_slot = {slot_id_of(one.key): one for one in unsent}
    query = (
        select(ReminderSlot.id, ReminderSlot.rings)
        .where(ReminderSlot.id.in_(by_slot), ReminderSlot.outcome == Outcome.QUEUED)
        .order_by(ReminderSlot.id)
        .with_for_update()
    )
    rings = {
        slot_id: {slot_key(slot_id, ring) for ring in range(1, rings + 1)}
        for slot_id, rings in db.session.execute(query)
    }
    known = got_or_coming(key for keys in rings.values() for key in keys)
    silent = [slot_id for slot_id, keys in rings.items() if not keys & known]
    put([silent_of(slot_id, by_slot[slot_id], now) for slot_id in silent], now)


def silent_of(slot_id: UUID, unsent: Unsent, now: datetime) -> Silent:
    return Silent(slot_id, unsent.person_id, unsent.useful_until, goes_at=now)


def has_not_gone_out() -> ColumnElement[bool]:
    """Of a slot: it was to be an email, which was not sent and is not on its way now."""
    waits = exists().where(
        ReminderEmail.slot_id == ReminderSlot.id,
        ReminderEmail.sent_at.is_(None),
        ReminderEmail.lease.is_(None),
    )
    return (ReminderSlot.outcome == Outcome.EMAILED) & waits


def are_due(now: datetime) -> bool:
    """A look that takes no lock."""
    with looking() as connection:
        return bool(connection.scalar(select(is_due(now))))


def is_due(now: datetime) -> ColumnElement[bool]:
    return exists().where(ReminderEmail.next_try_at <= now)


def claim(now: datetime) -> list[tuple[UUID, UUID]]:
    """The slots whose letters the caller is to send, each under a lease. Ends the transaction."""
    query = (
        select(ReminderEmail.slot_id)
        .where(ReminderEmail.next_try_at <= now)
        .order_by(ReminderEmail.next_try_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)  # PostgreSQL; on SQLite the transaction is alone
    )
    ids, lease = list(db.session.scalars(query)), uuid4()
    if ids:
        db.session.execute(
            update(ReminderEmail)
            .where(ReminderEmail.slot_id.in_(ids))
            .values(lease=lease, next_try_at=now + LEASE, attempts=ReminderEmail.attempts + 1)
            .execution_options(synchronize_session=False)
        )
    db.session.commit()
    return [(slot_id, lease) for slot_id in ids]


def ready(slot_id: UUID, lease: UUID, now: datetime) -> EmailMessage | None:
    """The letter, if it is still to be sent (R4, R5). Ends the transaction: no database is held
    while the network is waited for.
    """
    row = held(slot_id, lease)
    if row is None:
        return None
    message = None
    person = row.slot.reminder.person
    if row.useful_until <= now:
        end(row, row.last_error or "too late")
    elif row.attempts > attempts.MOST:
        end(row, "tried too often")
    elif not is_wanted(row, person, now):
        end(row, None)
    else:
        try:
            message = written(row, person)
        except Exception as why:  # an address that is none; it stops no other letter
            end(row, type(why).__name__)
    db.session.commit()
    return message


def held(slot_id: UUID, lease: UUID) -> ReminderEmail | None:
    query = (
        select(ReminderEmail)
        .where(ReminderEmail.slot_id == slot_id, ReminderEmail.lease == lease)
        .options(joinedload(ReminderEmail.slot).joinedload(ReminderSlot.reminder))
        .with_for_update(of=ReminderEmail)
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def is_wanted(row: ReminderEmail, person: Person, now: datetime) -> bool:
    """Not after it was done or removed, in a break, nor where the wish is gone or the account
    shut.
    """
    if person.suspended_at is not None or person.id not in who_wish([person.id]):
        return False
    subject = str(row.slot_id)
    return subject in still_wanted([subject], now)


def written(row: ReminderEmail, person: Person) -> EmailMessage:
    url = current_app.config["PUBLIC_URL"]
    off = f"{url}/reminders/email/off/{token_of(person.id)}"
    body = render_template("reminders/email.txt", url=f"{url}/", off=off)
    message = mail.letter(person.email, SUBJECT, body)
    message["Message-ID"] = f"<{row.slot_id}@{urlsplit(url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note answers it
    message["List-Unsubscribe"] = f"<{off}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    return message


def settle(slot_id: UUID, lease: UUID, result: Result, now: datetime) -> None:
    """Write what came of a letter, if the lease still holds. Ends the transaction."""
    row = held(slot_id, lease)
    if row is not None:
        if result.is_sent:
            row.sent_at = now
            end(row, None)
        elif result.is_final:
            end(row, result.error)
        else:
            try_again(row, result.error, now)
    db.session.commit()


def try_again(row: ReminderEmail, error: str | None, now: datetime) -> None:
    again = attempts.next_try(Result(None), row.attempts, now)
    row.lease, row.next_try_at, row.last_error = None, again, error
    if again >= row.useful_until:
        end(row, error)


def give_back(slot_id: UUID, lease: UUID, now: datetime) -> None:
    """One that was claimed and not begun, since the mail server is down or slow."""
    row = held(slot_id, lease)
    if row is not None:
        try_again(row, row.last_error or "the mail server did not answer", now)
        row.attempts -= 1
    db.session.commit()


def end(row: ReminderEmail, error: str | None) -> None:
    row.lease, row.next_try_at, row.last_error = None, None, error


def troubles(now: datetime) -> list[tuple[str, int]]:
    """What kept letters of the last days from being sent, and how many, for `doctor`."""
    query = (
        select(ReminderEmail.last_error, func.count())
        .where(
            ReminderEmail.last_error.is_not(None), ReminderEmail.created_at > now - FORGOTTEN_AFTER
        )
        .group_by(ReminderEmail.last_error)
        .order_by(func.count().desc())
    )
    return [(error or "", count) for error, count in db.session.execute(query)]


def last_is_lost(person: Person) -> bool:
    """Whether the latest letter to a person was not sent, and no longer will be."""
    query = (
        select(ReminderEmail.last_error)
        .join(ReminderEmail.slot)
        .join(ReminderSlot.reminder)
        .where(Reminder.person_id == person.id, ReminderEmail.next_try_at.is_(None))
        .order_by(ReminderEmail.created_at.desc())
        .limit(1)
    )
    return db.session.scalar(query) is not None
