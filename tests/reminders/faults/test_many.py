"""R1: several workers look at the same rows in the same second, and very many are due at once."""

import time

from sqlalchemy import func, select

from peerapp.extensions import db
from peerapp.push.models import Delivery, State
from peerapp.reminders.models import ReminderSlot
from tests.support.long_form import BOTH_IN_FULL, LONG_FORM, times
from tests.support.storm import Storm, report

pytestmark = [*LONG_FORM, *BOTH_IN_FULL]

MEGABYTE = 1024 * 1024


def test_r1_workers_that_tick_at_once_send_each_reminder_once(app, service, workers) -> None:
    """Each looks just after the second has begun, so they always meet."""
    count, several = times(200, 10_000), times(2, 4)
    both = [workers.start() for _ in range(several)]
    time.sleep(times(2, 5))  # until they look
    storm = Storm.of(service, count, due_in=2)
    storm.wait_until_settled(seconds=times(120, 600))
    outcome = storm.outcome()
    assert all(worker.is_alive() for worker in both)
    slots = select(func.count(ReminderSlot.id), func.count(ReminderSlot.reminder_id.distinct()))
    assert db.session.execute(slots).one() == (count, count)
    report(f"{several} ticks at once", 1, outcome, due=count)
    assert service.problems == []
    assert (outcome.lost, outcome.repeated, outcome.seen_twice) == (0, 0, 0)


def test_r1_a_great_many_come_due_in_one_minute(app, service, workers) -> None:
    """100,000 in the long form: one worker sends all while they are of use, in little memory."""
    count = times(1_000, 100_000)
    worker = workers.start()
    storm = Storm.of(service, count, due_in=3)
    storm.wait_until_settled(seconds=times(120, 3_600))
    outcome = storm.outcome()
    assert worker.is_alive(), worker.said()
    megabytes = worker.peak_memory() / MEGABYTE
    report("many due in one minute", 1, outcome, due=count, megabytes=round(megabytes))
    assert service.problems == []
    assert (outcome.lost, outcome.repeated, outcome.seen_twice) == (0, 0, 0)
    states = select(Delivery.state, func.count()).group_by(Delivery.state)
    assert dict(db.session.execute(states).all()) == {State.SENT: count}
    assert megabytes < 512
