"""P4, P5, P6: what goes over the wire, and what its answer does to a device."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from peerapp import clock, config
from peerapp.accounts import sign_ins
from peerapp.accounts.models import SignIn
from peerapp.extensions import db
from peerapp.push import attempts, claims, network, outbox, sender, subscriptions, vapid
from peerapp.push.endpoints import Allowed
from peerapp.push.fairness import Room
from peerapp.push.models import Delivery, PushSubscription, State
from peerapp.push.notifications import DISCREET_TITLE, Notification, Urgency
from tests.support.client import all_of, client_of
from tests.support.devices import turn_on
from tests.support.people import make_member, make_subscription, one_commit, save, suspend
from tests.support.push_service import HANG, HANG_UP

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.both_databases


def put(person, key="test:1", now=None, **more):
    now = now or clock.now()
    more = {"useful_until": now + HOUR, **more}
    count = outbox.put(person, Notification(key=key, **more), now)
    db.session.commit()
    return count


def the_delivery():
    db.session.expire_all()
    return db.session.scalars(select(Delivery)).one()


def parked():
    return list(db.session.scalars(select(Delivery).where(Delivery.state == State.PARKED)))


def devices():
    return len(db.session.scalars(select(PushSubscription)).all())


def test_a_notification_arrives_on_every_device_of_a_person(app, service):
    mia, other = make_member("Mia"), make_member("Nora")
    mine = {turn_on(app, mia, service).endpoint for _ in range(3)}
    turn_on(app, other, service)
    assert put(mia) == 3
    assert sender.send_due(clock.now()) == 3
    assert {received.device.endpoint for received in service.received} == mine
    assert service.problems == []
    assert sender.send_due(clock.now()) == 0


def test_the_same_key_goes_to_a_device_once(app, service):
    mia = make_member()
    turn_on(app, mia, service)
    put(mia)
    put(mia)
    sender.send_due(clock.now())
    put(mia)
    sender.send_due(clock.now())
    assert len(service.received) == 1


def test_p6_every_message_has_ttl_urgency_and_topic(app, service):
    mia, now = make_member(), clock.now()
    turn_on(app, mia, service)
    put(mia, now=now, useful_until=now + timedelta(minutes=20), urgency=Urgency.LOW)
    sender.send_due(now + timedelta(minutes=5))
    [received] = service.received
    assert received.headers["ttl"] == "900"  # no longer than it is of use
    assert received.headers["urgency"] == "low"
    assert received.headers["topic"] == received.notification["tag"]
    assert len(received.headers["topic"]) == 32


def test_a_notification_opens_our_own_page(app, service):
    mia = make_member()
    turn_on(app, mia, service)
    put(mia)
    sender.send_due(clock.now())
    assert service.received[0].notification["navigate"] == app.config["PUBLIC_URL"] + "/"


@pytest.mark.parametrize("status", [404, 410])
def test_p4_a_device_that_is_gone_is_removed(app, service, status):
    mia = make_member()
    gone, stays = turn_on(app, mia, service), turn_on(app, mia, service)
    service.answers(status, gone)
    put(mia)
    assert sender.send_due(clock.now()) == 1
    left = db.session.scalars(select(PushSubscription.endpoint)).all()
    assert left == [stays.endpoint]


def test_what_is_too_large_goes_out_in_its_short_form(app, service):
    """No push service may refuse so little (RFC 8030, section 7.2), and yet one might."""
    mia, now = make_member(), clock.now()
    turn_on(app, mia, service)
    service.largest = 1500
    put(mia, title="It is time")
    assert sender.send_due(now) == 1
    assert service.requests == 2
    [received] = service.received
    assert received.notification["title"] == DISCREET_TITLE
    assert received.notification["navigate"] == app.config["PUBLIC_URL"] + "/"
    assert received.headers["topic"] == received.notification["tag"]
    assert the_delivery().state == State.SENT


def test_what_is_too_large_in_its_short_form_too_is_parked(app, service):
    turn_on(app, make_member(), service)
    service.answers(413)
    put(all_of(PushSubscription)[0].sign_in.person)
    sender.send_due(clock.now())
    assert service.requests == 2
    assert (the_delivery().state, the_delivery().last_status) == (State.PARKED, 413)


@pytest.mark.parametrize("status", [400, 401, 403, 302])
def test_p4_a_refusal_removes_nobody_and_is_shown(app, service, status):
    mia = make_member()
    turn_on(app, mia, service)
    service.answers(status, location=f"{service.origin}/push/elsewhere")
    put(mia)
    sender.send_due(clock.now())
    delivery = the_delivery()
    assert (delivery.state, delivery.last_status) == (State.PARKED, status)
    assert delivery.subscription.failures == 1
    assert str(status) in delivery.subscription.last_error
    assert service.requests == 1  # a redirect is not followed either
    service.answers(201)
    put(mia, key="test:2")
    sender.send_due(clock.now())
    db.session.expire_all()
    assert delivery.subscription.failures == 0


@pytest.mark.parametrize(
    "hours",
    [
        pytest.param([0], id="once"),
        pytest.param(range(0, 24, 6), id="a-day", marks=pytest.mark.faults),
    ],
)
def test_p4_a_thousand_devices_survive_a_day_with_a_wrong_vapid_key(app, service, hours, database):
    """A thousand on SQLite, a hundred on PostgreSQL; on both in the long form."""
    right = vapid.signer().public_key()
    count = 5 if database == "postgresql" and len(hours) == 1 else 50
    with one_commit():
        people = [make_member() for _ in range(count)]
        for person in people:
            for number in range(20):
                sign_in = SignIn(
                    person=person,
                    token_hash=f"{person.email} {number}",
                    device="Chrome on Android",
                    created_at=clock.now(),
                    seen_at=clock.now(),
                )
                save(sign_in)
                device = service.subscribe(server_key=right)
                make_subscription(person, sign_in, device.endpoint)
    app.config["VAPID_PRIVATE_KEY"] = config.make_vapid_key()
    now = clock.now()
    for hour in hours:
        for person in people:
            outbox.put(person, Notification(f"test:{hour}", now + HOUR), now)
        db.session.commit()
        assert sender.send_due(now) == 0
    assert devices() == count * 20
    assert [problem[:3] for problem in service.problems] == ["403"] * count * 20 * len(hours)


@pytest.mark.parametrize("what", [500, 503, 429, 406, HANG_UP])
def test_p4_what_may_pass_is_tried_again_until_it_is_of_no_use(app, service, what):
    mia, now = make_member(), clock.now()
    turn_on(app, mia, service)
    service.answers(what)
    put(mia, now=now)
    sender.send_due(now)
    delivery = the_delivery()
    assert delivery.state == State.WAITING
    assert now + timedelta(seconds=3) < delivery.next_try_at < now + timedelta(seconds=10)
    assert sender.send_due(now) == 0
    while delivery.state == State.WAITING:
        sender.send_due(delivery.next_try_at)
        delivery = the_delivery()
    assert delivery.state == State.MISSED
    assert 5 <= delivery.attempts <= attempts.MOST
    assert devices() == 1


def test_a_second_try_succeeds(app, service):
    mia, now = make_member(), clock.now()
    turn_on(app, mia, service)
    service.answers(503)
    put(mia, now=now)
    sender.send_due(now)
    service.answers(201)
    assert sender.send_due(the_delivery().next_try_at) == 1
    assert the_delivery().state == State.SENT
    assert devices() == 1


def test_p5_retry_after_is_honored(app, service):
    mia, now = make_member(), clock.now()
    turn_on(app, mia, service)
    service.answers(429, retry_after="600")
    put(mia, now=now)
    sender.send_due(now)
    again = the_delivery().next_try_at
    assert now + timedelta(seconds=600) <= again < now + timedelta(seconds=605)


def test_p5_a_retry_after_that_is_too_late_means_missed(app, service):
    mia, now = make_member(), clock.now()
    turn_on(app, mia, service)
    service.answers(503, retry_after="7200")
    put(mia, now=now)
    sender.send_due(now)
    assert the_delivery().state == State.MISSED


def test_p5_a_device_that_hangs_holds_up_no_other(app, service, monkeypatch):
    monkeypatch.setattr(network, "ANSWER_SECONDS", 1)
    mia, now = make_member(), clock.now()
    hangs = turn_on(app, mia, service)
    for _ in range(19):
        turn_on(app, mia, service)
    service.answers(HANG, hangs)
    put(mia, now=now)
    assert sender.send_due(now) == 19
    waiting = db.session.scalars(select(Delivery).where(Delivery.state == State.WAITING)).one()
    assert waiting.subscription.endpoint == hangs.endpoint
    assert devices() == 20


def test_p5_a_row_that_cannot_be_sent_is_parked_and_stops_no_other(app, service):
    mia = make_member()
    turn_on(app, mia, service)
    turn_on(app, mia, service)
    broken = db.session.scalars(select(PushSubscription)).first()
    broken.p256dh = "AAAA"
    put(mia)
    assert sender.send_due(clock.now()) == 1
    [found] = parked()
    assert found.subscription_id == broken.id
    assert found.last_error


def test_p5_a_payload_that_cannot_be_read_is_parked_and_stops_no_other(app, service):
    """Its key was dropped, or the database is from another installation."""
    mia, nora = make_member("Mia"), make_member("Nora")
    turn_on(app, mia, service)
    turn_on(app, nora, service)
    put(mia)
    unreadable = Fernet(Fernet.generate_key()).encrypt(b"{}").decode()
    db.session.execute(update(Delivery).values(payload=unreadable))
    put(nora)
    assert sender.send_due(clock.now()) == 1
    [found] = parked()
    assert found.person_id == mia.id
    assert "InvalidToken" in found.last_error


def test_a_device_that_is_gone_takes_what_else_waits_for_it_along(app, service):
    mia, now = make_member(), clock.now()
    device = turn_on(app, mia, service)
    put(mia, key="test:1", now=now)
    put(mia, key="test:2", now=now)
    gone, other = claims.claim(now, Room())
    # both were under way, and the answers differ
    claims.settle([(gone, attempts.Result(410)), (other, attempts.Result(503))], now)
    assert devices() == 0
    assert db.session.scalars(select(Delivery)).all() == []
    assert device.endpoint == gone.endpoint


def test_p2_an_answer_about_an_old_address_does_not_remove_the_new_one(app, service, client_for):
    mia, now = make_member(), clock.now()
    phone = client_for(mia)
    phone.post("/push/subscriptions", json=service.subscribe().to_json())
    put(mia, now=now)
    [message] = claims.claim(now, Room())
    new = service.subscribe()
    assert phone.post("/push/subscriptions", json=new.to_json()).status_code == 201
    claims.settle([(message, attempts.Result(410))], now)
    [left] = db.session.scalars(select(PushSubscription))
    assert left.endpoint == new.to_json()["endpoint"]


def test_what_is_no_longer_of_use_is_missed(app, service):
    mia, now = make_member(), clock.now()
    turn_on(app, mia, service)
    put(mia, now=now)
    sender.send_due(now + 2 * HOUR)
    assert the_delivery().state == State.MISSED
    assert service.requests == 0


def test_a_dead_worker_s_rows_are_sent_when_its_lease_ends(app, service):
    mia, now = make_member(), clock.now()
    turn_on(app, mia, service)
    put(mia, now=now)
    dead = claims.claim(now, Room())
    assert dead and len(dead) == 1
    assert sender.send_due(now + timedelta(seconds=60)) == 0
    assert sender.send_due(now + claims.LEASE) == 1
    # and what it still says when it wakes up does not count
    claims.settle([(dead[0], attempts.Result(500, "late"))], now)
    assert the_delivery().state == State.SENT


@pytest.mark.parametrize("how", ["sign-out", "suspension", "idle"])
def test_p2_nothing_goes_to_a_device_that_is_signed_in_no_more(app, service, how):
    mia, now = make_member(), clock.now()
    turn_on(app, mia, service)
    put(mia, now=now, useful_until=now + timedelta(days=99))
    if how == "sign-out":
        sign_ins.end_all(mia, now)
        db.session.commit()
        assert devices() == 0
    elif how == "suspension":
        suspend(mia)
    else:
        now += timedelta(days=61)
    assert sender.send_due(now) == 0
    assert service.requests == 0
    assert outbox.put(mia, Notification("test:2", now + HOUR), now) == 0


def test_p2_what_waits_for_the_person_before_is_not_sent_to_the_next(app, service):
    mia, nora, now = make_member("Mia"), make_member("Nora"), clock.now()
    device = turn_on(app, mia, service)
    put(mia, now=now)
    allowed = Allowed.with_extra(app.config["PUSH_ALLOWED_HOSTS"])
    browser = subscriptions.read(device.to_json(), allowed)
    hers = client_of(app).sign_in(nora)
    assert not subscriptions.subscribe(browser, hers, now)
    db.session.commit()
    assert sender.send_due(now) == 0
    assert the_delivery().state == State.CANCELLED
    assert put(mia, key="test:2") == 0
    assert put(nora, key="test:2") == 1


def test_a_kind_of_notification_can_be_unwanted_at_the_last_moment(app, service, monkeypatch):
    mia = make_member()
    turn_on(app, mia, service)
    monkeypatch.setitem(outbox.checks, "trial", lambda subjects, now: {"wanted"} & set(subjects))
    put(mia, key="trial:wanted")
    put(mia, key="trial:unwanted")
    assert sender.send_due(clock.now()) == 1
    states = dict(db.session.execute(select(Delivery.key, Delivery.state)).all())
    assert states == {"trial:wanted": State.SENT, "trial:unwanted": State.CANCELLED}


def test_d6_no_log_line_and_no_error_holds_the_path_of_an_endpoint(
    app, service, monkeypatch, caplog
):
    """Who knows it could ring the phone."""
    mia = make_member()
    device = turn_on(app, mia, service)
    path = device.endpoint.removeprefix(service.origin)

    def fail(http, request):
        raise RuntimeError(f"not with {request.endpoint}")

    monkeypatch.setattr(network, "attempt", fail)
    put(mia)
    sender.send_due(clock.now())
    assert "RuntimeError" in caplog.text
    assert the_delivery().last_error.startswith("RuntimeError: not with https://localhost")
    assert path not in caplog.text + the_delivery().last_error
