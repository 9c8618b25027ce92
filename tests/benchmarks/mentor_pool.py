"""How long it takes to read all open mentors, and to find who fits one member or all.

Run by `make bench`, on SQLite and on PostgreSQL. Invented people, a fixed seed.
"""

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any
from uuid import UUID

if "PEERAPP_TEST_DIR" not in os.environ:
    os.environ["PEERAPP_TEST_DIR"] = tempfile.mkdtemp(prefix="peerapp-bench-")
    Path(os.environ["PEERAPP_TEST_DIR"]).chmod(0o711)
os.environ.setdefault("DATA_DIR", str(Path(os.environ["PEERAPP_TEST_DIR"]) / "data"))

from peerapp import clock, create_app
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db
from peerapp.fit import choices, nobody, scoring
from peerapp.matching import pool_rows
from peerapp.matching.models import Match, MatchProfile, Side
from tests.support.databases import new_database, stop_postgres

MENTORS, MEMBERS, ROUNDS = 2_000, 10_000, 60
ZONES = ("America/New_York",) * 5 + (
    "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "Europe/Warsaw", "Asia/Kolkata",
)  # fmt: skip


def some(chance: random.Random, names: Any, most: int) -> frozenset[str]:
    listed = list(names)
    return frozenset(chance.sample(listed, chance.randint(1, min(most, len(listed)))))


def answers(chance: random.Random, side: Side) -> dict[str, Any]:
    now, is_mentor = clock.now(), side == Side.MENTOR
    extra = {"es": 0.3, "pl": 0.03, "zh": 0.05}
    spoken = {"en"} | {name for name, share in extra.items() if chance.random() < share}
    age = chance.randint(18, 50)
    return {
        "side": side,
        "created_at": now,
        "changed_at": now,
        "recovering_from": some(chance, choices.RECOVERING_FROM, 3),
        "pathways": some(chance, choices.PATHWAYS, 2),
        "unwanted_pathways": some(chance, choices.PATHWAYS, 1) if chance.random() < 0.1 else set(),
        "languages": spoken,
        "gender": chance.choice([*choices.GENDERS, None]),
        "gender_wish": some(chance, choices.GENDERS, 1) if chance.random() < 0.3 else set(),
        "gender_is_must": chance.random() < 0.3,
        "birth_year": chance.randint(1950, 2007),
        "age_from": age if chance.random() < 0.2 else None,
        "age_to": age + 25 if chance.random() < 0.2 else None,
        "age_is_must": chance.random() < 0.2,
        "experiences": some(chance, choices.EXPERIENCES, 4),
        "parts": some(chance, choices.WEEK_PARTS, 9),
        "ways": some(chance, choices.WAYS, 3),
        "place": chance.choice([None, "Queens", "Bronx"]),
        "hopes": some(chance, choices.HOPES, 3),
        "capacity": chance.randint(1, 8) if is_mentor else None,
        "open_since": now if is_mentor else None,
        "looking_since": None if is_mentor else now - timedelta(days=chance.randint(0, 90)),
    }


def fill(chance: random.Random) -> None:
    people, grants, profiles = [], [], []
    for number in range(MENTORS + MEMBERS):
        side = Side.MENTOR if number < MENTORS else Side.MEMBER
        person_id, now = UUID(int=chance.getrandbits(128), version=4), clock.now()
        people.append(
            {"id": person_id, "email": f"{number}@example.org", "display_name": f"Person {number}",
             "password_hash": "-", "timezone": chance.choice(ZONES), "created_at": now}
        )  # fmt: skip
        role = Role.MENTOR if side == Side.MENTOR else Role.MEMBER
        grants.append({"person_id": person_id, "role": role, "granted_at": now, "approved_at": now})
        profiles.append({"person_id": person_id} | answers(chance, side))
    for table, rows in ((Person, people), (RoleGrant, grants), (MatchProfile, profiles)):
        db.session.execute(db.insert(table), rows)
    mentors = [row["id"] for row in people[:MENTORS]]
    matches = [
        {"mentor_id": mentors[place % MENTORS], "member_id": people[-1 - place]["id"],
         "started_at": clock.now(), "seat": 1}
        for place in range(MENTORS // 2)
    ]  # fmt: skip
    db.session.execute(db.insert(Match), matches)
    db.session.execute(db.text("ANALYZE"))  # as a database that was not filled just now
    db.session.commit()


def took(what: str, work: Callable[[], Any], rounds: int = ROUNDS) -> None:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append((time.perf_counter() - started) * 1000)
    p95 = sorted(times)[int(len(times) * 0.95) - 1] if rounds > 1 else times[0]
    print(f"  {what:58} median {statistics.median(times):8.1f} ms   p95 {p95:8.1f} ms")


def measure(kind: str) -> None:
    now = clock.now()
    week = now.date()
    found = pool_rows.open_mentors(now)
    waiting = pool_rows.waiting(now)
    members = [one.profile for one in waiting]
    print(f"\n{kind}: {len(found.pool)} open mentors, {len(members)} waiting members")

    def read() -> Any:
        db.session.rollback()
        return pool_rows.open_mentors(now)

    def suggest() -> None:
        scores = read().pool.scores(chance.choice(members), week)
        assert len(scores)

    def reasons() -> None:
        few = pool_rows.profiles([chance.choice(found.pool.ids) for _ in range(5)])
        for mentor in few.values():
            scoring.fit(members[0], mentor, week).reasons_for_member(members[0], mentor)

    chance = random.Random(5)
    took("read all open mentors", read)
    took("read them, and the fit of one member", suggest)
    took("the fit of one member, once they are read",
         lambda: found.pool.scores(chance.choice(members), week))  # fmt: skip
    took("five mentors with their reasons", reasons)
    nothing = [0] * len(found.pool)
    took("why nobody fits one member",
         lambda: nobody.why(chance.choice(members), found.pool, nothing, (), week))  # fmt: skip
    took("read all who wait", lambda: pool_rows.waiting(now), 3)
    took("the fit of all with all", lambda: found.pool.matrix(members, week), 1)
    print(
        f"  {'memory of the process at most':58} {getrusage(RUSAGE_SELF).ru_maxrss / 1024:8.0f} MiB"
    )


def main() -> None:
    for kind in ("sqlite", "postgresql"):
        app = create_app({"SQLALCHEMY_DATABASE_URI": new_database(kind, f"pool-{kind}"),
                          "QUEUE_IMMEDIATE": True})  # fmt: skip
        with app.app_context():
            fill(random.Random(2026))
            measure(kind)
    stop_postgres()


if __name__ == "__main__":
    main()
