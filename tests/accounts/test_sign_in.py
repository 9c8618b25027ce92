"""Signing in and out, and what a copied cookie is worth afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from peerapp.accounts import sign_ins
from peerapp.accounts.models import Person, SignIn
from peerapp.extensions import db
from tests.accounts.pages import without_tokens
from tests.support.client import Client, all_of, client_of
from tests.support.people import (
    PASSWORD,
    make_coordinator,
    make_member,
    make_mentor,
    suspend,
)


def copy_of(client: Client, app) -> Client:
    """A thief's browser with the same session cookie."""
    thief = client_of(app)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie
    thief.set_cookie(cookie.key, cookie.value)
    return thief


def test_signing_in_goes_to_today(client: Client) -> None:
    mia = make_member()
    assert client.log_in(mia).location == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_and_a_wrong_address_are_answered_alike(client: Client) -> None:
    mia = make_member()
    wrong = client.post("/login", data={"email": mia.email, "password": "not the right one"})
    nobody = client.post(
        "/login", data={"email": "no@example.org", "password": "not the right one"}
    )
    assert wrong.status_code == nobody.status_code == 422
    assert without_tokens(wrong.text).replace(mia.email, "no@example.org") == without_tokens(
        nobody.text
    )


def test_a_suspended_person_cannot_sign_in_and_hears_no_more_than_a_stranger(client) -> None:
    mia = make_member()
    suspend(mia)
    answer = client.log_in(mia)
    assert answer.status_code == 422
    assert "do not go together" in answer.text


def test_a4_after_signing_out_a_copied_cookie_opens_nothing(app, client: Client) -> None:
    client.log_in(make_member())
    thief = copy_of(client, app)
    assert thief.get("/account").status_code == 200
    answer = client.post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert thief.get("/account").status_code == 302


def test_a4_a_changed_password_ends_the_other_devices_and_keeps_this_one(app, client) -> None:
    mia = make_member()
    client.log_in(mia)
    other = client_of(app)
    other.log_in(mia)
    answer = client.post(
        "/account/password", data={"current": PASSWORD, "password": "a brand new long one"}
    )
    assert answer.status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_a4_a_changed_password_makes_a_copy_of_this_devices_cookie_worthless_too(
    app, client
) -> None:
    mia = make_member()
    client.log_in(mia)
    thief = copy_of(client, app)
    new = {"current": PASSWORD, "password": "a brand new long one"}
    assert client.post("/account/password", data=new).status_code == 303
    assert thief.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_w4_a_message_that_was_not_shown_is_not_for_the_next_person(app, client: Client) -> None:
    client.log_in(make_member())
    client.post("/account", data={"display_name": "Mia", "timezone": "UTC"})
    client.post("/logout")
    assert "Saved." not in client.get("/login").text


def test_a4_a_suspension_ends_every_device(app, client: Client) -> None:
    mia = make_member()
    client.log_in(mia)
    suspend(mia)
    assert client.get("/account").status_code == 302


def test_a4_ending_a_device_ends_that_one_only(app, client_for) -> None:
    mia = make_member()
    here, there = client_for(mia), client_of(app)
    row = there.sign_in(mia)
    assert here.post(f"/account/devices/{row.id}/end").status_code == 303
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200


def test_a4_the_token_changes_at_sign_in_and_only_its_hash_is_kept(app, client: Client) -> None:
    mia = make_member()
    with client.session_transaction() as session:
        session["planted"] = "by an attacker"
    client.log_in(mia)
    with client.session_transaction() as session:
        token = session["_user_id"]
        assert "planted" not in session
    row = all_of(SignIn)[0]
    assert row.token_hash == sign_ins.hashed(token) != token


@pytest.mark.parametrize(
    ("make", "idle", "absolute"),
    [
        (make_member, timedelta(days=60), timedelta(days=365)),
        (make_mentor, timedelta(days=14), timedelta(days=60)),
        (make_coordinator, timedelta(hours=12), timedelta(days=7)),
    ],
)
def test_a4_each_role_has_an_idle_and_an_absolute_lifetime(app, make, idle, absolute) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        client = client_of(app, make())
        clock.move_to(start + idle - timedelta(seconds=1))
        assert client.get("/account").status_code == 200
        clock.move_to(start + idle + idle)
        assert client.get("/account").status_code == 302
        busy = client_of(app, make())
        end = start + idle + idle + absolute
        while (now := datetime.now(UTC)) + idle / 2 < end:
            clock.move_to(now + idle / 2)
            assert busy.get("/account").status_code == 200
        clock.move_to(end + timedelta(seconds=1))
        assert busy.get("/account").status_code == 302


@pytest.mark.both_databases
def test_a5_tries_are_limited_per_account_whether_it_exists_or_not(app, client: Client) -> None:
    mia = make_member()
    for email in (mia.email, "nobody@example.org"):
        codes = [
            client.post(
                "/login", data={"email": email, "password": f"wrong number {n}"}
            ).status_code
            for n in range(12)
        ]
        assert codes == [422] * 10 + [429] * 2


def test_a5_a_stranger_who_tries_and_tries_does_not_lock_the_owner_out(app, client) -> None:
    mia = make_member()
    phone = client_of(app)
    phone.log_in(mia)
    phone.post("/logout")
    phone._token = None
    for n in range(12):
        client.post("/login", data={"email": mia.email, "password": f"wrong number {n}"})
    assert client.log_in(mia).status_code == 429
    assert phone.log_in(mia).status_code == 303


def test_a5_many_accounts_from_one_network_are_limited_too(app, client: Client) -> None:
    codes = {
        client.post("/login", data={"email": f"p{n}@example.org", "password": "w"}).status_code
        for n in range(201)
    }
    assert codes == {422, 429}


def test_the_limit_ends_after_its_time(app, client: Client) -> None:
    mia = make_member()
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False) as clock:
        for n in range(12):
            client.post("/login", data={"email": mia.email, "password": f"wrong number {n}"})
        clock.shift(timedelta(minutes=16))
        assert client.log_in(mia).status_code == 303


def test_two_accounts_of_one_address_are_told_apart_by_their_passwords(app) -> None:
    for name, password in (("One", "the first long password"), ("Two", "the second long password")):
        client_of(app).post(
            "/signup",
            data={
                "email": "same@example.org",
                "password": password,
                "display_name": name,
                "timezone": "UTC",
                "role": "member",
                "adult": "yes",
            },
        )
    assert len(all_of(Person)) == 2
    for name, password in (("One", "the first long password"), ("Two", "the second long password")):
        client = client_of(app)
        client.post("/login", data={"email": "same@example.org", "password": password})
        assert f'value="{name}"' in client.get("/account").text
    hashes = {person.password_hash for person in all_of(Person)}
    assert len(hashes) == 2
    assert len({encoded.split("$")[4] for encoded in hashes}) == 1  # one salt: one computation


def test_a_page_that_asks_to_sign_in_remembers_where_one_was_going(app, client: Client) -> None:
    mia = make_member()
    asked = client.get("/checkins")
    assert (asked.status_code, asked.location) == (302, "/login?next=/checkins")
    assert client.get("/").location == "/login"
    answer = client.post(
        "/login", data={"email": mia.email, "password": PASSWORD, "next": "/checkins"}
    )
    assert answer.location == "/checkins"


def test_htmx_that_is_not_signed_in_is_sent_to_the_whole_sign_in_page(client: Client) -> None:
    answer = client.get("/checkins", htmx=True)
    assert answer.headers["HX-Redirect"] == "/login"


def test_using_the_app_keeps_the_device_signed_in(app) -> None:
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False) as clock:
        client = client_of(app, make_member())
        clock.shift(timedelta(minutes=6))
        client.get("/account")
        db.session.expire_all()
        assert all_of(SignIn)[0].seen_at == datetime.now(UTC)


def guess(client: Client, email: str, count: int) -> list[int]:
    form = {"email": email, "password": "wrong"}
    return [client.post("/login", data=form).status_code for _ in range(count)]


def test_a5_an_account_under_my_address_gives_a_stranger_no_more_tries_at_mine(app, client) -> None:
    """Their own sign-in makes their device known, but only to their own account."""
    mia = make_member(email="mia@example.org")
    theirs = make_member("Eve", email=mia.email, password="the strangers own password")
    codes = []
    for _ in range(3):
        client.log_in(theirs, "the strangers own password")
        codes += guess(client, mia.email, 9)
    assert codes.count(429) >= 7
    assert client.log_in(mia).status_code != 303


def test_a5_signing_up_is_no_second_way_to_guess(app, client: Client) -> None:
    make_member(email="mia@example.org")
    codes = []
    for n in range(12):
        sent = {"email": "mia@example.org", "password": f"a long wrong guess {n}"}
        rest = {"display_name": "E", "timezone": "UTC", "role": "member", "adult": "yes"}
        codes.append(client_of(app).post("/signup", data={**sent, **rest}).status_code)
    assert codes == [303] * 10 + [429] * 2


def test_a_typing_mistake_of_the_owner_under_attack_is_no_lock_out(app, client: Client) -> None:
    mia = make_member()
    phone = client_of(app)
    phone.log_in(mia)
    phone.post("/logout")
    phone._token = None
    guess(client, mia.email, 12)
    assert phone.log_in(mia, "a typing mistake").status_code == 422
    assert phone.log_in(mia).status_code == 303


@pytest.mark.parametrize("cookie", ["x", "e30.x", ""])
def test_a_cookie_that_we_did_not_sign_is_no_known_device(app, client, cookie) -> None:
    client.set_cookie("known_device", cookie)
    assert guess(client, make_member().email, 11)[-1] == 429


def test_a_form_of_an_old_tab_signs_in_as_somebody_else_at_once(app, client_for) -> None:
    """Who is signed in has been looked up by then, and must not hold up the counts."""
    mia, olga = make_member("Mia"), make_member("Olga")
    client = client_for(mia)
    assert client.log_in(olga, "a wrong password").status_code == 422
    assert client.log_in(olga).status_code == 303
    assert 'value="Olga"' in client.get("/account").text


def test_a_shared_phone_knows_each_of_its_people(app, client: Client) -> None:
    mia, olga = make_member("Mia"), make_member("Olga")
    for person in (mia, olga):
        client.log_in(person)
        client.post("/logout")
        client._token = None
    guess(client_of(app), mia.email, 12)
    assert client.log_in(mia).status_code == 303


def test_w5_a_next_in_any_script_is_no_500_with_htmx(app, client: Client) -> None:
    mia = make_member()
    sent = {"email": mia.email, "password": PASSWORD, "next": "/日本"}
    answer = client.post("/login", data=sent, htmx=True)
    assert answer.headers["HX-Redirect"] == "/%E6%97%A5%E6%9C%AC"


def test_a_stranger_cannot_send_much(client: Client) -> None:
    sent = {"email": "a" * 70_000, "password": "x"}
    assert client.post("/login", data=sent).status_code == 413


def test_a_tap_on_a_page_whose_session_has_ended_leads_back_in(app, client: Client) -> None:
    client.log_in(make_member())
    token = client.token()
    client.post("/logout")
    answer = client.post(
        "/checkins", data={"mood": "3", "csrf_token": token}, htmx=True, csrf=False
    )
    assert answer.status_code == 400
    assert answer.headers["HX-Redirect"] == "/login"
    assert "Please sign in again. Your last tap was not saved." in client.get("/login").text


def test_who_keeps_a_tap_on_the_phone_is_not_told_that_it_is_lost(app, client: Client) -> None:
    client.log_in(make_member())
    token = client.token()
    client.post("/logout")
    tap = {"mood": "3", "csrf_token": token}
    client.post("/checkins", data=tap, htmx=True, csrf=False, headers={"X-Outbox": "yes"})
    page = client.get("/login").text
    assert "Please sign in again." in page
    assert "not saved" not in page


def test_a_tap_on_a_page_of_an_earlier_session_loads_it_again(app, client: Client) -> None:
    mia = make_member()
    client.log_in(mia)
    token = client.token()
    client.log_in(mia)
    answer = client.post(
        "/checkins", data={"mood": "3", "csrf_token": token}, htmx=True, csrf=False
    )
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (400, "true")


def test_two_people_are_never_taken_for_one(app):
    mia, noah = make_member("Mia"), make_member("Noah")
    assert mia != noah
    assert mia not in [noah]
    assert mia == db.session.get(Person, mia.id)
