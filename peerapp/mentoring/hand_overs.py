"""A mentor asks the coordinators to look after a mentee. It is told again until one takes it (H3).

A coordinator reads who asks, about whom, and the mentor's own words; no check-in and no note (H6).
Who is a coordinator and the mentee as well reads nothing of what is said of them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import joinedload, undefer

from peerapp.accounts import people
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db, looking
from peerapp.language import _
from peerapp.matching.models import Match
from peerapp.mentoring import acts
from peerapp.mentoring.models import Did, HandOver, MentorAct
from peerapp.push import outbox
from peerapp.push.notifications import Notification

TOLD_AGAIN_AFTER = timedelta(hours=24)
KIND = "handover"
BATCH = 50


def hand_over(match: Match, words: str, now: datetime) -> MentorAct:
    """The same once more within a minute is the same hand-over."""
    people.lock(match.mentor_id)
    query = select(HandOver).where(
        HandOver.match_id == match.id,
        HandOver.closed_at.is_(None),
        HandOver.made_at > now - acts.SAME_TAP,
    )
    for row in db.session.scalars(query):
        if row.act_id and row.words == words:
            return db.session.get_one(MentorAct, row.act_id)
    act = acts.act(match, Did.HANDED_OVER, now)
    row = HandOver(match_id=match.id, act_id=act.id, words=words, made_at=now, tell_at=now)
    db.session.add(row)
    db.session.flush()
    return act


def take(row: HandOver, by: Person, now: datetime) -> None:
    """The first coordinator who says so has it; safe to call twice."""
    people.lock(row.match.mentor_id)
    if row.taken_at is None and row.closed_at is None:
        row.taken_at, row.taken_by_id = now, by.id
    db.session.flush()


def close(row: HandOver, by: Person, now: datetime) -> None:
    """Looked after. Whoever closes it has taken it."""
    take(row, by, now)
    row.closed_at = row.closed_at or now
    db.session.flush()


def open_of(match_ids: Collection[UUID]) -> dict[UUID, HandOver]:
    """The oldest of each match that is not closed; one query for any number."""
    query = (
        select(HandOver)
        .where(HandOver.match_id.in_(match_ids), HandOver.closed_at.is_(None))
        .options(joinedload(HandOver.taken_by))
        .order_by(HandOver.made_at.desc(), HandOver.id)
    )
    return {row.match_id: row for row in db.session.scalars(query)}


def waits_long(row: HandOver, now: datetime) -> bool:
    return row.taken_at is None and now - row.made_at >= TOLD_AGAIN_AFTER


def queue(coordinator: Person) -> Sequence[HandOver]:
    """All that is not closed, those that nobody has taken first."""
    query = (
        select(HandOver)
        .where(HandOver.closed_at.is_(None), may_be_read_by(coordinator))
        .options(
            joinedload(HandOver.match).joinedload(Match.member),
            joinedload(HandOver.match).joinedload(Match.mentor),
            joinedload(HandOver.taken_by),
            undefer(HandOver.words),
        )
        .order_by(HandOver.taken_at.is_not(None), HandOver.made_at, HandOver.id)
    )
    return db.session.scalars(query).all()


def may_be_read_by(coordinator: Person) -> ColumnElement[bool]:
    return HandOver.match_id.not_in(select(Match.id).where(Match.member_id == coordinator.id))


def how_many_wait(coordinator: Person) -> int:
    query = select(func.count()).where(
        HandOver.taken_at.is_(None), HandOver.closed_at.is_(None), may_be_read_by(coordinator)
    )
    return db.session.scalar(query) or 0


def find(coordinator: Person, hand_over_id: UUID) -> HandOver | None:
    query = select(HandOver).where(HandOver.id == hand_over_id, may_be_read_by(coordinator))
    return db.session.scalar(query)


def something_waits(now: datetime) -> ColumnElement[bool]:
    """For the look that is taken once a second."""
    return select(HandOver.id).where(waits(now)).exists()


def waits(now: datetime) -> ColumnElement[bool]:
    return and_(HandOver.tell_at <= now, HandOver.taken_at.is_(None), HandOver.closed_at.is_(None))


def tell_all(now: datetime) -> None:
    """Every coordinator, and again each day. Ends the transaction, after each batch."""
    while True:
        query = select(HandOver.id).where(waits(now)).order_by(HandOver.tell_at).limit(BATCH)
        with looking() as connection:
            ids = list(connection.scalars(query))
        if not ids:
            return
        those = select(HandOver).where(HandOver.id.in_(ids), waits(now)).order_by(HandOver.id)
        rows = db.session.scalars(those.with_for_update(skip_locked=True)).all()
        for row in rows:
            tell(row, now)
        db.session.commit()
        if not rows:
            return  # another worker has them now


def tell(row: HandOver, now: datetime) -> None:
    row.tell_at = now + TOLD_AGAIN_AFTER
    for coordinator in coordinators():
        if coordinator.id == row.match.member_id:
            continue
        outbox.put(
            coordinator,
            Notification(
                key=f"{KIND}:{row.id}:{int(now.timestamp())}",
                useful_until=row.tell_at,
                path="/program/hand-overs",
                repeats=f"{KIND}:{row.id}",
                in_full=lambda: _("A mentor hands over to you"),
            ),
            now,
        )


def coordinators() -> Sequence[Person]:
    has_role = exists().where(RoleGrant.person_id == Person.id, RoleGrant.role == Role.COORDINATOR)
    return db.session.scalars(select(Person).where(has_role, Person.suspended_at.is_(None))).all()


@outbox.still_wanted(KIND)
def still_wanted(subjects: Collection[str], now: datetime) -> set[str]:
    """Only while nobody has taken it."""
    ids = {subject: UUID(subject.partition(":")[0]) for subject in subjects}
    query = select(HandOver.id).where(
        HandOver.id.in_(ids.values()), HandOver.taken_at.is_(None), HandOver.closed_at.is_(None)
    )
    open_ones = set(db.session.scalars(query))
    return {subject for subject, its_id in ids.items() if its_id in open_ones}
