"""A Monday on which reminders ring at eight in the evening, in New York."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import sender, subscriptions
from peerapp.push.endpoints import Allowed
from peerapp.reminders import due, planning
from peerapp.reminders.models import Reminder, ReminderSlot
from peerapp.reminders.planning import Details
from peerapp.reminders.schedule import EVERY_DAY
from tests.support.client import client_of
from tests.support.push_service import Device, PushService

BEFORE = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)  # 13:00 there
EIGHT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)  # 20:00 there, on the 23rd
MONDAY = date(2026, 11, 23)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def turn_on(app: Flask, person: Person, service: PushService) -> Device:
    """One more device of the person's, that takes a push."""
    device, sign_in = service.subscribe(), client_of(app).sign_in(person)
    allowed = Allowed.with_extra(app.config["PUSH_ALLOWED_HOSTS"])
    browser = subscriptions.read(device.to_json(), allowed)
    subscriptions.subscribe(browser, sign_in, clock.now())
    db.session.commit()
    return device


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
