"""Which browsers take a push, and for whom (P2)."""

import re
from base64 import urlsafe_b64decode
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.orm import joinedload

from peerapp.accounts import sign_ins
from peerapp.accounts.models import Person, SignIn
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.push import vapid
from peerapp.push.endpoints import PLAIN_URL, Allowed, BadEndpoint
from peerapp.push.models import Delivery, PushSubscription, State

POINT_BYTES = 65  # an uncompressed point on P-256 (RFC 8291, section 3.1)
SECRET_BYTES = 16  # section 3.2
MOST = 20  # of one person
MOST_OF_DEVICE = 5  # of one sign-in: old ones of a browser, until they are found gone


class BrokenSubscription(ValueError):
    """What a browser sent is no subscription that we can send to; the text is for the person."""


NOT_READABLE = lazy(
    "This device sent something we cannot read. Please turn reminders off and on again."
)
NOT_KNOWN = lazy("This browser uses a push service that we do not know, so we cannot send to it.")


@dataclass(frozen=True)
class Browser:
    """What `PushSubscription.toJSON()` says, checked; `server_key`: which of our keys it was made
    with, if the browser told.
    """

    endpoint: str
    p256dh: str
    auth: str
    server_key: str | None = None


def read(said: object, allowed: Allowed) -> Browser:
    """Raises BrokenSubscription."""
    keys = said.get("keys") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(keys, dict):
        raise BrokenSubscription(NOT_READABLE)
    endpoint, p256dh, auth = said.get("endpoint"), keys.get("p256dh"), keys.get("auth")
    if not (isinstance(endpoint, str) and isinstance(p256dh, str) and isinstance(auth, str)):
        raise BrokenSubscription(NOT_READABLE)
    try:
        allowed.check(endpoint)
    except BadEndpoint as why:
        raise BrokenSubscription(NOT_KNOWN) from why
    point, secret = decoded(p256dh), decoded(auth)
    if len(point) != POINT_BYTES or len(secret) != SECRET_BYTES:
        raise BrokenSubscription(NOT_READABLE)
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError as why:
        raise BrokenSubscription(NOT_READABLE) from why
    told, ours = said.get("key"), {one.public_key() for one in vapid.signers()}
    server_key = told if isinstance(told, str) and told in ours else None
    return Browser(endpoint, p256dh.rstrip("="), auth.rstrip("="), server_key)


def decoded(text: str) -> bytes:
    """Base64url, with or without padding; nothing that is not."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}={0,2}", text):
        return b""
    text = text.rstrip("=")
    return b"" if len(text) % 4 == 1 else urlsafe_b64decode(text + "=" * (-len(text) % 4))


def subscribe(
    browser: Browser, sign_in: SignIn, now: datetime, again: bool = False, replaces: bool = False
) -> bool:
    """The browser belongs to this person and device from now on. Whether it is new to us.

    `again`: the browser only says once more what it has; what was turned off meanwhile stays off.
    `replaces`: the one that this device had is gone, and what waits for it goes to this one.

    The same again changes nothing; what waits for another person on it is cancelled. An old
    endpoint of a device, which its push service ends, goes with the first message to it.
    """
    take_turns()
    known = found(PushSubscription.endpoint == browser.endpoint)
    if known is None and replaces and (known := of_sign_in(sign_in)):
        known.endpoint, known.server_key = browser.endpoint, None
        known.failures, known.last_error = 0, None
    if known is None:
        make_room(sign_in)
        db.session.add(
            PushSubscription(
                person_id=sign_in.person_id,
                sign_in_id=sign_in.id,
                endpoint=browser.endpoint,
                p256dh=browser.p256dh,
                auth=browser.auth,
                server_key=browser.server_key or vapid.signer().public_key(),
                created_at=now,
            )
        )
        return True
    is_others = known.person_id != sign_in.person_id
    if is_others:
        cancel_all(known)
        make_room(sign_in)
        known.shows_details = False  # what the one before chose says nothing of the next
    known.person_id, known.sign_in_id = sign_in.person_id, sign_in.id
    if known.auth != browser.auth:  # made anew: by who does not say with which key, with today's
        known.server_key = vapid.signer().public_key()
    known.p256dh, known.auth = browser.p256dh, browser.auth
    known.server_key = browser.server_key or known.server_key
    if not again or is_others:
        known.turned_off_at = None
    return False


def take_turns() -> None:
    """Whoever subscribes at the same time waits for the end of this transaction: two tabs may say
    the same at once, and one browser may go from hand to hand. SQLite has one writer anyway.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("push subscriptions"))))


def found(which: ColumnElement[bool]) -> PushSubscription | None:
    query = select(PushSubscription).where(which).execution_options(populate_existing=True)
    return db.session.scalar(query)


def make_room(sign_in: SignIn) -> None:
    """For one more: the ones that were turned on longest ago make way (P5)."""
    for whose, most in (
        (PushSubscription.sign_in_id == sign_in.id, MOST_OF_DEVICE),
        (PushSubscription.person_id == sign_in.person_id, MOST),
    ):
        query = select(PushSubscription.id).where(whose)
        latest_first = query.order_by(PushSubscription.created_at.desc())
        too_many = list(db.session.scalars(latest_first))[most - 1 :]
        remove(PushSubscription.id.in_(too_many))


def find(person: Person, device_id: UUID) -> PushSubscription | None:
    """One of the person's own devices."""
    return found(
        and_(PushSubscription.id == device_id, PushSubscription.person_id == person.id,
             PushSubscription.turned_off_at.is_(None))
    )  # fmt: skip


def turn_off(subscription: PushSubscription, now: datetime) -> None:
    """It takes no push from now on, until it is turned on again on the device itself."""
    cancel_all(subscription)
    subscription.turned_off_at = now


def cancel_all(subscription: PushSubscription) -> None:
    db.session.execute(
        update(Delivery)
        .where(Delivery.subscription_id == subscription.id, Delivery.state == State.WAITING)
        .values(state=State.CANCELLED, lease=None)
    )


def unsubscribe(person: Person, endpoint: str) -> bool:
    """Whether there was one."""
    if not PLAIN_URL.fullmatch(endpoint):  # a database may refuse what no browser says
        return False
    return remove(PushSubscription.person_id == person.id, PushSubscription.endpoint == endpoint)


def forget(sign_in: SignIn) -> bool:
    """This device takes no push any more. Whether it did."""
    return remove(PushSubscription.sign_in_id == sign_in.id)


def remove(*which: Any) -> bool:
    removed = db.session.execute(
        delete(PushSubscription).where(*which).returning(PushSubscription.id)
    )
    return removed.first() is not None


@sign_ins.signed_out.connect
def forget_signed_out(_sender: Any, sign_in: SignIn) -> None:
    forget(sign_in)


def live(person: Person, now: datetime) -> list[PushSubscription]:
    """Those of devices that are still signed in as this person."""
    query = (
        select(PushSubscription)
        .where(PushSubscription.person_id == person.id, PushSubscription.turned_off_at.is_(None))
        .options(joinedload(PushSubscription.sign_in))
        .order_by(PushSubscription.created_at)
    )
    return [one for one in db.session.scalars(query) if takes_a_push(one, now)]


@dataclass(frozen=True)
class Device:
    """What it takes to write a message for a live one."""

    id: UUID
    person_id: UUID
    shows_details: bool
    language: str  # the person's


def live_of(person_ids: Collection[UUID], now: datetime) -> defaultdict[UUID, list[Device]]:
    """The live devices of many people, in one query."""
    query = (
        select(
            PushSubscription.id,
            PushSubscription.person_id,
            PushSubscription.shows_details,
            Person.language,
        )
        .join(PushSubscription.sign_in)
        .join(SignIn.person)
        .where(PushSubscription.person_id.in_(person_ids), takes_a_push_at(now))
        .order_by(PushSubscription.created_at)
        # PostgreSQL: none is removed before the caller has written its messages. One that is being
        # changed now is waited for: to pass it over would be to find no device
        .with_for_update(read=True, key_share=True, of=PushSubscription)
    )
    found = defaultdict(list)
    for row in db.session.execute(query):
        found[row.person_id].append(Device(*row))
    return found


def takes_a_push_at(now: datetime) -> ColumnElement[bool]:
    """`takes_a_push` in a query that joins the devices, their sign-ins and these's people."""
    return and_(
        PushSubscription.turned_off_at.is_(None),
        SignIn.person_id == PushSubscription.person_id,
        sign_ins.take_pushes_at(now),
    )


def takes_a_push(subscription: PushSubscription, now: datetime) -> bool:
    """Not after its sign-in ended or ran out, nor while its person is suspended, nor after it was
    turned off.
    """
    sign_in = subscription.sign_in
    is_on = subscription.turned_off_at is None and sign_in.person_id == subscription.person_id
    return is_on and sign_ins.takes_pushes(sign_in, now)


def of_sign_in(sign_in: SignIn) -> PushSubscription | None:
    """The subscription of one device; one that is on before one that was turned off."""
    query = select(PushSubscription).where(PushSubscription.sign_in_id == sign_in.id)
    return db.session.scalar(query.order_by(PushSubscription.turned_off_at.is_not(None)).limit(1))
