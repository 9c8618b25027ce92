"""An email for who wants one where none of their devices can ring, or did.

The row is the queue, as a delivery's is: written in the transaction that decides the slot, claimed
with a lease, tried again until it is of no use (email_sender.py). One letter is one transaction
before and one after the network, so a worker that dies has at most one letter sent and not noted,
which goes out once more when its lease ends (with the same Message-ID, by which many mailboxes drop
it).

A letter is as discreet as a locked screen: not what the reminder is for, not what the app is for.
A slot has one letter at most: a second one would be read in the same minute as the first, or never.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import current_app, render_template
from sqlalchemy import ColumnElement, exists, func, insert, select, update
from sqlalchemy.orm import joinedload

from peerapp import language, mail
from peerapp.accounts.models import Person
from peerapp.extensions import db, looking
from peerapp.push import attempts
from peerapp.push.attempts import Result
from peerapp.push.notifications import DISCREET_TITLE
from peerapp.push.unsent import Unsent, got_or_coming, on_unsent
from peerapp.queue import log_failure
from peerapp.reminders.batches import in_halves
from peerapp.reminders.email_wishes import token_of, who_wish
from peerapp.reminders.kinds import place_of
from peerapp.reminders.models import (
    Outcome,
    Reminder,
    ReminderEmail,
    ReminderSlot,
    slot_id_of,
    slot_key,
)
from peerapp.reminders.wanted import still_wanted

log = logging.getLogger(__name__)

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
    if emailed := add(slots, now):
        db.session.execute(
            update(ReminderSlot).where(ReminderSlot.id.in_(emailed)).values(outcome=Outcome.EMAILED)
        )


def add(slots: Sequence[Silent], now: datetime) -> list[UUID]:
    """Which of the slots have a letter now that had none. Nobody else decides them meanwhile."""
    wished = who_wish(slot.person_id for slot in slots)
    wanted = {slot.slot_id: slot for slot in slots if slot.person_id in wished}
    query = select(ReminderEmail.slot_id).where(ReminderEmail.slot_id.in_(wanted))
    known = set(db.session.scalars(query)) if wanted else set()
    new = [slot for slot_id, slot in wanted.items() if slot_id not in known]
    rows = [
        {
            "slot_id": slot.slot_id,
            "useful_until": slot.useful_until,
            "next_try_at": slot.goes_at,
            "attempts": 0,
            "created_at": now,
        }
        for slot in new
    ]
    if rows:
        db.session.execute(insert(ReminderEmail), rows)
    return [slot.slot_id for slot in new]


@on_unsent("reminder")
def instead(unsent: Sequence[Unsent], now: datetime) -> None:
    """A letter for each slot whose latest ring no device got, nor may yet get."""
    in_halves(unsent, partial(take_over, now=now), no_letter)


def take_over(unsent: Sequence[Unsent], now: datetime) -> int:
    by_key = {one.key: one for one in unsent if one.useful_until > now}
    query = (
        select(ReminderSlot.id, ReminderSlot.rings)
        .where(
            ReminderSlot.id.in_({slot_id_of(key) for key in by_key}),
            ReminderSlot.outcome == Outcome.QUEUED,
        )
        .order_by(ReminderSlot.id)
        .with_for_update()  # of two whose devices fail at once, the later one sees both
    )
    latest = {slot_key(slot_id, rings): slot_id for slot_id, rings in db.session.execute(query)}
    known = got_or_coming(latest)
    silent = [
        Silent(slot_id, one.person_id, one.useful_until, max(one.goes_at, now))
        for key, slot_id in latest.items()
        if key not in known and (one := by_key.get(key))
    ]
    return len(add(silent, now))


def no_letter(one: Unsent, why: Exception) -> None:
    log_failure(log, f"no letter instead of {one.key}", why)


def went_out() -> ColumnElement[bool]:
    """Of a slot: a letter was sent, or is on its way now."""
    return exists().where(
        ReminderEmail.slot_id == ReminderSlot.id,
        ReminderEmail.sent_at.is_not(None) | ReminderEmail.lease.is_not(None),
    )


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
    page = url + place_of(row.slot.reminder.kind, row.slot_id)
    with language.of(person):
        body = render_template("reminders/email.txt", url=page, off=off)
        message = mail.letter(person.email, str(SUBJECT), body)
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
