"""What becomes of requests that nobody answers, or nobody can: the next mentor is asked.

Any number of workers may do it at once: a batch locks its people first and then looks again, and
only who finds a request still open closes it. A batch is a short transaction, since on SQLite
nobody else writes meanwhile.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from peerapp.accounts import people
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db, looking
from peerapp.matching import apart, line, may_ask, requests
from peerapp.matching.models import Apart, Match, MatchProfile, MatchRequest, Outcome, Side
from peerapp.queue import log_failure

log = logging.getLogger(__name__)

BATCH = 50
# One that breaks off holds up no other. One that is past its time is tried again so much later;
# one that nobody can answer any more, in the next minute.
TRIED_AGAIN_AFTER = timedelta(hours=1)

Due = Callable[[MatchRequest, datetime], bool]


def move_on(now: datetime) -> int:
    """How many requests went on. Ends the transaction, after each batch."""
    return in_batches(past(now), lapsed, Outcome.LAPSED, now) + in_batches(
        perhaps_stopped(now), stopped, Outcome.STOPPED, now
    )


def something_lapsed(now: datetime) -> ColumnElement[bool]:
    """For the look that is taken once a second; an index of the open ones answers it."""
    return exists().where(MatchRequest.closed_at.is_(None), MatchRequest.answer_by <= now)


def in_batches(candidates: Select[UUID], is_due: Due, outcome: Outcome, now: datetime) -> int:
    moved, after = 0, UUID(int=0)
    while True:
        with looking() as connection:
            ids = list(connection.scalars(batch(candidates, after)))
        if ids:
            moved += move_batch(ids, is_due, outcome, now)
            db.session.commit()
        if len(ids) < BATCH:
            return moved
        after = ids[-1]


def batch(candidates: Select[UUID], after: UUID) -> Select[UUID]:
    return candidates.where(MatchRequest.id > after).order_by(MatchRequest.id).limit(BATCH)


def move_batch(ids: Sequence[UUID], is_due: Due, outcome: Outcome, now: datetime) -> int:
    query = select(MatchRequest.member_id, MatchRequest.mentor_id).where(MatchRequest.id.in_(ids))
    people.lock(*{one for pair in db.session.execute(query) for one in pair})
    return sum(move_one(request_id, is_due, outcome, now) for request_id in ids)


def move_one(request_id: UUID, is_due: Due, outcome: Outcome, now: datetime) -> bool:
    """Whether it was us who moved it on."""
    try:
        with db.session.begin_nested():
            request = db.session.get(MatchRequest, request_id, populate_existing=True)
            if request is None or request.closed_at or not is_due(request, now):
                return False
            line.close(request, outcome, None, now)
            requests.tell_others(request, None, now)
            line.go_on(request.member, now)
            return True
    except Exception as why:
        log_failure(log, f"match request {request_id} could not go on", why)
        postpone(request_id, now)
        return False


def postpone(request_id: UUID, now: datetime) -> None:
    request = db.session.get(MatchRequest, request_id, populate_existing=True)
    if request and request.answer_by and request.answer_by <= now:
        request.answer_by = now + TRIED_AGAIN_AFTER
        db.session.flush()


def past(now: datetime) -> Select[UUID]:
    return select(MatchRequest.id).where(
        MatchRequest.closed_at.is_(None), MatchRequest.answer_by <= now
    )


def lapsed(request: MatchRequest, now: datetime) -> bool:
    return request.answer_by is not None and request.answer_by <= now


def perhaps_stopped(now: datetime) -> Select[UUID]:
    """Asked, and the mentor may not be there any more; in one query for all.

    What a member asked whose account is shut lapses at its time, and no mentor after it is asked.
    A day too many for who is away, since that ends on the mentor's own calendar.
    """
    taken = (
        select(func.count())
        .where(Match.mentor_id == MatchRequest.mentor_id, Match.ended_at.is_(None))
        .scalar_subquery()
    )
    kept_apart = exists().where(
        apart.holds(),
        or_(
            and_(Apart.by_id == MatchRequest.member_id, Apart.other_id == MatchRequest.mentor_id),
            and_(Apart.by_id == MatchRequest.mentor_id, Apart.other_id == MatchRequest.member_id),
        ),
    )
    return (
        select(MatchRequest.id)
        .join(Person, Person.id == MatchRequest.mentor_id)
        .outerjoin(RoleGrant, and_(RoleGrant.person_id == Person.id, RoleGrant.role == Role.MENTOR))
        .outerjoin(
            MatchProfile,
            and_(MatchProfile.person_id == Person.id, MatchProfile.side == Side.MENTOR),
        )
        .where(
            MatchRequest.closed_at.is_(None),
            MatchRequest.asked_at.is_not(None),
            or_(
                Person.suspended_at.is_not(None),
                RoleGrant.approved_at.is_(None),
                RoleGrant.paused_at.is_not(None),
                MatchProfile.away_until > (now - timedelta(days=1)).date(),
                taken >= MatchProfile.capacity,
                kept_apart,
            ),
        )
    )


def stopped(request: MatchRequest, now: datetime) -> bool:
    mentor = may_ask.mentor_side(request.mentor)
    return (
        not may_ask.may_answer(mentor, now)
        or not may_ask.has_a_place(mentor)
        or apart.are(request.member_id, request.mentor_id)
    )
