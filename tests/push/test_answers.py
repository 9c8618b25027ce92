"""A button of a notification: what it does without a session, and when it does not."""

from datetime import timedelta

import pytest
from itsdangerous import Signer, URLSafeSerializer

from peerapp import clock
from peerapp.accounts import sign_ins
from peerapp.extensions import db
from peerapp.push import answers, subscriptions
from peerapp.push.answers import Refused, Said
from peerapp.push.models import Delivery, PushSubscription
from peerapp.push.subscriptions import Browser
from tests.support.client import all_of
from tests.support.people import make_delivery, make_member, make_subscription, save, suspend
from tests.support.push_keys import push_keys

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
pytestmark = pytest.mark.both_databases


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def done(monkeypatch):
    """What was done by a button of the kind `trial`, whose subject `never` cannot be."""
    found = []

    def do(pressed):
        if pressed.subject == "never":
            raise Refused("That is over.")
        found.append((pressed.person.display_name, pressed.subject, pressed.action))
        return Said("Done.", badge=0)

    monkeypatch.setitem(answers.handlers, "trial", do)
    return found


@pytest.fixture
def delivery(client_for, mia):
    """To a phone of Mia's."""
    device = make_subscription(mia, client_for(mia).sign_in(mia))
    return make_delivery(device, "trial:walk")


def press(client, token, **more):
    return client.post("/push/answers", json={"token": token}, csrf=False, **more)


def test_a_button_works_for_whoever_holds_the_phone_without_a_session(client, delivery, done):
    response = press(client, answers.token_for(delivery.id, "go"))
    assert response.status_code == 200
    words = {"said": "Done.", "hint": "", "lang": "en", "dir": "ltr"}
    assert response.json == {**words, "navigate": None, "app_badge": 0}
    assert "Set-Cookie" not in response.headers
    assert done == [("Mia", "walk", "go")]


def test_a_button_works_once_and_then_none_of_its_notification_does(client, delivery, done):
    press(client, answers.token_for(delivery.id, "go"))
    for action in ("go", "stay"):
        again = press(client, answers.token_for(delivery.id, action))
        assert (again.status_code, again.json["error"]) == (410, answers.USED)
    assert len(done) == 1


def test_what_cannot_be_done_leaves_the_other_buttons_as_they_are(client, delivery, done):
    delivery.key = "trial:never"
    save(delivery)
    refused = press(client, answers.token_for(delivery.id, "go"))
    assert (refused.status_code, refused.json["error"]) == (410, "That is over.")
    delivery.key = "trial:walk"
    save(delivery)
    assert press(client, answers.token_for(delivery.id, "stay")).status_code == 200


def test_the_same_button_on_another_phone_is_another_answer(client, delivery, mia, done):
    other = make_delivery(make_subscription(mia, delivery.subscription.sign_in), "trial:walk")
    for one in (delivery, other):
        assert press(client, answers.token_for(one.id, "go")).status_code == 200


@pytest.mark.parametrize("late", [HOUR, 30 * HOUR])
def test_a_button_does_nothing_when_the_notification_is_of_no_use_any_more(
    client, delivery, done, time_machine, late
):
    token = answers.token_for(delivery.id, "go")
    time_machine.move_to(clock.now() + late)
    refused = press(client, token)
    assert (refused.status_code, refused.json["error"]) == (410, answers.TOO_LATE)
    assert done == []


def test_a_button_lives_no_longer_than_some_hours(client, delivery, done, time_machine):
    delivery.useful_until += 24 * HOUR
    save(delivery)
    token = answers.token_for(delivery.id, "go")
    time_machine.move_to(clock.now() + answers.GOOD_FOR)
    assert press(client, token).json["error"] == answers.TOO_LATE


def sign_out(delivery):
    sign_ins.end(delivery.subscription.sign_in, clock.now())


def turn_off(delivery):
    subscriptions.turn_off(delivery.subscription, clock.now())


def suspend_them(delivery):
    suspend(delivery.subscription.sign_in.person)


def idle(delivery):
    delivery.subscription.sign_in.seen_at -= timedelta(days=61)


@pytest.mark.parametrize("how", [sign_out, turn_off, suspend_them, idle])
def test_p2_a_button_on_a_phone_that_is_theirs_no_more_does_nothing(client, delivery, done, how):
    token = answers.token_for(delivery.id, "go")
    how(delivery)
    db.session.commit()
    refused = press(client, token)
    assert (refused.status_code, refused.json["error"]) == (410, answers.GONE)
    assert done == []


def test_p2_who_has_the_phone_next_answers_nothing_for_the_person_before(
    client, client_for, delivery, done
):
    token, device = answers.token_for(delivery.id, "go"), delivery.subscription
    nora = make_member("Nora")
    browser = Browser(device.endpoint, device.p256dh, device.auth)
    subscriptions.subscribe(browser, client_for(nora).sign_in(nora), clock.now())
    db.session.commit()
    refused = press(client, token)
    assert refused.status_code == 410
    assert "Mia" not in refused.text and "Nora" not in refused.text
    assert done == []


def test_a_kind_without_buttons_has_none(client, delivery):
    delivery.key = "other:walk"
    save(delivery)
    assert press(client, answers.token_for(delivery.id, "go")).status_code == 410


def forged(app, delivery):
    """What looks like a token, by what is wrong with it."""
    good = answers.token_for(delivery.id, "go")
    said, _, signature = good.rpartition(".")
    secret = app.config["SECRET_KEY"]
    return {
        "another action": f"{said[:-2]}no.{signature}",
        "another delivery": f"{'A' * 22}.go.{signature}",
        "a changed signature": f"{said}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}",
        "no signature": said,
        "cut": good[:-10],
        "longer": good + "x",
        "another key": Signer("a guess").sign(said).decode(),
        "another purpose": URLSafeSerializer(secret, salt="known-device").dumps([said]),
        "another salt": Signer(secret, salt="known-device").sign(said).decode(),
        "nothing": "",
        "long": "a." * 5000,
        "no text of ours": "ü.go.\ud800",
    }


def test_what_is_no_token_of_ours_is_refused(app, client, delivery, done):
    for how, token in forged(app, delivery).items():
        response = press(client, token)
        assert (response.status_code, response.json["error"]) == (400, answers.NOT_OURS), how
    assert done == []
    assert all_of(Delivery)[0].answered_at is None


@pytest.mark.parametrize("sent", [None, [], "a", 5, {}, {"token": None}, {"token": ["a"]}])
def test_what_is_no_answer_is_refused(client, sent):
    assert client.post("/push/answers", json=sent, csrf=False).status_code == 400


def test_a_token_of_a_delivery_that_is_gone_does_nothing(client, delivery, done):
    token = answers.token_for(delivery.id, "go")
    db.session.delete(db.session.get_one(PushSubscription, delivery.subscription_id))
    db.session.commit()
    assert press(client, token).json["error"] == answers.GONE


def test_another_secret_key_makes_all_tokens_worthless(app, client, delivery, done):
    token = answers.token_for(delivery.id, "go")
    app.config["SECRET_KEY"] = "b" * 40
    assert press(client, token).status_code == 400


def test_a_new_key_of_the_browser_does_not_end_its_buttons(client, delivery, done):
    """The same device under another endpoint, as after a change of keys."""
    device = delivery.subscription
    device.endpoint += "x"
    device.p256dh = push_keys()["p256dh"]
    save(device)
    assert press(client, answers.token_for(delivery.id, "go")).status_code == 200
