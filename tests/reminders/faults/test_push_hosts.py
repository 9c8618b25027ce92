"""P4, P5, R2: push services that refuse, hang, break off or cannot be trusted, beside one that is
well.
"""

import time
from collections import Counter
from contextlib import ExitStack

import pytest
from flask import g
from sqlalchemy import func, select, update

from peerapp import clock
from peerapp.extensions import db
from peerapp.push import attempts
from peerapp.push.models import Delivery, PushSubscription, State
from tests.support.long_form import IS_LONG, LONG_FORM, times
from tests.support.push_service import HANG, HANG_UP, PushService
from tests.support.storm import Storm, report

pytestmark = LONG_FORM

FAULTS = {
    "the push service answers 429": lambda one: one.answers(429, retry_after="3"),
    "the push service answers 500": lambda one: one.answers(500),
    "the push service hangs": lambda one: one.answers(HANG),
    "the push service breaks off": lambda one: one.answers(HANG_UP),
    "the push service has a bad certificate": lambda one: one.shows_certificate(),
}
MOST_DELAY = 30  # seconds, of those who are with a push service that is well (P5)


@pytest.fixture
def sick(app, service):
    """One with each fault, beside `service`, which is well."""
    g.pop("is_a_test")  # the test writes beside the worker, so it has to wait its turn
    with ExitStack() as stack:
        sick = {fault: stack.enter_context(PushService()) for fault in FAULTS}
        authorities = [one.ca_file.read_bytes() for one in (service, *sick.values())]
        service.ca_file.write_bytes(b"".join(authorities))
        app.config["PUSH_ALLOWED_HOSTS"] = [one.host for one in (service, *sick.values())]
        yield sick


def test_p4_p5_r2_sick_push_services_hold_up_nobody_and_lose_nothing(
    app, service, sick, workers
) -> None:
    count, lasts = times(15, 300), times(1, 60)
    well, *storms = Storm.of_each([service, *sick.values()], count, due_in=2)
    by_fault = dict(zip(sick, storms, strict=True))
    for fault, one in sick.items():
        FAULTS[fault](one)
    began = time.monotonic()
    worker = workers.start()
    service.wait_for(count, seconds=120)  # all of them, and nobody of the others is well again
    assert all(one.received() == [] for one in storms)
    time.sleep(lasts)

    for one in sick.values():
        one.gets_well()
    healed = time.monotonic()
    if not IS_LONG:
        worker.stop()  # another knows nothing of the circuits that are open
        worker = workers.start()
        some_minutes_later()
    for one in storms:
        one.wait_until_settled(seconds=times(120, 900))
    print(f"well again until the last: {time.monotonic() - healed:.1f} s")

    outcome = well.outcome()
    report("beside five that are sick", 1, outcome, due=count, total=time.monotonic() - began)
    assert (outcome.lost, outcome.repeated, outcome.seen_twice) == (0, 0, 0)
    assert outcome.seconds < MOST_DELAY
    for fault, storm in by_fault.items():
        outcome = storm.outcome()
        tries = attempts_of(storm)
        report(fault, 1, outcome, due=count, attempts=max(tries), longest=outcome.seconds)
        assert (outcome.lost, outcome.repeated, outcome.seen_twice) == (0, 0, 0)
        assert max(tries) <= attempts.MOST
        assert storm.service.problems == []
    states = Counter(db.session.scalars(select(Delivery.state)))
    assert states == {State.SENT: count * (len(sick) + 1)}
    # nobody was removed
    assert db.session.scalar(select(func.count(PushSubscription.id))) == states[State.SENT]
    assert worker.is_alive(), worker.said()


def some_minutes_later() -> None:
    """Time and again until all of them are sent."""
    end = time.monotonic() + 60
    waiting = Delivery.state == State.WAITING
    while db.session.scalar(select(Delivery.id).where(waiting).limit(1)):
        assert time.monotonic() < end
        db.session.execute(
            update(Delivery)
            .where(waiting, Delivery.lease.is_(None), Delivery.next_try_at > clock.now())
            .values(next_try_at=clock.now())
        )
        db.session.commit()
        time.sleep(0.2)


def attempts_of(storm: Storm) -> list[int]:
    query = select(Delivery.attempts).join(Delivery.subscription)
    return list(
        db.session.scalars(
            query.where(PushSubscription.endpoint.startswith(f"{storm.service.origin}/"))
        )
    )
