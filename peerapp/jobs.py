"""The worker: what happens by itself, and at what time.

A tick looks into the database once a second, just after the second has begun, so that a reminder
set for 20:00 goes out at 20:00:00. Any number of workers may run beside each other.
"""

import gc
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Thread
from types import ModuleType
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from huey.consumer import Consumer, Scheduler
from sqlalchemy import delete, exists, or_, select
from sqlalchemy.exc import InterfaceError, OperationalError

from peerapp import clock, queue
from peerapp.accounts.models import PasswordReset, RateCount, SignIn
from peerapp.backups import keeping
from peerapp.checkins.models import ImportDraft, Submission
from peerapp.extensions import db, looking
from peerapp.leaving import erasing, wiping
from peerapp.leaving.models import ErasedSignIn
from peerapp.matching import moving_on, trial_notices
from peerapp.mentoring import hand_overs, looks
from peerapp.mentoring.models import MentorRing
from peerapp.messages.models import MessageReport
from peerapp.plan.models import Goal, PlanLine, Step
from peerapp.push import claims, sender
from peerapp.push.models import Delivery, State
from peerapp.reminders import due, email_sender, emails, replanning
from peerapp.reminders.models import Reminder, ReminderEmail, ReminderSlot
from peerapp.safety import call_mail, call_steps

log = logging.getLogger(__name__)

THREADS = 4
CLEAN_EVERY = timedelta(hours=1)
REPLAN_EVERY = timedelta(hours=1)  # a look at one row, unless the zones' rules are new
BACKUP_EVERY = timedelta(minutes=30)  # a look into a folder, unless it is time for one
NOTE_EVERY = timedelta(minutes=1)
STOP_EVERY = timedelta(minutes=1)  # requests whose mentor went away, paused or is full go on
START_WITHIN = 60  # seconds; then whoever started it has to know
STOP_WITHIN = 8  # seconds, if answers come; what has none then is sent again when its lease ends

# How long a row is kept after it was of use.
KEPT_DELIVERIES = timedelta(days=7)
KEPT_SIGN_INS = timedelta(days=30)
OLDEST_SIGN_IN = timedelta(days=400)  # longer than any sign-in may last
KEPT_RESETS = timedelta(days=1)
KEPT_SUBMISSIONS = timedelta(days=90)  # a phone that was offline may still send again
KEPT_SLOTS = timedelta(days=400)
KEPT_REMOVED = timedelta(hours=1)  # of a plan and of goals; so long Undo brings it back
KEPT_DRAFTS = timedelta(hours=1)  # files that a member looked at and neither took over nor removed

# PostgreSQL's errors of two who are in each other's way: a deadlock, a lock that was waited for, or
# a query that took, too long.
IN_THE_WAY = {"40001", "40P01", "55P03", "57014"}


def by_the_queue(who: ModuleType) -> None:
    who.wake()


def tick(now: datetime, wake: Callable[[ModuleType], None] = by_the_queue) -> None:
    """Put what is due into the outbox, and wake who sends it.

    After each batch, so that the first of ten thousand need not wait for the last.
    """
    with standing_alone():
        if call_steps.go_on_all(now):  # first: somebody waits for a person
            wake(sender)
    with standing_alone():
        while due.claim_batch(now) is not None:
            wake(sender)
    for part in (
        moving_on.move_on,
        trial_notices.ask_all,
        hand_overs.tell_all,
        looks.look_all,
        erasing.erase_all,
    ):
        with standing_alone():
            part(now)
    wake(sender)  # also for what is to be tried again
    if emails.are_due(now):
        wake(email_sender)
    if call_mail.are_due(now):
        wake(call_mail)


@contextmanager
def standing_alone() -> Iterator[None]:
    """A part of a tick: if it breaks off, the others are done all the same; where the database is
    away, none can be.
    """
    try:
        yield
    except Exception as why:
        if is_away(why):
            raise
        db.session.rollback()
        queue.log_failure(log, "a part of a tick broke off; the next one tries again", why)


def is_away(why: Exception) -> bool:
    """The database, and not only what this part waited for in it."""
    if not isinstance(why, OperationalError | InterfaceError):
        return False
    return getattr(why.orig, "sqlstate", None) not in IN_THE_WAY


def something_is_due(now: datetime) -> bool:
    """A look that takes no lock, since it is made once a second."""
    reminder = exists().where(Reminder.next_due_at <= now, Reminder.parked_at.is_(None))
    again = exists().where(ReminderSlot.again_at <= now)
    delivery = exists().where(Delivery.state == State.WAITING, Delivery.next_try_at <= now)
    with looking() as connection:
        request = moving_on.something_lapsed(now)
        trial = trial_notices.something_is_over(now)
        mentor = or_(hand_overs.something_waits(now), looks.something_is_due(now))
        call = or_(call_steps.something_is_due(now), call_mail.is_due(now))
        matching = or_(request, trial)
        ours = or_(reminder, again, delivery, emails.is_due(now), erasing.something_is_due(now))
        whether = or_(ours, matching, mentor, call)
        return bool(connection.execute(select(whether)).scalar())


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
        (ErasedSignIn, ErasedSignIn.day < (now - OLDEST_SIGN_IN).date()),
        (PasswordReset, PasswordReset.created_at < now - KEPT_RESETS),
        (Submission, Submission.received_at < now - KEPT_SUBMISSIONS),
        (ReminderSlot, ReminderSlot.decided_at < now - KEPT_SLOTS),
        (ReminderEmail, ReminderEmail.created_at < now - KEPT_DELIVERIES),
        (MentorRing, MentorRing.rung_at < now - KEPT_DELIVERIES),
        (ImportDraft, ImportDraft.created_at < now - KEPT_DRAFTS),
        (PlanLine, PlanLine.removed_at < now - KEPT_REMOVED),
        (Step, Step.removed_at < now - KEPT_REMOVED),
        (Goal, Goal.removed_at < now - KEPT_REMOVED),
        (MessageReport, erasing.is_settled()),
    ):
        db.session.execute(delete(table).where(*old).execution_options(synchronize_session=False))
        db.session.commit()
    wiping.wipe_what_is_left()  # where somebody was in its way before


class Ticker(Scheduler):
    """Huey's scheduler knows minutes, counted from its own start; ours keeps to the clock."""

    app: Flask
    next_clean: datetime | None = None
    next_stop: datetime | None = None
    next_replan: datetime | None = None
    next_backup: datetime | None = None
    next_note: datetime | None = None
    last_look: datetime | None = None

    def loop(self, now: Any = None) -> None:
        try:
            with self.app.app_context():
                self.look(clock.now())
        except Exception as why:
            queue.log_failure(log, "a tick broke off; the next one tries again", why)
        self.stop_flag.wait(1 - time.time() % 1)

    def look(self, now: datetime) -> None:
        if self.last_look is None or now < self.last_look:  # the clock was set back
            claims.shorten_leases(now)
            self.next_stop = self.next_clean = self.next_replan = None
            self.next_backup = self.next_note = None
        self.last_look = now
        if self.next_note is None or now >= self.next_note:
            self.next_note = now + NOTE_EVERY
            queue.note_worker()
        if something_is_due(now) or self.next_stop is None or now >= self.next_stop:
            self.next_stop = now + STOP_EVERY
            tick(now, self.wake)
        if self.next_clean is None or now >= self.next_clean:
            self.next_clean = now + CLEAN_EVERY
            clean()
        if self.next_replan is None or now >= self.next_replan:
            self.next_replan = now + REPLAN_EVERY
            replanning.replan()
            looks.begin_all(now)
        if self.next_backup is None or now >= self.next_backup:
            self.next_backup = now + BACKUP_EVERY
            if keeping.is_due(now):
                keeping.keep()

    def wake(self, who: ModuleType) -> None:
        """Without the queue, a thread of this worker's own sends: Redis may be away."""
        name = who.__name__
        if not who.wake() and name not in {thread.name for thread in threading.enumerate()}:
            Thread(target=self.send, args=[who], name=name, daemon=True).start()

    def send(self, who: ModuleType) -> None:
        try:
            with self.app.app_context():
                who.send_now()
        except Exception as why:
            queue.log_failure(log, "sending broke off; the next tick tries again", why)


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
    when_it_answers(app).run()


def when_it_answers(app: Flask) -> Consumer:
    """After a power cut the queue's database may be a little later than we are."""
    end = time.monotonic() + START_WITHIN
    while True:
        try:
            return consumer_of(app)
        except Exception as why:
            if time.monotonic() > end:
                raise
            queue.log_failure(log, "the queue does not answer yet", why)
            time.sleep(1)


def consumer_of(app: Flask) -> Consumer:
    class OurTicker(Ticker):
        pass

    OurTicker.app = app

    class OurConsumer(Consumer):
        scheduler_class = OurTicker

        def start(self) -> None:
            self._set_signal_handlers()  # Huey's own comes when its threads already work
            super().start()

        def stop(self, graceful: bool = False) -> None:
            try:
                with app.app_context():
                    sender.stop()
            finally:
                super().stop(graceful)

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
