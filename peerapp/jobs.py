"""The worker: what happens by itself, and at what time.

A tick looks into the database once a second, just after the second has begun, so that a reminder
set for 20:00 goes out at 20:00:00. Any number of workers may run beside each other.
"""

import gc
import logging
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from huey.consumer import Consumer, Scheduler
from sqlalchemy import delete, exists, or_, select

from peerapp import clock, queue
from peerapp.accounts.models import PasswordReset, RateCount, SignIn
from peerapp.checkins.models import ImportDraft, Submission
from peerapp.extensions import db, looking
from peerapp.matching import moving_on, trial_notices
from peerapp.push import sender
from peerapp.push.models import Delivery, State
from peerapp.reminders import due
from peerapp.reminders.models import Reminder, ReminderSlot

log = logging.getLogger(__name__)

THREADS = 4
CLEAN_EVERY = timedelta(hours=1)
STOP_EVERY = timedelta(minutes=1)  # requests whose mentor went away, paused or is full go on
STOP_WITHIN = 2  # seconds; what is being sent then is sent again when its lease ends

# How long a row is kept after it was of use.
KEPT_DELIVERIES = timedelta(days=7)
KEPT_SIGN_INS = timedelta(days=30)
OLDEST_SIGN_IN = timedelta(days=400)  # longer than any sign-in may last
KEPT_RESETS = timedelta(days=1)
KEPT_SUBMISSIONS = timedelta(days=90)  # a phone that was offline may still send again
KEPT_SLOTS = timedelta(days=400)
KEPT_DRAFTS = timedelta(hours=1)  # files that a member looked at and neither took over nor removed


def tick(now: datetime) -> None:
    """Put what is due into the outbox, and wake who sends it.

    After each batch, so that the first of ten thousand need not wait for the last.
    """
    while due.claim_batch(now) is not None:
        sender.wake()
    moving_on.move_on(now)
    trial_notices.ask_all(now)
    sender.wake()  # also for what is to be tried again


def something_is_due(now: datetime) -> bool:
    """A look that takes no lock, since it is made once a second."""
    reminder = exists().where(Reminder.next_due_at <= now, Reminder.parked_at.is_(None))
    again = exists().where(ReminderSlot.again_at <= now)
    delivery = exists().where(Delivery.state == State.WAITING, Delivery.next_try_at <= now)
    with looking() as connection:
        request = moving_on.something_lapsed(now)
        trial = trial_notices.something_is_over(now)
        return bool(
            connection.execute(select(or_(reminder, again, delivery, request, trial))).scalar()
        )


@queue.task()
def clean() -> None:
    """Remove what nobody needs any more; each kind in a short transaction of its own."""
    now = clock.now()
    settled = Delivery.state != State.WAITING
    for table, *old in (
        (Delivery, settled, Delivery.created_at < now - KEPT_DELIVERIES),
        (Delivery, Delivery.useful_until < now - KEPT_DELIVERIES),
        (RateCount, RateCount.expires_at < now),
        (SignIn, SignIn.ended_at < now - KEPT_SIGN_INS),
        (SignIn, SignIn.created_at < now - OLDEST_SIGN_IN),
        (PasswordReset, PasswordReset.created_at < now - KEPT_RESETS),
        (Submission, Submission.received_at < now - KEPT_SUBMISSIONS),
        (ReminderSlot, ReminderSlot.decided_at < now - KEPT_SLOTS),
        (ImportDraft, ImportDraft.created_at < now - KEPT_DRAFTS),
    ):
        db.session.execute(delete(table).where(*old).execution_options(synchronize_session=False))
        db.session.commit()


class Ticker(Scheduler):
    """Huey's scheduler knows minutes, counted from its own start; ours keeps to the clock."""

    app: Flask
    next_clean: datetime | None = None
    next_stop: datetime | None = None

    def loop(self, now: Any = None) -> None:
        try:
            with self.app.app_context():
                self.look(clock.now())
        except Exception as why:
            queue.log_failure(log, "a tick broke off; the next one tries again", why)
        self.stop_flag.wait(1 - time.time() % 1)

    def look(self, now: datetime) -> None:
        if something_is_due(now) or self.next_stop is None or now >= self.next_stop:
            self.next_stop = now + STOP_EVERY
            tick(now)
        if self.next_clean is None or now >= self.next_clean:
            self.next_clean = now + CLEAN_EVERY
            clean()


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Send reminders and do what else need not be waited for, until SIGTERM or Ctrl-C."""
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s"
    )
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    # What is loaded now stays. Else the collector looks through all of it again and again while
    # much is sent, which costs a fifth more.
    gc.collect()
    gc.freeze()
    consumer_of(app).run()


def consumer_of(app: Flask) -> Consumer:
    class OurTicker(Ticker):
        pass

    OurTicker.app = app

    class OurConsumer(Consumer):
        scheduler_class = OurTicker

    return OurConsumer(
        queue.runner(),
        workers=THREADS,
        periodic=False,
        initial_delay=0.1,
        max_delay=0.5,  # so soon a thread looks into the queue again
        graceful_signal="TERM",
        shutdown_timeout=STOP_WITHIN,
    )


def set_up(app: Flask) -> None:
    app.cli.add_command(worker)
