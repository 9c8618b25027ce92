"""What the program sets for messages."""

from datetime import datetime

from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.messages.models import MessageRules


def photos_allowed() -> bool:
    """Not until a coordinator says so."""
    query = select(MessageRules.photos_allowed).order_by(MessageRules.created_at.desc()).limit(1)
    return bool(db.session.scalar(query))


def change(photos_allowed: bool, by: Person, now: datetime) -> None:
    """A new row, so that what held before is known."""
    row = MessageRules(created_at=now, created_by_id=by.id, photos_allowed=photos_allowed)
    db.session.add(row)
    db.session.flush()
