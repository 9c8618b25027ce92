"""A Monday on which reminders ring at eight in the evening, in New York."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import sender
from peerapp.reminders import due, planning
from peerapp.reminders.models import Reminder, ReminderSlot
from peerapp.reminders.planning import Details
from peerapp.reminders.schedule import EVERY_DAY

BEFORE = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 13:00 there
EIGHT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 20:00 there, on the 23rd
MONDAY = date(2026, 11, 23)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def remind(
    person: Person, at: time = time(20, 0), days: int = EVERY_DAY, **details: Any
) -> Reminder:
    reminder = planning.add(person, at, days, BEFORE, Details(**details))
    db.session.commit()
    return reminder


def rings(now: datetime) -> int:
    """How many messages go out when a worker looks at this instant."""
    due.claim_due(now)
    return sender.send_due(now)


def slots() -> list[tuple[date, str]]:
    """What came of each date."""
    db.session.expire_all()
    query = select(ReminderSlot.date, ReminderSlot.outcome).order_by(ReminderSlot.date)
    return [(day, outcome) for day, outcome in db.session.execute(query)]
