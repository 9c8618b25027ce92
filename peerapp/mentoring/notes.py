"""A mentor's own notes on a mentee. The mentee is told that there are such notes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import matches
from peerapp.matching.models import Match
from peerapp.mentoring.models import MentorNote

LONGEST = 5000


def write(match: Match, words: str, now: datetime) -> MentorNote:
    row = MentorNote(match_id=match.id, words=words, written_at=now)
    db.session.add(row)
    db.session.flush()
    return row


def change(row: MentorNote, words: str, now: datetime) -> None:
    people.lock(row.match.mentor_id)
    if row.words != words:
        row.words, row.changed_at = words, now
    db.session.flush()


def remove(row: MentorNote) -> None:
    people.lock(row.match.mentor_id)
    db.session.delete(row)
    db.session.flush()


def of(match: Match) -> list[MentorNote]:
    """The latest first."""
    query = select(MentorNote).where(MentorNote.match_id == match.id)
    return list(db.session.scalars(query.order_by(MentorNote.written_at.desc(), MentorNote.id)))


def mine(mentor: Person, note_id: UUID) -> MentorNote | None:
    """A note of this mentor's on a mentee whom they may still see (A3)."""
    row = db.session.get(MentorNote, note_id)
    if row is None or row.match.mentor_id != mentor.id:
        return None
    current = matches.between(mentor, row.match.member_id)
    return row if current and current.id == row.match_id else None
