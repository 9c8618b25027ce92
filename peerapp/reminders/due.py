"""Which reminders are due, and what becomes of each (R1, R3, R4, R5).

Any number of workers may claim at once: a reminder is advanced by a compare-and-set on its due
instant, and only who changed the row goes on.
"""

import logging
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from cryptography.fernet import InvalidToken
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import outbox, quiet
from peerapp.push.notifications import Notification
from peerapp.push.once import insert_new
from peerapp.queue import log_failure
from peerapp.reminders import breaks, emails, kinds, schedule, usual
from peerapp.reminders.models import Outcome, Reminder, ReminderSlot, slot_id_of, slot_key

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
    due, again = due_reminders(now), due_again(now)
    rest = breaks.who_rests([reminder.person for reminder in due], now)
    decided = sum(claim_one(reminder, now, reminder.person_id in rest) for reminder in due)
    wanted = still_wanted([str(slot.id) for slot in again], now)
    decided += sum(again_one(slot, now, str(slot.id) in wanted) for slot in again)
    db.session.commit()
    return decided if due or again else None


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


def claim_one(reminder: Reminder, now: datetime, rests: bool) -> bool:
    """Whether this worker decided a slot. A row that cannot be computed is parked."""
    reminder_id = reminder.id
    try:
        with db.session.begin_nested():
            return claim(reminder, now, rests)
    except Exception as why:
        log_failure(log, f"reminder {reminder_id} is parked", why)
        db.session.execute(
            update(Reminder)
            .where(Reminder.id == reminder_id)
            .values(parked_at=now, parked_because=f"{type(why).__name__}: {why}"[:200])
        )
        return False


def claim(reminder: Reminder, now: datetime, rests: bool) -> bool:
    """`rests`: the person takes a break from reminders."""
    assert reminder.next_date and reminder.next_due_at  # noqa: PT018 - it is due
    zone = reminder.person.timezone
    slot = schedule.Slot(reminder.next_date, reminder.next_due_at)
    at = usual.rings_at(reminder, now)
    following = schedule.next_slot(slot.date, at, reminder.days, zone)
    if not advance(reminder.id, slot, schedule.in_time(following, reminder.until)):
        return False
    slot_id = uuid4()
    until = schedule.useful_until(slot.due_at, zone)
    if now >= until:
        outcome = Outcome.MISSED
    else:
        outcome = Outcome.PAUSED if rests else decide(reminder, slot, slot_id, until, now)
    nudges = reminder.nudges and outcome == Outcome.QUEUED
    new = {
        "id": slot_id,
        "reminder_id": reminder.id,
        "date": slot.date,
        "due_at": slot.due_at,
        "outcome": outcome,
        "decided_at": now,
        "again_at": nudge_at(reminder.person, slot.due_at) if nudges else None,
        "rings": 1,
    }
    is_new = bool(insert_new(ReminderSlot, [new]))
    if is_new and outcome == Outcome.NO_DEVICE:
        is_own = is_own_time(reminder, slot.due_at)
        goes_at = now if is_own else quiet.over(reminder.person, now)
        emails.put([emails.Silent(slot_id, reminder.person_id, until, goes_at)], now)
    return is_new


def nudge_at(person: Person, due_at: datetime) -> datetime | None:
    """Never in the quiet hours: only the person's own chosen time goes through them."""
    again = schedule.nudge_at(due_at, person.timezone)
    return again if again and quiet.over(person, again) == again else None


def advance(reminder_id: UUID, slot: schedule.Slot, following: schedule.Slot | None) -> bool:
    """Whether it was us who moved the reminder on; None: it has had its last slot."""
    moved = db.session.execute(
        update(Reminder)
        .where(Reminder.id == reminder_id, Reminder.next_due_at == slot.due_at)
        .values(next_date=following and following.date, next_due_at=following and following.due_at)
        .returning(Reminder.id)
        .execution_options(synchronize_session=False)
    )
    return moved.first() is not None


def decide(
    reminder: Reminder, slot: schedule.Slot, slot_id: UUID, until: datetime, now: datetime
) -> Outcome:
    person = reminder.person
    if kinds.done(reminder.kind, [(person.id, slot.date)]):
        return Outcome.DONE
    notification = notification_of(reminder, slot_id, until)
    is_own = is_own_time(reminder, slot.due_at)
    has_device = outbox.put(person, notification, now, at_own_time=is_own)
    return Outcome.QUEUED if has_device else Outcome.NO_DEVICE


def is_own_time(reminder: Reminder, due_at: datetime) -> bool:
    """Whether the person chose the time at which it rings: only that goes through quiet hours. A
    usual time was found, not chosen, and the hours may have been set after it was planned.
    """
    wall = clock.local(due_at, reminder.person.timezone).time()
    return not reminder.adapts or wall == reminder.time


def notification_of(
    reminder: Reminder, slot_id: UUID, until: datetime, ring: int = 1
) -> Notification:
    """Of a slot; the second one and those after replace the first (R1)."""
    return Notification(
        key=slot_key(slot_id, ring),
        useful_until=until,
        path=kinds.PLACES.get(reminder.kind, f"/reminders/rung/{slot_id}"),
        repeats=slot_key(slot_id),
        in_full=lambda: name_of(reminder),
    )


def name_of(reminder: Reminder) -> str:
    """In the person's own words; where these cannot be read (their key was dropped), its kind."""
    try:
        return reminder.words or kinds.LABELS[reminder.kind]
    except InvalidToken:
        return kinds.LABELS[reminder.kind]


def due_again(now: datetime) -> list[ReminderSlot]:
    """Slots that ring once more: after a while without an answer, or as the person wished."""
    query = (
        select(ReminderSlot)
        .where(ReminderSlot.again_at <= now)
        .options(joinedload(ReminderSlot.reminder))
        .order_by(ReminderSlot.again_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=ReminderSlot)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def again_one(slot: ReminderSlot, now: datetime, is_wanted: bool) -> bool:
    """Whether it rings. One that cannot, stops no other, and does not try again."""
    slot_id = slot.id
    try:
        with db.session.begin_nested():
            return ring_again(slot, now, is_wanted)
    except Exception as why:
        log_failure(log, f"the slot {slot_id} does not ring again", why)
        db.session.execute(
            update(ReminderSlot).where(ReminderSlot.id == slot_id).values(again_at=None)
        )
        return False


def ring_again(slot: ReminderSlot, now: datetime, is_wanted: bool) -> bool:
    """Whether it rings. Nobody else holds the slot until the caller's commit."""
    assert slot.again_at  # it is due
    reminder = slot.reminder
    until = schedule.useful_until(slot.again_at, reminder.person.timezone)
    slot.again_at = None
    slot.rings += 1
    if now >= until or not is_wanted:
        return False
    notification = notification_of(reminder, slot.id, until, slot.rings)
    return bool(outbox.put(reminder.person, notification, now, at_own_time=True))


@outbox.still_wanted("reminder")
def still_wanted(subjects: Collection[str], now: datetime) -> set[str]:
    """Not after what it is for was done, in a break, nor when the reminder was removed (R5)."""
    by_slot = defaultdict(set)
    for subject in subjects:
        by_slot[slot_id_of(subject)].add(subject)
    query = (
        select(ReminderSlot)
        .where(ReminderSlot.id.in_(by_slot), ReminderSlot.done_at.is_(None))
        .options(joinedload(ReminderSlot.reminder))
    )
    slots = list(db.session.scalars(query))
    rest = breaks.who_rests([slot.reminder.person for slot in slots], now)
    slots = [slot for slot in slots if slot.reminder.person_id not in rest]
    done = {
        (kind, *day)
        for kind in {slot.reminder.kind for slot in slots}
        for day in kinds.done(kind, [day_of(one) for one in slots if one.reminder.kind == kind])
    }
    return {
        subject
        for slot in slots
        if (slot.reminder.kind, *day_of(slot)) not in done
        for subject in by_slot[slot.id]
    }


def day_of(slot: ReminderSlot) -> kinds.Day:
    return slot.reminder.person_id, slot.date
