"""R2: what a push service has taken is not sent once more, though the database does not say so."""

import os
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from peerapp import clock
from peerapp.extensions import db
from peerapp.push import claims, sender
from peerapp.push.journal import SIZE, Journal
from peerapp.push.models import Delivery, PushSubscription, State
from tests.push.test_sending import put, the_delivery
from tests.support.client import all_of
from tests.support.devices import turn_on
from tests.support.people import make_member

pytestmark = pytest.mark.both_databases


@pytest.fixture
def delivery(app, service):
    """One that a worker sends; it is killed before it has written that."""
    mia = make_member()
    turn_on(app, mia, service)
    put(mia)
    lease = uuid4()
    later = {"lease": lease, "attempts": 1, "next_try_at": clock.now() + timedelta(seconds=90)}
    db.session.execute(update(Delivery).values(**later))
    db.session.commit()
    return the_delivery()


@pytest.fixture
def folder(app):
    return app.config["DATA_DIR"] / "taken"


def taken_by_one_that_died(folder, delivery_id, lease):
    journal = Journal(folder)
    journal.note((delivery_id, lease))
    os.close(journal.file)  # as the system does, and with it the lock is gone


def ninety_seconds_later():
    waiting = Delivery.state == State.WAITING
    db.session.execute(update(Delivery).where(waiting).values(next_try_at=clock.now()))
    db.session.commit()
    return sender.send_due(clock.now())


def test_r2_what_a_killed_worker_was_told_is_settled_by_the_next(service, folder, delivery):
    taken_by_one_that_died(folder, delivery.id, delivery.lease)
    assert ninety_seconds_later() == 0
    assert service.requests == 0
    assert (the_delivery().state, the_delivery().lease) == (State.SENT, None)
    assert the_delivery().sent_at
    [device] = all_of(PushSubscription)
    assert device.last_sent_at
    assert {path.stat().st_size for path in folder.glob("[!.]*")} == {0}


def test_r2_under_a_lease_that_is_over_nothing_is_settled(service, folder, delivery):
    """Another worker has claimed it since, and will say itself what came of it."""
    taken_by_one_that_died(folder, delivery.id, uuid4())
    assert ninety_seconds_later() == 1


def test_r2_what_lives_keeps_its_own(service, folder, delivery):
    other = Journal(folder)
    other.note((delivery.id, delivery.lease))
    assert ninety_seconds_later() == 1
    files = [path.stat().st_size for path in folder.glob("[!.]*")]
    assert SIZE in files
    os.close(other.file)


def test_r2_an_answer_that_came_while_the_database_was_away_is_not_lost(app, service, monkeypatch):
    mia = make_member()
    turn_on(app, mia, service)
    put(mia)

    def away(*_):
        raise ConnectionError("the database is away")

    with monkeypatch.context() as now_only:
        now_only.setattr(claims, "settle", away)
        with pytest.raises(ConnectionError):
            sender.send_due(clock.now())
    assert len(service.received) == 1
    assert ninety_seconds_later() == 0
    assert len(service.received) == 1
    assert the_delivery().state == State.SENT


def test_half_an_entry_at_the_end_is_no_entry(service, folder, delivery):
    Journal(folder)  # makes the folder
    half = UUID(int=1).bytes + b"1"
    (folder / str(uuid4())).write_bytes(delivery.id.bytes + delivery.lease.bytes + half)
    assert ninety_seconds_later() == 0
    assert the_delivery().state == State.SENT


def test_what_is_none_of_ours_in_the_folder_stops_no_message(app, service, delivery, folder):
    """A directory, say, or the file of a worker that once ran as another user."""
    (folder / "a-directory").mkdir(parents=True)
    try:
        assert ninety_seconds_later() == 1
    finally:
        (folder / "a-directory").rmdir()


def test_a_disk_that_is_full_stops_no_message(app, service, monkeypatch):
    mia = make_member()
    turn_on(app, mia, service)
    put(mia)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("peerapp.push.journal.os.write", full)
    assert sender.send_due(clock.now()) == 1


def test_r2_what_the_phone_says_it_has_is_not_sent_again(service, delivery):
    """Its answer was lost with the worker, and the phone's own word has come."""
    db.session.execute(update(Delivery).values(received_at=clock.now()))
    db.session.commit()
    assert ninety_seconds_later() == 0
    assert db.session.scalars(select(Delivery.state)).all() == [State.SENT]
