"""Checking in, changing it, and taking the last change back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from blinker import Namespace
from sqlalchemy import select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.checkins import answers, chain, hidden, merging
from peerapp.checkins.merging import Edit, Key, State
from peerapp.checkins.models import CheckIn, Submission
from peerapp.extensions import db

signals = Namespace()
# Sent by the member, with checkin= and now=, inside the transaction in which it comes to say
# something new. What was not for the mentor's eyes is the receiver's to find out.
checked_in = signals.signal("checked-in")

UNDO_WITHIN = timedelta(minutes=2)  # the screen offers it for ten seconds; a phone may be slow
MOST_STATES = 101  # of one check-in; a script that changes it for ever must not fill the disk
TICK = timedelta(microseconds=1)


class NotYours(Exception):
    """The id belongs to somebody else's check-in."""


def check_in(
    member: Person,
    day: date,
    given: Mapping[str, Any],
    now: datetime,
    submission_id: UUID | None = None,
    made_at: datetime | None = None,
    base: UUID | None = None,
) -> CheckIn | None:
    """Make the check-in of a day, or change the one that is there. Safe to call again.

    `given` holds the answers that were sent (names of `answers.FIELDS`, and `question:<id>`); the
    others stay as they are. What a phone has sent under the same `submission_id` before changes
    nothing, however late it comes again (D2). `made_at` is when the phone made it, if that was
    earlier: the newest word on each field wins, and the other is kept as an earlier version.
    `base` is the `said_id` of what the form was drawn from: what it still says is no answer.
    None only when that check-in has been taken back since.
    """
    submission_id = submission_id or uuid4()
    people.lock(member.id)
    known = db.session.get(CheckIn, submission_id)
    if known and known.member_id != member.id:
        raise NotYours
    row = known or of_day(member, day)
    digest = answers.digest(day, dict(given))
    if not is_first_time(member, submission_id, digest, now):
        return row
    states = chain.of(row) if row else []
    sent = chain.flat_given(given, states[-1] if states else None)
    new = merging.touched(sent, next((one for one in states if one.key.id == base), None))
    if row and not new:
        return row
    key = Key(instant(made_at, states, now), uuid5(submission_id, digest))
    if row is None:
        row = CheckIn(id=submission_id, member_id=member.id, day=day, created_at=now)
        row.changed_at = key.at
        db.session.add(row)
    merge(row, states, Edit(key, new), now)
    db.session.flush()
    checked_in.send(member, checkin=row, now=now)
    return row


def merge(row: CheckIn, before: list[State], edit: Edit, now: datetime) -> None:
    states = [chain.whole(state) for state in merging.insert(before, edit)]
    states = merging.trimmed(states, MOST_STATES)
    chain.put(row, states)
    if before and states[-1].answers != before[-1].answers:
        # An answer that was made before and arrives now is news for who reads it.
        row.changed_at = max(now, edit.key.at)


def instant(made_at: datetime | None, states: list[State], now: datetime) -> datetime:
    """When the member said it. What comes by itself is newer than all before it, also within the
    same instant; a phone whose clock is ahead said it now.
    """
    if made_at is not None:
        return min(made_at, now)
    return max([now, *(state.key.at + TICK for state in states)])


def has_newer_words(checkin: CheckIn, made_at: datetime | None) -> bool:
    """Whether something newer than what was made then is what the check-in says."""
    return made_at is not None and checkin.said_at is not None and checkin.said_at > made_at


def undo(checkin: CheckIn, now: datetime, said_id: UUID | None = None) -> CheckIn | None:
    """Take the last change back: what was there before, or None when there was nothing.

    Once per change, and only within `UNDO_WITHIN`; otherwise it changes nothing. `said_id` is of
    the answer that the member saw: what another device has said since is not taken back.
    """
    people.lock(checkin.member_id)
    if not can_undo(checkin, now) or said_id not in (None, checkin.said_id):
        return checkin
    kept = merging.before_last_change(chain.of(checkin))
    if kept:
        chain.put(checkin, kept)
        checkin.changed_at = now
    else:
        db.session.delete(checkin)
    db.session.flush()
    return checkin if kept else None


def can_undo(checkin: CheckIn, now: datetime) -> bool:
    """Not what was taken back before, nor older words that came late: they are no last change."""
    last = merging.last_change(chain.of(checkin))
    return last.key.at == checkin.changed_at and now - checkin.changed_at <= UNDO_WITHIN


def move(checkin: CheckIn, day: date) -> bool:
    """Make it the check-in of another day; False where that day has one already."""
    member_id = checkin.member_id
    people.lock(member_id)
    query = select(CheckIn.id).where(CheckIn.member_id == member_id, CheckIn.day == day)
    if db.session.scalar(query):
        return False
    hidden.move(member_id, checkin.day, day)
    checkin.day = day
    db.session.flush()
    return True


def mine(member: Person, checkin_id: UUID) -> CheckIn | None:
    query = select(CheckIn).where(CheckIn.id == checkin_id, CheckIn.member_id == member.id)
    return db.session.scalar(query)


def of_day(member: Person, day: date) -> CheckIn | None:
    query = select(CheckIn).where(CheckIn.member_id == member.id, CheckIn.day == day)
    return db.session.scalar(query)


def is_on_another_day(member: Person, day: date) -> bool:
    """Whether there is a check-in of any other day."""
    query = select(CheckIn.id).where(CheckIn.member_id == member.id, CheckIn.day != day).limit(1)
    return db.session.scalar(query) is not None


def between(member: Person, first: date, last: date) -> dict[date, CheckIn]:
    query = select(CheckIn).where(
        CheckIn.member_id == member.id, CheckIn.day >= first, CheckIn.day <= last
    )
    return {checkin.day: checkin for checkin in db.session.scalars(query)}


def is_first_time(member: Person, submission_id: UUID, digest: str, now: datetime) -> bool:
    key = (member.id, submission_id, digest)
    if db.session.get(Submission, key):
        return False
    db.session.add(
        Submission(member_id=member.id, id=submission_id, digest=digest, received_at=now)
    )
    return True
