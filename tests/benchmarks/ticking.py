"""How many reminders a second the worker decides when many are due, and whether it stays so when
there are a hundred times as many.

Run by `make bench`: `python -m tests.benchmarks.ticking`, or with other sizes `... 10000 100000`.
Of all reminders one in twenty is due at the same instant. On SQLite one worker ticks (a second one
would wait for it), on PostgreSQL two processes do. Of the people some have done it already, some
take a break, have quiet hours, no device, or want to be rung a second time.
"""

import gc
import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from multiprocessing import get_context
from resource import RUSAGE_SELF, getrusage
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from peerapp import clock, ids
from peerapp.accounts.models import Person, Role, RoleGrant, SignIn
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.push.models import Delivery, PushSubscription, QuietHours
from peerapp.reminders import due
from peerapp.reminders.models import Kind, Reminder, ReminderBreak, ReminderSlot
from peerapp.reminders.schedule import EVERY_DAY
from tests.benchmarks import bulk
from tests.benchmarks.databases import app_over, aside, new_databases
from tests.support.push_keys import push_keys

SIZES = 10_000, 100_000, 1_000_000
ONE_IN = 20  # is due
EACH = 4  # reminders of a person
GROWN_IN = timedelta(days=4 * 365)
ADAPTS = 25  # one in so many people has a reminder that keeps to their usual time
WORKERS = {"sqlite": 1, "postgresql": 2}
WARM_UP = 10  # reminders of each worker, due before
SOONER = timedelta(minutes=10)
ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/Berlin")


class Ticked(NamedTuple):
    decided: int
    began: float
    ended: float
    busy: float  # seconds of the processor
    grown: float  # MiB
    slowest: float  # seconds of a batch


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    print("The tick. `each` is the wall clock for a due row, `busy` the processors of the workers.")
    print(
        f"{'':38}{'due':>7}{'rows/s':>8}{'each':>9}{'busy':>9}{'longest batch':>15}{'memory':>11}"
    )
    for kind in WORKERS:
        seen = [of_size(kind, size) for size in sizes]
        print(f"  time per due row, last beside first: x{seen[-1] / seen[0]:.2f}", flush=True)


def of_size(kind: str, size: int) -> float:
    """Seconds per due row."""
    with new_databases(kind) as urls:
        began = time.monotonic()
        now = aside(fill, urls[kind], size, WORKERS[kind])
        filled = time.monotonic() - began
        seen = tick_at_once(urls[kind], now, WORKERS[kind])
        outcomes = aside(outcomes_of, urls[kind])
    decided = sum(one.decided for one in seen)
    assert decided + WARM_UP * len(seen) == sum(outcomes.values()), (decided, outcomes)
    wall = max(one.ended for one in seen) - min(one.began for one in seen)
    each, busy = wall / decided, sum(one.busy for one in seen) / decided
    print(
        f"{f'{kind}, {size:,} rows, workers: {len(seen)}':38}{decided:7,}{1 / each:8,.0f}"
        f"{each * 1e6:6.0f} us{busy * 1e6:6.0f} us{max(one.slowest for one in seen) * 1e3:12.0f} ms"
        f"{max(one.grown for one in seen):+7.1f} MiB   (filled in {filled:.0f} s; {outcomes})",
        flush=True,
    )
    return wall / decided


def tick_at_once(url: str, now: datetime, workers: int) -> list[Ticked]:
    spawn = get_context("spawn")
    start = spawn.Barrier(workers)
    with ProcessPoolExecutor(workers, spawn, initializer=keep, initargs=(start,)) as others:
        return list(others.map(tick, [url] * workers, [now] * workers, range(workers)))


def keep(start: Any) -> None:
    global start_together
    start_together = start


def tick(url: str, now: datetime, number: int) -> Ticked:
    with app_over(url):
        gc.collect()
        gc.freeze()  # as the worker does
        for turn in range(start_together.parties):
            if turn == number:  # a few, so that connections and statements are ready
                due.claim_batch(now - SOONER * (start_together.parties - turn))
            start_together.wait()
        began, busy, before = time.monotonic(), time.process_time(), memory()
        decided, slowest = 0, 0.0
        while True:
            batch_began = time.monotonic()
            batch = due.claim_batch(now)
            slowest = max(slowest, time.monotonic() - batch_began)
            if batch is None:
                break
            decided += batch
        ended, busy = time.monotonic(), time.process_time() - busy
        return Ticked(decided, began, ended, busy, memory() - before, slowest)


def memory() -> float:
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def outcomes_of(url: str) -> dict[str, int]:
    with app_over(url):
        query = select(ReminderSlot.outcome, func.count()).group_by(ReminderSlot.outcome)
        found = dict(db.session.execute(query).all())
        sent_to = db.session.scalar(select(func.count(Delivery.person_id.distinct())))
        assert sent_to and sent_to <= found["queued"], (sent_to, found)
        return found


def fill(url: str, size: int, workers: int) -> datetime:
    """The instant at which they are due."""
    chance, now = random.Random(size), clock.now()
    with app_over(url):
        people = joined_in_turn(size // EACH, now)
        zones = {one: chance.choice(ZONES) for one in people}
        bulk.write(
            Person, "id email display_name password_hash timezone created_at",
            ((one, f"{one.hex}@example.org", "Mia", "-", zones[one], now) for one in people),
        )  # fmt: skip
        bulk.write(
            RoleGrant, "person_id role granted_at", ((one, Role.MEMBER, now) for one in people)
        )
        fill_devices(chance, people, now)
        days = {one: clock.local_day(now, zones[one]) for one in people}
        fill_reminders(chance, people, size, days, now, workers)
        fill_what_stops(chance, people, days, now)
        bulk.analyze()
    return now


def joined_in_turn(many: int, now: datetime) -> list[UUID]:
    """A program that has grown evenly."""
    return [ids.made_at(now - GROWN_IN * (1 - number / many), ids.WEEK) for number in range(many)]


def like(other: UUID) -> UUID:
    """An id that was made in the same week, as most of what a person has."""
    return ids.made_at(ids.EPOCH + (other.int >> 80) * ids.MILLISECOND, ids.WEEK)


def fill_devices(chance: random.Random, people: list[UUID], now: datetime) -> None:
    """Most have one."""
    keys = push_keys()
    sign_ins = [(like(one), one) for one in people if chance.random() < 0.9]
    bulk.write(
        SignIn, "id person_id token_hash device created_at seen_at",
        ((one, person, one.hex, "Chrome on Android", now, now) for one, person in sign_ins),
    )  # fmt: skip
    bulk.write(
        PushSubscription,
        "id person_id sign_in_id endpoint p256dh auth created_at failures shows_details",
        (
            (like(person), person, one, f"https://fcm.googleapis.com/fcm/send/{one.hex}",
             keys["p256dh"], keys["auth"], now, 0, chance.random() < 0.1)
            for one, person in sign_ins
        ),
    )  # fmt: skip


def fill_reminders(
    chance: random.Random,
    people: list[UUID],
    size: int,
    days: dict[UUID, date],
    now: datetime,
    workers: int,
) -> None:
    warm_ups = {
        number: now - SOONER * (number // WARM_UP + 1) for number in range(WARM_UP * workers)
    }
    are_due = set(chance.sample(range(len(warm_ups), size), size // ONE_IN))
    kinds = list(Kind)

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(size):
            later = now + timedelta(seconds=chance.randint(60, 86_000))
            when = warm_ups.get(number) or (now if number in are_due else later)
            adapts = number % (EACH * ADAPTS) == 0
            kind = Kind.CHECK_IN if adapts else chance.choice(kinds)
            person = people[number // EACH]
            yield (like(person), person, time_of_day(20), EVERY_DAY, kind, adapts,
                   number % 5 == 0, days[person], when, now)  # fmt: skip

    bulk.write(
        Reminder, "id person_id time days kind adapts nudges next_date next_due_at created_at",
        rows(),
    )  # fmt: skip


def fill_what_stops(
    chance: random.Random, people: list[UUID], days: dict[UUID, date], now: datetime
) -> None:
    bulk.write(
        QuietHours, "person_id starts ends",
        ((one, time_of_day(22), time_of_day(7)) for one in people if chance.random() < 0.1),
    )  # fmt: skip
    bulk.write(
        ReminderBreak, "person_id back_on",
        ((one, days[one] + timedelta(days=3)) for one in people if chance.random() < 0.02),
    )  # fmt: skip
    checked_in = [(one, days[one]) for one in people if chance.random() < 0.1]
    checked_in += [
        (one, days[one] - timedelta(days=back)) for one in people[::ADAPTS] for back in range(1, 9)
    ]
    bulk.write(
        CheckIn, "id member_id day mood triggers note_is_private created_at changed_at",
        ((ids.of_the_week(), one, day, 3, [], False, now, now) for one, day in checked_in),
    )  # fmt: skip


if __name__ == "__main__":
    main()
