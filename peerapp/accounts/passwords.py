"""Passwords, hashed with Argon2id by the OWASP setting (19 MiB, two passes, one lane).

Source: OWASP Password Storage Cheat Sheet. RFC 9106 describes Argon2.

Accounts of one address share a salt, so that one computation tells which of them, if any, a
password opens: the time an answer takes does not tell how many accounts there are (A5).
"""

import base64
import hmac
import secrets
from collections.abc import Sequence

from argon2 import Type, extract_parameters
from argon2.low_level import hash_secret
from flask import current_app
from zxcvbn import zxcvbn

from peerapp.language import _

LEAST_LENGTH = 10
MOST_LENGTH = 128
JUDGED = 20
OWASP_COST = {"time_cost": 2, "memory_cost": 19 * 1024, "parallelism": 1}


def new_hash(password: str, known: Sequence[str] = ()) -> str:
    """The encoded hash for a new password; `known` are those of the address's other accounts."""
    if known:
        return _hash_like(known[0], password)
    return _hash(password, secrets.token_bytes(16), current_app.config.get("ARGON2", OWASP_COST))


def opens(password: str, known: Sequence[str]) -> list[bool]:
    """Which of one address's hashes this password opens; takes as long when there is none."""
    attempt = new_hash(password, known)
    return [hmac.compare_digest(one, attempt) for one in known]


def weakness(password: str, *hints: str) -> str | None:
    """Why a new password will not do, as a sentence for the person; None when it will.

    `hints` are words an attacker would try first (name, address). NIST SP 800-63B asks for a length
    and a look at common passwords, and against rules on which letters must be in it.
    """
    if len(password) < LEAST_LENGTH:
        return _("Use %(least)s characters or more. A short sentence is good.", least=LEAST_LENGTH)
    if len(password) > MOST_LENGTH:
        return _("Use %(most)s characters or fewer.", most=MOST_LENGTH)
    words = [hint[:100] for hint in hints if hint]
    # Both ends alone: on a text made to be slow, zxcvbn takes 0.15 s for 20 letters, 2 s for 64.
    ends = {password[:JUDGED], password[-JUDGED:]}
    if max(zxcvbn(end, user_inputs=words)["score"] for end in ends) < 2:
        return _("This one is easy to guess. Add another word or two.")
    return None


def _hash_like(encoded: str, password: str) -> str:
    cost = extract_parameters(encoded)
    salt = encoded.split("$")[4]
    return _hash(
        password,
        _from_base64(salt),
        {
            "time_cost": cost.time_cost,
            "memory_cost": cost.memory_cost,
            "parallelism": cost.parallelism,
        },
    )


def _hash(password: str, salt: bytes, cost: dict[str, int]) -> str:
    secret = password.encode("utf-8", "surrogatepass")
    return hash_secret(secret, salt, hash_len=32, type=Type.ID, **cost).decode()


def _from_base64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
