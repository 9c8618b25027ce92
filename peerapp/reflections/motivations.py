"""Why a member does this: words and one photo."""

from datetime import datetime

from sqlalchemy import select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.reflections import photo
from peerapp.reflections.models import Motivation
from peerapp.seen import mark

LONGEST_WORDS = 2000
LONGEST_PHOTO_WORDS = 200
MOST_BYTES = 20 * 1024 * 1024  # of a photo as it comes; phones send 3 to 12 MB


class ChangedElsewhere(Exception):
    """Another device has saved other words since this page was loaded."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words


def of(member: Person) -> Motivation | None:
    return db.session.get(Motivation, member.id)


def photo_of(member: Person) -> bytes | None:
    return db.session.scalar(select(Motivation.photo).where(Motivation.member_id == member.id))


def write(member: Person, words: str | None, seen: str, now: datetime) -> None:
    """`seen` is the `mark` of the words that the page showed."""
    motivation = locked(member, now)
    if motivation.words and motivation.words != words and mark(motivation.words) != seen:
        raise ChangedElsewhere(motivation.words)
    motivation.words, motivation.changed_at = words, now
    db.session.flush()


def keep_photo(member: Person, developed: bytes | None, words: str | None, now: datetime) -> None:
    """A photo that comes out of the darkroom; None keeps the one that is there."""
    motivation = locked(member, now)
    if developed is not None:
        motivation.photo, motivation.photo_type = developed, photo.TYPE
    motivation.photo_words, motivation.changed_at = words, now
    db.session.flush()


def remove_photo(member: Person, now: datetime) -> None:
    """Safe to call twice."""
    people.lock(member.id)
    if motivation := of(member):
        motivation.photo = motivation.photo_type = motivation.photo_words = None
        motivation.changed_at = now
        db.session.flush()


def locked(member: Person, now: datetime) -> Motivation:
    """The row, which is made if there is none; until the end of the transaction only ours."""
    people.lock(member.id)
    motivation = of(member)
    if motivation is None:
        motivation = Motivation(member_id=member.id, changed_at=now)
        db.session.add(motivation)
    return motivation
