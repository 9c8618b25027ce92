"""What is to be sent: a row per device, written in the transaction of whatever it tells of.

What features put here, take back and ask; who sends it reads the rows in claims.py.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, or_, select, update

from peerapp import language
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.privacy.encryption import keyring
from peerapp.push import muted, quiet, subscriptions
from peerapp.push.by_kind import ByKind, split
from peerapp.push.models import Delivery, PushSubscription, State, is_in
from peerapp.push.notifications import Notification, declarative
from peerapp.push.once import insert_new
from peerapp.push.subscriptions import Device

# A feature says here, for all subjects of its kind at once, which are still wanted.
StillWanted = Callable[[Collection[str], datetime], Collection[str]]
checks: ByKind[StillWanted] = ByKind()


def still_wanted(kind: str) -> Callable[[StillWanted], StillWanted]:
    """Asked right before sending (R5): of deliveries with a key `<kind>:<subject>`, only those
    whose subject the function gives back are sent.
    """
    return checks.of(kind)


def put(
    person: Person,
    notification: Notification,
    now: datetime,
    not_before: datetime | None = None,
    at_own_time: bool = False,
    to: Sequence[PushSubscription] | None = None,
    though_muted: bool = False,
) -> int:
    """To be sent to each device of the person, if it was not put before. On how many devices.

    It goes out once the caller's transaction is committed; not sooner than `not_before`, nor in the
    person's quiet hours unless they chose this time themselves (`at_own_time`). `to`: only these of
    the person's live devices. A kind that the person muted goes nowhere, but
    for what they did not mean by it (`though_muted`).
    """
    if not though_muted and muted.is_muted(person.id, split(notification.key)[0]):
        return 0
    devices = subscriptions.live(person, now) if to is None else to
    sooner = max(now, not_before or now)
    goes_at = sooner if at_own_time or not devices else quiet.over(person, sooner)
    put_all([Parcel(notification, devices, goes_at, person.language)], now)
    return len(devices)


@dataclass(frozen=True)
class Parcel:
    """A notification, for some devices of one person, and when it goes out to them."""

    notification: Notification
    devices: Sequence[Device | PushSubscription]
    goes_at: datetime
    language: str  # the person's


def put_all(parcels: Iterable[Parcel], now: datetime) -> None:
    """What `put` does, for many at once."""
    rows = [row for parcel in parcels for row in rows_of(parcel, now)]
    # in one order, so that two that write for the same devices do not wait for each other
    insert_new(Delivery, sorted(rows, key=lambda row: row["subscription_id"]))


def rows_of(parcel: Parcel, now: datetime) -> list[dict[str, Any]]:
    notification, devices = parcel.notification, parcel.devices
    with language.speaking(parcel.language):
        payloads = {
            shows: sealed(declarative(notification, current_app.config["PUBLIC_URL"], shows))
            for shows in {device.shows_details for device in devices}
        }
    return [
        {
            "subscription_id": device.id,
            "person_id": device.person_id,
            "key": notification.key,
            "topic": notification.topic,
            "payload": payloads[device.shows_details],
            "urgency": notification.urgency,
            "useful_until": notification.useful_until,
            "state": State.WAITING,
            "attempts": 0,
            "next_try_at": parcel.goes_at,
            "created_at": now,
        }
        for device in devices
    ]


def how_many_wait(person: Person, kind: str) -> int:
    """Notifications of a kind (`<kind>:<subject>`) that are still to be sent to some device."""
    query = select(func.count(Delivery.key.distinct())).where(
        Delivery.person_id == person.id,
        is_in(State.WAITING),
        Delivery.key.startswith(f"{kind}:"),
    )
    return db.session.scalar(query) or 0


def sealed(payload: str) -> str:
    """As it is kept (D7). Opened only when it is sent: one that cannot be read stops no other."""
    return keyring().encrypt(payload.encode()).decode()


def opened(payload: str) -> str:
    return keyring().decrypt(payload.encode()).decode()


def gone_out(keys: Iterable[str]) -> set[str]:
    """Those of which a message was sent to a device, or is under way now."""
    query = select(Delivery.key).where(
        Delivery.key.in_(list(keys)),
        or_(is_in(State.SENT), Delivery.lease.is_not(None)),
    )
    return set(db.session.scalars(query))


def cancel(keys: Iterable[str]) -> None:
    """Whatever waits under these keys is not sent any more; safe to call twice."""
    waits = select(Delivery.id).where(Delivery.key.in_(list(keys)), is_in(State.WAITING))
    # PostgreSQL: in the order of whoever settles, so that neither waits for the other in a ring
    ids = list(db.session.scalars(waits.order_by(Delivery.id).with_for_update(key_share=True)))
    db.session.execute(
        update(Delivery).where(Delivery.id.in_(ids)).values(state=State.CANCELLED, lease=None)
    )


def resume(keys: Iterable[str], now: datetime) -> None:
    """What was cancelled under these keys waits once more while it is of use, and whether it is
    still wanted is asked right before it is sent; safe to call twice.
    """
    gone = select(Delivery.id).where(
        Delivery.key.in_(list(keys)),
        Delivery.state == State.CANCELLED,
        Delivery.useful_until > now,
    )
    ids = list(db.session.scalars(gone.order_by(Delivery.id).with_for_update(key_share=True)))
    db.session.execute(
        update(Delivery)
        .where(Delivery.id.in_(ids))
        .values(state=State.WAITING, lease=None, next_try_at=now)
    )
