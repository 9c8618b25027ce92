"""The answers for matching in the database: finding, changing, and as the rules read them."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.fit import choices
from peerapp.fit.profiles import Profile
from peerapp.matching import conversation
from peerapp.matching.models import MatchProfile, Side


def of(person: Person, side: Side) -> MatchProfile | None:
    return db.session.get(MatchProfile, (person.id, side))


def to_change(person: Person, side: Side, now: datetime) -> MatchProfile:
    """The row, a new one if there is none, that nobody else changes until the commit."""
    people.lock(person.id)
    row = of(person, side)
    if row is None:
        row = MatchProfile(
            person_id=person.id,
            side=side,
            created_at=now,
            changed_at=now,
            shown=choices.SHOWN_AT_FIRST,
        )
        db.session.add(row)
    row.changed_at = now
    db.session.flush()
    return row


class NotYet(Exception):
    """A mentor cannot be open for new mentees before `missing` (questions) is answered."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__()
        self.missing = missing


def give(
    person: Person,
    side: Side,
    given: Mapping[str, Any],
    answered: Collection[str],
    now: datetime,
    show: Mapping[str, bool] | None = None,
) -> MatchProfile:
    """Keep what was said, by column; what is not given stays. `show`: by question.

    A mentor who takes back what is needed to be open is closed for new mentees.
    """
    row = to_change(person, side, now)
    for name, value in given.items():
        setattr(row, name, value)
    row.answered |= frozenset(answered) & choices.QUESTIONS.keys()
    on = {name for name, is_shown in (show or {}).items() if is_shown}
    row.shown = row.shown - (show or {}).keys() | on
    if missing_to_open(row):
        row.open_since = None
    db.session.flush()
    return row


def missing_to_open(row: MatchProfile) -> list[str]:
    return conversation.missing_to_open(row.languages, row.capacity)


def look(member: Person, now: datetime) -> None:
    """The member is on the waiting list from now on, or still since they first were."""
    row = to_change(member, Side.MEMBER, now)
    row.looking_since = row.looking_since or now
    db.session.flush()


def stop_looking(member: Person, now: datetime) -> None:
    if of(member, Side.MEMBER):
        to_change(member, Side.MEMBER, now).looking_since = None
        db.session.flush()


def open_up(mentor: Person, now: datetime) -> None:
    """New members may be sent to this mentor. Raises NotYet."""
    row = to_change(mentor, Side.MENTOR, now)
    if missing := missing_to_open(row):
        raise NotYet(missing)
    row.open_since = row.open_since or now
    db.session.flush()


def close(mentor: Person, now: datetime) -> None:
    """No new members; the mentees stay."""
    if of(mentor, Side.MENTOR):
        to_change(mentor, Side.MENTOR, now).open_since = None
        db.session.flush()


def forget(person: Person, side: Side, now: datetime) -> None:
    """All that this side said for matching; a member is no longer on the waiting list.

    A mentor's capacity stays: it is no answer but a limit, which a code must not go over either.
    """
    people.lock(person.id)
    row = of(person, side)
    if row is None:
        return
    capacity = row.capacity
    db.session.delete(row)
    db.session.flush()
    if capacity is not None:
        to_change(person, side, now).capacity = capacity
        db.session.flush()


def as_profile(row: MatchProfile, zone: str) -> Profile:
    own = {one.name for one in fields(Profile)} - {"person_id", "zone"}
    return Profile(row.person_id, zone, **{name: getattr(row, name) for name in own})


def is_away(row: MatchProfile, zone: str, now: datetime) -> bool:
    """A mentor's own break: no new requests; their mentees stay."""
    return is_before(row.away_until, zone, now)


def is_before(away_until: date | None, zone: str, now: datetime) -> bool:
    return away_until is not None and clock.local_day(now, zone) < away_until


@people.zone_changed.connect
def follow(_sender: Any, person: Person) -> None:
    """The hours that were given are of another zone now: those who kept the answers read again."""
    if of(person, Side.MENTOR):
        row = to_change(person, Side.MENTOR, clock.now())
        flag_modified(row, "changed_at")  # a new version, also within the same microsecond
