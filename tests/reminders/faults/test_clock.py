"""R1, R2: the machine's clock jumps an hour, on and back, while many reminders come due."""

import asyncio
import signal
import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from peerapp import clock, jobs
from peerapp.extensions import db
from peerapp.push import claims, sender
from peerapp.push.fairness import Patience
from peerapp.push.models import Delivery, State
from tests.push.test_sending import put, the_delivery
from tests.support.devices import turn_on
from tests.support.long_form import LONG_FORM, times
from tests.support.people import make_member
from tests.support.storm import Storm, report

pytestmark = LONG_FORM
HOUR = timedelta(hours=1)
JUMPING = ("-m", "tests.support.jumping_worker")
ON, BACK = signal.SIGUSR1, signal.SIGUSR2


@pytest.mark.parametrize("first", [ON, BACK], ids=["on first", "back first"])
def test_r1_r2_the_clock_jumps_an_hour_again_and_again(app, service, workers, first) -> None:
    """What was put while it was ahead waits for its hour, so it is ahead, or right, at the end."""
    count, rounds = times(300, 4_000), times(1, 10)
    jumps = [ON, BACK] * rounds + [ON] if first == ON else [BACK, ON] * rounds
    storm = Storm.of(service, count, due_in=2)
    began = time.monotonic()
    worker = workers.start(JUMPING)
    service.wait_for(count // 5, seconds=120)
    for jump in jumps:
        worker.process.send_signal(jump)
        time.sleep(times(1, 3) / 2)
    service.wait_for(count, seconds=120)
    storm.wait_until_settled(seconds=120)
    outcome = storm.outcome()
    assert worker.is_alive(), worker.said()
    seconds = time.monotonic() - began
    name = "the clock jumps an hour, " + ("on and back" if first == ON else "back and on")
    report(name, len(jumps), outcome, due=count, total=seconds)
    assert service.problems == []
    assert (outcome.lost, outcome.repeated, outcome.seen_twice) == (0, 0, 0)


def test_r2_a_lease_that_was_taken_while_the_clock_was_ahead_ends_in_time(
    app, service, monkeypatch, time_machine
) -> None:
    """Who held it is dead; after the clock was set right it does not wait for another hour."""
    mia, now = make_member(), clock.now()
    turn_on(app, mia, service)
    put(mia, useful_until=now + 3 * HOUR)
    later = {"lease": uuid4(), "attempts": 1, "next_try_at": now + HOUR + claims.LEASE}
    db.session.execute(update(Delivery).values(**later))
    db.session.commit()
    ticker = jobs.Ticker(None, threading.Event(), 1, periodic=False)
    ticker.app = app
    ticker.look(now)
    time_machine.move_to(now + claims.LEASE + timedelta(seconds=1))
    assert sender.send_due(clock.now()) == 1


def test_r2_the_clock_jumps_over_the_lease_of_what_is_under_way(
    app, service, monkeypatch, time_machine
) -> None:
    """It is not sent once more beside itself, and its answer counts."""
    mia, nora = make_member(), make_member("Nora")
    turn_on(app, mia, service)
    turn_on(app, nora, service)
    put(mia, useful_until=clock.now() + 3 * HOUR)
    real, jumped = sender.Run.answers, []

    async def answers(run, within):
        if not jumped:
            while not run.came:
                await asyncio.sleep(0.01)
            jumped.append(time_machine.move_to(clock.now() + HOUR))
            return []  # what has come is looked at after the next claim
        return await real(run, within)

    monkeypatch.setattr(sender.Run, "answers", answers)
    assert sender.send_due(clock.now()) == 1
    assert service.requests == 1
    assert the_delivery().state == State.SENT
    assert the_delivery().attempts == 2


def test_p5_r2_a_clock_that_is_set_back_makes_no_pause_longer(app, service, time_machine) -> None:
    """Which the push service asked for, for all, while the clock was ahead."""
    right = clock.now()
    time_machine.move_to(right + HOUR)
    useful_until = right + 6 * HOUR
    for number in range(Patience.PEOPLE):
        mia = make_member(f"Member {number}")
        turn_on(app, mia, service)
        service.answers(429, retry_after="600")
        put(mia, useful_until=useful_until)
        sender.send_due(clock.now())
    time_machine.move_to(right)
    service.answers(201)
    nora = make_member("Nora")
    turn_on(app, nora, service)
    put(nora, useful_until=useful_until)
    assert sender.send_due(clock.now()) == 1
