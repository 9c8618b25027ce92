"""How long a mentor waits for the list of mentees, in a program with a million check-ins.

Run by `make bench`: `python -m tests.benchmarks.mentees`, or with another number of check-ins. The
pages are asked in turns with the app's cheapest one, on SQLite and on PostgreSQL.
"""

import gc
import random
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from peerapp import clock
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.matching.consent_fields import Field
from peerapp.matching.models import Consent, Match
from peerapp.mentoring.models import Did, MentorAct
from tests.benchmarks import bulk
from tests.benchmarks.databases import app_over, new_databases
from tests.benchmarks.growth import counted
from tests.support.client import Client, client_of
from tests.support.people import PASSWORD, password_hash

CHECK_INS = 1_000_000
EACH = 50  # check-ins of a member, one a day
SIZES = 5, 50  # mentees of the two mentors whose pages are asked
ROUNDS = 60
CHEAPEST = "/rules"
DAY = timedelta(days=1)


class Asked(NamedTuple):
    queries: int
    median: float  # ms
    p95: float


def main() -> None:
    check_ins = int(sys.argv[1]) if len(sys.argv) > 1 else CHECK_INS
    with new_databases("sqlite", "postgresql") as urls:
        for kind, url in urls.items():
            with app_over(url) as app:
                mentors, mentee = fill(check_ins // EACH)
                bulk.analyze()
                clients = [client_of(app, db.session.get_one(Person, one)) for one in mentors]
                report(kind, check_ins, clients, mentee)


def fill(members: int) -> tuple[list[UUID], UUID]:
    """The mentors with 5 and 50 mentees (all others have fifty too), and a mentee of the last."""
    chance, now = random.Random(7), clock.now()
    mentor_ids = [bulk.new_id(chance) for _ in range(members // SIZES[-1] + 2)]
    member_ids = [bulk.new_id(chance) for _ in range(members)]
    hashed = password_hash(PASSWORD)
    people = [*mentor_ids, *member_ids]
    bulk.write(
        Person,
        "id email display_name password_hash timezone created_at adult_confirmed_at",
        (
            (one, f"{n}@example.org", f"Person {n}", hashed, "America/New_York", now, now)
            for n, one in enumerate(people)
        ),
    )
    bulk.write(
        RoleGrant,
        "person_id role granted_at approved_at",
        (
            (one, Role.MENTOR if n < len(mentor_ids) else Role.MEMBER, now, now)
            for n, one in enumerate(people)
        ),
    )
    bulk.write(
        CheckIn,
        "id member_id day mood sober craving triggers note_is_private created_at changed_at",
        (row for one in member_ids for row in days(one, now, chance)),
    )
    few, many, *others = mentor_ids
    pairs = [(few, one) for one in member_ids[: SIZES[0]]]
    pairs += [(many, one) for one in member_ids[SIZES[0] : sum(SIZES)]]
    rest = member_ids[sum(SIZES) :]
    pairs += [(others[n % len(others)], one) for n, one in enumerate(rest)]
    matches = [(bulk.new_id(chance), *pair, now - 90 * DAY) for pair in pairs]
    bulk.write(Match, "id mentor_id member_id started_at", matches)
    bulk.write(
        Consent,
        "match_id number given_at fields words_version kind",
        ((one[0], 1, one[3], [what.value for what in Field], 1, "yes") for one in matches),
    )
    bulk.write(
        MentorAct,
        "id match_id did made_at",
        (
            (bulk.new_id(chance), one[0], Did.CALLED, now - chance.randint(0, 20) * DAY)
            for one in matches
            for _ in range(4)
        ),
    )
    return [few, many], member_ids[SIZES[0]]


def days(member_id: UUID, now: datetime, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    silent = chance.choice((0, 0, 0, 1, 5))
    for back in range(silent, silent + EACH):
        at = now - back * DAY
        mood, craving = chance.randint(2, 5), chance.randint(0, 9)
        sober = chance.random() > 0.02
        yield bulk.new_id(chance), member_id, at.date(), mood, sober, craving, [], False, at, at


def report(kind: str, check_ins: int, clients: list[Client], mentee: UUID) -> None:
    few, many = clients
    pages = [
        ("the cheapest page", many, CHEAPEST),
        (f"the list of {SIZES[0]}", few, "/mentees"),
        (f"the list of {SIZES[1]}", many, "/mentees"),
        ("nothing new on it", many, live_of(many)),
        ("a mentee's page", many, f"/mentees/{mentee}"),
    ]
    print(f"{kind}, {check_ins:,} check-ins: queries, ms, 95 % within, beside the cheapest")
    asked = measure(pages)
    for (name, *_), one in zip(pages, asked, strict=True):
        ratio = one.median / asked[0].median
        print(f"{name:20} {one.queries:3} {one.median:8.1f} {one.p95:8.1f}   x{ratio:.1f}")
    sys.stdout.flush()


def live_of(client: Client) -> str:
    page: str = client.get("/mentees").text
    address = page.partition('hx-get="/mentees/live?')[2].partition('"')[0]
    live = f"/mentees/live?{address}"
    assert client.get(live).status_code == 204
    return live


def measure(pages: list[tuple[str, Client, str]]) -> list[Asked]:
    queries = []
    for _, client, path in pages:
        client.get(path)  # whatever is done only the first time
        with counted() as statements:
            client.get(path)
        queries.append(len(statements))
    took: list[list[float]] = [[] for _ in pages]
    gc.collect()
    gc.freeze()  # as gunicorn.conf.py does
    for _ in range(ROUNDS):
        for times, (_, client, path) in zip(took, pages, strict=True):
            begin = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - begin) * 1000)
            assert answer.status_code in (200, 204), f"{path}: {answer.status}"
    return [
        Asked(count, statistics.median(times), statistics.quantiles(times, n=20)[-1])
        for count, times in zip(queries, took, strict=True)
    ]


if __name__ == "__main__":
    main()
