"""A mentor's own notes on a mentee. The mentee is told that there are such notes."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import matches
from peerapp.matching.models import Match
from peerapp.mentoring.models import MentorNote
from peerapp.push.once import insert_new

LONGEST = 5000
# Of one match. Nobody who thinks about a person writes so many; a script does.
MOST, IN_TIME = 60, timedelta(hours=1)


class NotKept(Exception):
    """Its text is a sentence for who wrote; what was typed stays in the form."""


class Often(NotKept):
    """Too many in a short time."""


def write(match: Match, words: str, note_id: UUID, now: datetime) -> MentorNote:
    """Safe to call twice with one id. Raises NotKept."""
    people.lock(match.mentor_id)
    if known := db.session.get(MentorNote, note_id):
        return kept_before(known, match, words)
    if written_since(match, now - IN_TIME) >= MOST:
        raise Often(_("Those were many notes in a short time. Please wait a little, then keep it."))
    row = {"id": note_id, "match_id": match.id, "words": words, "written_at": now}
    if not insert_new(MentorNote, [row]):
        raise NotKept(_("This is not kept yet. Please tap once more."))  # another's, at this moment
    return db.session.get_one(MentorNote, note_id)


def kept_before(known: MentorNote, match: Match, words: str) -> MentorNote:
    """Nothing that is typed is lost in silence (D2), and nothing of anybody's is written over."""
    if known.match_id != match.id:
        raise NotKept(_("This is not kept yet. Please tap once more."))
    if known.words != words:
        raise NotKept(_("A note of this page is kept already. Tap once more to keep this one too."))
    return known


def written_since(match: Match, since: datetime) -> int:
    query = select(func.count()).select_from(MentorNote)
    query = query.where(MentorNote.match_id == match.id, MentorNote.written_at > since)
    return db.session.execute(query).scalar_one()


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
    return row if row and matches.is_current(row.match, mentor) else None
