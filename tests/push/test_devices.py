"""A person's own devices: by name, a trial, what the locked screen shows, and turning one off."""

from datetime import timedelta

import pytest

from peerapp import clock
from peerapp.accounts.models import SignIn
from peerapp.extensions import db
from peerapp.push import outbox, sender
from peerapp.push.models import Delivery, PushSubscription, State
from peerapp.push.notifications import DISCREET_TITLE, Notification
from tests.push.conftest import service
from tests.support.client import all_of
from tests.support.people import make_member, make_reminder

__all__ = ["service"]
DAY = timedelta(days=1)
pytestmark = pytest.mark.both_databases


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def phone(client_for, mia, service):
    """Signed in, with push turned on."""
    make_reminder(mia)
    phone = client_for(mia)
    phone.device = service.subscribe().to_json()
    assert phone.post("/push/subscriptions", json=phone.device).status_code == 201
    return phone


def only():
    [one] = all_of(PushSubscription)
    return one


def to(verb):
    return f"/push/devices/{only().id}/{verb}"


def test_the_page_names_each_device_and_says_when_it_got_one(phone, mia, service):
    page = phone.get("/reminders").text
    assert "Chrome on Android (this one)" in page
    assert "Nothing has gone out to it yet." in page
    phone.post(to("test"))
    sender.send_due(clock.now())
    assert "The last one went out at" in phone.get("/reminders").text
    db.session.get_one(SignIn, only().sign_in_id).device = "Safari on iPhone"
    assert "Safari on iPhone (this one)" in phone.get("/reminders").text


def test_a_trial_goes_to_the_one_device_that_was_asked_for(phone, client_for, mia, service):
    client_for(mia).post("/push/subscriptions", json=service.subscribe().to_json())
    first = next(
        one for one in all_of(PushSubscription) if one.endpoint == phone.device["endpoint"]
    )
    assert phone.post(f"/push/devices/{first.id}/test").status_code == 303
    sender.send_due(clock.now())
    [sent] = all_of(Delivery)
    assert (sent.subscription_id, sent.state) == (first.id, State.SENT)


def put(mia, key):
    now = clock.now()
    news = Notification(key, now + DAY, in_full=lambda: "Call Ana")
    outbox.put(mia, news, now)
    db.session.commit()
    sender.send_due(now)


def test_the_locked_screen_says_what_it_is_for_only_on_the_device_that_may(phone, mia, service):
    put(mia, "test:1")
    assert phone.post(to("details"), data={"shows": "yes"}).location == "/reminders"
    put(mia, "test:2")
    phone.post(to("details"), data={"shows": "no"})
    put(mia, "test:3")
    titles = [received.notification["title"] for received in service.received]
    assert titles == [DISCREET_TITLE, "Call Ana", DISCREET_TITLE]
    assert len({len(received.data) for received in service.received}) == 1  # P3


def test_p2_who_gets_the_browser_next_gets_no_choice_of_the_one_before(phone, client_for):
    phone.post(to("details"), data={"shows": "yes"})
    client_for(make_member("Nora")).post("/push/subscriptions", json=phone.device)
    assert only().shows_details is False


def test_r5_a_device_that_is_turned_off_gets_nothing_that_waits_either(phone, mia, service):
    now = clock.now()
    outbox.put(mia, Notification("test:1", now + DAY), now)
    phone.post(to("off"))
    assert sender.send_due(now) == 0
    assert outbox.put(mia, Notification("test:2", now + DAY), now) == 0
    assert "My devices" not in phone.get("/reminders").text


def test_a_device_that_was_turned_off_learns_it_and_is_turned_on_by_hand(phone, mia):
    phone.post(to("off"))
    said = phone.get("/push/subscriptions").json
    assert (said["subscribed"], said["turned_off"]) == (False, True)
    assert phone.post(to("test")).status_code == 404
    phone.post("/push/subscriptions", json={**phone.device, "again": True})  # a page that was open
    assert phone.get("/push/subscriptions").json["turned_off"] is True
    assert phone.post("/push/subscriptions", json=phone.device).status_code == 200
    said = phone.get("/push/subscriptions").json
    assert (said["subscribed"], said["turned_off"]) == (True, False)
