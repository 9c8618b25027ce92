"""Which reminders are due, and what becomes of each (R1, R3, R4, R5).

Any number of workers may claim at once. What is due is decided in batches: all that a decision
depends on is asked for the whole batch, each reminder is decided by itself, and what came of it is
written for the whole batch. Who has inserted a slot rings it, and nobody else.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from peerapp import clock, ids
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import quiet, subscriptions
from peerapp.push.models import QuietHours
from peerapp.push.once import insert_new
from peerapp.queue import log_failure
from peerapp.reminders import again, breaks, emails, kinds, ringing, schedule, usual
from peerapp.reminders.batches import in_halves
from peerapp.reminders.models import Outcome, Reminder, ReminderSlot
from peerapp.reminders.ringing import Devices, Ring
from peerapp.reminders.schedule import Slot

log = logging.getLogger(__name__)

BATCH = 500  # some tenths of a second: on SQLite nobody else writes meanwhile


@dataclass(frozen=True)
class Due:
    """A reminder whose time has come."""

    id: UUID
    person_id: UUID
    zone: str  # the person's
    time: time
    days: int
    kind: str
    adapts: bool
    until: date | None
    nudges: bool
    date: date  # of its slot
    due_at: datetime


@dataclass(frozen=True)
class Known:
    """What the decisions depend on, by person."""

    rest: set[UUID]
    done: set[kinds.KindOfDay]
    quiet: dict[UUID, QuietHours]
    checked_in: dict[UUID, list[usual.Made]]  # of those whose reminder keeps to their usual time
    devices: Devices


@dataclass(frozen=True)
class Decided:
    """What becomes of a reminder's slot, and the slot that follows it."""

    slot_id: UUID
    reminder: Due
    outcome: Outcome
    useful_until: datetime
    following: Slot | None  # None: it was the last
    again_at: datetime | None


def claim_due(now: datetime) -> int:
    """Put everything that is due into the outbox. How many slots were decided."""
    decided = 0
    while (batch := claim_batch(now)) is not None:
        decided += batch
    return decided


def claim_batch(now: datetime) -> int | None:
    """The same for a part of it; None if nothing is due.

    A batch is a transaction: a reminder's next slot, what came of this one, and its deliveries are
    written together or not at all. One that cannot be computed is parked, and stops no other.
    """
    reminders, slots = due_reminders(now), again.due(now, BATCH)
    decided = in_halves(reminders, partial(claim, now=now), partial(park, now=now))
    decided += in_halves(slots, partial(again.ring, now=now), again.give_up)
    db.session.commit()
    return decided if reminders or slots else None


def due_reminders(now: datetime) -> list[Due]:
    query = (
        select(
            Reminder.id,
            Reminder.person_id,
            Person.timezone,
            Reminder.time,
            Reminder.days,
            Reminder.kind,
            Reminder.adapts,
            Reminder.until,
            Reminder.nudges,
            Reminder.next_date,
            Reminder.next_due_at,
        )
        .join(Reminder.person)
        .where(Reminder.next_due_at <= now, Reminder.parked_at.is_(None))
        .order_by(Reminder.next_due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Reminder)  # PostgreSQL; SQLite's writer is alone
    )
    rows: Iterable[Any] = db.session.execute(query)
    return [Due(*row) for row in rows]


def claim(reminders: Sequence[Due], now: datetime) -> int:
    """How many slots this worker decided."""
    known = ask(reminders, now)
    decided = [decide(one, known, now) for one in reminders]
    new = set(insert_new(ReminderSlot, [row_of(one, now) for one in decided]))
    ours = [one for one in decided if one.slot_id in new]  # the others' dates have had their slot
    rings = [ring_of(one, known, now) for one in ours if one.outcome == Outcome.QUEUED]
    ringing.put(rings, known.devices, now)
    silent = [silent_of(one, known, now) for one in ours if one.outcome == Outcome.NO_DEVICE]
    emails.put(silent, now)
    advance(decided)
    return len(ours)


def ask(reminders: Sequence[Due], now: datetime) -> Known:
    """One query each, however many there are."""
    zones = {one.person_id: one.zone for one in reminders}
    adapting = {one.person_id for one in reminders if usual.keeps_to_it(one.kind, one.adapts)}
    return Known(
        rest=breaks.who_rests(zones, now),
        done=kinds.done_of((one.kind, one.person_id, one.date) for one in reminders),
        quiet=quiet.of_all(zones),
        checked_in=usual.made_by(adapting, now),
        devices=subscriptions.live_of(zones, now),
    )


def decide(one: Due, known: Known, now: datetime) -> Decided:
    following = schedule.next_slot(one.date, rings_at(one, known, now), one.days, one.zone)
    useful_until = schedule.useful_until(one.due_at, one.zone)
    outcome = outcome_of(one, known, useful_until, now)
    nudges = one.nudges and outcome == Outcome.QUEUED
    return Decided(
        slot_id=ids.of_the_moment(),
        reminder=one,
        outcome=outcome,
        useful_until=useful_until,
        following=schedule.in_time(following, one.until),
        again_at=nudge_at(one, known) if nudges else None,
    )


def rings_at(one: Due, known: Known, now: datetime) -> time:
    if not usual.keeps_to_it(one.kind, one.adapts):
        return one.time
    checked_in = usual.times_in(known.checked_in[one.person_id], one.zone, now)
    return usual.time_of(one.time, checked_in, known.quiet.get(one.person_id))


def outcome_of(one: Due, known: Known, useful_until: datetime, now: datetime) -> Outcome:
    if now >= useful_until:
        return Outcome.MISSED
    if one.person_id in known.rest:
        return Outcome.PAUSED
    if (one.kind, one.person_id, one.date) in known.done:
        return Outcome.DONE
    if not known.devices[one.person_id]:
        return Outcome.NO_DEVICE
    return Outcome.QUEUED


def nudge_at(one: Due, known: Known) -> datetime | None:
    """Never in the quiet hours: only the person's own chosen time goes through them."""
    again_at = schedule.nudge_at(one.due_at, one.zone)
    return again_at if again_at and after_quiet(one, known, again_at) == again_at else None


def after_quiet(one: Due, known: Known, instant: datetime) -> datetime:
    return quiet.over_hours(known.quiet.get(one.person_id), one.zone, instant)


def row_of(one: Decided, now: datetime) -> dict[str, object]:
    return {
        "id": one.slot_id,
        "reminder_id": one.reminder.id,
        "date": one.reminder.date,
        "due_at": one.reminder.due_at,
        "outcome": one.outcome,
        "decided_at": now,
        "again_at": one.again_at,
        "rings": 1,
    }


def ring_of(one: Decided, known: Known, now: datetime) -> Ring:
    reminder = one.reminder
    at = goes_at(reminder, known, now)
    return Ring(
        slot_id=one.slot_id,
        reminder_id=reminder.id,
        person_id=reminder.person_id,
        kind=reminder.kind,
        useful_until=one.useful_until,
        goes_at=at,
        offers_evening=schedule.offers_evening(at, reminder.zone),
    )


def silent_of(one: Decided, known: Known, now: datetime) -> emails.Silent:
    person_id, at = one.reminder.person_id, goes_at(one.reminder, known, now)
    return emails.Silent(one.slot_id, person_id, one.useful_until, at)


def goes_at(one: Due, known: Known, now: datetime) -> datetime:
    return now if is_own_time(one) else after_quiet(one, known, now)


def is_own_time(one: Due) -> bool:
    """Whether the person chose the time at which it rings: only that goes through quiet hours. A
    usual time was found, not chosen, and the hours may have been set after it was planned.
    """
    return not one.adapts or clock.local(one.due_at, one.zone).time() == one.time


def advance(decided: Sequence[Decided]) -> None:
    """To the slots that follow, as far as nobody has moved them meanwhile."""
    table = Reminder.__table__
    moved = (
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("of"), table.c.next_due_at == bindparam("at"))
        .values(next_date=bindparam("to_date"), next_due_at=bindparam("to"))
    )
    rows = [
        {
            "of": one.reminder.id,
            "at": one.reminder.due_at,
            "to_date": one.following and one.following.date,
            "to": one.following and one.following.due_at,
        }
        for one in decided
    ]
    db.session.connection().execute(moved, rows)


def park(one: Due, why: Exception, now: datetime) -> None:
    log_failure(log, f"reminder {one.id} is parked", why)
    db.session.execute(
        update(Reminder)
        .where(Reminder.id == one.id)
        .values(parked_at=now, parked_because=f"{type(why).__name__}: {why}"[:200])
    )
