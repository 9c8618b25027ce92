"""R3: after new rules of the time zones, what is to come rings at the same time on the wall."""

import os
import re
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from multiprocessing import get_context
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, event, update

from peerapp import clock, doctor, jobs
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.reminders import due, replanning, schedule, usual
from peerapp.reminders.models import PlannedWith, Reminder, ReminderSlot
from peerapp.reminders.schedule import EVERY_DAY, Slot
from tests.support.client import all_of
from tests.support.evening import BEFORE, DAY, EIGHT, HOUR, MONDAY, remind
from tests.support.people import make_member, one_commit
from tests.support.queries import queries_of

NEWER = "2099a"
pytestmark = pytest.mark.usefixtures("in_the_afternoon")


@pytest.fixture
def new_rules(tmp_path, monkeypatch):
    """`new_rules("America/New_York", "America/Halifax")`: from now on the clocks of the one are
    those of the other, as a new tzdata would say.
    """

    def make(zone, like):
        file = tmp_path / zone
        file.parent.mkdir(parents=True, exist_ok=True)
        package = resources.files("tzdata").joinpath("zoneinfo")
        file.write_bytes(package.joinpath(*like.split("/")).read_bytes())
        zoneinfo.reset_tzpath(to=[str(tmp_path)])
        ZoneInfo.clear_cache()
        monkeypatch.setattr(clock, "rules", lambda: NEWER)

    yield make
    zoneinfo.reset_tzpath(to=())
    ZoneInfo.clear_cache()


def planned(version):
    db.session.execute(delete(PlannedWith))
    db.session.add(PlannedWith(id=1, tzdata=version))
    db.session.commit()


def coming(reminder):
    db.session.refresh(reminder)
    return reminder.next_date, reminder.next_due_at


def test_the_rules_are_those_of_the_tzdata_package_and_not_of_the_machine():
    assert zoneinfo.TZPATH == ()
    assert re.fullmatch(r"20\d\d[a-z]+", clock.rules())


@pytest.mark.both_databases
def test_r3_what_is_to_come_rings_at_the_same_time_on_the_wall(app, new_rules):
    mia, noor = make_member("Mia"), make_member("Noor", timezone="Europe/Berlin")
    hers, other, weekly = remind(mia), remind(noor), remind(mia, days=0b0010000)
    replanning.replan()
    new_rules("America/New_York", "America/Halifax")  # an hour ahead
    replanning.replan()
    assert coming(hers) == (MONDAY, EIGHT - HOUR)
    assert coming(weekly) == (MONDAY + 4 * DAY, EIGHT + 4 * DAY - HOUR)
    assert coming(other) == (MONDAY, datetime(2026, 11, 23, 19, 0, tzinfo=UTC))
    assert [row.tzdata for row in all_of(PlannedWith)] == [NEWER]


@pytest.mark.both_databases
def test_r3_the_first_start_plans_all_and_the_next_ones_look_at_one_row(app):
    reminder = remind(make_member("Mia"))
    db.session.execute(update(Reminder).values(next_due_at=EIGHT + HOUR))  # by whatever rules
    db.session.commit()
    replanning.replan()
    assert coming(reminder) == (MONDAY, EIGHT)
    assert queries_of(replanning.replan) == 1


@pytest.mark.both_databases
def test_r1_a_date_that_had_its_slot_gets_no_second_by_new_rules(app, new_rules, time_machine):
    reminder = remind(make_member("Mia"))
    planned(clock.rules())
    due.claim_due(EIGHT)
    time_machine.move_to(EIGHT + timedelta(minutes=1), tick=False)
    new_rules("America/New_York", "America/Los_Angeles")  # where it is 17:01, still Monday
    replanning.replan()
    assert coming(reminder) == (MONDAY + DAY, EIGHT + DAY + 3 * HOUR)
    due.claim_due(EIGHT + DAY + 3 * HOUR)
    db.session.expire_all()
    assert sorted(slot.date for slot in all_of(ReminderSlot)) == [MONDAY, MONDAY + DAY]


@pytest.mark.both_databases
def test_r3_what_is_due_already_is_left_to_who_claims_it(app, new_rules, time_machine):
    reminder = remind(make_member("Mia"))
    planned(clock.rules())
    time_machine.move_to(EIGHT, tick=False)
    new_rules("America/New_York", "America/Los_Angeles")
    replanning.replan()
    assert coming(reminder) == (MONDAY, EIGHT)
    assert due.claim_due(EIGHT) == 1


@pytest.mark.both_databases
def test_r1_a_worker_that_claims_at_the_same_moment_wins(app, new_rules, monkeypatch):
    reminder = remind(make_member("Mia"))
    planned(clock.rules())
    new_rules("America/New_York", "America/Halifax")
    real = schedule.replanned_slot

    def claimed_in_between(*args):
        found = real(*args)
        # as another worker would have written it before us
        db.session.execute(
            update(Reminder).values(next_date=MONDAY + DAY, next_due_at=EIGHT + DAY - HOUR)
        )
        return found

    monkeypatch.setattr(schedule, "replanned_slot", claimed_in_between)
    replanning.replan()
    assert coming(reminder) == (MONDAY + DAY, EIGHT + DAY - HOUR)


@pytest.mark.both_databases
def test_r3_a_worker_that_dies_half_way_is_followed_by_the_next(app, new_rules, monkeypatch):
    monkeypatch.setattr(replanning, "BATCH", 3)
    mia = make_member("Mia")
    with one_commit():
        reminders = [remind(mia, at=time(20, minute)) for minute in range(10)]
    planned(clock.rules())
    new_rules("America/New_York", "America/Halifax")
    real, calls = replanning.move_all, []

    def dies_in_the_third(*args):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*args)

    monkeypatch.setattr(replanning, "move_all", dies_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        replanning.replan()
    db.session.rollback()
    assert replanning.planned_with() != NEWER
    monkeypatch.setattr(replanning, "move_all", real)
    for _ in range(2):  # and once more is nothing more
        replanning.replan()
    expected = [EIGHT - HOUR + timedelta(minutes=minute) for minute in range(10)]
    assert [coming(one)[1] for one in reminders] == expected


def test_an_old_worker_that_still_runs_does_not_undo_newer_rules(app):
    reminder = remind(make_member("Mia"))
    db.session.execute(update(Reminder).values(next_due_at=EIGHT - HOUR))
    planned(NEWER)
    replanning.replan()
    assert coming(reminder) == (MONDAY, EIGHT - HOUR)
    assert f"planned with tzdata {NEWER}" in doctor.zone_rules()
    planned(clock.rules())
    assert doctor.zone_rules() is None


def test_ended_parked_and_uncomputable_reminders_stay_and_stop_no_other(app, new_rules):
    mia, gone = make_member("Mia"), make_member("Noor")
    ended = remind(mia, at=time(8, 0), until=MONDAY)
    parked, live, lost = remind(mia, at=time(9, 0)), remind(mia), remind(gone)
    parked.parked_at = BEFORE
    db.session.execute(update(Person).where(Person.id == gone.id).values(timezone="Mars/Olympus"))
    db.session.commit()
    before = coming(parked), coming(lost)
    planned(clock.rules())
    new_rules("America/New_York", "America/Halifax")
    replanning.replan()
    assert coming(ended) == (None, None)
    assert (coming(parked), coming(lost)) == before
    assert coming(live) == (MONDAY, EIGHT - HOUR)


def test_a_reminder_that_follows_its_person_is_planned_for_their_usual_time(
    app, new_rules, monkeypatch
):
    reminder = remind(make_member("Mia"), adapts=True)
    planned(clock.rules())
    monkeypatch.setattr(usual, "rings_at", lambda *_: time(21, 30))
    new_rules("America/New_York", "America/Halifax")
    replanning.replan()
    assert coming(reminder) == (MONDAY, EIGHT + HOUR / 2)


def test_the_worker_looks_at_its_start_and_every_hour(app, new_rules, time_machine):
    reminder = remind(make_member("Mia"))
    ticker = jobs.Ticker.__new__(jobs.Ticker)
    ticker.look(clock.now())
    assert replanning.planned_with() == clock.rules()
    new_rules("America/New_York", "America/Halifax")
    ticker.look(clock.now() + timedelta(minutes=59))
    assert coming(reminder) == (MONDAY, EIGHT)
    ticker.look(clock.now() + HOUR)
    assert coming(reminder) == (MONDAY, EIGHT - HOUR)


def test_its_transactions_are_short_and_there_is_none_where_nothing_moves(app, monkeypatch):
    monkeypatch.setattr(replanning, "BATCH", 2)
    mia = make_member("Mia")
    with one_commit():
        for minute in range(6):
            remind(mia, at=time(20, minute))
    assert commits_of(lambda: replanning.replan_all(BEFORE)) == 1  # the version
    db.session.execute(update(Reminder).values(next_due_at=EIGHT + HOUR))
    db.session.commit()
    assert commits_of(lambda: replanning.replan_all(BEFORE)) == 4  # three parts, and the version


def commits_of(work):
    commits = []

    def note(_connection):
        commits.append(1)

    event.listen(db.engine, "commit", note)
    try:
        work()
    finally:
        event.remove(db.engine, "commit", note)
    return len(commits)


@pytest.mark.both_databases
def test_r3_four_workers_that_start_at_once_agree(app, new_rules):
    mia = make_member("Mia")
    with one_commit():
        reminders = [remind(mia, at=time(20, minute)) for minute in range(50)]
    planned(clock.rules())
    new_rules("America/New_York", "America/Halifax")
    fork = get_context("fork")  # a copy of this process, with the new rules
    ready = fork.Barrier(4)

    def work():
        db.session.remove()
        db.engine.dispose(close=False)  # a connection has one owner
        ready.wait(60)
        replanning.replan()
        os._exit(0)

    workers = [fork.Process(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    expected = [EIGHT - HOUR + timedelta(minutes=minute) for minute in range(50)]
    assert [coming(one)[1] for one in reminders] == expected
    assert replanning.planned_with() == NEWER


@pytest.mark.parametrize(
    ("pending", "at", "zone", "slot"),
    [
        # the same wall time
        (Slot(MONDAY, EIGHT + HOUR), time(20, 0), "America/New_York", Slot(MONDAY, EIGHT)),
        # due already
        (Slot(MONDAY, BEFORE), time(20, 0), "America/New_York", Slot(MONDAY, BEFORE)),
        # by the new rules it is past: whoever claims it says whether it is still of use
        (
            Slot(MONDAY, EIGHT),
            time(12, 0),
            "America/New_York",
            Slot(MONDAY, datetime(2026, 11, 23, 17, 0, tzinfo=UTC)),
        ),
    ],
)
def test_r3_where_a_slot_goes_by_new_rules(pending, at, zone, slot):
    assert schedule.replanned_slot(BEFORE, at, EVERY_DAY, zone, pending) == slot


def test_r3_a_date_that_the_new_rules_skip_leaves_its_slot_to_the_next_one():
    skipped = date(2011, 12, 30)
    now = datetime(2011, 12, 1, tzinfo=UTC)
    pending = Slot(skipped, datetime(2011, 12, 31, 6, 0, tzinfo=UTC))
    slot = schedule.replanned_slot(now, time(20, 0), EVERY_DAY, "Pacific/Apia", pending)
    assert slot.date == skipped + DAY
