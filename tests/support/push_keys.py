"""The keys of a subscription (RFC 8291), as a browser makes and writes them."""

import base64
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def push_keys() -> dict[str, str]:
    """A public key on P-256, and a secret; nobody keeps the private one."""
    return in_json(ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16))


def in_json(key: ec.EllipticCurvePrivateKey, auth: bytes) -> dict[str, str]:
    return {"p256dh": base64url(point(key)), "auth": base64url(auth)}


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unbase64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
