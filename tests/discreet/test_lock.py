"""A PIN that covers the app on a shared phone, over HTTP."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from peerapp.accounts import locks, resets
from peerapp.accounts.models import DeviceLock, SignIn
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.safety.models import HelpCall
from tests.access.matrix import MATRIX
from tests.access.routes import ask
from tests.access.world import build
from tests.support.at_once import at_once
from tests.support.client import Client, all_of, client_of
from tests.support.people import PASSWORD, make_member

pytestmark = pytest.mark.both_databases
NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
PIN = "4071"
NEW_PASSWORD = "a quite new sentence"
CHOOSE = {"password": PASSWORD, "pin": PIN, "again": PIN}


@pytest.fixture
def mia():
    return make_member("Mia Canary")


@pytest.fixture
def client(app, mia, time_machine) -> Client:
    """Mia's, with a PIN."""
    time_machine.move_to(NOW, tick=False)
    client = client_of(app)
    client.log_in(mia)
    client.post("/account/pin", data=CHOOSE)
    return client


def lock_of() -> DeviceLock:
    [lock] = all_of(DeviceLock)
    return lock


def test_a_pin_covers_every_page_until_it_is_typed(client):
    assert "Canary" in client.get("/account").text
    client.post("/lock")
    assert client.get("/account?seen=1").location == "/unlock"
    page = client.get("/unlock")
    assert page.status_code == 200
    assert "Canary" not in page.text
    assert client.post("/unlock", data={"pin": "0000"}).status_code == 422
    assert client.post("/unlock", data={"pin": PIN}).location == "/account?seen=1"
    assert "Canary" in client.get("/account").text


@pytest.mark.sqlite_is_enough
def test_the_address_of_a_locked_device_does_not_say_where_the_person_was(client):
    client.post("/lock")
    assert client.get("/unlock?next=/account").location == "/unlock"  # a link of before
    picture = client.get("/checkins", headers={"Sec-Fetch-Mode": "no-cors"})
    assert picture.location == "/unlock"
    assert "/account" not in client.get("/unlock").text
    assert client.post("/unlock", data={"pin": PIN}).location == "/account"
    client.post("/lock")
    assert client.post("/unlock", data={"pin": PIN}).location == "/"


@pytest.mark.sqlite_is_enough
def test_a_page_of_before_still_says_where_it_leads(client):
    client.post("/lock")
    assert client.post("/unlock", data={"pin": PIN, "next": "/account"}).location == "/account"


@pytest.mark.sqlite_is_enough
def test_who_unlocks_over_a_page_stays_there_and_leaves_nothing_behind(client):
    client.post("/lock")
    client.get("/account")
    assert client.post("/unlock", data={"pin": PIN, "stay": "yes"}, htmx=True).status_code == 204
    client.post("/lock")
    assert client.post("/unlock", data={"pin": PIN}).location == "/"


@pytest.mark.sqlite_is_enough
def test_a_locked_device_gets_past_no_route(app, time_machine):
    """Whatever leads a stranger to the sign-in page leads here; the rest is as for one."""
    time_machine.move_to(NOW, tick=False)
    world = build()
    client = client_of(app)
    sign_in = client.sign_in(world.mia)
    locks.set_pin(sign_in, PIN, NOW)
    locks.shut(sign_in, NOW)
    own = ("/login", "/signup", "/logout", "/exit", "/password/reset/<token>", "/unlock")
    for route in MATRIX:
        _, rule = route
        if rule in own or rule.startswith("/unlock"):
            continue
        answer = ask(client, app, world, route)
        if MATRIX[route]["nobody"] == "login":
            assert re.match(r"/unlock(\?|$)", answer.headers["Location"]), route
        page = answer.data.decode(errors="replace")
        assert "that only some may read" not in page, route
        assert world.mia.display_name not in page, route
    assert sign_in.lock.locked_at is not None


@pytest.mark.sqlite_is_enough
def test_the_page_to_sign_in_is_not_for_a_device_that_is_locked(client):
    """It would take the copies and drafts on the device away, as after a sign-out."""
    client.post("/lock")
    assert client.get("/login?next=/share").location == "/unlock?next=/share"
    assert client.get("/unlock?next=/share").location == "/unlock"
    client.post("/unlock/forgot")
    assert client.get("/login").status_code == 200


@pytest.mark.sqlite_is_enough
def test_a_part_and_what_waits_on_the_phone_are_held_back_too(client):
    client.post("/lock")
    for path in ("/checkins", "/pocket", "/push/subscriptions"):
        part = client.get(path, htmx=True)
        assert (part.status_code, part.headers["HX-Redirect"], part.data) == (401, "/unlock", b"")
    assert client.post("/checkins", data={"mood": "1"}, htmx=True).status_code == 401
    assert all_of(CheckIn) == []


def test_h4_a_call_for_help_that_waits_on_the_phone_is_sent_while_it_is_locked(client, mia):
    client.post("/lock")
    token = client.get("/outbox/ticket", htmx=True).json["csrf_token"]
    headers = {"X-CSRFToken": token}
    assert client.post("/help/request", htmx=True, headers=headers).status_code == 200
    [call] = all_of(HelpCall)
    assert call.member_id == mia.id
    assert client.get("/account").location == "/unlock"
    assert client.get(f"/help/calls/{call.id}", htmx=True).status_code == 401


def test_no_page_leads_there_while_it_is_locked_and_it_keeps_nothing_open(client, time_machine):
    time_machine.move_to(NOW + timedelta(minutes=31), tick=False)
    assert client.get("/outbox/ticket").location.startswith("/unlock")
    assert client.post("/help/request").location.startswith("/unlock")
    assert client.get("/outbox/ticket", htmx=True).status_code == 200
    assert client.get("/account").location.startswith("/unlock")
    assert all_of(HelpCall) == []


@pytest.mark.sqlite_is_enough
def test_help_stays_one_tap_away_and_says_nothing_of_the_person(client):
    client.post("/lock")
    page = client.get("/help")
    assert 'href="tel:988"' in page.text
    assert "Canary" not in page.text
    assert 'href="/help"' in client.get("/unlock").text


def test_out_of_sight_for_two_minutes_it_is_locked(client, time_machine):
    client.post("/lock/away")
    time_machine.move_to(NOW + timedelta(seconds=119), tick=False)
    assert client.get("/account").status_code == 200
    time_machine.move_to(NOW + timedelta(seconds=120), tick=False)
    assert client.get("/account").location.startswith("/unlock")
    assert client.post("/lock/here").location == "/unlock"  # too late to say so
    assert client.post("/lock/here", htmx=True).status_code == 401


def test_back_in_sight_in_time_it_stays_open(client, time_machine):
    client.post("/lock/away")
    time_machine.move_to(NOW + timedelta(seconds=100), tick=False)
    assert client.post("/lock/here").status_code == 204
    time_machine.move_to(NOW + timedelta(seconds=300), tick=False)
    assert client.get("/account").status_code == 200


@pytest.mark.sqlite_is_enough
def test_a_device_that_is_not_heard_of_is_locked_by_the_server_alone(client, time_machine):
    time_machine.move_to(NOW + timedelta(minutes=29), tick=False)
    assert client.get("/account").status_code == 200
    time_machine.move_to(NOW + timedelta(minutes=60), tick=False)
    assert client.get("/account").location.startswith("/unlock")


@pytest.mark.sqlite_is_enough
def test_without_a_pin_nothing_locks(app, mia, time_machine):
    time_machine.move_to(NOW, tick=False)
    client = client_of(app, mia)
    client.post("/lock/away")
    client.post("/lock")
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    assert client.get("/account").status_code == 200


def test_a_wrong_pin_is_met_with_kind_words_and_the_fifth_signs_out(client):
    client.post("/lock")
    for left in ("4 more times", "3 more times", "2 more times", "try once more"):
        answer = client.post("/unlock", data={"pin": "0000"}, htmx=True)
        assert answer.status_code == 422
        assert left in answer.text
        assert "0000" not in answer.text
    assert client.post("/unlock", data={"pin": "0000"}).location == "/login"
    assert "sign in with your password" in client.get("/login").text
    client._token = None  # another session
    assert client.post("/unlock", data={"pin": PIN}).location == "/login"
    assert client.get("/account").location.startswith("/login")


def test_the_right_pin_forgets_the_wrong_ones(client):
    for _ in range(2):
        client.post("/lock")
        for _ in range(4):
            client.post("/unlock", data={"pin": "0000"})
        assert client.post("/unlock", data={"pin": PIN}).location == "/"
    assert lock_of().tries == 0


def test_tries_at_once_in_two_processes_are_no_more_than_five(app, client):
    client.post("/lock")
    [sign_in] = [one for one in all_of(SignIn) if one.ended_at is None]
    rounds = at_once(app, *[("guess_pin", [(sign_in.id, NOW)] * 4)] * 2)
    said = sorted(word for words in rounds for word in words)
    assert said == ["1", "2", "3", "4", *["SignedOut"] * 4]
    assert client.get("/account").location.startswith("/login")


def test_after_five_tries_the_right_pin_opens_nothing_either(client):
    """As for whoever guesses it while another process ends the sign-in for the fifth wrong one."""
    client.post("/lock")
    lock_of().tries = locks.MOST_TRIES
    db.session.commit()
    client.post("/unlock", data={"pin": PIN})
    assert client.get("/account").location.startswith("/login")


def test_a_copied_cookie_does_not_open_with_it(client):
    copy = Client(client.application, client.response_wrapper, use_cookies=True)
    name = client.application.config["SESSION_COOKIE_NAME"]
    copy.set_cookie(name, client.get_cookie(name).value)
    client.post("/lock")
    assert copy.get("/account").location.startswith("/unlock")
    client.post("/unlock", data={"pin": PIN})
    assert copy.get("/account").location.startswith("/login")


def test_forgotten_the_password_opens_and_the_pin_is_gone(client, mia):
    client.post("/lock")
    assert client.post("/unlock/forgot").location == "/login"
    assert all_of(DeviceLock) == []
    client._token = None
    client.log_in(mia)
    assert client.get("/account").status_code == 200


def test_the_pin_of_a_device_is_there_again_after_the_next_sign_in(client, mia):
    client.post("/exit")
    client._token = None
    client.log_in(mia)
    client.post("/lock")
    assert client.post("/unlock", data={"pin": PIN}).location == "/"


def test_a_new_password_by_mail_keeps_the_pin_of_this_device(client, mia):
    token = resets.make(mia, NOW)
    for _ in range(10):
        client.post("/login", data={"email": mia.email, "password": "not hers at all"})
    client.post(f"/password/reset/{token}", data={"password": NEW_PASSWORD})
    client._token = None
    assert client.log_in(mia, NEW_PASSWORD).location == "/"  # the tries of before do not count
    client.post("/lock")
    assert client.get("/account").location.startswith("/unlock")
    assert client.post("/unlock", data={"pin": PIN}).location == "/account"


@pytest.mark.sqlite_is_enough
def test_it_is_of_one_person_and_one_device(app, client, mia):
    noah = make_member("Noah")
    client.post("/logout")
    client._token = None
    client.log_in(noah)  # on the same phone
    client.post("/lock")
    assert client.get("/account").status_code == 200
    elsewhere = client_of(app)
    elsewhere.log_in(mia)
    elsewhere.post("/lock")
    assert elsewhere.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "not hers at all"}, "This is not your password"),
        ({"pin": "12", "again": "12"}, "4 to 8 digits"),
        ({"pin": "123456789", "again": "123456789"}, "4 to 8 digits"),
        ({"pin": "４０７１", "again": "４０７１"}, "4 to 8 digits"),
        ({"pin": "1111", "again": "1111"}, "easy to guess"),
        ({"pin": "4321", "again": "4321"}, "easy to guess"),
        ({"again": "4072"}, "not the same"),
        ({"pin": "", "again": ""}, "choose a PIN"),
        ({"pin": "4\x0071"}, "4 to 8 digits"),
    ],
)
@pytest.mark.sqlite_is_enough
def test_a_pin_needs_the_password_and_four_to_eight_digits(client_for, mia, change, words):
    answer = client_for(mia).post("/account/pin", data={**CHOOSE, **change})
    assert answer.status_code == 422
    assert words in answer.text
    assert all_of(DeviceLock) == []


@pytest.mark.sqlite_is_enough
def test_two_pins_that_differ_are_said_at_the_first_where_one_types_again(client_for, mia):
    page = client_for(mia).post("/account/pin", data={**CHOOSE, "again": "4072"}).text
    assert 'id="error-pin"' in page
    assert 'id="error-again"' not in page


@pytest.mark.sqlite_is_enough
def test_it_is_taken_away_with_the_password_only(client):
    data: dict[str, Any] = {"password": "not hers at all"}
    assert client.post("/account/pin/remove", data=data).status_code == 422
    client.post("/account/pin/remove", data={"password": PASSWORD})
    assert all_of(DeviceLock) == []


@pytest.mark.sqlite_is_enough
def test_neither_the_pin_nor_its_bare_hash_is_in_the_database(app, client):
    """Few digits are soon guessed: without the server's key a copy of the database says nothing."""
    from peerapp.accounts import passwords

    kept = lock_of().pin_hash
    assert PIN not in kept
    assert not passwords.opens(PIN, [kept])[0]


@pytest.mark.sqlite_is_enough
def test_what_was_to_be_said_is_not_said_to_who_holds_the_phone(client):
    client.post("/account", data={"display_name": "Em", "timezone": "Europe/Berlin"})  # "Saved."
    client.post("/lock")
    assert "Saved." not in client.get("/unlock").text
    client.post("/unlock", data={"pin": PIN})
    assert "Saved." not in client.get("/account").text


@pytest.mark.sqlite_is_enough
def test_a_target_of_another_site_is_not_followed(client):
    client.post("/lock")
    data = {"pin": PIN, "next": "https://evil.example"}
    assert client.post("/unlock", data=data).location == "/"
    client.post("/lock")
    client.get("/unlock?next=//evil.example")
    assert client.post("/unlock", data={"pin": PIN}).location == "/"
