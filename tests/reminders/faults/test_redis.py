"""R2: Redis, where it wakes who sends, goes away, comes back empty, or hangs."""

import time

import pytest

from tests.support.long_form import LONG_FORM, times
from tests.support.own_redis import OwnRedis
from tests.support.people import make_member
from tests.support.storm import Storm, report, unsettled
from tests.support.worker import wait_until

pytestmark = LONG_FORM


@pytest.fixture
def redis(app):
    with OwnRedis() as redis:
        app.config["REDIS_URL"] = redis.url
        app.extensions.pop("queue", None)
        yield redis


def test_r2_redis_is_restarted_again_and_again_and_comes_back_empty(
    app, redis, service, workers
) -> None:
    ways = [redis.kill, redis.stop] * times(1, 10)
    count = times(300, 5_000)
    storm = Storm.of(service, count, due_in=2)
    began = time.monotonic()
    worker = workers.start()
    for number, go_away in enumerate(ways):
        service.wait_for(count * (number + 1) // (len(ways) + 1), seconds=120)
        go_away()
        time.sleep(times(0, 2))
        redis.start()
    storm.wait_until_settled(seconds=120)
    outcome = storm.outcome()
    assert worker.is_alive(), worker.said()
    seconds = time.monotonic() - began
    report("Redis restarted", len(ways), outcome, due=count, total=seconds)
    assert service.problems == []
    assert (outcome.lost, outcome.repeated, outcome.seen_twice) == (0, 0, 0)


@pytest.mark.parametrize("how", ["kill", "hang"])
def test_r2_reminders_ring_while_redis_is_away(app, redis, service, workers, how) -> None:
    """Who works looks into the database itself: nobody has to wake it."""
    count = times(100, 2_000)
    worker = workers.start()
    storm = Storm.of(service, count, due_in=5)
    getattr(redis, how)()
    storm.wait_until_settled(seconds=120)
    outcome = storm.outcome()
    assert worker.is_alive(), worker.said()
    fault = {"kill": "Redis is away", "hang": "Redis hangs"}[how]
    report(fault, 1, outcome, due=count, total=outcome.seconds)
    assert service.problems == []
    assert (outcome.lost, outcome.repeated, outcome.seen_twice) == (0, 0, 0)


def test_a_tap_is_answered_while_redis_hangs(app, redis, service, workers, client_for) -> None:
    client = client_for(make_member())
    client.post("/push/subscriptions", json=service.subscribe().to_json())
    workers.start()
    client.post("/push/test")
    service.wait_for(1, seconds=120)
    wait_until(lambda: unsettled() == (0, 0), within=60)
    time.sleep(1)  # and whoever sent it has nothing more to do
    redis.hang()
    tapped = time.monotonic()
    answer = client.post("/push/test")
    print(f"answered after {time.monotonic() - tapped:.2f} s")
    assert answer.status_code == 303
    service.wait_for(2, seconds=120)
    redis.go_on()
