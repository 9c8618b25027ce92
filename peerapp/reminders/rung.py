"""What a person does with a reminder that rang: done, or later; and what still waits for it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, undefer

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.push import badge, outbox
from peerapp.reminders import breaks, kinds, planning, schedule
from peerapp.reminders.models import Outcome, Reminder, ReminderSlot
from peerapp.reminders.schedule import Later

MOST_RINGS = 20  # of one slot; it rings only when the person says so each time

IN_A_BREAK = lazy("You are taking a break from reminders.")
TIME_HAS_PASSED = lazy("That time has passed. Please choose another one.")
RANG_OFTEN = lazy("It rang many times today. Please choose a time tomorrow.")


class NotPutOff(Exception):
    """It does not ring again; the text is for the person."""


def find(person: Person, slot_id: UUID) -> ReminderSlot | None:
    """One of the person's own."""
    query = (
        select(ReminderSlot)
        .join(ReminderSlot.reminder)
        .where(ReminderSlot.id == slot_id, Reminder.person_id == person.id)
        .options(joinedload(ReminderSlot.reminder).options(undefer(Reminder.words)))
    )
    return db.session.scalar(query)


def name_of(slot: ReminderSlot) -> str:
    return kinds.name_of(slot.reminder.kind, slot.reminder.words)


def coming_again(person: Person) -> dict[UUID, datetime]:
    """When reminders that were put off ring once more, by reminder."""
    query = (
        select(ReminderSlot.reminder_id, func.max(ReminderSlot.again_at))
        .join(ReminderSlot.reminder)
        .where(Reminder.person_id == person.id, ReminderSlot.again_at.is_not(None))
        .group_by(ReminderSlot.reminder_id)
    )
    return {reminder_id: at for reminder_id, at in db.session.execute(query) if at}


def finish(slot: ReminderSlot, now: datetime) -> None:
    """It rings no more, on no device; safe to call twice."""
    people.lock(slot.reminder.person_id)
    outbox.cancel(planning.keys_of(slot))  # first, as whoever settles has the slot after its rows
    slot.done_at = slot.done_at or now
    slot.again_at = None


def put_off(slot: ReminderSlot, when: Later, now: datetime) -> datetime:
    """The instant (UTC) at which it rings again. The later of two wishes counts.

    Raises NotPutOff.
    """
    person = slot.reminder.person
    people.lock(person.id)
    again_at = schedule.later(now, person.timezone, when)
    if breaks.back_on(person, now):
        raise NotPutOff(IN_A_BREAK)
    if again_at is None:
        raise NotPutOff(TIME_HAS_PASSED)
    if slot.rings >= MOST_RINGS:
        raise NotPutOff(RANG_OFTEN)
    outbox.cancel(planning.keys_of(slot))
    slot.done_at, slot.again_at = None, again_at
    return again_at


def waiting(person: Person, day: date) -> list[ReminderSlot]:
    """What rang on a day of the person's and is not done, the latest first. Of a meeting, or of
    what is only in words, nothing tells us that it is done, so that it does not wait for ever.
    """
    query = (
        select(ReminderSlot)
        .join(ReminderSlot.reminder)
        .where(
            Reminder.person_id == person.id,
            Reminder.kind.in_(kinds.FIND),
            ReminderSlot.date == day,
            ReminderSlot.outcome == Outcome.QUEUED,
            ReminderSlot.done_at.is_(None),
        )
        .options(joinedload(ReminderSlot.reminder))
        .order_by(ReminderSlot.due_at.desc())
    )
    slots = list(db.session.scalars(query))
    rang = {slot.reminder.kind for slot in slots}
    done = {kind for kind in rang if kinds.done(kind, [(person.id, day)])}
    return [slot for slot in slots if slot.reminder.kind not in done]


@badge.counts
def one_while_it_waits(person: Person, now: datetime) -> int:
    """On the app's icon all that rang today is one: a number that grows would press."""
    return 1 if waiting(person, clock.local_day(now, person.timezone)) else 0
