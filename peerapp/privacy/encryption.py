"""Free text is encrypted before it reaches the database (D7).

The keys are Fernet keys (AES-128-CBC with HMAC-SHA256, github.com/fernet/spec), newest first: the
first one encrypts, all of them decrypt.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app
from sqlalchemy import Dialect, LargeBinary, Text, TypeDecorator


def set_up(app: Flask) -> None:
    app.extensions["keyring"] = MultiFernet([Fernet(key) for key in app.config["ENCRYPTION_KEYS"]])


def keyring() -> MultiFernet:
    ring: MultiFernet = current_app.extensions["keyring"]
    return ring


class EncryptedText(TypeDecorator[str]):
    """Text that only the app can read; it cannot be searched or compared in the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring().encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring().decrypt(value.encode()).decode()


class EncryptedJson(TypeDecorator[dict[str, Any]]):
    """A small mapping, kept as `EncryptedText` is. Put a new one in its place to change it: what is
    changed inside is not noticed.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else keyring().encrypt(json.dumps(value).encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else json.loads(keyring().decrypt(value.encode()))


class EncryptedBytes(TypeDecorator[bytes]):
    """A picture, say: bytes that only the app can read."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring().encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring().decrypt(value)


class EncryptedForViewings(EncryptedBytes):
    """The key that seals who saw what, under keys of its own, each derived from one of the app's.
    A text that somebody typed, and that was encrypted for them, put in its place opens nothing.
    """

    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring_for("viewings").encrypt(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring_for("viewings").decrypt(value)


def keyring_for(purpose: str) -> MultiFernet:
    keys = [urlsafe_b64decode(key) for key in current_app.config["ENCRYPTION_KEYS"]]
    return MultiFernet([Fernet(urlsafe_b64encode(derived(key, purpose))) for key in keys])


def derived(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"peerapp {purpose}".encode()).derive(key)
