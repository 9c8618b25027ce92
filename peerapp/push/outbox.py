"""What is to be sent: a row per device, written in the transaction of whatever it tells of.

A row is claimed with a lease. Who holds it sends and writes what came of it; when a worker dies,
the lease ends and the row is due again.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import and_, delete, exists, select, update
from sqlalchemy.orm import joinedload

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import attempts, subscriptions
from peerapp.push.attempts import Result
from peerapp.push.models import Delivery, PushSubscription, State
from peerapp.push.notifications import Notification, declarative
from peerapp.push.once import insert_new

BATCH = 400
LEASE = timedelta(seconds=90)  # well over the time that a batch may take (sender.BATCH_SECONDS)

# A feature says here, for all subjects of its kind at once, which are still wanted.
StillWanted = Callable[[Collection[str], datetime], Collection[str]]
Check = TypeVar("Check", bound=StillWanted)
checks: dict[str, StillWanted] = {}


def still_wanted(kind: str) -> Callable[[Check], Check]:
    """Asked right before sending (R5): of deliveries with a key `<kind>:<subject>`, only those
    whose subject the function gives back are sent.
    """

    def register(check: Check) -> Check:
        checks[kind] = check
        return check

    return register


def put(person: Person, notification: Notification, now: datetime) -> int:
    """To be sent to each device of the person, if it was not put before. On how many devices.

    It goes out once the caller's transaction is committed.
    """
    devices = subscriptions.live(person, now)
    payload = declarative(notification, current_app.config["PUBLIC_URL"])
    rows = [
        {
            "subscription_id": device.id,
            "person_id": person.id,
            "key": notification.key,
            "topic": notification.topic,
            "payload": payload,
            "urgency": notification.urgency,
            "useful_until": notification.useful_until,
            "state": State.WAITING,
            "attempts": 0,
            "next_try_at": now,
            "created_at": now,
        }
        for device in devices
    ]
    insert_new(Delivery, rows)
    return len(rows)


def cancel(keys: Iterable[str]) -> None:
    """Whatever waits under these keys is not sent any more; safe to call twice."""
    db.session.execute(
        update(Delivery)
        .where(Delivery.key.in_(list(keys)), Delivery.state == State.WAITING)
        .values(state=State.CANCELLED, lease=None)
    )


@dataclass(frozen=True)
class Message:
    """All that sending needs, so that no database is read while the network is waited for."""

    delivery_id: UUID
    subscription_id: UUID
    endpoint: str
    p256dh: str
    auth: str
    payload: str
    topic: str
    urgency: str
    useful_until: datetime
    attempts: int


@dataclass(frozen=True)
class Batch:
    lease: UUID
    messages: list[Message]


def claim(now: datetime, limit: int = BATCH) -> Batch | None:
    """The messages that the holder of the new lease is to send; None if no row is due.

    Ends the transaction.
    """
    lease = uuid4()
    is_due_now = and_(Delivery.state == State.WAITING, Delivery.next_try_at <= now)
    due = (
        select(Delivery.id)
        .where(is_due_now)
        .order_by(Delivery.next_try_at)
        .limit(limit)
        .with_for_update(skip_locked=True)  # PostgreSQL; on SQLite the transaction is alone
    )
    ids = list(db.session.scalars(due))
    if ids:
        db.session.execute(
            update(Delivery)
            .where(Delivery.id.in_(ids), is_due_now)
            .values(lease=lease, next_try_at=now + LEASE, attempts=Delivery.attempts + 1)
            .execution_options(synchronize_session=False)
        )
    messages = [as_message(delivery) for delivery in sort_out(held(lease), now)]
    db.session.commit()
    return Batch(lease, messages) if ids else None


def held(lease: UUID) -> list[Delivery]:
    query = (
        select(Delivery)
        .where(Delivery.lease == lease, Delivery.state == State.WAITING)
        .options(joinedload(Delivery.subscription).joinedload(PushSubscription.sign_in))
        .with_for_update(of=Delivery)  # PostgreSQL: nobody cancels between reading and writing
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query))


def sort_out(deliveries: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """Those to send now; the others get the state that says why not."""
    wanted = wanted_of(deliveries, now)
    to_send = []
    for delivery in deliveries:
        if delivery.useful_until <= now:
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


def as_message(delivery: Delivery) -> Message:
    device = delivery.subscription
    return Message(
        delivery_id=delivery.id,
        subscription_id=device.id,
        endpoint=device.endpoint,
        p256dh=device.p256dh,
        auth=device.auth,
        payload=delivery.payload,
        topic=delivery.topic,
        urgency=delivery.urgency,
        useful_until=delivery.useful_until,
        attempts=delivery.attempts,
    )


def settle(lease: UUID, results: Mapping[UUID, Result], now: datetime) -> None:
    """Write what came of a batch; only rows that the lease still holds. Ends the transaction.

    In a fixed order, so that two that settle on PostgreSQL cannot lock each other out.
    """
    for delivery in sorted(held(lease), key=lambda one: one.subscription_id):
        if (result := results.get(delivery.id)) is None:
            continue
        if result.is_gone:
            # the rows of the device go with it
            db.session.execute(
                delete(PushSubscription).where(PushSubscription.id == delivery.subscription_id)
            )
        else:
            note(delivery, result, now)
    db.session.commit()


def note(delivery: Delivery, result: Result, now: datetime) -> None:
    device = delivery.subscription
    delivery.last_status, delivery.last_error = result.status, result.error
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


def is_due(now: datetime) -> bool:
    due = exists().where(Delivery.state == State.WAITING, Delivery.next_try_at <= now)
    return bool(db.session.scalar(select(due)))


def parked() -> list[Delivery]:
    """What will never go, for `doctor`."""
    query = select(Delivery).where(Delivery.state == State.PARKED).order_by(Delivery.created_at)
    return list(db.session.scalars(query))
