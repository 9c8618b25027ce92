"""P5: a push service that hangs, and a person who floods, hold up nobody else."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from peerapp import clock
from peerapp.extensions import db
from peerapp.push import circuits, claims, sender
from peerapp.push.attempts import Result
from peerapp.push.circuits import FIRST_WAIT, LONGEST_WAIT, Circuits
from peerapp.push.endpoints import CONNECTIONS_PER_HOST, READ_SECONDS
from peerapp.push.fairness import PER_ORIGIN, PER_PERSON, Due, FarLooks, Patience, Room, pick
from peerapp.push.models import Delivery, State
from peerapp.push.notifications import Notification
from tests.push.conftest import many_devices
from tests.push.test_sending import put
from tests.support.devices import turn_on
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
        assert time.monotonic() - began < READ_SECONDS  # while one of them hangs so long


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


def test_p5_after_a_pause_it_takes_several_people_again() -> None:
    patience, now = Patience(), clock.now()
    endpoint, put_off = "https://fcm.googleapis.com/1", Result(429, None, timedelta(minutes=1))
    for _ in range(Patience.PEOPLE):
        patience.note(endpoint, uuid4(), put_off, now)
    later = now + timedelta(minutes=2)
    assert patience.held_back(now)
    patience.note(endpoint, uuid4(), put_off, later)
    assert not patience.held_back(later)
    for _ in range(Patience.PEOPLE):
        patience.note(endpoint, uuid4(), put_off, later)
    assert patience.held_back(later)
    patience.note(endpoint, uuid4(), Result(201), later)  # it is well again
    assert not patience.held_back(later)


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


HERE, THERE = "https://fcm.googleapis.com", "https://web.push.apple.com"
SICK, WELL, SECOND = Result(503), Result(201), timedelta(seconds=1)


def fail(of, people, now, result=SICK):
    for person_id in people:
        of.note(HERE, person_id, result, now)


def some(count=circuits.PEOPLE):
    return [uuid4() for _ in range(count)]


@pytest.mark.parametrize(
    ("result", "opens"),
    [
        (Result(500), True),
        (Result(503), True),
        (Result(None, "TimeoutError"), True),
        (Result(None, "InvalidToken", is_final=True), False),  # our own fault
        (Result(503, None, timedelta(minutes=1)), False),  # it says itself when to come again
        (Result(429), False),
        (Result(403), False),
        (Result(410), False),
        (Result(201), False),
    ],
)
def test_p5_what_fails_for_several_people_in_a_row_opens_the_circuit(result, opens) -> None:
    now, of = clock.now(), Circuits()
    fail(of, some(), now, result)
    assert of.open(now) == ({HERE} if opens else set())


def test_p5_one_good_answer_in_between_keeps_it_closed() -> None:
    now, of = clock.now(), Circuits()
    fail(of, some(circuits.PEOPLE - 1), now)
    of.note(HERE, uuid4(), WELL, now)
    fail(of, some(circuits.PEOPLE - 1), now)
    of.note(THERE, uuid4(), SICK, now)  # another service has its own
    assert not of.open(now)
    assert not of.half_open(now)


def test_p5_a_circuit_stays_open_twice_as_long_each_time_and_closes_with_a_good_answer() -> None:
    now, of, waits = clock.now(), Circuits(jitter=lambda: 1.0), []
    people = some()
    fail(of, people, now)
    for _ in range(9):
        fail(of, some(30), now)  # what was under way says nothing new
        began = now
        while of.open(now):
            now += SECOND
        waits.append(now - began)
        assert set(of.half_open(now)) == {HERE}
        fail(of, people[:1], now)  # the probe
    assert waits == [min(FIRST_WAIT * 2**n, LONGEST_WAIT) for n in range(9)]
    of.note(HERE, uuid4(), WELL, now)
    assert not of.open(now)
    assert not of.half_open(now)


@given(st.lists(st.tuples(st.integers(0, circuits.PEOPLE - 2), st.integers(0, 60))))
def test_p5_fewer_people_than_it_takes_silence_nobody(events) -> None:
    """However often they fail."""
    now, of = clock.now(), Circuits()
    for person, seconds in events:
        now += seconds * SECOND
        of.note(HERE, UUID(int=person), SICK, now)
    assert not of.open(now)


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.integers(0, 900)), max_size=200))
def test_p5_a_circuit_is_never_open_for_longer_than_a_quarter_of_an_hour(events) -> None:
    now, of = clock.now(), Circuits()
    for person, is_well, seconds in events:
        now += seconds * SECOND
        of.note(HERE, UUID(int=person), WELL if is_well else SICK, now)
        assert not (is_well and of.open(now))
        assert not of.open(now + LONGEST_WAIT)
        assert not of.open(now) & of.half_open(now).keys()


def test_p5_the_probe_is_another_persons_where_there_is_one() -> None:
    mia, nora, room = uuid4(), uuid4(), Room(half_open={HERE: {uuid4()}})
    due = [Due(uuid4(), one, f"{HERE}/{at}") for at, one in enumerate((mia, mia, nora))]
    room.half_open = {HERE: {mia}}
    assert pick(due, room, (), 100) == [due[2].id]  # and only one at once
    assert room.full_origins() == {HERE}
    assert pick(due[:2], Room(half_open={HERE: {mia}}), (), 100) == [due[0].id]
    assert pick(due, Room(half_open={HERE: {mia}}), {HERE}, 100) == []


@pytest.mark.both_databases
def test_p5_a_sick_push_service_holds_up_nobody_and_eats_no_tries(app, service, hanging) -> None:
    now, other = clock.now(), hanging
    other.answers(201)
    fails, waits = (
        [make_member(f"{what} {number}") for number in range(count)]
        for what, count in (("Fails", circuits.PEOPLE), ("Waits", 3))
    )
    nora = make_member("Nora")
    for person in (*fails, *waits):
        turn_on(app, person, service)
    turn_on(app, nora, other)
    service.answers(503)
    for person in fails:
        put(person, now=now)
    assert sender.send_due(now) == 0
    assert service.requests == circuits.PEOPLE
    for person in (*waits, nora):
        put(person, now=now)
    assert sender.send_due(now) == 1
    assert len(other.received) == 1
    assert service.requests == circuits.PEOPLE
    assert tries_of(waits) == [0, 0, 0]

    probed = now + 2 * FIRST_WAIT  # it opened when the answers came, a little after `now`
    assert sender.send_due(probed) == 0
    assert service.requests == circuits.PEOPLE + 1
    assert tries_of(waits) == [0, 0, 1]

    service.answers(201)
    assert sender.send_due(probed + SECOND) == 0
    assert sender.send_due(probed + 3 * FIRST_WAIT) == circuits.PEOPLE + 3
    assert tries_of(waits) == [1, 1, 2]


def tries_of(people):
    db.session.expire_all()
    ids = [person.id for person in people]
    query = select(Delivery.attempts).where(Delivery.person_id.in_(ids))
    return sorted(db.session.scalars(query))


def test_p5_all_that_is_due_is_looked_at_for_a_twentieth_of_the_time_at_most(monkeypatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    far = FarLooks()
    assert not far.may_be_taken()  # nobody wants one
    far.is_wanted = True
    assert far.may_be_taken()
    with far.taken():
        now[0] += 0.5
    assert far.wait() is None
    far.is_wanted = True
    assert not far.may_be_taken()
    assert far.wait() == pytest.approx(9.5)
    now[0] += 9.5
    assert far.may_be_taken()
