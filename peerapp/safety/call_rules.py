"""What a program sets for calls, who is on call, and what members and mentors chose themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.safety.escalation import Timing
from peerapp.safety.models import CallRules, CallWish, OnCall

ANSWER_MINUTES, REPEAT_MINUTES, FOLLOW_MINUTES = 10, 30, 30


@dataclass(frozen=True)
class Rules:
    answer_minutes: int = ANSWER_MINUTES
    repeat_minutes: int = REPEAT_MINUTES
    follow_minutes: int = FOLLOW_MINUTES

    @property
    def timing(self) -> Timing:
        return Timing(
            timedelta(minutes=self.answer_minutes),
            timedelta(minutes=self.repeat_minutes),
            timedelta(minutes=self.follow_minutes),
        )


def current() -> Rules:
    """As set last, or ours."""
    query = select(CallRules).order_by(CallRules.created_at.desc()).limit(1)
    row = db.session.scalar(query)
    return Rules(row.answer_minutes, row.repeat_minutes, row.follow_minutes) if row else Rules()


def change(rules: Rules, by: Person, now: datetime) -> None:
    """A new row, so that what held before is known."""
    db.session.add(
        CallRules(
            created_at=now,
            created_by_id=by.id,
            answer_minutes=rules.answer_minutes,
            repeat_minutes=rules.repeat_minutes,
            follow_minutes=rules.follow_minutes,
        )
    )
    db.session.flush()


def ask_to_be_on_call(mentor: Person, by: Person, now: datetime) -> None:
    """Nobody is told of a call before they said yes themselves. Safe to call twice; who said no is
    asked once more.
    """
    people.lock(mentor.id)
    row = db.session.get(OnCall, mentor.id)
    if row is None:
        db.session.add(OnCall(person_id=mentor.id, asked_at=now, asked_by_id=by.id))
    elif row.no_at:
        row.asked_at, row.asked_by_id, row.no_at = now, by.id, None
    db.session.flush()


def take_off(mentor: Person) -> None:
    people.lock(mentor.id)
    if row := db.session.get(OnCall, mentor.id):
        db.session.delete(row)
        db.session.flush()


def answer_on_call(mentor: Person, is_yes: bool, now: datetime) -> bool:
    """Whether they were asked. A yes can be taken back at any time."""
    people.lock(mentor.id)
    row = db.session.get(OnCall, mentor.id)
    if row is None:
        return False
    row.yes_at, row.no_at = (row.yes_at or now, None) if is_yes else (None, row.no_at or now)
    db.session.flush()
    return True


def asked(mentor: Person) -> OnCall | None:
    return db.session.get(OnCall, mentor.id)


def on_call_list() -> list[OnCall]:
    """All who were asked, in the order in which they are told."""
    query = (
        select(OnCall)
        .join(OnCall.person)
        .options(joinedload(OnCall.person))
        .order_by(OnCall.asked_at, func.lower(Person.display_name))
    )
    return list(db.session.scalars(query))


def on_call() -> list[Person]:
    """Who said yes, and may be a mentor now."""
    return [row.person for row in on_call_list() if is_on(row)]


def is_on(row: OnCall) -> bool:
    return bool(row.yes_at and row.person.is_mentor and not row.person.suspended_at)


def tell_only_mentor(member: Person, is_only: bool, now: datetime) -> None:
    wish = wish_to_change(member)
    wish.only_mentor_since = (wish.only_mentor_since or now) if is_only else None
    db.session.flush()


def leave_out_at_night(mentor: Person, is_out: bool, now: datetime) -> None:
    wish = wish_to_change(mentor)
    wish.no_nights_since = (wish.no_nights_since or now) if is_out else None
    db.session.flush()


def wish_to_change(person: Person) -> CallWish:
    people.lock(person.id)
    wish = db.session.get(CallWish, person.id)
    if wish is None:
        wish = CallWish(person_id=person.id)
        db.session.add(wish)
    return wish


def is_only_mentor(member: Person) -> bool:
    query = select(CallWish.only_mentor_since).where(CallWish.person_id == member.id)
    return db.session.scalar(query) is not None


def left_out_at_night(person_ids: Collection[UUID]) -> set[UUID]:
    query = select(CallWish.person_id).where(
        CallWish.person_id.in_(person_ids), CallWish.no_nights_since.is_not(None)
    )
    return set(db.session.scalars(query))
