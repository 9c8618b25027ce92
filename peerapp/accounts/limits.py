"""How often a thing may be tried, counted in one place for all processes.

The counts are in Redis where there is one, else in our database.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_address, ip_network
from uuid import UUID

from flask import Flask, Response, current_app, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItem, parse
from limits.storage import Storage
from sqlalchemy import case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from peerapp import clock
from peerapp.accounts.models import RateCount
from peerapp.extensions import db, looking, short_write


class DatabaseStorage(Storage):
    """A storage of the `limits` package in our own table, in transactions of its own.

    It must be asked before the view's transaction begins: SQLite has one writer at a time.
    """

    STORAGE_SCHEME = ["peerapp"]

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = clock.now()
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        row = insert(RateCount).values(
            key=short(key), count=amount, expires_at=now + timedelta(seconds=expiry)
        )
        is_over = RateCount.expires_at <= now
        counted = row.on_conflict_do_update(
            index_elements=[RateCount.key],
            set_={
                "count": case((is_over, amount), else_=RateCount.count + amount),
                "expires_at": case((is_over, row.excluded.expires_at), else_=RateCount.expires_at),
            },
        ).returning(RateCount.count)
        with short_write() as connection:
            return int(connection.execute(counted).scalar_one())

    def get(self, key: str) -> int:
        row = self._row(key)
        return row[0] if row else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return (row[1] if row else clock.now()).timestamp()

    def check(self) -> bool:
        with looking() as connection:
            return bool(connection.execute(select(1)).scalar_one())

    def reset(self) -> int:
        with short_write() as connection:
            return connection.execute(delete(RateCount)).rowcount

    def clear(self, key: str) -> None:
        with short_write() as connection:
            connection.execute(delete(RateCount).where(RateCount.key == short(key)))

    def _row(self, key: str) -> tuple[int, datetime] | None:
        query = select(RateCount.count, RateCount.expires_at).where(
            RateCount.key == short(key), RateCount.expires_at > clock.now()
        )
        with looking() as connection:
            row = connection.execute(query).first()
        return (row[0], row[1].astimezone(UTC)) if row else None


def short(key: str) -> str:
    """Keys would hold tokens and addresses of people, and may be long: only a hash is kept."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def network() -> str:
    """Where a request comes from: an IPv4 address, or the /64 that an IPv6 household has."""
    address = get_remote_address()
    try:
        ip = ip_address(address)
    except ValueError:
        return "nowhere"  # a proxy's header that holds no address
    if isinstance(ip, IPv4Address):
        return address
    return str(ip.ipv4_mapped or ip_network((ip, 64), strict=False))


def by_device() -> str:
    """One count per signed-in device, else per network; asks no database."""
    token = session.get("_user_id")
    return short(str(token)) if token else network()


limiter = Limiter(key_func=network, headers_enabled=False)


def set_up(app: Flask) -> None:
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["REDIS_URL"] or "peerapp://")
    app.config.setdefault("RATELIMIT_STRATEGY", "fixed-window")
    limiter.init_app(app)


# Failed tries of a password. A device that has signed in to an account before has a count of its
# own for that account, so that a stranger who tries and tries cannot lock its owner out (OWASP's
# "device cookies").
PER_DEVICE = parse("10 per 15 minutes")
PER_ACCOUNT_AND_NETWORK = parse("10 per 15 minutes")
PER_ACCOUNT = parse("50 per 1 hour")
PER_NETWORK = parse("200 per 15 minutes")  # a whole house may share one
RESETS_PER_ACCOUNT_AND_NETWORK = parse("5 per 1 hour")
RESETS_PER_ACCOUNT = parse("200 per 1 day")  # far more than any owner needs
RESETS_PER_NETWORK = parse("30 per 1 hour")

PHOTOS_PER_PERSON = (parse("6 per 1 minute"), parse("60 per 1 hour"))

DEVICE_COOKIE = "known_device"
MOST_KNOWN = 5  # accounts that one browser remembers: a phone may be shared
Counts = list[tuple[RateLimitItem, str]]


@dataclass(frozen=True)
class Device:
    """A browser that has signed in to this account before."""

    person_id: UUID
    mark: str

    @property
    def counts(self) -> Counts:
        return [(PER_DEVICE, f"device:{self.mark}")]


def counts_for(email: str) -> Counts:
    """What a try at any account of this address falls under, on a device that is not known."""
    return [*account_counts_for(email), (PER_NETWORK, f"network:{network()}")]


def account_counts_for(email: str) -> Counts:
    return [
        (PER_ACCOUNT_AND_NETWORK, f"account:{short(email)}:network:{network()}"),
        (PER_ACCOUNT, f"account:{short(email)}"),
    ]


def reset_counts_for(email: str) -> Counts:
    """Each network that asks has its own, so that a stranger does not use up the owner's."""
    return [
        (RESETS_PER_ACCOUNT_AND_NETWORK, f"reset:{short(email)}:network:{network()}"),
        (RESETS_PER_ACCOUNT, f"reset:{short(email)}"),
        (RESETS_PER_NETWORK, f"reset:network:{network()}"),
    ]


def photo_counts_for(person_id: UUID) -> Counts:
    """By person: one may sign in as often as they like."""
    return [(limit, f"photo:{person_id}") for limit in PHOTOS_PER_PERSON]


def are_reached(counts: Counts) -> bool:
    return not all(limiter.limiter.test(limit, key) for limit, key in counts)


def note_try(counts: Counts) -> None:
    for limit, key in counts:
        limiter.limiter.hit(limit, key)


def forget_tries(device: Device) -> None:
    for limit, key in device.counts:
        limiter.limiter.clear(limit, key)


def device_of(person_id: UUID) -> Device | None:
    """This browser, if it has signed in to the account before."""
    return next((one for one in known_devices() if one.person_id == person_id), None)


def known_devices() -> list[Device]:
    """One for each account that this browser has signed in to, the latest first."""
    try:
        said = _signer().loads(request.cookies.get(device_cookie_name(), ""))
        return [Device(UUID(person_id), str(mark)) for person_id, mark in said]
    except (BadSignature, TypeError, ValueError):
        return []


def remember_device(response: Response, device: Device) -> None:
    others = [one for one in known_devices() if one.person_id != device.person_id]
    _keep(response, [device, *others][:MOST_KNOWN])


def forget_device(response: Response, person_id: UUID) -> None:
    """Nothing in this browser says any more that somebody had this account."""
    _keep(response, [one for one in known_devices() if one.person_id != person_id])


def _keep(response: Response, devices: list[Device]) -> None:
    response.set_cookie(
        device_cookie_name(),
        _signer().dumps([(str(one.person_id), one.mark) for one in devices]),
        max_age=timedelta(days=400),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def device_cookie_name() -> str:
    return ("__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else "") + DEVICE_COOKIE


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known-device")
