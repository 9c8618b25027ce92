"""A6: nothing changes without our own token, by looking, or on the way to another site."""

import json
import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.access.matrix import CARRY_THEIR_RIGHT, MATRIX, ONLY_SHOWS
from tests.access.routes import ask
from tests.access.world import WHO, everything
from tests.support.people import PASSWORD, make_member

ORIGIN = "http://localhost"
# What a mailbox does by itself (RFC 8058): the token in the address is the permission, and all that
# it permits is to send that person no more emails.
ONE_CLICK = [
    ("POST", "/reminders/email/off/<wish_token>"),
    ("POST", "/reminders/email/on/<confirm_token>"),
]
NOT_BY_COOKIE = {*ONE_CLICK, *CARRY_THEIR_RIGHT, *ONLY_SHOWS}
CHANGING = [route for route in MATRIX if route[0] != "GET" and route not in NOT_BY_COOKIE]
SAFE = [route for route in MATRIX if route[0] == "GET"]


def name(route: tuple[str, str]) -> str:
    return " ".join(route)


def may_do(route: tuple[str, str]) -> str:
    """Somebody for whom the route does something."""
    return next(
        who
        for who in ("mia", "mentor", "coordinator")
        if MATRIX[route][who] in {"200", "201", "204", "303", "login"}
    )


HOW: dict[str, dict[str, object]] = {
    "form": {},
    "htmx": {"htmx": True},
    "json": {"headers": {"Content-Type": "application/json"}, "data": json.dumps({"a": 1})},
    "text": {"headers": {"Content-Type": "text/plain"}, "data": '{"endpoint": "="}'},
    "wrong token": {"headers": {"X-CSRFToken": "IjEyMyI.made.up"}},
}


@pytest.mark.parametrize("route", CHANGING, ids=name)
def test_a6_a_request_without_our_token_changes_nothing(app, world, route):
    client = world.client(app, may_do(route))
    before = everything()
    for how, more in HOW.items():
        response = send(client, app, world, route, more)
        assert response.status_code == 400, how
        assert "Location" not in response.headers
        assert everything() == before, how


def send(client, app, world, route, more):
    if "data" in more:
        from tests.access.routes import address

        return client.open(
            address(app, route[1], world.parts()), method=route[0], csrf=False, **more
        )
    return ask(client, app, world, route, csrf=False, **more)


@pytest.mark.parametrize("route", sorted(CARRY_THEIR_RIGHT), ids=name)
def test_a6_what_carries_its_own_right_is_not_done_for_another_site(app, world, route):
    client = world.client(app, "mia")
    before = everything()
    for site in ("cross-site", "same-site", "none"):
        response = ask(client, app, world, route, csrf=False, headers={"Sec-Fetch-Site": site})
        assert response.status_code == 403, site
    fields = {"token": world.button, "received": [str(world.delivery_id)]}
    as_text = {"data": json.dumps(fields), "content_type": "text/plain"}
    for sent in ({"data": fields}, as_text):  # all that a page of another site can send unasked
        assert client.post(route[1], csrf=False, **sent).status_code == 400
    assert everything() == before


@pytest.mark.parametrize("route", sorted(CARRY_THEIR_RIGHT), ids=name)
def test_a6_what_carries_its_own_right_looks_at_no_cookie_and_sets_none(app, world, route):
    """Mentor and coordinator are signed in here, and it is done for Mia, as for a stranger."""
    said = []
    for who in ("mentor", "coordinator", "suspended", "nobody"):
        response = ask(world.client(app, who), app, world, route, csrf=False)
        assert "Set-Cookie" not in response.headers
        said.append((response.status_code, response.data))
    assert said[0][0] in (200, 204)
    assert len(set(said[1:])) == 1


@pytest.mark.parametrize("route", sorted(ONLY_SHOWS), ids=name)
def test_a6_what_takes_no_token_only_shows(app, world, route):
    before = everything()
    for who in WHO:
        assert ask(world.client(app, who), app, world, route, csrf=False).status_code == 200
        assert everything() == before, who


@pytest.mark.parametrize("who", WHO)
def test_a6_looking_changes_nothing(app, world, who):
    client = world.client(app, who)
    before = everything()
    for route in SAFE:
        ask(client, app, world, route)
        assert everything() == before, name(route)


def test_a6_a_token_of_another_persons_session_is_worth_nothing(app, client_for):
    mia, noah = make_member("Mia"), make_member("Noah")
    token = client_for(noah).token()
    response = client_for(mia).post("/checkins", data={"mood": "1"}, headers={"X-CSRFToken": token})
    assert response.status_code == 400


HOSTILE = [
    "//evil.example",
    "///evil.example",
    "https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%0d%0aLocation:https://evil.example",
    "\t//evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/\\/evil.example",
    "//localhost@evil.example",
    "http://localhost.evil.example",
    "/\u2028/evil.example",
    "//evil.example%2f..",
    "?next=//evil.example",
    "",
]


@pytest.mark.parametrize("where", ["form", "query"])
@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
@pytest.mark.parametrize("target", HOSTILE)
def test_a6_signing_in_never_leads_to_another_site(app, client, target, htmx, where):
    person = make_member()
    fields = {"email": person.email, "password": PASSWORD}
    if where == "form":
        response = client.post("/login", data={**fields, "next": target}, htmx=htmx)
    else:
        response = client.post("/login", data=fields, query_string={"next": target}, htmx=htmx)
    location = response.headers.get("HX-Redirect") or response.headers["Location"]
    assert as_a_browser_reads_it(location) == ORIGIN
    page = client.get("/login", query_string={"next": target})
    if page.status_code in (302, 303):
        assert as_a_browser_reads_it(page.headers["Location"]) == ORIGIN


def as_a_browser_reads_it(location: str) -> str:
    """The origin that a browser goes to (WHATWG URL: tabs and newlines go, backslashes are
    slashes).
    """
    plain = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    parts = urlsplit(urljoin(ORIGIN + "/login", plain))
    return f"{parts.scheme}://{parts.netloc}"


def test_a6_signing_in_leads_back_to_the_page_that_was_wanted(app, client):
    mia = make_member()
    asked = client.get("/checkins?from=reminder")
    assert asked.status_code == 302
    page = client.get(asked.headers["Location"])
    assert page.status_code == 200
    response = client.post(
        asked.headers["Location"], data={"email": mia.email, "password": PASSWORD}
    )
    assert response.headers["Location"].endswith("/checkins?from=reminder")
