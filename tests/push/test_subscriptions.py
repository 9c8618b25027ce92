"""P2: a browser belongs to the person and the device that is signed in on it."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from peerapp import config
from peerapp.extensions import db
from peerapp.push import subscriptions, vapid
from peerapp.push.models import Delivery, PushSubscription
from tests.support.people import make_member, make_mentor
from tests.support.push_keys import push_keys

ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk"


def subscription(endpoint=ENDPOINT, **keys):
    return {"endpoint": endpoint, "expirationTime": None, "keys": {**push_keys(), **keys}}


def kept():
    db.session.expire_all()
    return list(db.session.scalars(select(PushSubscription)))


@pytest.mark.both_databases
def test_a_browser_subscribes_once(app, client_for):
    mia = make_member()
    client, said = client_for(mia), subscription()
    assert client.post("/push/subscriptions", json=said).status_code == 201
    assert client.post("/push/subscriptions", json=said).status_code == 200
    [one] = kept()
    assert (one.person_id, one.endpoint) == (mia.id, ENDPOINT)


def test_a_person_may_have_several_devices(app, client_for):
    mia = make_member()
    for number in range(3):
        said = subscription(f"{ENDPOINT}{number}")
        assert client_for(mia).post("/push/subscriptions", json=said).status_code == 201
    assert len(kept()) == 3


@pytest.mark.both_databases
def test_p2_signing_in_as_another_person_rebinds_the_browser(app, client_for):
    mia, nora = make_member("Mia"), make_member("Nora")
    said = subscription()
    client_for(mia).post("/push/subscriptions", json=said)
    assert client_for(nora).post("/push/subscriptions", json=said).status_code == 200
    [one] = kept()
    assert one.person_id == nora.id


def test_p2_signing_out_removes_the_subscription_of_this_device_only(app, client_for):
    mia = make_member()
    phone, laptop = client_for(mia), client_for(mia)
    phone.post("/push/subscriptions", json=subscription(ENDPOINT + "phone"))
    laptop.post("/push/subscriptions", json=subscription(ENDPOINT + "laptop"))
    phone.post("/logout")
    assert [one.endpoint for one in kept()] == [ENDPOINT + "laptop"]


def test_unsubscribing_takes_the_endpoint_or_means_this_device(app, client_for):
    client = client_for(make_member())
    client.post("/push/subscriptions", json=subscription())
    assert client.delete("/push/subscriptions", json={"endpoint": ENDPOINT}).status_code == 204
    assert client.delete("/push/subscriptions", json={"endpoint": ENDPOINT}).status_code == 404
    client.post("/push/subscriptions", json=subscription())
    assert client.delete("/push/subscriptions", json={}).status_code == 204
    assert client.delete("/push/subscriptions", json={}).status_code == 404
    assert kept() == []


def test_p2_nobody_unsubscribes_the_device_of_another(app, client_for):
    client_for(make_member("Mia")).post("/push/subscriptions", json=subscription())
    stranger = client_for(make_mentor())
    assert stranger.delete("/push/subscriptions", json={"endpoint": ENDPOINT}).status_code == 404
    assert len(kept()) == 1


BROKEN = {
    "nothing": b"",
    "no json": b"{",
    "a list": [],
    "a number": 5,
    "no keys": {"endpoint": ENDPOINT},
    "keys that are none": {"endpoint": ENDPOINT, "keys": None},
    "keys that are a list": {"endpoint": ENDPOINT, "keys": [1]},
    "no endpoint": {"keys": push_keys()},
    "an endpoint that is a number": {"endpoint": 5, "keys": push_keys()},
    "no secret": {"endpoint": ENDPOINT, "keys": {"p256dh": push_keys()["p256dh"]}},
    "a key that is no base64": subscription(p256dh="ü" * 87),
    "a key that is plain base64": subscription(p256dh="+/" * 43 + "A"),
    "a key with an odd length": subscription(p256dh="A"),
    "a short key": subscription(p256dh="BAAA"),
    "a point that is not on the curve": subscription(p256dh="BA" + "A" * 85),
    "the point at infinity": subscription(p256dh="AA" + "A" * 85),
    "a short secret": subscription(auth="AAAA"),
    "a long secret": subscription(auth="A" * 43),
    "a huge key": subscription(p256dh="B" * 100_000),
    "a huge secret": subscription(auth="B" * 100_000),
    "an empty key": subscription(p256dh=""),
    "a key with a NUL": subscription(p256dh="\0" * 87),
    "a key with a line break": subscription(auth="AAAAAAAAAAAAAAAAAAAAAA\n"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_subscription_is_answered_kindly_and_not_kept(app, client_for, what):
    client, said = client_for(make_member()), BROKEN[what]
    data = said if isinstance(said, bytes) else json.dumps(said)
    response = client.post("/push/subscriptions", data=data, content_type="application/json")
    assert response.status_code == 422
    assert response.json["error"].startswith("This device sent something")
    assert kept() == []


@pytest.mark.parametrize("said", [{"endpoint": "\0"}, {"endpoint": 5}, {"endpoint": "\ud800"}])
def test_unsubscribing_something_odd_is_not_found(app, client_for, said):
    assert client_for(make_member()).delete("/push/subscriptions", json=said).status_code == 404


@pytest.mark.parametrize("method", ["post", "delete"])
def test_json_needs_the_token_too(app, client_for, method):
    client = client_for(make_member())
    response = getattr(client, method)("/push/subscriptions", json=subscription(), csrf=False)
    assert response.status_code == 400
    assert kept() == []


def test_who_is_not_signed_in_gets_nothing(app, client):
    for path in ("/push/key", "/push/subscriptions"):
        assert client.get(path).status_code == 302
    assert client.post("/push/subscriptions", json=subscription()).status_code == 302
    assert client.post("/push/test").status_code == 302
    assert kept() == []


def test_the_key_is_given_as_text(app, client_for):
    response = client_for(make_member()).get("/push/key")
    assert response.mimetype == "text/plain"
    assert response.text == vapid.signer().public_key()


def test_the_start_of_the_app_learns_what_the_server_believes(app, client_for):
    client = client_for(make_member())
    assert client.get("/push/subscriptions").json["subscribed"] is False
    client.post("/push/subscriptions", json=subscription())
    said = client.get("/push/subscriptions").json
    assert (said["subscribed"], said["key"]) == (True, vapid.signer().public_key())
    app.config["VAPID_PRIVATE_KEY"] = config.make_vapid_key()
    assert client.get("/push/subscriptions").json["key"] != said["key"]
    # the service worker, which has no page, can use the token
    headers = {"X-CSRFToken": said["csrf_token"]}
    response = client.delete("/push/subscriptions", json={}, csrf=False, headers=headers)
    assert response.status_code == 204


@pytest.mark.both_databases
def test_send_me_one_now_sends_one_now(app, client_for, service):
    client, device = client_for(make_member()), service.subscribe()
    client.post("/push/subscriptions", json=device.to_json())
    response = client.post("/push/test")
    assert (response.status_code, response.location) == (303, "/reminders")
    assert "On its way to your device" in client.get("/reminders").text
    assert "On its way" in client.post("/push/test", htmx=True).text
    said = client.post("/push/test", headers={"Accept": "application/json"}).json
    assert said["message"].startswith("On its way")
    assert [received.device for received in service.wait_for(3)] == [device] * 3
    assert len({received.headers["topic"] for received in service.received}) == 3
    assert service.problems == []


@pytest.mark.parametrize("how", [{}, {"htmx": True}, {"headers": {"Accept": "application/json"}}])
def test_send_me_one_now_says_that_no_device_is_on(app, client_for, how):
    response = client_for(make_member()).post("/push/test", **how)
    assert response.status_code == 422
    assert "No device is turned on yet" in response.text


def test_a_queue_that_is_down_breaks_no_page(app, client_for, service):
    client = client_for(make_member())
    client.post("/push/subscriptions", json=service.subscribe().to_json())
    app.config["QUEUE_IMMEDIATE"] = False
    app.config["REDIS_URL"] = "redis://127.0.0.1:9/0"
    app.extensions.pop("queue", None)
    try:
        assert client.post("/push/test").status_code == 303
    finally:
        app.extensions.pop("queue", None)
    assert db.session.scalars(select(Delivery.state)).one() == "waiting"


@pytest.mark.both_databases
def test_p5_the_oldest_subscriptions_of_a_device_make_way(app, client_for):
    client = client_for(make_member())
    for number in range(7):
        said = subscription(f"{ENDPOINT}{number}")
        assert client.post("/push/subscriptions", json=said).status_code == 201
        assert client.post("/push/subscriptions", json=said).status_code == 200
    assert sorted(one.endpoint for one in kept()) == [f"{ENDPOINT}{n}" for n in range(2, 7)]


@pytest.mark.both_databases
def test_p5_a_person_has_at_most_twenty_devices(app, client_for):
    mia, nora = make_member("Mia"), make_member("Nora")
    client_for(nora).post("/push/subscriptions", json=subscription(f"{ENDPOINT}nora"))
    for number in range(subscriptions.MOST + 2):
        said = subscription(f"{ENDPOINT}{number:02}")
        assert client_for(mia).post("/push/subscriptions", json=said).status_code == 201
    endpoints = sorted(one.endpoint for one in kept() if one.person_id == mia.id)
    assert endpoints == [f"{ENDPOINT}{number:02}" for number in range(2, subscriptions.MOST + 2)]
    assert len(kept()) == subscriptions.MOST + 1


@pytest.mark.both_databases
def test_p2_a_browser_that_signs_in_as_another_is_that_persons(app, client_for):
    """Also when that sign-in had one already."""
    mia, nora = make_member("Mia"), make_member("Nora")
    client_for(mia).post("/push/subscriptions", json=subscription(ENDPOINT + "old"))
    hers = client_for(nora)
    hers.post("/push/subscriptions", json=subscription(ENDPOINT + "other"))
    hers.post("/push/subscriptions", json=subscription(ENDPOINT + "old"))
    assert {one.endpoint for one in kept()} == {ENDPOINT + "old", ENDPOINT + "other"}
    assert {one.person_id for one in kept()} == {nora.id}


@pytest.mark.both_databases
def test_p2_two_tabs_that_subscribe_at_once_make_one(app, client_for):
    mia = make_member()
    phone = client_for(mia)
    tabs = [copy.copy(phone) for _ in range(4)]
    said = [subscription(ENDPOINT)] * 4
    phone.token()
    token = {"X-CSRFToken": phone.token()}

    def subscribe(number):
        return (
            tabs[number]
            .post("/push/subscriptions", json=said[number], csrf=False, headers=token)
            .status_code
        )

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(subscribe, range(4)))
    assert sorted(codes) == [200, 200, 200, 201]
    assert len(kept()) == 1


@pytest.mark.parametrize(("path", "most"), [("/push/test", 30), ("/push/subscriptions", 120)])
def test_p5_a_flood_of_one_device_is_refused_before_any_query(app, client_for, path, most):
    client = client_for(make_member())
    said = subscription()
    codes = [client.post(path, json=said).status_code for _ in range(most + 2)]
    assert 429 not in codes[:most]
    assert codes[most:] == [429, 429]


def test_p5_tests_that_wait_are_not_added_to(app, client_for, service):
    """On as many sign-ins as one likes."""
    mia = make_member()
    service.answers(503)
    for number in range(6):
        client = client_for(mia)
        client.post("/push/subscriptions", json=service.subscribe().to_json())
        status = client.post("/push/test").status_code
        assert status == (303 if number < 3 else 429)
