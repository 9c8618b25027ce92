"""How the pages of a member grow from 30 days to ten years of them, and to 20 trackers.

Run by `make bench`. Each page is asked of the app over a migrated SQLite file, signed in, in turns
for each member, so that whatever else the machine does hits all alike. Bytes are uncompressed.
"""

import os
import random
import re
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from flask_migrate import upgrade
from sqlalchemy import event

from peerapp import clock, create_app
from peerapp.accounts.models import Person
from peerapp.extensions import db
from tests.support import people as make
from tests.support.client import Client, client_of

TEN_YEARS = 3650
ROUNDS = 15
PAGES = (
    "/",
    "/checkins",
    "/checkins/calendar",
    "/checkins/trends?days=14",
    "/checkins/trends?days=30",
    "/checkins/trends?days=90",
    "/checkins/trends?days=365",
    "/checkins/hard-days",
    "/checkins/search?q=river",
    "/checkins/search?q=nowhere",
    "/sobriety",
)
LONG_NOTE = """A long day at work, then a walk by the river. I called Sam in the evening, and we
talked about the weekend. I slept a little better than the night before."""
NOTES = (
    LONG_NOTE,
    "Meeting at noon, then pancakes with two people I had not seen for months.",
    "Not much to say. Rain all day, and the café was closed.",
)


class Seen(NamedTuple):
    queries: int
    size: int  # bytes
    ms: float


def member(days: int, trackers: int) -> Person:
    """Checks in every day and answers everything, with a note of 70 to 160 letters."""
    chance = random.Random(days)
    person = make.make_member(f"{days} days")
    today = clock.local_day(clock.now(), person.timezone)
    with make.one_commit():
        for back in range(days):
            make.check_in(person, today - timedelta(days=back), **answers(chance))
        for number in range(trackers):
            make.make_tracker(person, f"Tracker {number + 1}", since=date(2017, 1, 1 + number))
    return person


def answers(chance: random.Random) -> dict[str, Any]:
    return {
        "mood": chance.randint(1, 5),
        "sober": chance.random() > 0.02,
        "craving": chance.randint(0, 10),
        "triggers": chance.sample(["tired", "lonely", "stress", "hungry"], chance.randint(0, 2)),
        "note": chance.choice(NOTES),
        "sleep": chance.randint(1, 5),
        "anxiety": chance.randint(1, 5),
        "connectedness": chance.randint(1, 5),
        "meetings": chance.randint(0, 2),
        "gratitude": chance.choice((None, "my sister")),
    }


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that go to the database meanwhile."""
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("PRAGMA"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield statements
    event.remove(db.engine, "before_cursor_execute", note)


def look(client: Client, path: str) -> Seen:
    with counted() as statements:
        begin = time.perf_counter()
        page = client.get(path)
        ms = (time.perf_counter() - begin) * 1000
    assert page.status_code == 200, f"{path}: {page.status}"
    plain = re.sub(rb"csrf[^>]*>", b"", page.data)  # a token's length differs from time to time
    return Seen(len(statements), len(plain), ms)


def measure(clients: list[Client], path: str) -> list[Seen]:
    """The middle one of some rounds, for each client."""
    rounds = [[look(client, path) for client in clients] for _ in range(ROUNDS + 1)][1:]
    return [
        Seen(
            max(one.queries for one in seen),
            max(one.size for one in seen),
            statistics.median(one.ms for one in seen),
        )
        for seen in zip(*rounds, strict=True)
    ]


def report(name: str, seen: list[Seen]) -> None:
    first, last = seen[0], seen[-1]
    cells = "  ".join(f"{one.queries:3} {one.size:8,} {one.ms:7.1f}" for one in seen)
    pairs = zip(first, last, strict=True)
    ratios = " ".join(f"x{much / little:.2f}" for little, much in pairs)
    print(f"{name:28}{cells}   {ratios}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        app = create_app(
            {
                "DATA_DIR": Path(folder),
                "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder}/growth.db",
                "ARGON2": make.QUICK_ARGON2,
                "QUEUE_IMMEDIATE": True,
            }
        )
        with app.app_context():
            upgrade()
            members = [member(30, 1), member(30, 20), member(TEN_YEARS, 20)]
            clients = [client_of(app, person) for person in members]
            print("Per page: queries, bytes, median ms; at the end the last beside the first.")
            print(f"{'':28}{'30 days, 1 tracker':22}{'30 days, 20':22}3,650 days, 20")
            for path in PAGES:
                report(path, measure(clients, path))
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()
