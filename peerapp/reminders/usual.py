"""The time at which a member usually checks in, which a reminder may keep to."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from statistics import median_low
from uuid import UUID

from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.push import quiet
from peerapp.push.models import QuietHours
from peerapp.reminders.models import Kind, Reminder

LOOKED_AT = timedelta(days=28)
DAY = timedelta(days=1)
ENOUGH = 7  # days; fewer say nothing of a habit
STEP = 5  # minutes
DAY_BEGINS = 4 * 60  # minutes after midnight: who checks in at one is late, not early
MINUTES = 24 * 60


def rings_at(reminder: Reminder, now: datetime) -> time:
    """On the person's wall clock: the time they set; or their usual one, if the reminder keeps to
    it, it is known, and it is not in their quiet hours.
    """
    if not keeps_to_it(reminder.kind, reminder.adapts):
        return reminder.time
    return time_of(reminder.time, times_of(reminder.person, now), quiet.of(reminder.person))


def keeps_to_it(kind: str, adapts: bool) -> bool:
    return adapts and kind == Kind.CHECK_IN


def time_of(chosen: time, checked_in: Sequence[time], hours: QuietHours | None) -> time:
    found = middle(checked_in)
    if found is None or (hours and quiet.covers(hours.starts, hours.ends, found)):
        return chosen
    return found


Made = tuple[date, datetime]  # a day, and when it was checked in on first


def times_of(person: Person, now: datetime) -> list[time]:
    """When they first checked in on each day of the last four weeks, if it was on that day."""
    return times_in(made_by([person.id], now)[person.id], person.timezone, now)


def times_in(made: Sequence[Made], zone: str, now: datetime) -> list[time]:
    since = clock.local_day(now, zone) - LOOKED_AT
    walls = [(day, clock.local(at, zone)) for day, at in made if day > since]
    return [wall.time() for day, wall in walls if wall.date() == day]


def made_by(person_ids: Collection[UUID], now: datetime) -> defaultdict[UUID, list[Made]]:
    """The check-ins of the last four weeks in any zone, in one query."""
    query = select(CheckIn.member_id, CheckIn.day, CheckIn.created_at).where(
        CheckIn.member_id.in_(person_ids), CheckIn.day > (now - LOOKED_AT - DAY).date()
    )
    found: defaultdict[UUID, list[Made]] = defaultdict(list)
    for person_id, day, at in db.session.execute(query) if person_ids else ():
        found[person_id].append((day, at))
    return found


def middle(times: Sequence[time]) -> time | None:
    """As many are earlier as are later; in steps of five minutes, down. One day that was different
    does not move it. None: too few to tell.
    """
    if len(times) < ENOUGH:
        return None
    after_four = [(at.hour * 60 + at.minute - DAY_BEGINS) % MINUTES for at in times]
    minutes = (median_low(after_four) + DAY_BEGINS) % MINUTES // STEP * STEP
    return time(minutes // 60, minutes % 60)
