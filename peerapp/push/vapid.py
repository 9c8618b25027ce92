"""How we prove to a push service who sends: VAPID (RFC 8292).

A browser's subscription is bound to the key that it was made with (section 4.2). So there may be
several keys, the newest first: new subscriptions are made with that one, and each older one signs
for the devices that were turned on with it, until they have been opened again.
"""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from threading import Lock

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask, current_app
from py_vapid import Vapid02

from peerapp.push.endpoints import origin_of

LIFETIME = timedelta(hours=12)
LONGEST = timedelta(hours=23)  # a push service refuses more than 24 (RFC 8292, section 2)


class Signer:
    """Signs once per push service, and again at half of the signature's life."""

    def __init__(self, private_key: str, subject: str) -> None:
        """The key as PEM, as base64url DER, or as 32 bytes in base64url."""
        pem = private_key.startswith("-----BEGIN")
        self.vapid = (
            Vapid02.from_pem(private_key.encode()) if pem else Vapid02.from_string(private_key)
        )
        point = self.vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self._public_key = urlsafe_b64encode(point).rstrip(b"=").decode()
        self.subject = subject
        self.signed: dict[str, tuple[datetime, str]] = {}
        self.signing = Lock()

    def public_key(self) -> str:
        """The application server key of browsers: an uncompressed point in base64url."""
        return self._public_key

    def authorization(self, endpoint: str, now: datetime) -> str:
        """The Authorization header for an endpoint."""
        origin = origin_of(endpoint)
        with self.signing:
            expires_at, header = self.signed.get(origin, (now, ""))
            if not LIFETIME / 2 <= expires_at - now <= LONGEST:  # the clock may be set back
                expires_at = now + LIFETIME
                # a dict of its own each time: pywebpush's own sender changes the one it is given
                claims = {
                    "aud": origin,
                    "exp": int(expires_at.timestamp()),
                    "sub": self.subject,
                }
                header = str(self.vapid.sign(claims)["Authorization"])
                self.signed[origin] = (expires_at, header)
        return header


def signers() -> tuple[Signer, ...]:
    """Those of this app's keys, the newest first."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    made_of = (app.config["VAPID_PRIVATE_KEY"], app.config["VAPID_SUBJECT"])
    of, found = app.extensions.get("vapid", (None, ()))
    if of != made_of:
        found = tuple(Signer(key, made_of[1]) for key in split(made_of[0]))
        app.extensions["vapid"] = (made_of, found)
    signers_of_app: tuple[Signer, ...] = found
    return signers_of_app


def split(private_keys: str) -> list[str]:
    """What is between commas, since a PEM has spaces and line breaks of its own."""
    return [key for part in private_keys.split(",") if (key := part.strip())]


def signer() -> Signer:
    """That of the key for new subscriptions."""
    return signers()[0]


def signer_for(server_key: str | None) -> Signer:
    """That of a subscription's own key. None, as of those that are older than the record of it: the
    oldest. One that we have no more: the newest; the push service's refusal is shown by `doctor`.
    """
    if server_key is None:
        return signers()[-1]
    return next((one for one in signers() if one.public_key() == server_key), signer())
