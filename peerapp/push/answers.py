"""A notification is answered by one of its buttons, without a session.

Each button has a token: who holds it may do that one thing, for that one delivery, once, as long as
the notification is of use and the device still belongs to the same person, signed in and turned on.
"""

import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, Signer
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from peerapp import language
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.push import subscriptions
from peerapp.push.by_kind import ByKind, split
from peerapp.push.models import Delivery, PushSubscription
from peerapp.push.notifications import PADDED_LENGTH, TooLong, as_json, language_now, padded

GOOD_FOR = timedelta(hours=8)  # at most; the notification may be of use for longer
TOKEN = re.compile(r"[A-Za-z0-9_.-]{1,200}")


@dataclass(frozen=True)
class Pressed:
    """`subject`: of the delivery's key, `<kind>:<subject>`. Nobody else changes meanwhile what is
    this person's (`people.lock`).
    """

    person: Person
    subject: str
    action: str
    delivery_id: UUID
    at: datetime


@dataclass(frozen=True)
class Said:
    """What the phone shows for a moment in place of the notification, on a screen that may be
    locked: no word on recovery. `path`: where a tap on it leads, and then it stays until then.
    `badge`: the number on the app's icon from now on. `spoken`: its `lang` and `dir`.
    """

    text: str
    hint: str = ""
    path: str | None = None
    badge: int | None = None
    spoken: Mapping[str, str] = field(default_factory=language_now)


class NoToken(ValueError):
    """What was sent is no token of ours."""


class Refused(Exception):
    """It cannot be done (any more); the text is for the person, who finds more on the page. It is
    in the language that was spoken where it was raised.
    """

    def __init__(self, text: str) -> None:
        super().__init__(str(text))


NOT_OURS = lazy("We could not read that. Please open the app.")
USED = lazy("You answered this already. Nothing was changed.")
TOO_LATE = lazy("That was for an earlier time. Please open the app.")
GONE = lazy("This button does not work any more. Please open the app.")

# A feature does here what the buttons of its notifications say.
OnAnswer = Callable[[Pressed], Said]
handlers: ByKind[OnAnswer] = ByKind()


def on_answer(kind: str) -> Callable[[OnAnswer], OnAnswer]:
    """For deliveries with a key `<kind>:<subject>`. It raises Refused for what cannot be done, and
    then the other buttons still work.
    """
    return handlers.of(kind)


def press(token: str, now: datetime) -> Said:
    """Do what a button says, once. Raises NoToken and Refused; then nothing is to be committed."""
    delivery_id, action = read(token)
    whose = select(Delivery.person_id).where(Delivery.id == delivery_id)
    person_id = db.session.scalar(whose)
    if person_id is None:
        raise Refused(GONE)
    people.lock(person_id)
    with language.of(db.session.get_one(Person, person_id)):  # nobody is signed in
        return answered(delivery_id, action, now)


def answered(delivery_id: UUID, action: str, now: datetime) -> Said:
    delivery = still_there(delivery_id)
    kind, subject = split(delivery.key if delivery else "")
    if delivery is None or kind not in handlers or not is_theirs(delivery, now):
        raise Refused(GONE)
    if not take(delivery_id, now):
        raise Refused(USED)
    if now >= good_until(delivery):
        raise Refused(TOO_LATE)
    person = delivery.subscription.sign_in.person
    return handlers[kind](Pressed(person, subject, action, delivery_id, now))


def read(token: str) -> tuple[UUID, str]:
    """The delivery and the action that a token of ours is for. Raises NoToken."""
    if not TOKEN.fullmatch(token):
        raise NoToken(NOT_OURS)
    try:
        said = signer(current_app.config["SECRET_KEY"]).unsign(token).decode()
    except BadSignature as why:
        raise NoToken(NOT_OURS) from why
    delivery, _, action = said.partition(".")
    return UUID(bytes=urlsafe_b64decode(f"{delivery}==")), action


def token_for(delivery_id: UUID, action: str) -> str:
    delivery = urlsafe_b64encode(delivery_id.bytes).rstrip(b"=").decode()
    return signer(current_app.config["SECRET_KEY"]).sign(f"{delivery}.{action}").decode()


@cache
def signer(secret: str) -> Signer:
    """Its key is derived once, not for each of a million buttons."""
    key = hmac.digest(secret.encode(), b"push answer", "sha256")
    return Signer(key, key_derivation="none", digest_method=hashlib.sha256)


def still_there(delivery_id: UUID) -> Delivery | None:
    query = (
        select(Delivery)
        .where(Delivery.id == delivery_id)
        .options(joinedload(Delivery.subscription).joinedload(PushSubscription.sign_in))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def is_theirs(delivery: Delivery, now: datetime) -> bool:
    """Whether the device is still that of the person for whom it was written (P2)."""
    device = delivery.subscription
    return device.person_id == delivery.person_id and subscriptions.takes_a_push(device, now)


def good_until(delivery: Delivery) -> datetime:
    return min(delivery.useful_until, (delivery.sent_at or delivery.created_at) + GOOD_FOR)


def take(delivery_id: UUID, now: datetime) -> bool:
    """Whether it was us who answered it: none of its buttons works a second time."""
    taken = db.session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.answered_at.is_(None))
        .values(answered_at=now)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


@cache
def that_act(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of buttons that do something, instead of showing others (see `Action`)."""
    return tuple(one for one in names if not any(other.startswith(f"{one}-") for other in names))


def completed(payload: str, delivery_id: UUID, length: int = PADDED_LENGTH) -> bytes:
    """A payload as one device gets it: with what it tells us by that it came, and a token for each
    of its buttons that does something. The last buttons go where it would be too long. Raises
    TooLong.
    """
    said = json.loads(payload)
    kept = said.pop("buttons", [])
    page, when = said.pop("by_hand", None), said.pop("when", None)
    buttons = [{"action": name, "title": title, "navigate": page} for name, title in kept]
    names = that_act(tuple(name for name, _title in kept))
    tokens = {name: token_for(delivery_id, name) for name in names}
    data: dict[str, Any] = {"receipt": str(delivery_id)}
    said["notification"]["data"] = data
    if buttons:
        said["notification"]["actions"], data["tokens"] = buttons, tokens
        data["when"] = when  # asked above the buttons that another shows
    while True:
        try:
            return padded(as_json(said), length)
        except TooLong:
            if not buttons:
                raise
            tokens.pop(buttons.pop()["action"], None)
