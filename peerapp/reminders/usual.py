"""The time at which a member usually checks in, which a reminder may keep to."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from statistics import median_low

from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.push import quiet
from peerapp.reminders.models import Kind, Reminder

LOOKED_AT = timedelta(days=28)
ENOUGH = 7  # days; fewer say nothing of a habit
STEP = 5  # minutes
DAY_BEGINS = 4 * 60  # minutes after midnight: who checks in at one is late, not early
MINUTES = 24 * 60


def rings_at(reminder: Reminder, now: datetime) -> time:
    """On the person's wall clock: the time they set; or their usual one, if the reminder keeps to
    it, it is known, and it is not in their quiet hours.
    """
    if not reminder.adapts or reminder.kind != Kind.CHECK_IN:
        return reminder.time
    found = middle(times_of(reminder.person, now))
    if found is None:
        return reminder.time
    hours = quiet.of(reminder.person)
    is_quiet = hours is not None and quiet.covers(hours.starts, hours.ends, found)
    return reminder.time if is_quiet else found


def times_of(person: Person, now: datetime) -> list[time]:
    """When they first checked in on each day of the last four weeks, if it was on that day."""
    since = clock.local_day(now, person.timezone) - LOOKED_AT
    query = select(CheckIn.day, CheckIn.created_at)
    rows = db.session.execute(query.where(CheckIn.member_id == person.id, CheckIn.day > since))
    walls = [(day, clock.local(made, person.timezone)) for day, made in rows]
    return [wall.time() for day, wall in walls if wall.date() == day]


def middle(times: Sequence[time]) -> time | None:
    """As many are earlier as are later; in steps of five minutes, down. One day that was different
    does not move it. None: too few to tell.
    """
    if len(times) < ENOUGH:
        return None
    after_four = [(at.hour * 60 + at.minute - DAY_BEGINS) % MINUTES for at in times]
    minutes = (median_low(after_four) + DAY_BEGINS) % MINUTES // STEP * STEP
    return time(minutes // 60, minutes % 60)
