"""Many reminders that come due at one instant, and what came of them on the phones.

storm = Storm.of(service, 10_000)       # due three seconds from now
...                                     # a fault
storm.wait_until_settled(seconds=120)
outcome = storm.outcome()
report("kill -9 of the worker", 50, outcome, due=10_000)
"""

import json
import math
import os
import secrets
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from datetime import time as time_of_day
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update

from peerapp import clock
from peerapp.accounts.models import Person, Role, RoleGrant, SignIn
from peerapp.extensions import db
from peerapp.push import vapid
from peerapp.push.models import Delivery, PushSubscription, State
from peerapp.reminders.models import Reminder, ReminderSlot
from peerapp.reminders.schedule import EVERY_DAY
from tests.support.people import PASSWORD, password_hash
from tests.support.push_service import Device, PushService, Received

FIGURES_FILE = "FAULTS_FILE"
ROWS_AT_ONCE = 5_000


def where_it_is_noon(now: datetime) -> str:
    """A zone in which a reminder of now is of use for hours, whenever a test runs."""
    hours = now.hour - 12  # "Etc/GMT+5" is five hours behind
    return f"Etc/GMT{hours:+d}" if hours else "Etc/GMT"


@dataclass
class Tray:
    """What a phone shows: one notification per tag; another of the same tag takes its place and
    makes no sound (`renotify` is off, and our service worker never turns it on).
    """

    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    rings: int = 0

    def show(self, notification: dict[str, Any]) -> None:
        assert not notification.get("renotify")
        tag = notification["tag"]
        if tag not in self.shown:
            self.rings += 1
        self.shown[tag] = notification


@dataclass(frozen=True)
class Outcome:
    """`repeated`: messages that a push service took once more. `seen_twice`: what rang once more,
    on phones that show whatever comes, or on phones that were off and then get what the push
    service has kept for them (one message per Topic), whichever is more.
    """

    lost: int
    repeated: int
    seen_twice: int
    seconds: float  # from when they were due until the last one came for the first time
    median: float


@dataclass
class Storm:
    service: PushService
    due_at: datetime
    devices: list[Device]

    @classmethod
    def of(cls, service: PushService, count: int, due_in: float = 3) -> "Storm":
        """So many people, each with a device and a reminder."""
        [storm] = cls.of_each([service], count, due_in)
        return storm

    @classmethod
    def of_each(cls, services: list[PushService], count: int, due_in: float = 3) -> list["Storm"]:
        """The same for each of several push services, at one instant."""
        key = vapid.signer().public_key()
        devices = [[one.subscribe(server_key=key) for _ in range(count)] for one in services]
        # as they come, so that none of the services is first
        make_people([one for row in zip(*devices, strict=True) for one in row])
        whole_second = clock.now().replace(microsecond=0)
        due_at = whole_second + timedelta(seconds=math.ceil(due_in))
        plan(due_at)
        return [cls(one, due_at, mine) for one, mine in zip(services, devices, strict=True)]

    def received(self) -> list[Received]:
        mine = set(self.devices)
        return [one for one in self.service.received if one.device in mine]

    def wait_until_settled(self, seconds: float) -> None:
        """Nothing is due or under way any more; also waits for leases that must run out."""
        time.sleep(max((self.due_at - clock.now()).total_seconds(), 0))
        end = time.monotonic() + seconds
        while (left := unsettled()) != (0, 0):
            assert time.monotonic() < end, f"(reminders, deliveries) left: {left}"
            time.sleep(0.2 + len(self.devices) / 20_000)  # looking costs too

    def outcome(self) -> Outcome:
        received = self.received()
        times = Counter((one.device.endpoint, one.headers["topic"]) for one in received)
        came = {endpoint for endpoint, _ in times}
        first: dict[str, float] = {}
        trays = {device.endpoint: Tray() for device in self.devices}
        kept: dict[str, set[str]] = {device.endpoint: set() for device in self.devices}
        for one in received:
            trays[one.device.endpoint].show(one.notification)
            kept[one.device.endpoint].add(one.headers["topic"])
            first.setdefault(one.device.endpoint, one.at - self.due_at.timestamp())
        waits = sorted(first.values()) or [0.0]
        online = sum(max(tray.rings - 1, 0) for tray in trays.values())
        offline = sum(max(len(topics) - 1, 0) for topics in kept.values())
        return Outcome(
            lost=len(self.devices) - len(came),
            repeated=sum(count - 1 for count in times.values()),
            seen_twice=max(online, offline),
            seconds=waits[-1],
            median=waits[len(waits) // 2],
        )


def unsettled() -> tuple[int, int]:
    """Reminders that are due and not decided, and deliveries that wait or are under way."""
    now = clock.now()
    due = select(func.count()).select_from(Reminder).where(Reminder.next_due_at <= now)
    waiting = select(func.count()).select_from(Delivery).where(Delivery.state == State.WAITING)
    found = db.session.scalar(due) or 0, db.session.scalar(waiting) or 0
    db.session.rollback()
    return found


def decided() -> int:
    count = db.session.scalar(select(func.count()).select_from(ReminderSlot)) or 0
    db.session.rollback()
    return count


def end_leases() -> None:
    """As ninety seconds do."""
    db.session.execute(
        update(Delivery)
        .where(Delivery.state == State.WAITING, Delivery.lease.is_not(None))
        .values(next_try_at=clock.now())
    )
    db.session.commit()


def plan(due_at: datetime) -> None:
    """All reminders ring then, by their own time of day: who plans them again finds the same."""
    [zone] = db.session.scalars(select(Person.timezone).distinct())
    db.session.rollback()  # what has read may not write any more once a worker has written
    wall = clock.local(due_at, zone)
    on_that_day = {"time": wall.time(), "next_date": wall.date(), "next_due_at": due_at}
    db.session.execute(update(Reminder).values(**on_that_day))
    db.session.commit()


def make_people(devices: list[Device]) -> None:
    """Their reminders do not ring yet."""
    now = clock.now()
    zone = where_it_is_noon(now)
    long_ago = now - timedelta(hours=1)
    for start in range(0, len(devices), ROWS_AT_ONCE):
        some = [(uuid4(), uuid4(), device) for device in devices[start : start + ROWS_AT_ONCE]]
        rows: Iterable[tuple[type, list[dict[str, Any]]]] = (
            (Person, [a_person(one, zone, long_ago) for one, _, _ in some]),
            (RoleGrant, [a_member(one, long_ago) for one, _, _ in some]),
            (SignIn, [a_sign_in(one, device_id, now) for one, device_id, _ in some]),
            (PushSubscription, [a_device(*one, long_ago) for one in some]),
            (
                Reminder,
                [
                    {
                        "person_id": one,
                        "time": time_of_day(12),
                        "days": EVERY_DAY,
                        "created_at": long_ago,
                    }
                    for one, _, _ in some
                ],
            ),
        )
        for table, values in rows:
            db.session.execute(insert(table), values)
        db.session.commit()


def a_person(person_id: UUID, zone: str, at: datetime) -> dict[str, Any]:
    return {
        "id": person_id,
        "email": f"{person_id.hex}@example.org",
        "display_name": "Mia",
        "password_hash": password_hash(PASSWORD),
        "timezone": zone,
        "created_at": at,
        "adult_confirmed_at": at,
    }


def a_member(person_id: UUID, at: datetime) -> dict[str, Any]:
    return {"person_id": person_id, "role": Role.MEMBER, "granted_at": at, "approved_at": at}


def a_sign_in(person_id: UUID, sign_in_id: UUID, at: datetime) -> dict[str, Any]:
    return {
        "id": sign_in_id,
        "person_id": person_id,
        "token_hash": secrets.token_hex(32),
        "device": "Chrome on Android",
        "created_at": at,
        "seen_at": at,
    }


def a_device(person_id: UUID, sign_in_id: UUID, device: Device, at: datetime) -> dict[str, Any]:
    keys = device.to_json()["keys"]
    return {
        "person_id": person_id,
        "sign_in_id": sign_in_id,
        "endpoint": device.endpoint,
        "p256dh": keys["p256dh"],
        "auth": keys["auth"],
        "server_key": device.server_key,
        "created_at": at,
        "failures": 0,
    }


def report(fault: str, tries: int, outcome: Outcome, **more: Any) -> None:
    """A line of the table that `make faults` prints."""
    figures = {"fault": fault, "database": db.engine.dialect.name, "tries": tries}
    line = json.dumps({**figures, **asdict(outcome), **more})
    print(line)
    if file := os.environ.get(FIGURES_FILE):
        with open(file, "a") as table:  # noqa: PTH123 - a line is written whole
            table.write(line + "\n")
