"""Checking in, changing it, and taking the last change back."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.checkins import answers
from peerapp.checkins.models import Answers, CheckIn, EarlierVersion, Submission
from peerapp.extensions import db

UNDO_WITHIN = timedelta(minutes=2)  # the screen offers it for ten seconds; a phone may be slow

MOST_VERSIONS = 100  # of one check-in; a script that changes it for ever must not fill the disk


class NotYours(Exception):
    """The id belongs to somebody else's check-in."""


def check_in(
    member: Person,
    day: date,
    given: Mapping[str, Any],
    now: datetime,
    submission_id: UUID | None = None,
) -> CheckIn | None:
    """Make the check-in of a day, or change the one that is there. Safe to call again.

    `given` holds the answers that were sent (names of `answers.FIELDS`); the others stay as they
    are. What a phone has sent under the same `submission_id` before changes nothing, however late
    it comes again (D2). None only when that one has been taken back since.
    """
    submission_id = submission_id or uuid4()
    people.lock(member.id)
    known = db.session.get(CheckIn, submission_id)
    if known and known.member_id != member.id:
        raise NotYours
    row = known or of_day(member, day)
    if not is_first_time(member, submission_id, answers.digest(day, dict(given)), now):
        return row
    if row is None:
        row = CheckIn(id=submission_id, member_id=member.id, day=day, created_at=now)
        write(row, {**answers.UNANSWERED, **given}, now)
        db.session.add(row)
    elif any(getattr(row, name) != value for name, value in given.items()):
        keep_version(row, now)
        write(row, given, now)
    db.session.flush()
    return row


def undo(checkin: CheckIn, now: datetime) -> CheckIn | None:
    """Take the last change back: what was there before, or None when there was nothing.

    Once per change, and only within `UNDO_WITHIN`; otherwise it changes nothing.
    """
    people.lock(checkin.member_id)
    if now - checkin.changed_at > UNDO_WITHIN:
        return checkin
    last = next(iter(checkin.versions), None)
    if checkin.changed_at == checkin.created_at:
        db.session.delete(checkin)
        checkin_left = None
    elif last and last.replaced_at == checkin.changed_at:
        write(checkin, {name: getattr(last, name) for name in answers.FIELDS}, now)
        checkin.versions.remove(last)
        checkin_left = checkin
    else:
        return checkin
    db.session.flush()
    return checkin_left


def mine(member: Person, checkin_id: UUID) -> CheckIn | None:
    query = select(CheckIn).where(CheckIn.id == checkin_id, CheckIn.member_id == member.id)
    return db.session.scalar(query)


def of_day(member: Person, day: date) -> CheckIn | None:
    query = select(CheckIn).where(CheckIn.member_id == member.id, CheckIn.day == day)
    return db.session.scalar(query)


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


def write(row: Answers, given: Mapping[str, Any], now: datetime) -> None:
    for name, value in given.items():
        setattr(row, name, value)
    if isinstance(row, CheckIn):
        row.changed_at = now


def keep_version(row: CheckIn, now: datetime) -> None:
    content = {name: getattr(row, name) for name in answers.FIELDS}
    row.versions.insert(0, EarlierVersion(replaced_at=now, **content))
    del row.versions[MOST_VERSIONS:]
