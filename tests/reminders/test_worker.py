"""R1, R2: the worker as a real process, and what a kill does to it."""

import time
from datetime import timedelta

import pytest
from psycopg import errors
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from peerapp import clock, jobs, queue
from peerapp.accounts.models import RateCount
from peerapp.extensions import db
from peerapp.push import outbox
from peerapp.push.endpoints import CONNECTIONS_PER_HOST, READ_SECONDS
from peerapp.push.models import Delivery, State
from peerapp.push.notifications import Notification
from peerapp.reminders import planning
from peerapp.reminders.models import Reminder
from peerapp.reminders.schedule import EVERY_DAY
from tests.push.conftest import many_devices
from tests.support.people import make_member
from tests.support.push_service import HANG
from tests.support.worker import wait_until


@pytest.mark.both_databases
def test_the_worker_sends_at_once_rings_by_itself_and_stops_when_told(
    app, client_for, service, workers
):
    worker = workers.start()
    mia = make_member("Mia", timezone="UTC")
    client = client_for(mia)
    client.post("/push/subscriptions", json=service.subscribe().to_json())
    client.post("/push/test")
    service.wait_for(1, seconds=30)

    tapped = time.monotonic()
    client.post("/push/test")
    service.wait_for(2)
    assert time.monotonic() - tapped < READ_SECONDS

    client.post("/reminders", data={"time": "20:00", "days": ["mon"]})
    due_at = clock.now() + timedelta(seconds=1)
    # as if it had been set for that second: a worker that has just started plans all of them again
    coming = {"next_date": due_at.date(), "next_due_at": due_at}
    as_set = {"time": due_at.time(), "days": EVERY_DAY}
    db.session.execute(update(Reminder).values(**as_set, **coming))
    db.session.commit()
    service.wait_for(3)
    assert clock.now() - due_at < timedelta(seconds=READ_SECONDS)

    assert worker.stop(within=10) == 0


@pytest.mark.parametrize(
    ("people", "due"),
    [
        pytest.param(20, 1, id="bounded"),
        pytest.param(150, 6, id="eighteen-thousand", marks=pytest.mark.faults),
    ],
)
def test_p5_while_a_push_service_hangs_the_worker_does_its_work_and_stops_when_told(
    app, client_for, hanging, service, workers, people, due
):
    many_devices(hanging, people, due)
    client = client_for(make_member("Nora"))
    client.post("/push/subscriptions", json=service.subscribe().to_json())
    worker = workers.start()
    wait_until(lambda: hanging.requests >= CONNECTIONS_PER_HOST, within=30)
    for number in range(3):
        tapped = time.monotonic()
        client.post("/push/test")
        service.wait_for(number + 1)
        print(f"another's push: {time.monotonic() - tapped:.2f} s")
        assert time.monotonic() - tapped < READ_SECONDS  # not even as long as one that hangs

    asked = time.monotonic()
    for _ in range(20):
        jobs.clean()  # any other work
    wait_until(lambda: queue.runner().storage.queue_size() == 0, within=2 * READ_SECONDS)
    print(f"twenty other jobs: {time.monotonic() - asked:.2f} s")

    told = time.monotonic()
    assert worker.stop(within=10) == 0
    print(f"stopped: {time.monotonic() - told:.2f} s")


def test_r2_a_killed_worker_loses_nothing(app, client_for, service, workers):
    """Bounded: 60 notifications, three kills in the middle of sending."""
    people = [make_member(f"Member {number}") for number in range(6)]
    for person in people:
        device = service.subscribe()
        client_for(person).post("/push/subscriptions", json=device.to_json())
    hangs = make_member("Nora")
    device = service.subscribe()
    client_for(hangs).post("/push/subscriptions", json=device.to_json())
    service.answers(HANG, device)  # so that a batch is always under way when it is killed

    now = clock.now()
    for number in range(3):
        for person in (*people, hangs):
            for one in range(10 if person is not hangs else 1):
                key = f"test:{number}:{one}"
                outbox.put(person, Notification(key, now + timedelta(hours=1)), now)
        db.session.commit()
        worker = workers.start()
        service.wait_for(60 * (number + 1), seconds=30)
        worker.kill()
        # ninety seconds later, in which the leases end
        waiting = Delivery.state == State.WAITING
        db.session.execute(update(Delivery).where(waiting).values(next_try_at=clock.now()))
        db.session.commit()
    service.answers(201, device)
    workers.start()
    finished(within=30)
    topics = {(one.device.endpoint, one.headers["topic"]) for one in service.received}
    assert len(topics) == 183
    assert service.problems == []


def finished(within):
    end = time.monotonic() + within
    while db.session.scalar(select(Delivery.id).where(Delivery.state != State.SENT).limit(1)):
        db.session.commit()
        assert time.monotonic() < end, "not everything was sent"
        time.sleep(0.1)


@pytest.mark.both_databases
def test_old_rows_are_cleaned_away_and_what_waits_stays(app, service, client_for):
    mia, now = make_member(), clock.now()
    client_for(mia).post("/push/subscriptions", json=service.subscribe().to_json())
    outbox.put(mia, Notification("test:old", now + timedelta(hours=1)), now)
    outbox.put(mia, Notification("test:new", now + timedelta(hours=1)), now)
    old = {"state": State.SENT, "created_at": now - timedelta(days=8)}
    db.session.execute(update(Delivery).where(Delivery.key == "test:old").values(**old))
    db.session.add(RateCount(key="a", count=1, expires_at=now - timedelta(seconds=1)))
    db.session.add(RateCount(key="b", count=1, expires_at=now + timedelta(hours=1)))
    db.session.commit()
    jobs.clean()
    assert db.session.scalars(select(Delivery.key)).all() == ["test:new"]
    counts = db.session.scalars(select(RateCount.key)).all()
    assert "b" in counts
    assert "a" not in counts


def test_a_look_that_finds_nothing_due_does_not_tick(app, service, client_for):
    mia, now = make_member(timezone="UTC"), clock.now()
    assert not jobs.something_is_due(now)
    reminder = planning.add(mia, now.time().replace(second=0, microsecond=0), EVERY_DAY, now)
    db.session.commit()
    assert not jobs.something_is_due(reminder.next_due_at - timedelta(seconds=1))
    assert jobs.something_is_due(reminder.next_due_at)
    jobs.tick(reminder.next_due_at)
    assert not jobs.something_is_due(now + timedelta(hours=1))


def test_r2_a_part_of_a_tick_that_breaks_off_holds_up_no_other(app, monkeypatch, caplog):
    mia, now = make_member(timezone="UTC"), clock.now()
    reminder = planning.add(mia, now.time().replace(second=0, microsecond=0), EVERY_DAY, now)
    db.session.commit()
    woken = []
    monkeypatch.setattr(jobs.call_steps, "go_on_all", lambda _now: 1 / 0)
    monkeypatch.setattr(jobs.moving_on, "move_on", lambda _now: 1 / 0)
    monkeypatch.setattr(jobs.looks, "look_all", lambda _now: woken.append("looks"))
    jobs.tick(reminder.next_due_at, woken.append)
    assert not jobs.something_is_due(now + timedelta(hours=1))  # the reminder is claimed
    assert woken == [jobs.sender, "looks", jobs.sender]
    assert caplog.text.count("ZeroDivisionError") == 2


def test_r2_two_parts_in_each_others_way_hold_up_no_other(app, monkeypatch):
    def deadlock(_now):
        raise OperationalError("", {}, errors.DeadlockDetected())

    looked = []
    monkeypatch.setattr(jobs.moving_on, "move_on", deadlock)
    monkeypatch.setattr(jobs.looks, "look_all", looked.append)
    now = clock.now()
    jobs.tick(now, lambda _who: None)
    assert looked == [now]


def test_r2_without_a_database_a_tick_breaks_off_as_a_whole(app, monkeypatch):
    def away(_now):
        raise OperationalError("", {}, OSError())

    monkeypatch.setattr(jobs.call_steps, "go_on_all", away)
    with pytest.raises(OperationalError):
        jobs.tick(clock.now())
