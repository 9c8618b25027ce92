"""A forgotten password."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from werkzeug.test import TestResponse

from peerapp import mail
from tests.accounts.pages import without_tokens
from tests.support.client import Client, client_of
from tests.support.mail_server import MailServer, mail_server
from tests.support.people import make_member, suspend

NEW = {"password": "a brand new long password"}


@pytest.fixture
def letters(capsys) -> object:
    """What was mailed: with no SMTP server the development server prints it."""

    def read() -> list[str]:
        return re.findall(r"http://[^\s]+(/password/reset/\S+)", capsys.readouterr().err)

    return read


def ask(client: Client, email: str) -> TestResponse:
    return client.post("/password/forgot", data={"email": email})


def test_a_link_by_mail_sets_a_new_password(app, client: Client, letters) -> None:
    mia = make_member()
    assert ask(client, mia.email).status_code == 200
    [link] = letters()
    assert "Choose a new password" in client.get(link).text
    assert client.post(link, data=NEW).location == "/login"
    assert client.log_in(mia, NEW["password"]).status_code == 303


def test_a5_an_unknown_address_is_answered_alike_and_gets_no_mail(app, client, letters) -> None:
    mia = make_member()
    known, unknown = ask(client, mia.email), ask(client, "no@example.org")
    assert known.status_code == unknown.status_code
    said = without_tokens(known.text).replace(mia.email, "no@example.org")
    assert said == without_tokens(unknown.text)
    assert len(letters()) == 1


def test_a5_a_link_works_once(app, client: Client, letters) -> None:
    mia = make_member()
    ask(client, mia.email)
    [link] = letters()
    client.post(link, data=NEW)
    assert client.post(link, data={"password": "another quite long one"}).status_code == 404
    assert client.get(link).status_code == 404


def test_a5_a_link_works_for_ten_minutes(app, client: Client, letters) -> None:
    mia = make_member()
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False) as clock:
        ask(client, mia.email)
        [link] = letters()
        clock.shift(timedelta(minutes=9, seconds=59))
        assert client.get(link).status_code == 200
        clock.shift(timedelta(seconds=1))
        assert client.get(link).status_code == 404


def test_a5_a_reset_ends_all_sessions(app, client: Client, letters) -> None:
    mia = make_member()
    phone = client_of(app)
    phone.log_in(mia)
    ask(client, mia.email)
    client.post(letters()[0], data=NEW)
    assert phone.get("/account").status_code == 302


def test_a_weak_new_password_is_refused_and_the_link_still_works(app, client, letters) -> None:
    ask(client, make_member().email)
    [link] = letters()
    assert client.post(link, data={"password": "12345678901"}).status_code == 422
    assert client.post(link, data=NEW).status_code == 303


def test_a_suspended_person_gets_no_link(app, client: Client, letters) -> None:
    mia = make_member()
    suspend(mia)
    ask(client, mia.email)
    assert letters() == []


def test_a_stranger_who_asks_and_asks_does_not_use_up_the_owners_links(app, letters) -> None:
    mia = make_member()
    stranger, owner = client_of(app), client_of(app)
    stranger.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    codes = [ask(stranger, mia.email).status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2
    assert ask(owner, mia.email).status_code == 200
    assert len(letters()) == 6


def test_an_ipv6_household_is_one_network(app, client: Client) -> None:
    codes = []
    for n in range(7):
        client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:1::{n + 1}"
        codes.append(ask(client, "mia@example.org").status_code)
    assert codes[-2:] == [429, 429]


def test_a_mail_holds_nothing_that_a_stranger_typed(app, client: Client, capsys) -> None:
    make_member("Read https://evil.example", email="mia@example.org")
    make_member("And win", email="mia@example.org")
    ask(client, "mia@example.org")
    said = capsys.readouterr().err
    assert said.count("/password/reset/") == 2
    assert "evil" not in said


def test_an_invented_link_is_answered_kindly(client: Client) -> None:
    assert "This link has ended" in client.get("/password/reset/invented").text


def test_a_real_mail_server_is_given_the_mail(app, smtp_server) -> None:
    app.config["SMTP_URL"] = smtp_server.url
    mail.send("mia@example.org", "Hello", "How are you?")
    [message] = smtp_server.messages
    assert "To: mia@example.org" in message
    assert "How are you?" in message


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def test_a5_after_a_reset_the_new_password_works_at_once_whoever_tried_before(
    app, client: Client, letters
) -> None:
    mia = make_member()
    for n in range(12):
        client.post("/login", data={"email": mia.email, "password": f"wrong number {n}"})
    ask(client, mia.email)
    client.post(letters()[0], data=NEW)
    assert client.log_in(mia, NEW["password"]).status_code == 303
