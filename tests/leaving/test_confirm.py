"""Say your password again."""

from datetime import timedelta

from peerapp import clock
from tests.support.people import PASSWORD, make_member


def ask(client, password, **more):
    return client.post("/confirm", data={"password": password, "next": "/privacy/erase"}, **more)


def test_it_is_good_for_ten_minutes_on_this_device_alone(app, client_for, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    mia = make_member("Mia")
    here, there = client_for(mia), client_for(mia)
    assert ask(here, PASSWORD).headers["Location"] == "/privacy/erase"
    assert here.get("/privacy/erase").status_code == 200
    assert there.get("/privacy/erase").headers["Location"] == "/confirm?next=/privacy/erase"
    time_machine.shift(timedelta(minutes=10))
    assert here.get("/privacy/erase").status_code == 303


def test_a_wrong_password_opens_nothing(app, client_for):
    client = client_for(make_member("Mia"))
    answer = ask(client, "not my password")
    assert answer.status_code == 422 and "not your password" in answer.text
    assert ask(client, "").status_code == 422
    assert client.post("/privacy/erase", data={"when": "now"}).headers["Location"] == (
        "/confirm?next=/privacy/erase"
    )
    part = ask(client, "not my password", htmx=True)
    assert part.status_code == 422 and "<html" not in part.text


def test_it_is_tried_no_oftener_than_a_sign_in(app, client_for):
    client = client_for(make_member("Mia"))
    tries = [ask(client, "not my password").status_code for _ in range(10)]
    assert tries == [422] * 10
    assert ask(client, PASSWORD).status_code == 429


def test_it_leads_nowhere_else(app, client_for):
    client = client_for(make_member("Mia"))
    data = {"password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/confirm", data=data).headers["Location"] == "/account"


def test_another_account_of_the_address_is_not_meant(app, client_for):
    mia = make_member("Mia", email="one@example.org")
    make_member("Mo", email="one@example.org", password="six loud ravens at dawn")
    assert ask(client_for(mia), "six loud ravens at dawn").status_code == 422
