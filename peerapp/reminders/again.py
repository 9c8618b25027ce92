"""Slots that ring once more: after a while without an answer, or as the person wished."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import subscriptions
from peerapp.queue import log_failure
from peerapp.reminders import emails, ringing, schedule
from peerapp.reminders.emails import Silent
from peerapp.reminders.models import Reminder, ReminderSlot
from peerapp.reminders.ringing import Ring
from peerapp.reminders.wanted import still_wanted

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Again:
    slot_id: UUID
    reminder_id: UUID
    person_id: UUID
    zone: str  # the person's
    kind: str
    rings: int  # so far
    again_at: datetime


def due(now: datetime, most: int) -> list[Again]:
    query = (
        select(
            ReminderSlot.id,
            ReminderSlot.reminder_id,
            Reminder.person_id,
            Person.timezone,
            Reminder.kind,
            ReminderSlot.rings,
            ReminderSlot.again_at,
        )
        .join(ReminderSlot.reminder)
        .join(Reminder.person)
        .where(ReminderSlot.again_at <= now)
        .order_by(ReminderSlot.again_at)
        .limit(most)
        .with_for_update(skip_locked=True, of=ReminderSlot)  # PostgreSQL; SQLite's writer is alone
    )
    rows: Iterable[Any] = db.session.execute(query)
    return [Again(*row) for row in rows]


def ring(slots: Sequence[Again], now: datetime) -> int:
    """How many ring. Nobody else holds the slots until the caller's commit."""
    wanted = still_wanted([str(slot.slot_id) for slot in slots], now)
    devices = subscriptions.live_of({slot.person_id for slot in slots}, now)
    rings, silent = [], []
    for slot in slots:
        until = schedule.useful_until(slot.again_at, slot.zone)
        if now >= until or str(slot.slot_id) not in wanted:
            continue
        if not devices[slot.person_id]:
            silent.append(Silent(slot.slot_id, slot.person_id, until, goes_at=now))
        else:
            rings.append(
                Ring(slot.slot_id, slot.reminder_id, slot.person_id, slot.kind, until,
                     goes_at=now, offers_evening=schedule.offers_evening(now, slot.zone),
                     number=slot.rings + 1)
            )  # fmt: skip
    ringing.put(rings, devices, now)
    emails.add(silent, now)
    rung = update(ReminderSlot).where(ReminderSlot.id.in_([slot.slot_id for slot in slots]))
    db.session.execute(
        rung.values(again_at=None, rings=ReminderSlot.rings + 1)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    return len(rings)


def give_up(slot: Again, why: Exception) -> None:
    """One that cannot ring stops no other, and does not try again."""
    log_failure(log, f"the slot {slot.slot_id} does not ring again", why)
    db.session.execute(
        update(ReminderSlot).where(ReminderSlot.id == slot.slot_id).values(again_at=None)
    )
