"""A break from all reminders, for travel say: until a day that the person chose."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.reminders.models import ReminderBreak


def back_on(person: Person, now: datetime) -> date | None:
    """The first day (in the person's own zone) on which they ring again; None: there is no break,
    or it is over.
    """
    found = db.session.get(ReminderBreak, person.id)
    return found.back_on if found and is_on(found.back_on, person.timezone, now) else None


def is_on(back_on: date, zone: str, now: datetime) -> bool:
    # a zone that no longer exists stops no other person's reminder
    return clock.local_day(now, zone if clock.is_zone(zone) else "UTC") < back_on


def who_rests(zones: Mapping[UUID, str], now: datetime) -> set[UUID]:
    """Of these people (by id, with their zones), in one query."""
    query = select(ReminderBreak.person_id, ReminderBreak.back_on)
    rows = db.session.execute(query.where(ReminderBreak.person_id.in_(zones))) if zones else ()
    return {one for one, back_on in rows if is_on(back_on, zones[one], now)}


def begin(person: Person, back_on: date) -> None:
    """What is queued already does not ring either (R5)."""
    if found := db.session.get(ReminderBreak, person.id):
        found.back_on = back_on
    else:
        db.session.add(ReminderBreak(person_id=person.id, back_on=back_on))
    db.session.flush()


def end(person: Person) -> None:
    if found := db.session.get(ReminderBreak, person.id):
        db.session.delete(found)
        db.session.flush()
