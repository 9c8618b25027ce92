"""Which reminders are due, and what becomes of each (R1, R3, R4, R5).

Any number of workers may claim at once: a reminder is advanced by a compare-and-set on its due
instant, and only who changed the row goes on.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import and_, exists, select, update

from peerapp.accounts.models import Person
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.push import outbox
from peerapp.push.notifications import Notification
from peerapp.push.once import insert_new
from peerapp.queue import log_failure
from peerapp.reminders import schedule
from peerapp.reminders.models import Outcome, Reminder, ReminderSlot, slot_key

log = logging.getLogger(__name__)

BATCH = 50  # some tenths of a second: on SQLite nobody else writes meanwhile


def claim_due(now: datetime) -> int:
    """Put everything that is due into the outbox. How many slots were decided."""
    decided = 0
    while (batch := claim_batch(now)) is not None:
        decided += batch
    return decided


def claim_batch(now: datetime) -> int | None:
    """The same for a part of it; None if nothing is due.

    A batch is a transaction: a reminder's next slot, what came of this one, and its deliveries are
    written together or not at all.
    """
    due = due_reminders(now)
    decided = sum(claim_one(reminder, now) for reminder in due)
    db.session.commit()
    return decided if due else None


def due_reminders(now: datetime) -> list[Reminder]:
    query = (
        select(Reminder)
        .where(Reminder.next_due_at <= now, Reminder.parked_at.is_(None))
        .order_by(Reminder.next_due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Reminder)  # PostgreSQL; SQLite's writer is alone
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def claim_one(reminder: Reminder, now: datetime) -> bool:
    """Whether this worker decided a slot. A row that cannot be computed is parked."""
    reminder_id = reminder.id
    try:
        with db.session.begin_nested():
            return claim(reminder, now)
    except Exception as why:
        log_failure(log, f"reminder {reminder_id} is parked", why)
        db.session.execute(
            update(Reminder)
            .where(Reminder.id == reminder_id)
            .values(parked_at=now, parked_because=f"{type(why).__name__}: {why}"[:200])
        )
        return False


def claim(reminder: Reminder, now: datetime) -> bool:
    zone = reminder.person.timezone
    slot = schedule.Slot(reminder.next_date, reminder.next_due_at)
    following = schedule.next_slot(slot.date, reminder.time, reminder.days, zone)
    if not advance(reminder.id, slot, following):
        return False
    slot_id = uuid4()
    until = schedule.useful_until(slot.due_at, zone)
    new = {
        "id": slot_id,
        "reminder_id": reminder.id,
        "date": slot.date,
        "due_at": slot.due_at,
        "outcome": decide(reminder.person, slot, slot_id, until, now),
        "decided_at": now,
    }
    return bool(insert_new(ReminderSlot, [new]))


def advance(reminder_id: UUID, slot: schedule.Slot, following: schedule.Slot) -> bool:
    """Whether it was us who moved the reminder on."""
    moved = db.session.execute(
        update(Reminder)
        .where(Reminder.id == reminder_id, Reminder.next_due_at == slot.due_at)
        .values(next_date=following.date, next_due_at=following.due_at)
        .returning(Reminder.id)
        .execution_options(synchronize_session=False)
    )
    return moved.first() is not None


def decide(
    person: Person, slot: schedule.Slot, slot_id: UUID, until: datetime, now: datetime
) -> Outcome:
    if now >= until:
        return Outcome.MISSED
    if has_checked_in(person, slot):
        return Outcome.DONE
    notification = Notification(key=slot_key(slot_id), useful_until=until)
    return Outcome.QUEUED if outbox.put(person, notification, now) else Outcome.NO_DEVICE


def has_checked_in(person: Person, slot: schedule.Slot) -> bool:
    on_that_day = exists().where(CheckIn.member_id == person.id, CheckIn.day == slot.date)
    return bool(db.session.scalar(select(on_that_day)))


@outbox.still_wanted("reminder")
def still_wanted(slot_ids: Collection[str], now: datetime) -> set[str]:
    """Not after a check-in for that day, nor when the reminder was removed (R5)."""
    query = (
        select(ReminderSlot.id)
        .join(ReminderSlot.reminder)
        .outerjoin(
            CheckIn,
            and_(CheckIn.member_id == Reminder.person_id, CheckIn.day == ReminderSlot.date),
        )
        .where(ReminderSlot.id.in_([UUID(slot_id) for slot_id in slot_ids]), CheckIn.id.is_(None))
    )
    return {str(slot_id) for slot_id in db.session.scalars(query)}
