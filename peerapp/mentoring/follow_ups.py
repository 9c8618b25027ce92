"""A follow-up is a promise: it stays until it is kept, moved or taken back."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _, lazy
from peerapp.matching import matches
from peerapp.matching.models import Match
from peerapp.mentoring import acts
from peerapp.mentoring.models import Did, FollowUp, MentorAct

SOON = {1: lazy("Tomorrow"), 3: lazy("In 3 days"), 7: lazy("In a week")}
FARTHEST = timedelta(days=366)


def promise(match: Match, due_on: date, words: str | None, now: datetime) -> MentorAct:
    """`due_on` is a day of the mentor's. The act takes it back when it is undone.

    The same once more within a minute is the same promise.
    """
    people.lock(match.mentor_id)
    query = select(FollowUp).where(
        FollowUp.match_id == match.id,
        FollowUp.due_on == due_on,
        FollowUp.closed_at.is_(None),
        FollowUp.made_at > now - acts.SAME_TAP,
    )
    for row in db.session.scalars(query):
        if row.act_id and row.words == (words or None):
            return db.session.get_one(MentorAct, row.act_id)
    act = acts.act(match, Did.FOLLOW_UP, now)
    row = FollowUp(
        match_id=match.id, act_id=act.id, due_on=due_on, words=words or None, made_at=now
    )
    db.session.add(row)
    db.session.flush()
    return act


def keep(row: FollowUp, now: datetime) -> None:
    """Done. Safe to call twice."""
    close(row, True, now)


def open_again(row: FollowUp) -> None:
    """It was marked as done by a slip of the finger."""
    people.lock(row.match.mentor_id)
    if row.is_kept:
        row.closed_at = row.is_kept = None
    db.session.flush()


def close(row: FollowUp, is_kept: bool, now: datetime) -> None:
    people.lock(row.match.mentor_id)
    if row.closed_at is None:
        row.closed_at, row.is_kept = now, is_kept
    db.session.flush()


def move(row: FollowUp, due_on: date) -> None:
    """To another day; one that is closed stays."""
    people.lock(row.match.mentor_id)
    if row.closed_at is None:
        row.due_on = due_on
    db.session.flush()


def why_not(due_on: date, now: datetime, mentor: Person) -> str | None:
    """A sentence where this day cannot be promised."""
    today = clock.local_day(now, mentor.timezone)
    if due_on < today:
        return _("This day is over. Please choose today or a later day.")
    if due_on > today + FARTHEST:
        return _("Please choose a day within a year.")
    return None


def mine(mentor: Person, follow_up_id: UUID) -> FollowUp | None:
    """A promise of this mentor's about a mentee whom they may still see (A3)."""
    row = db.session.get(FollowUp, follow_up_id)
    return row if row and matches.is_current(row.match, mentor) else None


def kept_lately(match_ids: Collection[UUID], now: datetime) -> dict[UUID, FollowUp]:
    """The last that was marked as done, while that can be taken back."""
    query = select(FollowUp).where(
        FollowUp.match_id.in_(match_ids),
        FollowUp.is_kept.is_(True),
        FollowUp.closed_at > now - acts.UNDO_SHOWS_FOR,
    )
    rows = db.session.scalars(query.order_by(FollowUp.closed_at, FollowUp.id))
    return {row.match_id: row for row in rows}


def open_of(match_ids: Collection[UUID]) -> dict[UUID, list[FollowUp]]:
    """The soonest first; one query for any number of matches."""
    query = (
        select(FollowUp)
        .where(FollowUp.match_id.in_(match_ids), FollowUp.closed_at.is_(None))
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    found: defaultdict[UUID, list[FollowUp]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.match_id].append(row)
    return found
