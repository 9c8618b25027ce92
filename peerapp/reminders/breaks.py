"""A break from all reminders, for travel say: until a day that the person chose."""

from datetime import date, datetime

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.reminders.models import ReminderBreak


def back_on(person: Person, now: datetime) -> date | None:
    """The first day (in the person's own zone) on which they ring again; None: there is no break,
    or it is over.
    """
    found = db.session.get(ReminderBreak, person.id)
    is_over = found is None or found.back_on <= clock.local_day(now, person.timezone)
    return None if found is None or is_over else found.back_on


def is_on(person: Person, now: datetime) -> bool:
    return back_on(person, now) is not None


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
