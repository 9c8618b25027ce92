"""Setting, changing and removing a reminder, and following its person to another zone."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.accounts.people import zone_changed
from peerapp.extensions import db
from peerapp.push import outbox
from peerapp.reminders import schedule
from peerapp.reminders.models import Outcome, Reminder, ReminderSlot, slot_id_of, slot_key

MOST = 20  # reminders of one person


class TooMany(Exception):
    """A person has as many reminders as one may have; the text is for them."""


def of(person: Person) -> list[Reminder]:
    """A person's reminders by the time of day."""
    query = select(Reminder).where(Reminder.person_id == person.id)
    return list(db.session.scalars(query.order_by(Reminder.time, Reminder.created_at)))


def find(person: Person, reminder_id: UUID) -> Reminder | None:
    """One of the person's own."""
    query = select(Reminder).where(Reminder.id == reminder_id, Reminder.person_id == person.id)
    return db.session.scalar(query)


def add(person: Person, at: time, days: int, now: datetime) -> Reminder:
    """Raises TooMany. The same time and days again is the reminder that there is."""
    people.lock(person.id)
    mine = of(person)
    if same := next((one for one in mine if (one.time, one.days) == (at, days)), None):
        return same
    if len(mine) >= MOST:
        raise TooMany(f"You have {MOST} reminders, which is all we can keep. Remove one first.")
    slot = schedule.first_slot(now, at, days, person.timezone)
    reminder = Reminder(
        person=person,
        time=at,
        days=days,
        next_date=slot.date,
        next_due_at=slot.due_at,
        created_at=now,
    )
    db.session.add(reminder)
    db.session.flush()
    return reminder


def change(reminder: Reminder, at: time, days: int, now: datetime) -> None:
    """To another time or other days, from now on.

    What waits of the old time is not sent. A date on which it has rung does not ring again (R1); a
    date on which nothing rang may.
    """
    people.lock(reminder.person_id)
    keys = waiting_keys(reminder)
    rang = outbox.gone_out(keys)
    outbox.cancel(keys)
    quiet = [ReminderSlot.outcome != Outcome.QUEUED]
    quiet += [ReminderSlot.id == slot_id_of(key) for key in keys if key not in rang]
    db.session.execute(
        delete(ReminderSlot).where(ReminderSlot.reminder_id == reminder.id, or_(*quiet))
    )
    reminder.time, reminder.days = at, days
    zone = reminder.person.timezone
    move(
        reminder,
        schedule.first_slot(now, at, days, zone, last_dates(reminder.person).get(reminder.id)),
    )


def remove(reminder: Reminder) -> None:
    """It rings no more, even if it is queued already (R5)."""
    people.lock(reminder.person_id)
    outbox.cancel(waiting_keys(reminder))
    db.session.delete(reminder)


def waiting_keys(reminder: Reminder) -> list[str]:
    query = (
        select(ReminderSlot.id)
        .where(ReminderSlot.reminder_id == reminder.id, ReminderSlot.outcome == Outcome.QUEUED)
        .order_by(ReminderSlot.date.desc())
        .limit(3)  # older ones are of no use any more
    )
    return [slot_key(slot_id) for slot_id in db.session.scalars(query)]


@zone_changed.connect
def follow(_sender: Any, person: Person) -> None:
    replan(person, clock.now())


def replan(person: Person, now: datetime) -> None:
    """The person's zone has changed: every coming slot moves to the new wall clock (R3)."""
    decided = last_dates(person)
    for reminder in of(person):
        slot = schedule.moved_slot(
            now,
            reminder.time,
            reminder.days,
            person.timezone,
            pending=reminder.next_date,
            decided=decided.get(reminder.id),
        )
        move(reminder, slot)


def move(reminder: Reminder, slot: schedule.Slot) -> None:
    reminder.next_date, reminder.next_due_at = slot.date, slot.due_at
    reminder.parked_at = reminder.parked_because = None


def parked() -> int:
    """How many reminders ring no more because their next slot cannot be computed, for `doctor`."""
    query = select(func.count()).select_from(Reminder).where(Reminder.parked_at.is_not(None))
    return db.session.scalar(query) or 0


def last_dates(person: Person) -> dict[UUID, date]:
    """The last date of each reminder that has had its slot."""
    query = (
        select(ReminderSlot.reminder_id, func.max(ReminderSlot.date))
        .join(ReminderSlot.reminder)
        .where(Reminder.person_id == person.id)
        .group_by(ReminderSlot.reminder_id)
    )
    return dict(db.session.execute(query).all())
