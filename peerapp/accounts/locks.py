"""A PIN that covers the app on one device, for a phone that others hold too.

It keeps out who picks the phone up. It is no encryption, and nothing is said to be: what is on the
phone can be read by who takes it apart. The tries are counted here, for all processes; after the
last one the device is signed out, and only the password opens it.
"""

import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import update

from peerapp.accounts import passwords, sign_ins
from peerapp.accounts.limits import Device
from peerapp.accounts.models import DeviceLock, SignIn
from peerapp.extensions import db, short_write

LEAST_DIGITS = 4
MOST_DIGITS = 8
MOST_TRIES = 5


class SignedOut(Exception):
    """The last try was wrong too: this device is signed out."""


def set_pin(sign_in: SignIn, pin: str, now: datetime) -> None:
    pin_hash = passwords.new_hash(mixed(pin, sign_in.person_id))
    if sign_in.lock is None:
        sign_in.lock = DeviceLock(pin_hash=pin_hash, created_at=now)
    else:
        sign_in.lock.pin_hash, sign_in.lock.created_at = pin_hash, now


def remove(sign_in: SignIn) -> None:
    sign_in.lock = None


def shut(sign_in: SignIn, now: datetime) -> None:
    """Ask for the PIN from now on, where there is one; safe to call twice."""
    if sign_in.lock and not sign_in.lock.locked_at:
        sign_in.lock.locked_at = now


def go_out_of_sight(sign_in: SignIn, now: datetime) -> None:
    if sign_in.lock:
        sign_in.lock.away_at = sign_in.lock.away_at or now


def be_in_sight(sign_in: SignIn) -> None:
    """Only of a device that is not shut."""
    if sign_in.lock:
        sign_in.lock.away_at = None


def open_with(sign_in: SignIn, pin: str, now: datetime) -> int | None:
    """How many tries are left after a wrong PIN; None when it was right. Raises SignedOut.

    A try is counted before it is looked at, so that many at once are no more than one by one. It
    ends the transaction before it counts and hashes: on SQLite no one else could write meanwhile.
    """
    if sign_in.lock is None:
        return None
    sign_in_id, person_id, pin_hash = sign_in.id, sign_in.person_id, sign_in.lock.pin_hash
    db.session.rollback()
    tries = count_a_try(sign_in_id)
    is_right = tries <= MOST_TRIES and passwords.opens(mixed(pin, person_id), [pin_hash])[0]
    if is_right:
        open_up(sign_in, now)
        return None
    if tries >= MOST_TRIES:
        sign_ins.end(sign_in, now)
        db.session.commit()
        raise SignedOut
    return MOST_TRIES - tries


def count_a_try(sign_in_id: UUID) -> int:
    counted = (
        update(DeviceLock)
        .where(DeviceLock.sign_in_id == sign_in_id)
        .values(tries=DeviceLock.tries + 1)
        .returning(DeviceLock.tries)
    )
    with short_write() as connection:
        return int(connection.execute(counted).scalar_one_or_none() or MOST_TRIES + 1)


def open_up(sign_in: SignIn, now: datetime) -> None:
    if sign_in.lock:
        sign_in.lock.locked_at = sign_in.lock.away_at = None
        sign_in.lock.tries = 0
    sign_in.seen_at = now


def carry_over(sign_in: SignIn, known: Collection[Device]) -> None:
    """The PIN that this browser had before it was signed out is the person's here again."""
    mark = next((one.mark for one in known if one.person_id == sign_in.person_id), None)
    earlier = db.session.get(DeviceLock, UUID(mark)) if mark else None
    if earlier is not None:
        sign_in.lock = DeviceLock(pin_hash=earlier.pin_hash, created_at=earlier.created_at)
        db.session.delete(earlier)


def mixed(pin: str, person_id: UUID) -> str:
    """With the server's key in it: a copy of the database alone does not give away so few digits,
    which may be those of the phone itself.
    """
    key = str(current_app.config["SECRET_KEY"]).encode()
    said = f"pin:{person_id}:{pin}".encode("utf-8", "surrogatepass")
    return hmac.new(key, said, hashlib.sha256).hexdigest()
