"""A person's reminders at a secret address, for those who trust their calendar more.

Who has the address can read it, without signing in: calendar apps cannot. So it is long, a new one
stops the old one at once, and it says nothing of what a reminder is for unless the person wants it.
"""

import secrets
from contextlib import suppress
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from cryptography.fernet import InvalidToken
from flask import current_app
from limits import parse
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload

from peerapp import clock, language
from peerapp.accounts import limits, people
from peerapp.accounts.models import Person
from peerapp.extensions import db, short_write
from peerapp.push.notifications import DISCREET_TITLE
from peerapp.reminders import breaks, ics, ringing
from peerapp.reminders.models import CalendarFeed, Reminder

SECRET_BYTES = 32
SEEN_EVERY = timedelta(hours=1)
# Of one network and one calendar: apps ask every few minutes at most, and a household has several.
MOST_FETCHES = parse("60 per 1 hour")


def of(person: Person) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, person.id)


def make(person: Person, now: datetime) -> CalendarFeed:
    """The person's calendar; the one that there is, if there is one."""
    people.lock(person.id)
    if found := of(person):
        return found
    feed = CalendarFeed(person_id=person.id, created_at=now)
    give_address(feed)
    db.session.add(feed)
    db.session.flush()
    return feed


def renew(feed: CalendarFeed) -> None:
    """A new address; from now on nothing is at the old one."""
    people.lock(feed.person_id)
    give_address(feed)
    feed.last_fetched_at = None
    db.session.flush()


@people.password_changed.connect
def follow_password(_sender: Any, person: Person) -> None:
    """Whoever saw the old address reads nothing any more; the other devices are signed out too."""
    if feed := of(person):
        renew(feed)


def give_address(feed: CalendarFeed) -> None:
    feed.secret = secrets.token_urlsafe(SECRET_BYTES)
    feed.secret_digest = digest(feed.secret)


def digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def remove(person: Person) -> None:
    """Safe to call twice."""
    people.lock(person.id)
    if feed := of(person):
        db.session.delete(feed)
        db.session.flush()


def address(feed: CalendarFeed) -> str | None:
    """To show it again; None where it cannot be read (its key was dropped)."""
    try:
        secret = feed.secret
    except InvalidToken:
        return None
    return f"{current_app.config['PUBLIC_URL']}/reminders/calendar/{secret}.ics"


def find(secret: str) -> CalendarFeed | None:
    """Whose it is. An account that is shut has none."""
    query = (
        select(CalendarFeed)
        .where(CalendarFeed.secret_digest == digest(secret))
        .options(joinedload(CalendarFeed.person))
    )
    feed = db.session.scalar(query)
    return feed if feed and feed.person.suspended_at is None else None


def is_asked_too_often(feed: CalendarFeed) -> bool:
    """Counted only for a calendar that there is: a stranger who guesses writes nothing."""
    counts = [(MOST_FETCHES, f"calendar:{feed.person_id}:network:{limits.network()}")]
    if limits.are_reached(counts):
        return True
    limits.note_try(counts)
    return False


def note_fetched(feed: CalendarFeed, now: datetime) -> None:
    """For the person to see whether anybody reads it; at most once an hour."""
    if feed.last_fetched_at and now - feed.last_fetched_at < SEEN_EVERY:
        return
    fetched = (
        update(CalendarFeed)
        .where(CalendarFeed.secret_digest == feed.secret_digest)
        .values(last_fetched_at=now)
    )
    # where nothing can be written now, it can still be read
    with suppress(OperationalError), short_write() as connection:
        connection.execute(fetched)


def calendar(feed: CalendarFeed, now: datetime) -> bytes:
    """The file (iCalendar), in the language of the person and the zone that they are in now."""
    with language.of(feed.person):
        return written(feed, now)


def written(feed: CalendarFeed, now: datetime) -> bytes:
    person, zone = feed.person, feed.person.timezone
    if not clock.is_zone(zone):  # nothing can be said of it, as nothing rings
        return ics.calendar([], "UTC", now)
    back_on = breaks.back_on(person, now)
    # of what begins later, the zone's rules are not written out
    latest = clock.local_day(now, zone) + ics.WRITTEN_OUT
    reminders = [one for one in live(person) if first_day(one, back_on) <= latest]
    words = ringing.words_of([one.id for one in reminders]) if feed.shows_details else {}
    titles = {
        one.id: ringing.name_of(one.kind, words[one.id]) if feed.shows_details else DISCREET_TITLE
        for one in reminders
    }
    entries = [entry(one, zone, titles[one.id], back_on) for one in reminders]
    return ics.calendar(entries, zone, now)


def live(person: Person) -> list[Reminder]:
    """Those that have a slot to come."""
    query = (
        select(Reminder)
        .where(
            Reminder.person_id == person.id,
            Reminder.next_due_at.is_not(None),
            Reminder.parked_at.is_(None),
            Reminder.days > 0,
        )
        .order_by(Reminder.time, Reminder.created_at)
    )
    return list(db.session.scalars(query))


def entry(reminder: Reminder, zone: str, title: str, back_on: date | None) -> ics.Entry:
    assert reminder.next_date  # it is live
    assert reminder.next_due_at
    planned = clock.local(reminder.next_due_at, zone).time()
    return ics.Entry(
        id=reminder.id,
        title=title,
        at=planned if reminder.adapts else reminder.time,
        days=reminder.days,
        first=first_day(reminder, back_on),
        until=reminder.until,
    )


def first_day(reminder: Reminder, back_on: date | None) -> date:
    assert reminder.next_date  # it is live
    return max(reminder.next_date, back_on or reminder.next_date)
