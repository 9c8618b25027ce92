"""How long one member waits for suggestions among 2,000 mentors, and how many queries it takes.

Run by `make bench`, on SQLite and PostgreSQL, over an invented program in which as many members as
there are mentors walk with somebody and half as many have asked. The verb, and the whole page of a
member who is signed in, each time another member's.
"""

import gc
import statistics
import time
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select, text

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import suggestions
from peerapp.matching.models import MatchProfile
from tests.benchmarks import invented_program
from tests.benchmarks.databases import app_over, aside, new_databases
from tests.support.client import client_of
from tests.support.queries import queries_of

REQUESTS = 200
WARM_UP = 5  # the first look at a week's zones, at templates and at statements
SIZES = ((200, 1_000), (2_000, 10_000))  # mentors, members who wait


def main() -> None:
    for mentors, members in SIZES:
        with new_databases("sqlite", "postgresql") as urls:
            for kind, url in urls.items():
                aside(fill, url, mentors, members)
                aside(measure, f"{kind}, {mentors:,} mentors, {members:,} waiting", url)


def fill(url: str, mentors: int, members: int) -> None:
    found = invented_program.program(members, mentors)
    walking = invented_program.program(mentors, 0, seed=1).members
    with app_over(url):
        invented_program.write(found, clock.now(), walking, asked=mentors // 2)
        db.session.execute(text("ANALYZE"))  # as a database that was not filled just now
        db.session.commit()


def measure(title: str, url: str) -> None:
    with app_over(url) as app:
        ids = some_who_wait()
        clients = [client_of(app, db.session.get_one(Person, one)) for one in ids]

        def verb(at: int) -> None:
            db.session.rollback()  # as in a new request, nothing is known yet
            found = suggestions.for_member(db.session.get_one(Person, ids[at]), clock.now())
            assert found.few or found.obstacle or found.are_busy

        def page(at: int) -> None:
            answer = clients[at].get("/match/suggestions")
            assert answer.status_code == 200, answer.status

        print(f"\n{title}: {len(ids)} members, one after the other", flush=True)
        took("suggestions.for_member", verb, len(ids))
        took("GET /match/suggestions", page, len(ids))


def some_who_wait() -> list[UUID]:
    query = select(MatchProfile.person_id).where(MatchProfile.looking_since.is_not(None))
    return list(db.session.scalars(query.order_by(MatchProfile.person_id).limit(REQUESTS)))


def took(what: str, work: Callable[[int], None], times: int) -> None:
    for at in range(WARM_UP):
        work(at)
    gc.collect()
    gc.freeze()  # as gunicorn.conf.py does
    seen, busy = [], []
    for at in range(times):
        started, used = time.perf_counter(), time.process_time()
        work(at)
        seen.append((time.perf_counter() - started) * 1000)
        busy.append((time.process_time() - used) * 1000)
    queries = sorted({queries_of(lambda at=at: work(at)) for at in range(WARM_UP)})
    print(
        f"  {what:24} p50 {statistics.median(seen):6.1f} ms  p95 {p95(seen):6.1f} ms  "
        f"(processor p50 {statistics.median(busy):6.1f}, p95 {p95(busy):6.1f})  "
        f"queries {' or '.join(map(str, queries))}",
        flush=True,
    )


def p95(seen: list[float]) -> float:
    return statistics.quantiles(seen, n=20)[-1]


if __name__ == "__main__":
    main()
