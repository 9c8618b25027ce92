"""What a person does with a reminder that rang: done, or later."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, undefer

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import outbox
from peerapp.reminders import planning, schedule
from peerapp.reminders.models import Reminder, ReminderSlot
from peerapp.reminders.schedule import Later

MOST_RINGS = 20  # of one slot; it rings only when the person says so each time


def find(person: Person, slot_id: UUID) -> ReminderSlot | None:
    """One of the person's own."""
    query = (
        select(ReminderSlot)
        .join(ReminderSlot.reminder)
        .where(ReminderSlot.id == slot_id, Reminder.person_id == person.id)
        .options(joinedload(ReminderSlot.reminder).options(undefer(Reminder.words)))
    )
    return db.session.scalar(query)


def finish(slot: ReminderSlot, now: datetime) -> None:
    """It rings no more, on no device; safe to call twice."""
    people.lock(slot.reminder.person_id)
    slot.done_at = slot.done_at or now
    slot.again_at = None
    outbox.cancel(planning.keys_of(slot))


def put_off(slot: ReminderSlot, when: Later, now: datetime) -> datetime | None:
    """The instant (UTC) at which it rings again; None: that is no time any more. The later of two
    wishes counts.
    """
    people.lock(slot.reminder.person_id)
    again_at = schedule.later(now, slot.reminder.person.timezone, when)
    if again_at is None or slot.rings >= MOST_RINGS:
        return None
    outbox.cancel(planning.keys_of(slot))
    slot.done_at, slot.again_at = None, again_at
    return again_at
