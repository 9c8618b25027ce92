"""R1, R2: the database goes away under the worker while many reminders come due."""

import contextlib
import resource
import sqlite3
import time
from functools import partial

import pytest

from peerapp.extensions import Base, db
from tests.support.long_form import IS_LONG, LONG_FORM, times
from tests.support.own_postgres import OwnPostgres
from tests.support.storm import Storm, end_leases, report
from tests.support.worker import Worker, wait_until

pytestmark = LONG_FORM


@pytest.fixture
def postgres():
    with OwnPostgres() as postgres:
        yield postgres


@pytest.fixture
def over_postgres(make_app, postgres):
    app = make_app(postgres.url)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


class TestPostgres:
    @pytest.fixture
    def app(self, over_postgres):
        return over_postgres

    def test_r2_postgresql_is_restarted_again_and_again_under_the_worker(
        self, app, postgres, service, workers
    ) -> None:
        """As an update of it does, as a power cut does, and by kill -9."""
        ways = [postgres.stop, postgres.crash, postgres.kill] * times(1, 5)
        count = times(400, 6_000)
        storm = Storm.of(service, count, due_in=2)
        began = time.monotonic()
        worker = workers.start()
        for number, go_away in enumerate(ways):
            service.wait_for(count * (number + 1) // (len(ways) + 1), seconds=120)
            go_away()
            time.sleep(times(0, 2))
            postgres.start()
        if not IS_LONG:
            end_leases()
        storm.wait_until_settled(seconds=times(120, 300))
        outcome = storm.outcome()
        assert worker.is_alive(), worker.said()
        seconds = time.monotonic() - began
        report("the database restarted", len(ways), outcome, due=count, total=seconds)
        assert service.problems == []
        assert (outcome.lost, outcome.seen_twice) == (0, 0)
        assert outcome.repeated == 0

    def test_r2_a_worker_that_starts_before_postgresql_begins_when_it_is_there(
        self, app, postgres, service, workers
    ) -> None:
        storm = Storm.of(service, 20, due_in=1)
        postgres.stop()
        worker = workers.start()
        wait_until(lambda: "does not answer yet" in worker.said(), within=60)
        postgres.start()
        storm.wait_until_settled(seconds=120)
        report("PostgreSQL starts after the worker", 1, storm.outcome(), due=20)
        assert storm.outcome().lost == 0


def test_d3_r2_the_file_is_locked_for_seconds_again_and_again(app, service, workers) -> None:
    """By a backup or a repair of the operator's; in the long form beyond the time of 15 s for which
    a connection waits.
    """
    count, tries = times(200, 2_000), times(2, 3)
    storm = Storm.of(service, count, due_in=2)
    began = time.monotonic()
    worker = workers.start()
    with contextlib.closing(
        sqlite3.connect(str(db.engine.url.database), isolation_level=None, timeout=60)
    ) as other:
        for number in range(tries):
            service.wait_for(count * (number + 1) // (tries + 1), seconds=120)
            other.execute("BEGIN IMMEDIATE")
            time.sleep(times(1, 20))
            other.execute("ROLLBACK")
    storm.wait_until_settled(seconds=times(120, 300))
    outcome = storm.outcome()
    assert worker.is_alive(), worker.said()
    seconds = time.monotonic() - began
    report("the database file locked for seconds", tries, outcome, due=count, total=seconds)
    assert service.problems == []
    assert (outcome.lost, outcome.repeated, outcome.seen_twice) == (0, 0, 0)


def test_d3_r2_the_disk_is_full_for_a_while(app, service, workers) -> None:
    """No file of the worker may grow: what it writes into the database fails."""
    count, tries = times(200, 2_000), times(1, 5)
    storm = Storm.of(service, count, due_in=2)
    began = time.monotonic()
    worker = workers.start()
    for number in range(tries):
        service.wait_for(count * (number + 1) // (tries + 1), seconds=120)
        with no_room(worker.process.pid):
            wait_until(partial(has_failed, worker, number + 1), within=60)
            time.sleep(times(1, 5))
    if not IS_LONG:
        end_leases()
    storm.wait_until_settled(seconds=times(120, 300))
    outcome = storm.outcome()
    assert worker.is_alive(), worker.said()
    seconds = time.monotonic() - began
    report("the disk is full", tries, outcome, due=count, total=seconds)
    assert service.problems == []
    assert (outcome.lost, outcome.seen_twice) == (0, 0)
    assert outcome.repeated == 0


def has_failed(worker: Worker, times: int) -> bool:
    return worker.said().count("broke off") >= times


@contextlib.contextmanager
def no_room(pid: int):
    """A limit on the size of files stands for it: both fail when a file is to grow."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
