"""The answers for matching in the database: finding, changing, and as the rules read them."""

from dataclasses import fields
from datetime import datetime

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import choices
from peerapp.matching.models import MatchProfile, Side
from peerapp.matching.profiles import Profile


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


def as_profile(row: MatchProfile, zone: str) -> Profile:
    own = {one.name for one in fields(Profile)} - {"person_id", "zone"}
    return Profile(row.person_id, zone, **{name: getattr(row, name) for name in own})


def is_away(row: MatchProfile, zone: str, now: datetime) -> bool:
    """A mentor's own break: no new requests; their mentees stay."""
    return row.away_until is not None and clock.local_day(now, zone) < row.away_until
