"""How we prove to a push service who sends: VAPID (RFC 8292)."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import urlsplit

import click
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask, current_app
from py_vapid import Vapid02

LIFETIME = timedelta(hours=12)  # a push service refuses more than 24 hours


class Signer:
    """Signs once per push service, and again at half of the signature's life."""

    def __init__(self, private_key: str, subject: str) -> None:
        """The key as PEM, as base64url DER, or as 32 bytes in base64url."""
        pem = private_key.startswith("-----BEGIN")
        self.vapid = (
            Vapid02.from_pem(private_key.encode()) if pem else Vapid02.from_string(private_key)
        )
        self.subject = subject
        self.signed: dict[str, tuple[datetime, str]] = {}
        self.signing = Lock()

    def public_key(self) -> str:
        """The application server key of browsers: an uncompressed point in base64url."""
        point = self.vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).rstrip(b"=").decode()

    def authorization(self, endpoint: str, now: datetime) -> str:
        """The Authorization header for an endpoint."""
        parts = urlsplit(endpoint)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self.signing:
            expires_at, header = self.signed.get(origin, (now, ""))
            if expires_at - now < LIFETIME / 2:
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


def signer() -> Signer:
    """The signer of this app's key."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    made_of = (app.config["VAPID_PRIVATE_KEY"], app.config["VAPID_SUBJECT"])
    of, found = app.extensions.get("vapid", (None, None))
    if of != made_of:
        found = Signer(*made_of)
        app.extensions["vapid"] = (made_of, found)
    assert isinstance(found, Signer)
    return found


def show_keys() -> None:
    """Show the public key, and where the private one comes from."""
    kept = current_app.config["DATA_DIR"] / "vapid_private_key"
    click.echo(f"public key:  {signer().public_key()}")
    click.echo(f"contact:     {current_app.config['VAPID_SUBJECT']}")
    click.echo(f"private key: {kept if kept.exists() else 'VAPID_PRIVATE_KEY'}")
    click.echo("Keep the private key: with another one, every device has to be turned on again.")
