"""Whoever signs in to an account that they have closed is let in nowhere, only up to its door.

For some minutes this browser may open the account again; a session of it there is none (A4).
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import session

from peerapp.accounts import sign_ins
from peerapp.accounts.models import Person
from peerapp.extensions import db

OPEN_FOR = timedelta(minutes=10)
DOOR = "closed-account"  # in the session


def stand_before(person: Person, now: datetime) -> None:
    """They said their password right now."""
    sign_ins.end_here(now)
    session[DOOR] = [str(person.id), now.timestamp()]


def who_stands_there(now: datetime) -> Person | None:
    """Whose closed account this browser may open now."""
    person_id, since = session.get(DOOR) or (None, 0)
    if person_id is None or now - datetime.fromtimestamp(since, UTC) >= OPEN_FOR:
        return None
    person = db.session.get(Person, UUID(person_id))
    return person if person and person.closed_at and not person.is_shut else None


def leave() -> None:
    session.pop(DOOR, None)
