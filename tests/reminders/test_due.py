"""R1, R4, R5: what becomes of a reminder when it is due."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from peerapp.accounts import people
from peerapp.config import ROOT
from peerapp.extensions import db
from peerapp.push import sender
from peerapp.push.models import Delivery, State
from peerapp.reminders import due, planning
from peerapp.reminders.models import Outcome, Reminder
from peerapp.reminders.schedule import EVERY_DAY
from tests.support.devices import turn_on
from tests.support.evening import DAY, EIGHT, HOUR, MINUTE, MONDAY, remind, slots
from tests.support.people import check_in, make_member, make_mentor

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("in_the_afternoon")]


def test_a_reminder_rings_at_the_persons_own_time(app, service, mia):
    turn_on(app, mia, service)
    remind(mia)
    assert due.claim_due(EIGHT - timedelta(seconds=1)) == 0
    assert due.claim_due(EIGHT) == 1
    assert sender.send_due(EIGHT) == 1
    [received] = service.received
    assert received.notification["title"] == "A moment for you?"
    assert received.headers["ttl"] == str(4 * 3600)
    assert slots() == [(MONDAY, Outcome.QUEUED)]


def test_r1_a_reminder_has_one_slot_a_date(app, service, mia):
    turn_on(app, mia, service)
    reminder = remind(mia)
    for _ in range(3):
        due.claim_due(EIGHT)
        sender.send_due(EIGHT)
    assert len(service.received) == 1
    # even if somebody turned the reminder back by hand
    db.session.execute(update(Reminder).values(next_date=MONDAY, next_due_at=EIGHT))
    db.session.commit()
    due.claim_due(EIGHT)
    sender.send_due(EIGHT)
    assert len(service.received) == 1
    assert slots() == [(MONDAY, Outcome.QUEUED)]
    assert reminder.next_date == MONDAY + DAY


def test_it_rings_again_the_next_day_under_another_topic(app, service, mia, time_machine):
    turn_on(app, mia, service)
    remind(mia)
    for now in (EIGHT, EIGHT + DAY):
        time_machine.move_to(now, tick=False)  # the push service looks at its clock
        due.claim_due(now)
        sender.send_due(now)
    assert len({received.headers["topic"] for received in service.received}) == 2


def test_it_rings_on_its_weekdays_only(app, mia):
    reminder = remind(mia, days=0b0010000)  # Fridays
    assert reminder.next_date == date(2026, 11, 27)


def test_who_has_checked_in_today_is_not_reminded(app, service, mia):
    turn_on(app, mia, service)
    remind(mia)
    check_in(mia, day=MONDAY)
    due.claim_due(EIGHT)
    assert sender.send_due(EIGHT) == 0
    assert slots() == [(MONDAY, Outcome.DONE)]


def test_a_check_in_of_yesterday_does_not_count_for_today(app, service, mia):
    turn_on(app, mia, service)
    remind(mia)
    check_in(mia, day=MONDAY - DAY)
    due.claim_due(EIGHT)
    assert sender.send_due(EIGHT) == 1


def test_without_a_device_nothing_is_sent(app, mia):
    remind(mia)
    due.claim_due(EIGHT)
    assert slots() == [(MONDAY, Outcome.NO_DEVICE)]


def test_a_mentor_who_does_not_check_in_is_reminded_too(app, service):
    toni = make_mentor()
    turn_on(app, toni, service)
    remind(toni)
    due.claim_due(EIGHT)
    assert sender.send_due(EIGHT) == 1


@pytest.mark.parametrize("how", ["check-in", "removal", "change"])
def test_r5_what_is_queued_already_is_stopped(app, service, mia, how):
    turn_on(app, mia, service)
    reminder = remind(mia)
    due.claim_due(EIGHT)
    if how == "check-in":
        check_in(mia, day=MONDAY)
    elif how == "removal":
        planning.remove(reminder)
    else:
        planning.change(reminder, time(21, 0), EVERY_DAY, EIGHT)
    db.session.commit()
    assert sender.send_due(EIGHT) == 0
    assert db.session.scalars(select(Delivery.state)).one() == State.CANCELLED


def test_r5_a_check_in_stops_a_second_try(app, service, mia):
    turn_on(app, mia, service)
    remind(mia)
    service.answers(503)
    due.claim_due(EIGHT)
    sender.send_due(EIGHT)
    check_in(mia, day=MONDAY)
    service.answers(201)
    assert sender.send_due(EIGHT + HOUR) == 0


def test_r4_after_an_outage_only_what_is_of_use_rings(app, service, mia, time_machine):
    turn_on(app, mia, service)
    remind(mia)
    back = EIGHT + 3 * DAY + HOUR
    time_machine.move_to(back, tick=False)
    assert due.claim_due(back) == 4
    assert sender.send_due(back) == 1
    missed = [(MONDAY + n * DAY, Outcome.MISSED) for n in range(3)]
    assert slots() == [*missed, (MONDAY + 3 * DAY, Outcome.QUEUED)]


def test_r4_nothing_rings_in_the_night_for_the_evening(app, service, mia):
    turn_on(app, mia, service)
    remind(mia)
    three = EIGHT + 7 * HOUR
    due.claim_due(three)
    assert sender.send_due(three) == 0
    assert slots() == [(MONDAY, Outcome.MISSED)]


def test_a_reminder_that_cannot_be_computed_is_parked_and_stops_no_other(app, service, mia):
    turn_on(app, mia, service)
    broken = remind(make_member("Nora"))
    remind(mia)
    db.session.execute(update(Reminder).where(Reminder.id == broken.id).values(days=0))
    db.session.commit()
    assert due.claim_due(EIGHT) == 1
    assert sender.send_due(EIGHT) == 1
    db.session.expire_all()
    assert broken.parked_at == EIGHT
    assert "NeverRings" in broken.parked_because
    assert due.claim_due(EIGHT) == 0
    planning.change(broken, time(20, 0), EVERY_DAY, EIGHT)
    assert broken.parked_at is None


def test_r3_a_change_of_zone_moves_the_coming_slot(app, mia):
    reminder = remind(mia)
    people.change_zone(mia, "America/Los_Angeles")
    db.session.commit()
    assert (reminder.next_date, reminder.next_due_at) == (MONDAY, EIGHT + 3 * HOUR)


def test_r3_a_change_of_zone_after_it_rang_does_not_ring_again(app, service, mia, time_machine):
    turn_on(app, mia, service)
    reminder = remind(mia)
    due.claim_due(EIGHT)
    time_machine.move_to(EIGHT + MINUTE, tick=False)
    people.change_zone(mia, "America/Los_Angeles")
    db.session.commit()
    assert reminder.next_date == MONDAY + DAY


def test_a_new_time_on_a_day_that_has_rung_begins_tomorrow(app, service, mia):
    turn_on(app, mia, service)
    reminder = remind(mia)
    due.claim_due(EIGHT)
    sender.send_due(EIGHT)
    planning.change(reminder, time(21, 0), EVERY_DAY, EIGHT)
    assert reminder.next_date == MONDAY + DAY


def test_a_new_time_on_a_day_on_which_nothing_rang_begins_today(app, mia):
    reminder = remind(mia)
    due.claim_due(EIGHT)  # no device
    planning.change(reminder, time(21, 0), EVERY_DAY, EIGHT)
    db.session.commit()
    assert reminder.next_date == MONDAY
    due.claim_due(EIGHT + HOUR)
    assert slots() == [(MONDAY, Outcome.NO_DEVICE)]


# Imports once and then forks, since starting is most of what a process costs here.
FOUR_TICKS = """
import multiprocessing
import sys
from datetime import datetime
import time_machine
from peerapp import create_app
from peerapp.push import sender
from peerapp.reminders import due

fork = multiprocessing.get_context("fork")
ready, results = fork.Barrier(4), fork.SimpleQueue()

def tick(now):
    app = create_app({"QUEUE_IMMEDIATE": True})
    with app.app_context(), time_machine.travel(now):  # the deliveries are of use then
        ready.wait(30)
        results.put((due.claim_due(now), sender.send_due(now)))

ticks = [fork.Process(target=tick, args=[datetime.fromisoformat(sys.argv[1])]) for _ in range(4)]
for one in ticks:
    one.start()
for one in ticks:
    one.join()
    assert one.exitcode == 0
    print(*results.get())
"""


def test_r1_four_processes_tick_at_once_and_each_reminder_goes_out_once(app, service, mia):
    """The same moment, the same rows, four real processes on one database."""
    members = [mia, *(make_member(f"Member {n}") for n in range(9))]
    for member in members:
        turn_on(app, member, service)
        for minute in range(10):
            remind(member, at=time(19, minute))
    now = EIGHT - HOUR + 15 * MINUTE
    environment = {
        **os.environ,
        **service.environment(),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "ENCRYPTION_KEYS": ",".join(app.config["ENCRYPTION_KEYS"]),
        "DATA_DIR": str(app.config["DATA_DIR"]),
    }
    ticks = subprocess.run(
        [sys.executable, "-c", FOUR_TICKS, now.isoformat()],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
        check=True,
    )
    counts = [[int(word) for word in line.split()] for line in ticks.stdout.splitlines()]
    assert len(counts) == 4
    assert sum(claimed for claimed, _ in counts) == 100
    assert sum(sent for _, sent in counts) == 100
    assert service.problems == []
    rung = Counter(received.headers["topic"] for received in service.received)
    assert len(rung) == 100
    assert set(rung.values()) == {1}


def test_r5_a_reminder_that_is_moved_while_it_waits_rings_at_its_new_time(app, service, mia):
    """Queued, and not sent yet: the new time of the same date is not lost."""
    turn_on(app, mia, service)
    reminder = remind(mia)
    due.claim_due(EIGHT)
    planning.change(reminder, time(21, 0), EVERY_DAY, EIGHT)
    db.session.commit()
    assert sender.send_due(EIGHT) == 0
    assert due.claim_due(EIGHT + HOUR) == 1
    assert sender.send_due(EIGHT + HOUR) == 1
    assert slots() == [(MONDAY, "queued")]


def test_r1_a_reminder_that_has_rung_does_not_ring_again_when_it_is_moved(app, service, mia):
    turn_on(app, mia, service)
    reminder = remind(mia)
    due.claim_due(EIGHT)
    assert sender.send_due(EIGHT) == 1
    planning.change(reminder, time(21, 0), EVERY_DAY, EIGHT)
    db.session.commit()
    assert due.claim_due(EIGHT + HOUR) == 0
