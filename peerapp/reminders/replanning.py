"""When the rules of the time zones change, the slots that are still to come follow (R3).

A country that ends its summer time tells so in a new tzdata. What was planned with the old rules
would ring an hour off, once. So the version it was all planned with is kept, and a worker that
starts with another one plans again: the same dates, the same time on the wall.

Any number of workers may do it at once, and one that dies is followed by the next: a slot is moved
only from what was read, and to what everybody would move it to; the version is written last.
"""

from collections.abc import Sequence
from datetime import datetime
from logging import getLogger
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfoNotFoundError

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db, looking
from peerapp.queue import log_failure, task
from peerapp.reminders import schedule, usual
from peerapp.reminders.models import PlannedWith, Reminder

log = getLogger(__name__)

BATCH = 500  # what moves of it in one transaction: on SQLite nobody else writes meanwhile
THE_ROW = 1


@task()
def replan() -> None:
    """Where other rules were planned with than these; else a look at one row."""
    if is_needed():
        replan_all(clock.now())


def is_needed() -> bool:
    """Older rules never undo newer ones: while a program is updated, an old worker may still run.

    The versions are in the order of their letters: 2026f, 2026g, 2027a.
    """
    planned = planned_with()
    db.session.rollback()
    return planned is None or planned < clock.rules()


def planned_with() -> str | None:
    """The version of tzdata; None: nothing was planned yet, or before we kept it."""
    return db.session.scalar(select(PlannedWith.tzdata).where(PlannedWith.id == THE_ROW))


def replan_all(now: datetime) -> int:
    """How many slots moved."""
    moved, after = 0, UUID(int=0)
    while batch := coming_after(after):
        moved += move_all(batch, now)
        after = batch[-1].id
        db.session.commit()
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    version = insert(PlannedWith).values(id=THE_ROW, tzdata=clock.rules())
    db.session.execute(
        version.on_conflict_do_update(
            index_elements=[PlannedWith.id],
            set_={"tzdata": version.excluded.tzdata},
            where=PlannedWith.tzdata < version.excluded.tzdata,
        )
    )
    db.session.commit()
    return moved


def coming_after(last: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """The next reminders in the order of their ids, with their zones, that have a slot to come."""
    query = (
        select(
            Reminder.id,
            Reminder.time,
            Reminder.days,
            Reminder.until,
            Reminder.adapts,
            Reminder.next_date,
            Reminder.next_due_at,
            Person.timezone,
        )
        .join(Person, Person.id == Reminder.person_id)
        .where(Reminder.id > last, Reminder.next_due_at.is_not(None), Reminder.parked_at.is_(None))
        .order_by(Reminder.id)
        .limit(BATCH)
    )
    with looking() as connection:  # most rules change few zones: then nothing is written
        return connection.execute(query).all()


def move_all(batch: Sequence[Row[*tuple[Any, ...]]], now: datetime) -> int:
    """How many moved. One whose slot cannot be computed stops no other."""
    moves = []
    for row in batch:
        pending = schedule.Slot(row.next_date, row.next_due_at)
        try:
            at = row.time
            if row.adapts:
                at = usual.rings_at(db.session.get_one(Reminder, row.id), now)
            slot = schedule.replanned_slot(now, at, row.days, row.timezone, pending)
        except (schedule.NeverRings, ZoneInfoNotFoundError) as why:
            log_failure(log, f"reminder {row.id} is not planned again", why)
            continue
        if slot != pending:
            slot_in_time = schedule.in_time(slot, row.until)
            moves.append(
                {
                    "which": row.id,
                    "was_due_at": pending.due_at,
                    "date": slot_in_time and slot_in_time.date,
                    "due_at": slot_in_time and slot_in_time.due_at,
                }
            )
    if moves:
        # compared with what was read: a worker that claims it at the same moment wins
        mover = (
            update(Reminder.__table__)  # type: ignore[arg-type]
            .where(Reminder.id == bindparam("which"))
            .where(Reminder.next_due_at == bindparam("was_due_at"))
            .values(next_date=bindparam("date"), next_due_at=bindparam("due_at"))
        )
        db.session.connection().execute(mover, moves)
    return len(moves)
