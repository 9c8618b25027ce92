"""Whether a reminder that waits in the outbox is still wanted: asked right before sending (R5)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import outbox
from peerapp.reminders import breaks, kinds
from peerapp.reminders.models import Reminder, ReminderSlot, slot_id_of


@outbox.still_wanted("reminder")
def still_wanted(subjects: Collection[str], now: datetime) -> set[str]:
    """Not after what it is for was done, in a break, nor when the reminder was removed."""
    by_slot = defaultdict(set)
    for subject in subjects:
        by_slot[slot_id_of(subject)].add(subject)
    query = (
        select(
            ReminderSlot.id, ReminderSlot.date, Reminder.kind, Reminder.person_id, Person.timezone
        )
        .join(ReminderSlot.reminder)
        .join(Reminder.person)
        .where(ReminderSlot.id.in_(by_slot), ReminderSlot.done_at.is_(None))
    )
    slots = db.session.execute(query).all()
    rest = breaks.who_rests({slot.person_id: slot.timezone for slot in slots}, now)
    done = kinds.done_of((slot.kind, slot.person_id, slot.date) for slot in slots)
    return {
        subject
        for slot in slots
        if slot.person_id not in rest and (slot.kind, slot.person_id, slot.date) not in done
        for subject in by_slot[slot.id]
    }
