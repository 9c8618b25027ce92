"""Whose message comes next: what has been due longest, but nobody's backlog before the first
message of another (P5).
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from peerapp.extensions import db, looking
from peerapp.push.fairness import Due, FarLooks, Room, pick
from peerapp.push.models import Delivery, PushSubscription, State

NEAR = 300  # of what has been due longest, to find those whose push service and person have room
FAR = 1_000  # the same of all that is due


def next_ones(
    now: datetime, room: Room, held_back: Collection[str], far: FarLooks, most: int
) -> list[UUID]:
    """Ids of deliveries that are due and for which there is room.

    Where those that have been due longest leave some of it, and there are more, all that is due is
    looked at. That takes the longer the more it is, so it is not done all the time.
    """
    near, trial = due(now), room.copy()
    ids = pick(near, trial, held_back, most)
    far.is_wanted = len(near) == NEAR and len(ids) < most
    if far.may_be_taken():
        with far.taken():
            others = due_of_others(now, {*trial.full_origins(), *held_back}, trial.full_people())
        seen = set(ids)
        ids += pick([one for one in others if one.id not in seen], trial, (), most - len(ids))
    return ids


def due(now: datetime) -> list[Due]:
    query = (
        select(Delivery.id, Delivery.person_id, PushSubscription.endpoint)
        .join(Delivery.subscription)
        .where(is_due_at(now))
        .order_by(Delivery.next_try_at)
        .limit(NEAR)
        # PostgreSQL; on SQLite the transaction is alone
        .with_for_update(skip_locked=True, of=Delivery)
    )
    return [Due(*row) for row in db.session.execute(query)]


def due_of_others(
    now: datetime, but_origins: Collection[str], but_people: Collection[UUID]
) -> list[Due]:
    """First what each person has waited longest for, then what each has waited second longest for,
    and so on. On SQLite it holds up nobody who writes.
    """
    turn = func.row_number().over(partition_by=Delivery.person_id, order_by=Delivery.next_try_at)
    query = (
        select(Delivery.id, Delivery.person_id, PushSubscription.endpoint)
        .join(Delivery.subscription)
        .where(is_due_at(now), Delivery.person_id.not_in(but_people))
        .where(*(~PushSubscription.endpoint.startswith(f"{one}/") for one in but_origins))
        .order_by(turn, Delivery.next_try_at)
        .limit(FAR)
    )
    with looking() as connection:
        return [Due(*row) for row in connection.execute(query)]


def is_due_at(now: datetime) -> ColumnElement[bool]:
    return and_(Delivery.state == State.WAITING, Delivery.next_try_at <= now)
