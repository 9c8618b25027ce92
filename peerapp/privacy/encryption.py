"""Free text is encrypted before it reaches the database (D7).

The keys are Fernet keys (AES-128-CBC with HMAC-SHA256, github.com/fernet/spec), newest first: the
first one encrypts, all of them decrypt.
"""

import json
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
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
