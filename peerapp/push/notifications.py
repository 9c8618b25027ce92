"""What a notification says, and the bytes of it.

By default a stranger who sees the lock screen, and a push service that sees the size, learn nothing
(P3): fixed words, an address without a meaning, and one length for all.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import current_app

from peerapp import language
from peerapp.language import _, lazy

# The size of every plaintext in bytes. A notification needs some 300; with seven buttons and their
# tokens some 1,500, and one that is too long loses its last buttons. Encrypted it is 2,151: far
# from the 4,096 that a push service must take (RFC 8030, section 7.2), and light on a data plan.
# RFC 8188 would allow zeros inside the record, but http_ece writes none; white space after a JSON
# text means nothing (RFC 8259, section 2).
PADDED_LENGTH = 2048

# For a push service that finds that too large: fixed words, so one length for all once more.
SHORT_LENGTH = 512

# Made once: it is used thousands of times a second.
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

DISCREET_TITLE = lazy("A moment for you?")
DISCREET_BODY = lazy("Tap when it suits you.")


class Urgency(StrEnum):
    """RFC 8030, section 5.3. A phone that sleeps is woken only by HIGH."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True)
class Action:
    """A button of a notification, which `answers.on_answer` carries out.

    `title` says nothing of the person; `in_full` is shown instead where the locked screen may say
    more. One whose name others begin with ("later" of "later-1h") does nothing by itself: it shows
    those in place of what there was, since most platforms have room for two.
    """

    name: str
    title: str
    in_full: str | None = None


@dataclass(frozen=True)
class Notification:
    """`key` says what it is about (such as `reminder:<slot id>`): one key goes to a device once.
    Its texts are `lazy`, or else in the language of who gets it.

    `repeats`: the key of what it rings for again, and replaces. `in_full`: the title for devices
    whose person wants to read what it is about on the locked screen; asked only if there is one.
    `actions`: its buttons, the most useful first, since most platforms show two; `by_hand`: the
    page where the same can be done. `badge`: the number on the app's icon; None leaves it as it is.
    """

    key: str
    useful_until: datetime
    title: str = DISCREET_TITLE
    body: str = DISCREET_BODY
    path: str = "/"
    urgency: Urgency = Urgency.HIGH
    repeats: str | None = None
    in_full: Callable[[], str] | None = None
    actions: tuple[Action, ...] = ()
    by_hand: str = "/"
    badge: int | None = None

    @property
    def topic(self) -> str:
        """The same for a repeat, so that it replaces what waits at the push service, and what the
        phone shows, instead of ringing twice (R1). At most 32 letters (RFC 8030, section 5.4).
        """
        return urlsafe_b64encode(hashlib.sha256((self.repeats or self.key).encode()).digest())[
            :32
        ].decode()


class TooLong(ValueError):
    """The notification does not fit into the one length of all."""


def declarative(notification: Notification, origin: str, shows_details: bool = False) -> str:
    """Declarative Web Push (github.com/w3c/push-api, "declarative push message"), as it is kept for
    all devices of a person; `answers.completed` adds for each what is its own. In the language that
    is spoken now (language.of).

    A browser that knows it shows it without our service worker, which shows the same elsewhere.
    """
    in_full = notification.in_full() if shows_details and notification.in_full else None
    title = in_full or notification.title
    said = texts(title, notification.body, origin + notification.path, notification.topic)
    if notification.badge is not None:
        # The draft has it beside the notification (w3c/push-api, pull request 402), the parser of
        # Safari 18.4 looks for it inside; each ignores the other one.
        said["app_badge"] = said["notification"]["app_badge"] = notification.badge
    if notification.actions:
        # short, since a row is kept for each reminder that rings
        said["buttons"] = [
            (one.name, str((one.in_full if shows_details else None) or one.title))
            for one in notification.actions
        ]
        said["when"] = _("When would be better?")  # where a button shows others
        said["by_hand"] = origin + notification.by_hand
    return as_json(said)


def short_form(origin: str, topic: str) -> str:
    """Of whatever notification: a tap opens the app."""
    return as_json(texts(DISCREET_TITLE, DISCREET_BODY, f"{origin}/", topic))


def neutral() -> dict[str, dict[str, str]]:
    """What our service worker shows where it cannot read what came, by language."""
    found = {}
    for code in current_app.config["LANGUAGES"]:
        with language.speaking(code):
            said = {"title": str(DISCREET_TITLE), "body": str(DISCREET_BODY)}
            found[code] = {**said, **language_now()}
    return found


def texts(title: str, body: str, navigate: str, tag: str) -> dict[str, Any]:
    said = {"title": str(title), "body": str(body), "navigate": navigate, "tag": tag}
    return {"web_push": 8030, "notification": {**said, **language_now()}}


def language_now() -> dict[str, str]:
    """As the Notifications API has it: how a screen reader reads it, and where a line begins."""
    locale = language.locale()
    return {"lang": locale.language, "dir": locale.text_direction}


def as_json(said: Mapping[str, Any]) -> str:
    return ENCODER.encode(said)


def padded(payload: str, length: int = PADDED_LENGTH) -> bytes:
    """Raises TooLong."""
    data = payload.encode()
    if len(data) > length:
        raise TooLong(f"{len(data)} bytes")
    return data.ljust(length)
