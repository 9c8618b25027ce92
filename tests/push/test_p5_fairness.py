"""P5: a push service that hangs, and a person who floods, hold up nobody else."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from peerapp import clock
from peerapp.extensions import db
from peerapp.push import claims, sender
from peerapp.push.attempts import Result
from peerapp.push.endpoints import CONNECTIONS_PER_HOST, READ_SECONDS
from peerapp.push.fairness import PER_ORIGIN, PER_PERSON, Patience, Room
from peerapp.push.models import Delivery, State
from peerapp.push.notifications import Notification
from tests.push.conftest import many_devices
from tests.push.test_sending import put, turn_on
from tests.support.people import make_member
from tests.support.push_service import PushService


@contextmanager
def a_thread_that_sends(app: Flask, hanging: PushService) -> Iterator[None]:
    """As one of a worker's does; until the end, when what hangs is let go."""

    def send() -> None:
        with app.app_context():
            sender.send_due(clock.now())

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    end = time.monotonic() + 30  # until the scene is set, on a busy machine too
    while hanging.requests < CONNECTIONS_PER_HOST:
        assert time.monotonic() < end, "nothing hangs"
        time.sleep(0.02)
    try:
        yield
        assert thread.is_alive()
    finally:
        db.session.execute(update(Delivery).values(state=State.CANCELLED))
        db.session.commit()
        hanging.close()
        thread.join(20)
    assert not thread.is_alive()


@pytest.mark.both_databases
def test_p5_a_host_that_hangs_delays_nobody_else(app, service, hanging) -> None:
    """A thousand messages are due to it, longer than those to anybody else."""
    many_devices(hanging, people=50)
    nora, took = make_member("Nora"), []
    turn_on(app, nora, service)
    with a_thread_that_sends(app, hanging):
        for number in range(3):
            began = time.monotonic()
            put(nora, key=f"test:{number}")
            sender.wake()
            service.wait_for(number + 1)
            took.append(time.monotonic() - began)
    print("delays:", took)
    assert max(took) < READ_SECONDS, took  # not even as long as one that hangs


def test_p5_one_thread_of_a_worker_sends_and_the_others_are_free(app, service, hanging) -> None:
    many_devices(hanging, people=10)
    with a_thread_that_sends(app, hanging):
        began = time.monotonic()
        for _ in range(20):
            sender.wake()
        assert time.monotonic() - began < 1


def test_p5_nobody_takes_more_than_their_share_of_what_is_under_way() -> None:
    room, mia = Room(), uuid4()
    here, there = "https://fcm.googleapis.com/1", "https://web.push.apple.com/1"
    assert all(room.enter(here, mia) for _ in range(PER_PERSON))
    assert not room.enter(there, mia)
    assert room.full_people() == {mia}
    assert all(room.enter(here, uuid4()) for _ in range(PER_ORIGIN - PER_PERSON))
    assert not room.enter(here, uuid4())
    assert room.full_origins() == {"https://fcm.googleapis.com"}
    assert room.enter(there, uuid4())
    room.leave(here, mia)
    assert room.full_people() == room.full_origins() == set()
    assert room.enter(here, mia)


@pytest.mark.both_databases
def test_p5_a_claim_finds_the_others_behind_a_thousand_of_one_person(app, service) -> None:
    mia, nora, now = make_member("Mia"), make_member("Nora"), clock.now()
    turn_on(app, mia, service)
    turn_on(app, nora, service)
    for number in range(60):
        put(mia, key=f"test:{number}", now=now - timedelta(minutes=5))
    put(nora, now=now)
    room = Room()
    first = claims.claim(now, room)
    assert len(first) == PER_PERSON + 1
    for message in first:
        room.enter(message.endpoint, message.person_id)
    assert claims.claim(now, room) is None  # until some of hers have been answered


@pytest.mark.both_databases
def test_p5_a_backlog_of_some_does_not_come_before_the_first_of_another(app, service) -> None:
    many_devices(service, people=6, due=10)
    nora, now = make_member("Nora"), clock.now()
    turn_on(app, nora, service)
    put(nora, now=now)
    first = claims.claim(now, Room())
    assert nora.id in {message.person_id for message in first}


@pytest.mark.both_databases
def test_p5_a_push_service_that_wants_a_pause_gets_it_for_all(app, service) -> None:
    """429 with Retry-After, for one after the other."""
    now = clock.now()
    people = [make_member() for _ in range(Patience.PEOPLE + 2)]
    for person in people:
        turn_on(app, person, service)
    service.answers(429, retry_after="120")
    for person in people[: Patience.PEOPLE]:
        put(person, now=now)
        sender.send_due(now)
    assert service.requests == Patience.PEOPLE
    for person in people[Patience.PEOPLE :]:
        put(person, now=now)
    service.answers(201)
    assert sender.send_due(now + timedelta(seconds=60)) == 0
    assert service.requests == Patience.PEOPLE
    assert sender.send_due(now + timedelta(seconds=130)) == len(people)


def test_p5_one_person_whose_devices_are_put_off_does_not_silence_the_others() -> None:
    patience, now, mia, nora = Patience(), clock.now(), uuid4(), uuid4()
    endpoint, put_off = "https://fcm.googleapis.com/1", Result(429, None, timedelta(minutes=1))
    for _ in range(20):
        patience.note(endpoint, mia, put_off, now)
    assert not patience.held_back(now)
    for _ in range(20):
        patience.note(endpoint, uuid4(), put_off, now)
        patience.note(endpoint, nora, Result(201), now)
    assert not patience.held_back(now)


def test_p5_an_answer_that_comes_late_is_judged_by_the_time_it_comes(
    app, service, monkeypatch, time_machine
) -> None:
    """Each claim and each answer has its own time: a lease does not run out before it is sent."""
    mia, now, seen = make_member(), clock.now(), []
    turn_on(app, mia, service)
    put(mia, key="test:1", now=now)
    real = claims.claim

    def claim(at, *more):
        seen.append(at)
        messages = real(at, *more)
        if len(seen) == 1:  # it takes most of the lease
            put(mia, key="test:2", now=now, useful_until=now + timedelta(seconds=60))
            put(mia, key="test:3", now=now, useful_until=now + timedelta(seconds=300))
            time_machine.move_to(now + timedelta(seconds=80))
        return messages

    monkeypatch.setattr(claims, "claim", claim)
    assert sender.send_due(now) == 2
    assert seen[0] - now < timedelta(seconds=5)
    assert all(at - now > timedelta(seconds=79) for at in seen[1:])
    states = dict(db.session.execute(select(Delivery.key, Delivery.state)).all())
    assert states == {"test:1": State.SENT, "test:2": State.MISSED, "test:3": State.SENT}
    by_topic = {one.headers["topic"]: int(one.headers["ttl"]) for one in service.received}
    assert 210 <= by_topic[Notification("test:3", now).topic] <= 222
