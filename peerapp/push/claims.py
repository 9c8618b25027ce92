"""Which messages a worker sends now, and what came of them.

A row of the outbox is claimed with a lease. Who holds it sends and writes what came of it; when a
worker dies, the lease ends and the row is due again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import and_, delete, select, update

from peerapp.accounts.models import Person, SignIn
from peerapp.extensions import db
from peerapp.push import attempts, subscriptions, turns, unsent
from peerapp.push.attempts import Result
from peerapp.push.by_kind import split
from peerapp.push.fairness import FarLooks, Room
from peerapp.push.models import Delivery, PushSubscription, State, is_in
from peerapp.push.outbox import checks
from peerapp.push.unsent import Unsent

BATCH = 250  # claimed in one transaction: on SQLite nobody else writes meanwhile
LEASE = timedelta(seconds=90)  # well over the time that a message may take (ANSWER_SECONDS)


class Message(NamedTuple):
    """All that sending needs, so that no database is read while the network is waited for."""

    delivery_id: UUID
    lease: UUID
    subscription_id: UUID
    person_id: UUID
    endpoint: str
    p256dh: str
    auth: str
    server_key: str | None  # which of our keys it was made with
    payload: str  # sealed
    topic: str
    urgency: str
    useful_until: datetime
    attempts: int  # with this one
    is_short: bool  # the push service found it too large the last time
    language: str  # the person's


def claim(
    now: datetime, room: Room, held_back: Collection[str] = (), far: FarLooks | None = None
) -> list[Message] | None:
    """The messages that the caller is to send, each under a lease; None if nothing may be sent.

    Nothing may that is for a push service or a person without room, or for one of the origins that
    are held back. Ends the transaction.
    """
    ids, lease = turns.next_ones(now, room, held_back, far or FarLooks(), BATCH), uuid4()
    rows = sort_out(leased(ids, lease, now), now) if ids else []
    messages = [as_message(row, lease) for row in rows]
    db.session.commit()
    return messages if ids else None


def leased(ids: Collection[UUID], lease: UUID, now: datetime) -> Sequence[Any]:
    """Those that are ours from now on; somebody else may have been quicker."""
    db.session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids), is_in(State.WAITING), Delivery.next_try_at <= now)
        .values(lease=lease, next_try_at=now + LEASE, attempts=Delivery.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    is_its_persons = PushSubscription.person_id == Delivery.person_id
    takes_it = and_(is_its_persons, subscriptions.takes_a_push_at(now)).label("takes_it")
    d, device = Delivery, PushSubscription
    query = (
        select(d.id, d.subscription_id, d.person_id, d.key, d.payload, d.topic, d.urgency,
               d.useful_until, d.attempts, d.last_status, d.received_at, device.endpoint,
               device.p256dh, device.auth, device.server_key, Person.language, takes_it)
        .join(d.subscription)
        .join(device.sign_in)
        .join(SignIn.person)
        .where(d.id.in_(ids), d.lease == lease)
    )  # fmt: skip
    return db.session.execute(query).all()


def sort_out(rows: Sequence[Any], now: datetime) -> list[Any]:
    """Those to send now; the others get the state that says why not."""
    wanted = wanted_of(rows, now)
    to_send, others = [], defaultdict(list)
    for row in rows:
        if row.received_at:  # its answer was lost, but the phone has told us
            others[State.SENT].append(row.id)
        elif row.useful_until <= now:
            others[State.MISSED].append(row.id)
        elif row.id not in wanted:
            others[State.CANCELLED].append(row.id)
        elif row.attempts > attempts.MOST:
            others[State.PARKED].append(row.id)
        else:
            to_send.append(row)
    for state, ids in others.items():
        error = {"last_error": "it was tried too often"} if state == State.PARKED else {}
        write(Delivery, ids, state=state, lease=None, **error)
    unsent.tell(those_refused(others[State.PARKED], now), now)
    return to_send


def wanted_of(rows: Iterable[Any], now: datetime) -> set[UUID]:
    by_kind: dict[str, dict[str, list[UUID]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.takes_it:
            kind, subject = split(row.key)
            by_kind[kind][subject].append(row.id)
    return {
        delivery_id
        for kind, subjects in by_kind.items()
        for subject in (checks[kind](subjects, now) if kind in checks else subjects)
        for delivery_id in subjects[subject]
    }


def as_message(row: Any, lease: UUID) -> Message:
    return Message(
        delivery_id=row.id,
        lease=lease,
        subscription_id=row.subscription_id,
        person_id=row.person_id,
        endpoint=row.endpoint,
        p256dh=row.p256dh,
        auth=row.auth,
        server_key=row.server_key,
        payload=row.payload,
        topic=row.topic,
        urgency=row.urgency,
        useful_until=row.useful_until,
        attempts=row.attempts,
        is_short=row.last_status == attempts.TOO_LARGE,
        language=row.language,
    )


Change = tuple[tuple[str, Any], ...]  # columns and what they say; what changes alike is one UPDATE


def settle(results: Iterable[tuple[Message, Result]], now: datetime) -> None:
    """Write what came of messages, as far as their leases still hold. Ends the transaction."""
    said = {message.delivery_id: (message, result) for message, result in results}
    gone: set[str] = set()  # endpoints
    deliveries: dict[Change, list[UUID]] = defaultdict(list)
    devices: dict[UUID, list[Result]] = defaultdict(list)
    for row in still_ours([message for message, _ in said.values()]):
        message, result = said[row.id]
        if row.endpoint != message.endpoint:
            # the device has another address by now, and the answer is about the old one
            deliveries[("lease", None), ("next_try_at", now)].append(row.id)
        elif result.is_gone:
            gone.add(message.endpoint)
        else:
            deliveries[after(message, result, now)].append(row.id)
            if not goes_on_short(message, result):
                devices[message.subscription_id].append(result)
    for change, ids in deliveries.items():
        write(Delivery, ids, **dict(change))
    note_on(devices, now)
    refused = [
        one
        for change, ids in deliveries.items()
        if ("state", State.PARKED) in change
        for one in ids
    ]
    unsent.tell([*those_refused(refused, now), *those_for(gone, now)], now)
    # their rows go with them
    db.session.execute(delete(PushSubscription).where(PushSubscription.endpoint.in_(gone)))
    db.session.commit()


def those_refused(ids: Collection[UUID], now: datetime) -> list[Unsent]:
    query = select(Delivery.person_id, Delivery.key, Delivery.useful_until)
    rows = db.session.execute(query.where(Delivery.id.in_(ids))) if ids else ()
    return [Unsent(*row, goes_at=now) for row in rows]


def those_for(gone: Collection[str], now: datetime) -> list[Unsent]:
    """All that waits for devices that are gone. It waits no more: another device's message must not
    count on it.
    """
    if not gone:
        return []
    devices = select(PushSubscription.id).where(PushSubscription.endpoint.in_(gone))
    d = Delivery
    query = select(d.id, d.person_id, d.key, d.useful_until, d.lease, d.next_try_at)
    query = query.where(d.subscription_id.in_(devices), is_in(State.WAITING))
    waiting = db.session.execute(query).all()
    write(Delivery, [row.id for row in waiting], state=State.PARKED, lease=None)
    return [
        Unsent(row.person_id, row.key, row.useful_until, now if row.lease else row.next_try_at)
        for row in waiting
    ]


def still_ours(messages: Collection[Message]) -> Sequence[Any]:
    """Those whose lease holds. On PostgreSQL their devices are locked before them, in one order: so
    two that settle, or one and a person who signs out, do not wait for each other in a ring.
    """
    devices = select(PushSubscription.id).where(
        PushSubscription.id.in_({message.subscription_id for message in messages})
    )
    db.session.execute(devices.order_by(PushSubscription.id).with_for_update(key_share=True))
    query = (
        select(Delivery.id, PushSubscription.endpoint)
        .join(Delivery.subscription)
        .where(
            Delivery.id.in_([message.delivery_id for message in messages]),
            Delivery.lease.in_({message.lease for message in messages}),
            is_in(State.WAITING),
        )
        .order_by(Delivery.id)
        .with_for_update(key_share=True, of=Delivery)
    )
    return db.session.execute(query).all()


def goes_on_short(message: Message, result: Result) -> bool:
    return result.status == attempts.TOO_LARGE and not message.is_short


def after(message: Message, result: Result, now: datetime) -> Change:
    """What a delivery says after an attempt."""
    state, again, sent_at = State.WAITING, now, None
    if result.is_sent:
        state, sent_at = State.SENT, now
    elif goes_on_short(message, result):
        pass  # at once
    elif not result.may_be_tried_again:
        state = State.PARKED
    else:
        again = attempts.next_try(result, message.attempts, now)
        state = State.MISSED if again >= message.useful_until else state
    return (
        ("state", state),
        ("lease", None),
        ("next_try_at", again),
        ("sent_at", sent_at),
        ("last_status", result.status),
        ("last_error", result.error),
    )


def note_on(devices: dict[UUID, list[Result]], now: datetime) -> None:
    """What the devices' own rows say of it."""
    sent = [one for one, results in devices.items() if any(result.is_sent for result in results)]
    write(PushSubscription, sent, last_sent_at=now, failures=0, last_error=None)
    failed: dict[tuple[int, str | None], list[UUID]] = defaultdict(list)
    for one in devices.keys() - sent:
        failed[len(devices[one]), devices[one][-1].error].append(one)
    for (count, error), ids in failed.items():
        write(PushSubscription, ids, failures=PushSubscription.failures + count, last_error=error)


def write(table: type[Delivery] | type[PushSubscription], ids: Sequence[UUID], **what: Any) -> None:
    if ids:
        change = update(table).where(table.id.in_(ids)).values(what)
        db.session.execute(change.execution_options(synchronize_session=False))


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
