"""R2: a worker that is killed, or told to stop, while many reminders come due."""

import random
import time

import pytest

from peerapp.push.endpoints import CONNECTIONS_PER_HOST
from tests.support.databases import KINDS
from tests.support.long_form import IS_LONG, LONG_FORM, times
from tests.support.storm import Storm, end_leases, report

pytestmark = LONG_FORM


@pytest.mark.both_databases
def test_r2_a_worker_is_killed_again_and_again_while_reminders_come_due(
    app, service, workers
) -> None:
    count, kills = times(600, 10_000), times(2, 50)
    storm = Storm.of(service, count, due_in=2)
    began = time.monotonic()
    for kill in range(kills):
        worker = workers.start()
        service.wait_for(count * (kill + 1) // (kills + 1), seconds=120)
        time.sleep(random.uniform(0, 0.05))
        worker.kill()
        if not IS_LONG:
            end_leases()
    last = workers.start()
    storm.wait_until_settled(seconds=times(120, 300))
    seconds = time.monotonic() - began
    assert last.is_alive(), last.said()
    outcome = storm.outcome()
    report("kill -9 of the worker", kills, outcome, due=count, total=seconds)
    assert service.problems == []
    assert outcome.lost == 0
    # only what was on the wire: a message whose answer nobody has read
    assert outcome.repeated <= kills * CONNECTIONS_PER_HOST
    assert outcome.seen_twice == 0


@pytest.mark.parametrize("database", KINDS if IS_LONG else KINDS[:1], indirect=True)
def test_r2_a_worker_that_is_told_to_stop_sends_nothing_twice(app, service, workers) -> None:
    """As at every update of the program."""
    # more than are under way at once, which a worker that is told to stop still sends
    count, stops = times(1_500, 20_000), times(2, 20)
    storm = Storm.of(service, count, due_in=2)
    began = time.monotonic()
    for stop in range(stops):
        worker = workers.start()
        some = max(count * (stop + 1) // (stops + 1), len(service.received) + 1)
        service.wait_for(min(some, count), seconds=120)
        assert worker.stop() == 0
    workers.start()
    storm.wait_until_settled(seconds=times(120, 300))
    seconds = time.monotonic() - began
    outcome = storm.outcome()
    report("SIGTERM to the worker", stops, outcome, due=count, total=seconds)
    assert service.problems == []
    assert (outcome.lost, outcome.repeated, outcome.seen_twice) == (0, 0, 0)
