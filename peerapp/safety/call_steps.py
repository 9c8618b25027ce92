"""Calls that are due go on. Any number of workers may look at once: each call is a transaction of
its own, under its member's lock, and who comes second finds that it is due no more.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, update

from peerapp.accounts import people
from peerapp.extensions import db, looking
from peerapp.queue import log_failure
from peerapp.safety import call_access, telling
from peerapp.safety.models import Ending, HelpCall

log = logging.getLogger(__name__)

BATCH = 50
TRIED_AGAIN_AFTER = timedelta(minutes=1)  # one that breaks off holds up no other


def something_is_due(now: datetime) -> ColumnElement[bool]:
    """For the look that is taken once a second; an index of the open ones answers it."""
    return exists().where(HelpCall.next_step_at <= now)


def go_on_all(now: datetime) -> int:
    """How many calls were looked at. Ends the transaction, after each."""
    count = go_on_where_taken(now)
    while True:
        query = select(HelpCall.id, HelpCall.member_id).where(HelpCall.next_step_at <= now)
        with looking() as connection:
            due = connection.execute(query.order_by(HelpCall.next_step_at).limit(BATCH)).all()
        for call_id, member_id in due:
            go_on(call_id, member_id, now)
        count += len(due)
        if not due:
            return count


def go_on_where_taken(now: datetime) -> int:
    """Each that somebody has taken: they may not be there any more (A3), and then it is nobody's.
    Of these there are few at any time.
    """
    query = select(HelpCall.id, HelpCall.member_id).where(
        HelpCall.closed_at.is_(None), HelpCall.taken_by_id.is_not(None)
    )
    with looking() as connection:
        taken = connection.execute(query).all()
    for call_id, member_id in taken:
        go_on(call_id, member_id, now)
    return len(taken)


def go_on(call_id: UUID, member_id: UUID, now: datetime) -> None:
    try:
        people.lock(member_id)
        call = call_access.find(call_id)
        if call is not None:
            step(call, now)
        db.session.commit()
    except Exception as why:
        db.session.rollback()
        log_failure(log, f"call {call_id} could not go on", why)
        postpone(call_id, now)


def step(call: HelpCall, now: datetime) -> None:
    if call.closed_at is None and (call.member.suspended_at or not call.member.is_member):
        telling.close(call, Ending.STOPPED, None, now)
        return
    if call.taken_by and not call_access.may_help(call.taken_by, call, now):
        telling.let_go(call, now)
    telling.go_on(call, now)


def postpone(call_id: UUID, now: datetime) -> None:
    db.session.execute(
        update(HelpCall)
        .where(HelpCall.id == call_id, HelpCall.next_step_at <= now)
        .values(next_step_at=now + TRIED_AGAIN_AFTER)
    )
    db.session.commit()
