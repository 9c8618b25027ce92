"""What a device tells of the notifications that it got: that they came, that they were opened.

Best effort: a browser may show one without our service worker and tell nothing, so that silence
means something only of a device which has told us before.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select, update

from peerapp.extensions import db, looking, short_write
from peerapp.push.models import Delivery, PushSubscription, State

MOST = 100  # at once
SILENT_AFTER = timedelta(days=1)
# Safari from 18.4 on shows our pushes by itself: a device that told us before falls silent with an
# update, and still gets every one.
SHOWS_BY_ITSELF = ".push.apple.com"


class NoReceipts(ValueError):
    """What was sent is no list of receipts."""


@dataclass(frozen=True)
class Receipts:
    """By the id of a delivery, which only the device it went to can know."""

    received: frozenset[UUID]
    opened: frozenset[UUID]


def read(said: object) -> Receipts:
    """Of `{"received": [...], "opened": [...]}`, each may be missing. Raises NoReceipts."""
    if not isinstance(said, dict):
        raise NoReceipts("not an object")
    return Receipts(ids(said.get("received", [])), ids(said.get("opened", [])))


def ids(said: object) -> frozenset[UUID]:
    if not isinstance(said, list) or len(said) > MOST:
        raise NoReceipts(f"not a list of at most {MOST}")
    try:
        return frozenset(UUID(one) for one in said)
    except (ValueError, AttributeError, TypeError) as why:
        raise NoReceipts("not an id") from why


def note(receipts: Receipts, now: datetime) -> None:
    """The first word on each counts; an id of nothing is passed over.

    One row in a transaction: the sender may hold many of them, in an order of its own, and on
    PostgreSQL two that hold one and want the other's would wait for each other.
    """
    devices = set()
    for delivery_id in new_in(receipts):
        row = update(Delivery).where(Delivery.id == delivery_id)
        came = row.where(Delivery.received_at.is_(None)).values(received_at=now)
        with short_write() as connection:
            devices.add(connection.execute(came.returning(Delivery.subscription_id)).scalar())
            if delivery_id in receipts.opened:
                connection.execute(row.where(Delivery.opened_at.is_(None)).values(opened_at=now))
    for device_id in devices - {None}:
        device = update(PushSubscription).where(PushSubscription.id == device_id)
        with short_write() as connection:
            connection.execute(device.values(last_received_at=now))


def new_in(receipts: Receipts) -> list[UUID]:
    """Those of which it says something new: a stranger who makes up ids writes nothing."""
    opens = Delivery.id.in_(receipts.opened) & Delivery.opened_at.is_(None)
    came = Delivery.id.in_(receipts.received | receipts.opened) & Delivery.received_at.is_(None)
    with looking() as connection:
        return list(connection.execute(select(Delivery.id).where(opens | came)).scalars())


def silent(devices: Collection[PushSubscription], now: datetime) -> set[UUID]:
    """Those that have told us of one before, and not of any that went out since then and more than
    a day ago.
    """
    told = [one.id for one in devices if one.last_received_at and not shows_by_itself(one)]
    if not told:
        return set()
    query = (
        select(Delivery.subscription_id)
        .join(Delivery.subscription)
        .where(
            Delivery.subscription_id.in_(told),
            Delivery.state == State.SENT,
            Delivery.received_at.is_(None),
            Delivery.sent_at > PushSubscription.last_received_at,
            Delivery.sent_at < now - SILENT_AFTER,
        )
    )
    return set(db.session.scalars(query))


def shows_by_itself(device: PushSubscription) -> bool:
    return (urlsplit(device.endpoint).hostname or "").endswith(SHOWS_BY_ITSELF)
