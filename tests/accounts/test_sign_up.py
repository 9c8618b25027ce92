"""Signing up."""

import re

import pytest

from peerapp.accounts.models import Person, Role
from tests.support.client import Client, all_of, client_of
from tests.support.people import PASSWORD, make_member, make_mentor, pause

NEW = {
    "email": "Mia@Example.org",
    "password": "seven quiet herons at dusk",
    "display_name": "  Mia   M ",
    "timezone": "America/Chicago",
    "role": "member",
    "adult": "yes",
}


def errors_in(page: str) -> list[str]:
    return re.findall(r'class="error"[^>]*>([^<]+)<', page)


def test_a_new_member_is_signed_in_at_once(client: Client) -> None:
    response = client.post("/signup", data=NEW)
    assert (response.status_code, response.location) == (303, "/")
    person = all_of(Person)[0]
    assert (person.email, person.display_name) == ("mia@example.org", "Mia M")
    assert person.timezone == "America/Chicago"
    assert [grant.role for grant in person.roles] == [Role.MEMBER]
    assert "How is today?" in client.get("/").text


def test_a_new_mentor_has_an_invitation_at_once(client: Client) -> None:
    client.post("/signup", data={**NEW, "role": "mentor"})
    assert "/i/" in client.get("/invitation").text


def test_a7_in_a_program_that_vets_a_new_mentor_sees_nobody_before_approval(app, client) -> None:
    app.config["MENTORS_ARE_VETTED"] = True
    client.post("/signup", data={**NEW, "role": "mentor"})
    assert client.get("/invitation").status_code == 404
    assert client.get("/mentees").status_code == 404
    assert "looks at each new mentor" in client.get("/").text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("adult", "", "18 or older"),
        ("adult", "no", "18 or older"),
        ("role", "coordinator", "choose one of the two"),
        ("role", "", "choose one of the two"),
        ("timezone", "Mars/Olympus", "do not know this time zone"),
        ("timezone", "../../etc/passwd", "do not know this time zone"),
        ("email", "mia", "does not look like an email"),
        ("email", "", "type your email"),
        ("email", "m" * 300 + "@example.org", "too long"),
        ("password", "short", "10 characters or more"),
        ("password", "password123", "easy to guess"),
        ("password", "mia@example.org", "easy to guess"),
        ("password", "", "choose a password"),
        ("display_name", "", "What should we call you"),
        ("display_name", "x" * 61, "60 letters or fewer"),
        ("display_name", "a\x00b", "cannot be kept"),
    ],
)
def test_a_field_that_cannot_be_is_said_beside_it_and_the_rest_is_kept(
    client: Client, field: str, value: str, words: str
) -> None:
    response = client.post("/signup", data={**NEW, field: value})
    assert response.status_code == 422
    assert any(words in error for error in errors_in(response.text)), errors_in(response.text)
    assert all_of(Person) == []
    kept = "Mia M" if field != "display_name" else "Mia@Example.org"
    assert f'value="{kept}"' in response.text
    assert NEW["password"] not in response.text


def test_without_javascript_the_page_that_comes_back_begins_at_the_mistake(client: Client) -> None:
    assert "autofocus" not in client.get("/signup").text
    page = client.post("/signup", data={**NEW, "password": "short"}).text
    [begins] = re.findall(r"<input[^>]* autofocus[^>]*>", page)
    assert 'name="password"' in begins


def test_htmx_gets_the_form_alone(client: Client) -> None:
    response = client.post("/signup", data={}, htmx=True)
    assert response.status_code == 422
    assert response.text.lstrip().startswith("<form")
    good = client.post("/signup", data=NEW, htmx=True)
    assert good.headers["HX-Redirect"] == "/"


def test_a5_a_second_sign_up_with_an_address_answers_like_a_first(app, client: Client) -> None:
    mia = make_member("Mia", email="mia@example.org")
    first = client_of(app).post("/signup", data={**NEW, "email": "new@example.org"})
    second = client.post("/signup", data={**NEW, "password": "another long quiet walk"})
    assert (first.status_code, first.location, first.text) == (
        second.status_code,
        second.location,
        second.text,
    )
    names = [sorted(name for name, _ in answer.headers) for answer in (first, second)]
    assert names[0] == names[1]
    assert len([p for p in all_of(Person) if p.email == mia.email]) == 2


def test_a5_a_stranger_who_signs_up_with_my_address_reaches_nothing_of_mine(client: Client) -> None:
    make_member("Mia", email="mia@example.org")
    client.post("/signup", data={**NEW, "display_name": "Eve", "password": "a stranger's password"})
    assert 'value="Eve"' in client.get("/account").text
    client.post("/logout")
    client._token = None
    client.post("/login", data={"email": "mia@example.org", "password": PASSWORD})
    assert 'value="Mia"' in client.get("/account").text


def test_who_signs_up_again_with_the_same_password_is_back_in_their_account(client: Client) -> None:
    make_member("Mia", email="mia@example.org")
    client.post("/signup", data={**NEW, "password": PASSWORD})
    assert len(all_of(Person)) == 1


def test_after_signing_up_one_goes_on_to_the_invitation(client: Client) -> None:
    response = client.post("/signup", data={**NEW, "next": "/i/ABCD1234"})
    assert response.location == "/i/ABCD1234"


def test_a3_signing_up_again_does_not_end_a_pause(client: Client) -> None:
    toni = make_mentor("Toni", email="toni@example.org")
    pause(toni)
    client.post("/signup", data={**NEW, "email": toni.email, "password": PASSWORD})
    assert 'value="Toni"' in client.get("/account").text
    assert client.get("/mentees").status_code == 404


def test_every_zone_can_be_chosen_and_each_place_is_listed_once(client: Client) -> None:
    page = client.get("/signup").text
    assert page.count('value="America/New_York"') == 1
    assert "US/Eastern" not in page
    client.post("/signup", data={**NEW, "timezone": "US/Eastern"})
    assert '<option selected value="US/Eastern">' in client.get("/account").text


def test_the_owner_of_an_address_is_told_of_a_second_account(client: Client, capsys) -> None:
    make_member("Mia", email="mia@example.org")
    client.post("/signup", data={**NEW, "password": "another long quiet walk"})
    assert "your days are in the account you had before" in capsys.readouterr().err


def test_a_first_sign_up_is_followed_by_no_mail(client: Client, capsys) -> None:
    client.post("/signup", data=NEW)
    assert "Subject" not in capsys.readouterr().err


def test_who_comes_by_an_invitation_is_told_what_it_is(client: Client) -> None:
    page = client.get("/login?next=/i/ABCD1234").text
    assert "invited to walk with a peer mentor" in page
    assert "/signup?next=/i/ABCD1234" in page
    assert "invited to walk" in client.get("/signup?next=/i/ABCD1234").text
    assert "invited to walk" not in client.get("/login").text
