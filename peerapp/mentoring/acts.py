"""What a mentor does about a mentee, and takes back. Until something new happens, reasons rest."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, select, true

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.matching import matches
from peerapp.matching.models import Match
from peerapp.mentoring.facts import Contact
from peerapp.mentoring.models import Did, FollowUp, HandOver, MentorAct

WORDS = {
    Did.SAW: lazy("you saw it"),
    Did.WROTE: lazy("you wrote"),
    Did.CALLED: lazy("you called"),
    Did.FOLLOW_UP: lazy("you will follow up"),
    Did.HANDED_OVER: lazy("you handed over to your coordinator"),
}
CONTACTS = (Did.WROTE, Did.CALLED)
UNDO_SHOWS_FOR = timedelta(hours=1)
SAME_TAP = timedelta(minutes=1)  # so long the same once more is a second tap
HISTORY = 50


def act(match: Match, did: Did, now: datetime) -> MentorAct:
    """A second tap within the same minute is the same act."""
    people.lock(match.mentor_id)
    query = select(MentorAct).where(
        MentorAct.match_id == match.id,
        MentorAct.did == did,
        MentorAct.undone_at.is_(None),
        MentorAct.made_at > now - SAME_TAP,
    )
    row = db.session.scalar(query.order_by(MentorAct.made_at.desc()).limit(1))
    if row is None or did in (Did.FOLLOW_UP, Did.HANDED_OVER):
        row = MentorAct(match_id=match.id, did=did, made_at=now)
        db.session.add(row)
        db.session.flush()
    return row


def undo(row: MentorAct, now: datetime) -> None:
    """With what came of it: a follow-up is taken back, a hand-over too while nobody has taken it.

    Safe to call twice.
    """
    people.lock(row.match.mentor_id)
    if row.undone_at is None:
        row.undone_at = now
    for promise in db.session.scalars(select(FollowUp).where(FollowUp.act_id == row.id)):
        if promise.closed_at is None:
            promise.closed_at, promise.is_kept = now, False
    for hand_over in db.session.scalars(select(HandOver).where(HandOver.act_id == row.id)):
        if hand_over.taken_at is None and hand_over.closed_at is None:
            hand_over.closed_at = now
    db.session.flush()


def mine(mentor: Person, act_id: UUID) -> MentorAct | None:
    """An act of this mentor's on a mentee whom they may still see (A3)."""
    row = db.session.get(MentorAct, act_id)
    return row if row and matches.is_current(row.match, mentor) else None


@dataclass
class Done:
    """The last of what was done for a match."""

    latest: MentorAct | None = None
    contact: Contact | None = None

    @property
    def acted_at(self) -> datetime | None:
        return self.latest.made_at if self.latest else None


def last(match_ids: Collection[UUID]) -> defaultdict[UUID, Done]:
    """By match; two queries for any number of matches. An index gives the newest of each, so that
    years of acts cost no more than a week of them.
    """
    contacts = MentorAct.did.in_(CONTACTS)
    query = select(newest(true()), newest(contacts)).where(Match.id.in_(match_ids))
    ids = {one for row in db.session.execute(query) for one in row if one}
    if not ids:
        return defaultdict(Done)
    rows = select(MentorAct).where(MentorAct.id.in_(ids))
    log: defaultdict[UUID, Done] = defaultdict(Done)
    for row in db.session.scalars(rows.order_by(MentorAct.made_at, MentorAct.id)):
        log[row.match_id].latest = row
        if row.did in CONTACTS:
            log[row.match_id].contact = Contact(WORDS[row.did], row.made_at)
    return log


def newest(which: ColumnElement[bool]) -> ScalarSelect[UUID]:
    """Of the match of the query around it."""
    return (
        select(MentorAct.id)
        .where(MentorAct.match_id == Match.id, MentorAct.undone_at.is_(None), which)
        .order_by(MentorAct.made_at.desc(), MentorAct.id.desc())
        .limit(1)
        .correlate(Match)
        .scalar_subquery()
    )


def later(contact: Contact | None, at: datetime | None, what: str) -> Contact | None:
    """Of a contact that was noted and one that is known otherwise, the later one."""
    if at is None or (contact and contact.at >= at):
        return contact
    return Contact(what, at)


def history(match: Match) -> list[MentorAct]:
    """The latest first."""
    query = (
        select(MentorAct)
        .where(MentorAct.match_id == match.id, MentorAct.undone_at.is_(None))
        .order_by(MentorAct.made_at.desc(), MentorAct.id)
        .limit(HISTORY)
    )
    return list(db.session.scalars(query))


def can_undo(row: MentorAct, now: datetime) -> bool:
    return row.undone_at is None and now - row.made_at < UNDO_SHOWS_FOR
