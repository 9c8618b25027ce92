"""Which messages a worker sends now, and what came of them.

A row of the outbox is claimed with a lease. Who holds it sends and writes what came of it; when a
worker dies, the lease ends and the row is due again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import joinedload

from peerapp.extensions import db
from peerapp.push import attempts, subscriptions
from peerapp.push.attempts import Result
from peerapp.push.fairness import Room, pick
from peerapp.push.models import Delivery, PushSubscription, State
from peerapp.push.outbox import checks

BATCH = 200  # claimed in one transaction: on SQLite nobody else writes meanwhile
LOOKED_AT = 1_000  # of what is due, to find those whose push service and person have room
LEASE = timedelta(seconds=90)  # well over the time that a message may take (ANSWER_SECONDS)


@dataclass(frozen=True)
class Message:
    """All that sending needs, so that no database is read while the network is waited for."""

    delivery_id: UUID
    lease: UUID
    person_id: UUID
    endpoint: str
    p256dh: str
    auth: str
    server_key: str | None  # which of our keys it was made with
    payload: str  # sealed
    topic: str
    urgency: str
    useful_until: datetime
    is_short: bool  # the push service found it too large the last time


def claim(now: datetime, room: Room, held_back: Collection[str] = ()) -> list[Message] | None:
    """The messages that the caller is to send, each under a lease; None if nothing may be sent.

    Nothing may that is for a push service or a person without room, or for one of the origins that
    are held back. Ends the transaction.
    """
    lease = uuid4()
    ids = pick(due(now, {*room.full_origins(), *held_back}, room.full_people()), room)[:BATCH]
    if ids:
        db.session.execute(
            update(Delivery)
            .where(Delivery.id.in_(ids), is_due_at(now))
            .values(lease=lease, next_try_at=now + LEASE, attempts=Delivery.attempts + 1)
            .execution_options(synchronize_session=False)
        )
    claimed = [delivery for delivery in waiting(ids) if delivery.lease == lease]
    messages = [as_message(delivery, lease) for delivery in sort_out(claimed, now)]
    db.session.commit()
    return messages if ids else None


def due(
    now: datetime, but_origins: Collection[str], but_people: Collection[UUID]
) -> list[tuple[UUID, UUID, str]]:
    """The ids of what is due, with whom it is for and where it goes: first what each person has
    waited longest for, then what each has waited second longest for, and so on.
    """
    turn = func.row_number().over(partition_by=Delivery.person_id, order_by=Delivery.next_try_at)
    in_turns = (
        select(Delivery.id, PushSubscription.endpoint, turn.label("turn"))
        .join(Delivery.subscription)
        .where(is_due_at(now), Delivery.person_id.not_in(but_people))
        .where(*(~PushSubscription.endpoint.startswith(f"{one}/") for one in but_origins))
        .subquery()
    )
    query = (
        select(Delivery.id, Delivery.person_id, in_turns.c.endpoint)
        .join(in_turns, in_turns.c.id == Delivery.id)
        .order_by(in_turns.c.turn, Delivery.next_try_at)
        .limit(LOOKED_AT)
        # PostgreSQL; on SQLite the transaction is alone
        .with_for_update(skip_locked=True, of=Delivery)
    )
    return [(one.id, one.person_id, one.endpoint) for one in db.session.execute(query)]


def is_due_at(now: datetime) -> ColumnElement[bool]:
    return and_(Delivery.state == State.WAITING, Delivery.next_try_at <= now)


def waiting(ids: Collection[UUID]) -> list[Delivery]:
    query = (
        select(Delivery)
        .where(Delivery.id.in_(ids), Delivery.state == State.WAITING)
        .options(joinedload(Delivery.subscription).joinedload(PushSubscription.sign_in))
        .with_for_update(of=Delivery)  # PostgreSQL: nobody cancels between reading and writing
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query)) if ids else []


def sort_out(deliveries: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """Those to send now; the others get the state that says why not."""
    wanted = wanted_of(deliveries, now)
    to_send = []
    for delivery in deliveries:
        if delivery.received_at:  # its answer was lost, but the phone has told us
            settle_row(delivery, State.SENT)
        elif delivery.useful_until <= now:
            settle_row(delivery, State.MISSED)
        elif delivery.id not in wanted:
            settle_row(delivery, State.CANCELLED)
        elif delivery.attempts > attempts.MOST:
            settle_row(delivery, State.PARKED, error="it was tried too often")
        else:
            to_send.append(delivery)
    return to_send


def wanted_of(deliveries: Iterable[Delivery], now: datetime) -> set[UUID]:
    by_kind: dict[str, dict[str, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for delivery in deliveries:
        device = delivery.subscription
        if device.person_id == delivery.person_id and subscriptions.takes_a_push(device, now):
            kind, _, subject = delivery.key.partition(":")
            by_kind[kind][subject].append(delivery.id)
    return {
        delivery_id
        for kind, subjects in by_kind.items()
        for subject in (checks[kind](subjects, now) if kind in checks else subjects)
        for delivery_id in subjects[subject]
    }


def settle_row(delivery: Delivery, state: State, error: str | None = None) -> None:
    delivery.state = state
    delivery.lease = None
    delivery.last_error = error or delivery.last_error


def as_message(delivery: Delivery, lease: UUID) -> Message:
    device = delivery.subscription
    return Message(
        delivery_id=delivery.id,
        lease=lease,
        person_id=delivery.person_id,
        endpoint=device.endpoint,
        p256dh=device.p256dh,
        auth=device.auth,
        server_key=device.server_key,
        payload=delivery.payload,
        topic=delivery.topic,
        urgency=delivery.urgency,
        useful_until=delivery.useful_until,
        is_short=delivery.last_status == attempts.TOO_LARGE,
    )


def settle(results: Iterable[tuple[Message, Result]], now: datetime) -> None:
    """Write what came of messages, as far as their leases still hold. Ends the transaction.

    In a fixed order, so that two that settle on PostgreSQL cannot lock each other out.
    """
    said = {message.delivery_id: (message, result) for message, result in results}
    gone: set[str] = set()  # endpoints
    for delivery in sorted(waiting(said), key=lambda one: one.subscription_id):
        message, result = said[delivery.id]
        if delivery.lease != message.lease or message.endpoint in gone:
            continue
        if delivery.subscription.endpoint != message.endpoint:
            # the device has another address by now, and the answer is about the old one
            delivery.lease, delivery.next_try_at = None, now
        elif result.is_gone:
            gone.add(message.endpoint)
        else:
            note(delivery, result, now)
    db.session.flush()
    # their rows go with them
    db.session.execute(delete(PushSubscription).where(PushSubscription.endpoint.in_(gone)))
    db.session.commit()


def note(delivery: Delivery, result: Result, now: datetime) -> None:
    device = delivery.subscription
    was_short = delivery.last_status == attempts.TOO_LARGE
    delivery.last_status, delivery.last_error = result.status, result.error
    if result.status == attempts.TOO_LARGE and not was_short:
        delivery.lease, delivery.next_try_at = None, now
        return
    if result.is_sent:
        delivery.sent_at = device.last_sent_at = now
        device.failures, device.last_error = 0, None
        settle_row(delivery, State.SENT)
        return
    device.failures += 1
    device.last_error = result.error
    if not result.may_be_tried_again:
        settle_row(delivery, State.PARKED)
        return
    again = attempts.next_try(result, delivery.attempts, now)
    delivery.lease, delivery.next_try_at = None, again
    if again >= delivery.useful_until:
        settle_row(delivery, State.MISSED)


def shorten_leases(now: datetime) -> None:
    """Those that end later than any may: the clock was ahead when they were taken. Ends the
    transaction.
    """
    latest = now + LEASE
    db.session.execute(
        update(Delivery)
        .where(Delivery.state == State.WAITING, Delivery.next_try_at > latest)
        .where(Delivery.lease.is_not(None))
        .values(next_try_at=latest)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def parked() -> list[Delivery]:
    """What will never go, for `doctor`."""
    query = select(Delivery).where(Delivery.state == State.PARKED).order_by(Delivery.created_at)
    return list(db.session.scalars(query))
