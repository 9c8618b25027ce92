"""What a notification says, and the bytes of it.

By default a stranger who sees the lock screen, and a push service that sees the size, learn nothing
(P3): fixed words, an address without a meaning, and one length for all.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# The size of every plaintext in bytes. A notification in full needs some 300; one with a name and
# the start of a message, later, up to 1,500. Encrypted it is 2,151: far from the 4,096 that a
# push service must take (RFC 8030, section 7.2), and light on a phone's data plan.
# RFC 8188 would allow zeros inside the record, but http_ece writes none; white space after a JSON
# text means nothing (RFC 8259, section 2).
PADDED_LENGTH = 2048

DISCREET_TITLE = "A moment for you?"
DISCREET_BODY = "Tap when it suits you."


class Urgency(StrEnum):
    """RFC 8030, section 5.3. A phone that sleeps is woken only by HIGH."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True)
class Notification:
    """`key` says what it is about (such as `reminder:<slot id>`): one key goes to a device once."""

    key: str
    useful_until: datetime
    title: str = DISCREET_TITLE
    body: str = DISCREET_BODY
    path: str = "/"
    urgency: Urgency = Urgency.HIGH

    @property
    def topic(self) -> str:
        """The same for a repeat, so that it replaces what waits at the push service, and what the
        phone shows, instead of ringing twice (R1). At most 32 letters (RFC 8030, section 5.4).
        """
        return urlsafe_b64encode(hashlib.sha256(self.key.encode()).digest())[:32].decode()


class TooLong(ValueError):
    """The notification does not fit into the one length of all."""


def declarative(notification: Notification, origin: str) -> str:
    """Declarative Web Push (github.com/w3c/push-api, "declarative push message").

    A browser that knows it shows it without our service worker, which shows the same elsewhere.
    """
    text = {
        "web_push": 8030,
        "notification": {
            "title": notification.title,
            "body": notification.body,
            "navigate": origin + notification.path,
            "tag": notification.topic,
        },
    }
    return json.dumps(text, ensure_ascii=False, separators=(",", ":"))


def padded(payload: str) -> bytes:
    data = payload.encode()
    if len(data) > PADDED_LENGTH:
        raise TooLong(f"{len(data)} bytes")
    return data.ljust(PADDED_LENGTH)
