"""Passwords: what is refused, and that the work done tells nothing of who exists (A5)."""

from collections.abc import Callable
from typing import Any

import pytest
from argon2 import low_level

from peerapp.accounts import passwords
from peerapp.extensions import db
from tests.support.client import Client
from tests.support.people import PASSWORD, make_member


@pytest.fixture
def computations(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many Argon2 hashes were computed since it was last asked; they are the time it takes."""
    done: list[int] = []
    really = low_level.hash_secret

    def counted(*args: Any, **kwargs: Any) -> bytes:
        done.append(1)
        return really(*args, **kwargs)

    monkeypatch.setattr(passwords, "hash_secret", counted)

    def ask() -> int:
        count = len(done)
        done.clear()
        return count

    return ask


def sign_in(client: Client, email: str) -> None:
    client.post("/login", data={"email": email, "password": "not the right one"})


def sign_up(client: Client, email: str) -> None:
    form = {"password": "a quite new long password", "display_name": "N", "timezone": "UTC"}
    client.post("/signup", data={**form, "email": email, "role": "member", "adult": "yes"})


def forget(client: Client, email: str) -> None:
    client.post("/password/forgot", data={"email": email})


@pytest.mark.parametrize(("act", "times"), [(sign_in, 1), (sign_up, 1), (forget, 0)])
def test_a5_the_same_work_is_done_whether_an_account_exists_or_not(
    app, client: Client, computations, act, times
) -> None:
    make_member(email="one@example.org")
    for _ in range(2):  # an address may have several accounts
        make_member(email="two@example.org")
    computations()
    for email in ("none@example.org", "one@example.org", "two@example.org"):
        act(client, email)
        client._token = None
        client.post("/logout")
        client._token = None
        assert computations() == times


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaa", "1234567890", "qwertyuiop", "iloveyou123", "Password2026"]
)
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    assert passwords.weakness(password)


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet herons",
        "Grün ist der Wald im Mai",
        "我喜欢在雨中散步和唱歌",
        "🦆🌧️🛶 over the lake",
    ],
)
def test_a_sentence_in_any_script_is_a_good_password(password: str) -> None:
    assert passwords.weakness(password) is None


def test_a_name_or_an_address_is_no_password() -> None:
    assert passwords.weakness("mia@example.org", "mia@example.org", "Mia")


def test_the_setting_is_the_one_of_owasp(app) -> None:
    del app.config["ARGON2"]
    assert passwords.new_hash(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("surprise", ["\ud800 lone surrogate here", "nul \x00 in the middle"])
def test_odd_letters_can_be_hashed(app, surprise: str) -> None:
    encoded = passwords.new_hash(surprise)
    assert passwords.opens(surprise, [encoded]) == [True]
    assert passwords.opens("something else", [encoded]) == [False]


def test_a_wrong_password_opens_none_of_several(app) -> None:
    first = passwords.new_hash("the first password")
    second = passwords.new_hash("the second password", [first])
    assert passwords.opens("the second password", [first, second]) == [False, True]
    assert not any(passwords.opens("the third password", [first, second]))


def test_the_database_holds_no_password(app) -> None:
    person = make_member()
    db.session.refresh(person)
    assert PASSWORD not in person.password_hash


def test_judging_a_password_that_was_made_to_be_slow_takes_no_time_to_speak_of() -> None:
    """What is judged is bounded; judging 64 such letters took two seconds."""
    assert passwords.JUDGED <= 20
    assert passwords.weakness("4@8({[<369!1|0$5+7%2" * 6) is None
    assert passwords.weakness("a" * 60)
