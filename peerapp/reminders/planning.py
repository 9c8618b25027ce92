"""Setting, changing and removing a reminder, and following its person to another zone."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import undefer

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.accounts.people import zone_changed
from peerapp.extensions import db
from peerapp.language import _
from peerapp.push import outbox
from peerapp.reminders import emails, schedule, usual
from peerapp.reminders.models import (
    Kind,
    Outcome,
    Reminder,
    ReminderSlot,
    slot_id_of,
    slot_key,
)

MOST = 100  # reminders of one person


@dataclass(frozen=True)
class Details:
    """What a reminder is for, and how long and how often it rings."""

    kind: Kind = Kind.CHECK_IN
    words: str | None = None
    until: date | None = None  # the last day
    nudges: bool = False  # rings a second time, if nothing was done
    adapts: bool = False  # a check-in's: when the person usually does it


class TooMany(Exception):
    """A person has as many reminders as one may have; the text is for them."""


def of(person: Person) -> list[Reminder]:
    """A person's reminders by the time of day."""
    query = select(Reminder).where(Reminder.person_id == person.id).options(undefer(Reminder.words))
    return list(db.session.scalars(query.order_by(Reminder.time, Reminder.created_at)))


def find(person: Person, reminder_id: UUID) -> Reminder | None:
    """One of the person's own."""
    query = select(Reminder).where(Reminder.id == reminder_id, Reminder.person_id == person.id)
    return db.session.scalar(query)


def add(
    person: Person, at: time, days: int, now: datetime, details: Details | None = None
) -> Reminder:
    """Raises TooMany. The same once more is the reminder that there is."""
    wanted = details or Details()
    people.lock(person.id)
    mine = of(person)
    if same := next((one for one in mine if what(one) == (at, days, wanted)), None):
        return same
    if len(mine) >= MOST:
        raise TooMany(
            _(
                "You have %(num)s reminders, and that is as many as we can keep. "
                "Remove one first, or give one that you have more days.",
                num=MOST,
            )
        )
    reminder = Reminder(time=at, days=days, created_at=now, **vars(wanted))
    reminder.person = person
    move(reminder, first_slot(reminder, now))
    db.session.add(reminder)
    db.session.flush()
    return reminder


def what(reminder: Reminder) -> tuple[time, int, Details]:
    details = Details(
        Kind(reminder.kind), reminder.words, reminder.until, reminder.nudges, reminder.adapts
    )
    return reminder.time, reminder.days, details


def change(
    reminder: Reminder, at: time, days: int, now: datetime, details: Details | None = None
) -> None:
    """To another time or other days, from now on; `details` None: the others stay.

    What waits of the old time is not sent. A date on which it has rung does not ring again (R1); a
    date on which nothing rang may.
    """
    people.lock(reminder.person_id)
    keys = waiting_keys(reminder)
    rang = outbox.gone_out(keys)
    outbox.cancel(keys)
    silent = {slot_id_of(key) for key in keys} - {slot_id_of(key) for key in rang}
    was_to_ring = ReminderSlot.outcome == Outcome.QUEUED
    rang_there = and_(was_to_ring, ReminderSlot.id.not_in(silent))
    db.session.execute(
        delete(ReminderSlot).where(
            ReminderSlot.reminder_id == reminder.id, ~rang_there, ~emails.went_out()
        )
    )
    db.session.execute(
        update(ReminderSlot).where(ReminderSlot.reminder_id == reminder.id).values(again_at=None)
    )
    reminder.time, reminder.days = at, days
    for name, value in vars(details).items() if details else ():
        setattr(reminder, name, value)
    move(reminder, first_slot(reminder, now, last_dates(reminder.person).get(reminder.id)))


def first_slot(reminder: Reminder, now: datetime, decided: date | None = None) -> schedule.Slot:
    at, zone = usual.rings_at(reminder, now), reminder.person.timezone
    return schedule.first_slot(now, at, reminder.days, zone, decided)


def remove(reminder: Reminder) -> None:
    """It rings no more, even if it is queued already (R5)."""
    people.lock(reminder.person_id)
    outbox.cancel(waiting_keys(reminder))
    db.session.delete(reminder)


def waiting_keys(reminder: Reminder) -> list[str]:
    query = (
        select(ReminderSlot)
        .where(ReminderSlot.reminder_id == reminder.id, ReminderSlot.outcome == Outcome.QUEUED)
        .order_by(ReminderSlot.date.desc())
        .limit(3)  # older ones are of no use any more
    )
    return [key for slot in db.session.scalars(query) for key in keys_of(slot)]


def keys_of(slot: ReminderSlot) -> list[str]:
    return [slot_key(slot.id, ring) for ring in range(1, slot.rings + 1)]


@zone_changed.connect
def follow(_sender: Any, person: Person) -> None:
    replan(person, clock.now())


def replan(person: Person, now: datetime) -> None:
    """The person's zone has changed: every coming slot moves to the new wall clock (R3)."""
    decided = last_dates(person)
    for reminder in of(person):
        if reminder.next_date is None:
            continue  # it has had its last
        slot = schedule.moved_slot(
            now,
            usual.rings_at(reminder, now),
            reminder.days,
            person.timezone,
            pending=reminder.next_date,
            decided=decided.get(reminder.id),
        )
        move(reminder, slot)


def move(reminder: Reminder, coming: schedule.Slot) -> None:
    slot = schedule.in_time(coming, reminder.until)
    reminder.next_date, reminder.next_due_at = (slot.date, slot.due_at) if slot else (None, None)
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
