"""W1 and W2: what every answer carries, whatever it answers."""

import re

import pytest
from werkzeug.http import parse_cookie

from tests.access.matrix import DOING, LOOKING
from tests.access.routes import ask
from tests.access.world import WHO, World, build
from tests.support.client import Client, client_of
from tests.support.people import PASSWORD, make_member

# The same for everybody, and asked again each time: the shell of the installed app.
SHELL = {
    "/manifest.webmanifest",
    "/sw.js",
    "/offline",
    "/offline/help",
    "/locked",
    "/blank",
    "/install",
}
SHELL |= {route[1] for route in LOOKING if route[1].startswith("/tools")}


def policy_of(response) -> dict[str, list[str]]:
    parts = response.headers["Content-Security-Policy"].split(";")
    return {name: sources for name, *sources in (part.split() for part in parts)}


def assert_w1(response) -> None:
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    for name in ("script-src", "style-src", "connect-src", "img-src", "worker-src", "form-action"):
        assert policy[name] == ["'self'"], name
    for name in ("base-uri", "frame-ancestors"):
        assert policy[name] == ["'none'"], name
    assert {source for sources in policy.values() for source in sources} <= {"'self'", "'none'"}
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    for feature in ("camera", "geolocation", "microphone"):
        assert f"{feature}=()" in response.headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in response.headers  # this is plain http
    # the same address may answer with a page or with a part
    assert {"HX-Request", "HX-History-Restore-Request"} <= set(response.vary)


@pytest.mark.parametrize("who", WHO)
def test_w1_w2_every_page_is_locked_down_and_not_kept(app, world: World, who):
    client = world.client(app, who)
    for route in LOOKING:
        assert_locked_down(client, app, world, route)


@pytest.mark.parametrize("route", DOING, ids=" ".join)
def test_w1_w2_every_route_is_locked_down_and_not_kept(app, world: World, route):
    for who in WHO:
        assert_locked_down(world.client(app, who), app, world, route)


def assert_locked_down(client: Client, app, world: World, route: tuple[str, str]) -> None:
    for htmx in (False, True):
        response = ask(client, app, world, route, htmx=htmx)
        assert_w1(response)
        if route[1] in SHELL:
            assert response.headers["Cache-Control"] == "no-cache"
            assert "Set-Cookie" not in response.headers
        else:
            assert response.headers["Cache-Control"] == "no-store"


@pytest.fixture
def world(app) -> World:
    return build()


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("GET", "/nowhere", {}, 404),
        ("GET", "/checkins/2026-99-99", {}, 404),
        ("DELETE", "/checkins", {}, 405),
        ("POST", "/login", {"csrf": False}, 400),
        ("POST", "/login", {"data": {"email": "a" * 6_000_000}}, 413),
        ("POST", "/login", {"data": {"email": "x"}}, 422),
        ("GET", "/static/nothing.css", {}, 404),
    ],
)
def test_w1_errors_are_locked_down_too(client, method, path, more, status):
    response = client.open(path, method=method, **more)
    assert response.status_code == status
    assert_w1(response)
    assert response.headers["Cache-Control"] == "no-store"


def test_w1_w5_our_own_mistake_is_locked_down_and_tells_no_internals(app, make_app):
    broken = make_app(app.config["SQLALCHEMY_DATABASE_URI"], PROPAGATE_EXCEPTIONS=False)
    broken.add_url_rule("/broken", "broken", lambda: 1 // 0)
    response = client_of(broken).get("/broken")
    assert response.status_code == 500
    assert_w1(response)
    assert "ZeroDivisionError" not in response.text
    assert "Traceback" not in response.text


def test_w1_built_files_are_kept_for_ever_and_are_only_what_they_say(client):
    page = client.get("/login").text
    links = re.findall(r'(?:src|href)="(/static/[^"#]+)"', page)
    assert len(links) >= 2
    for link in links:
        response = client.get(link)
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"], link
        assert response.headers["X-Content-Type-Options"] == "nosniff", link
        assert "Set-Cookie" not in response.headers
        assert response.headers.get("Access-Control-Allow-Origin") is None


@pytest.fixture
def https(app, make_app) -> Client:
    """A browser at an installation that has a real address."""
    production = make_app(
        app.config["SQLALCHEMY_DATABASE_URI"],
        PUBLIC_URL="https://peer.example.org",
        PRODUCTION=True,
        SESSION_COOKIE_NAME="__Host-peerapp",
        SESSION_COOKIE_SECURE=True,
    )
    return client_of(production)


def test_w1_https_is_held_on_to(https):
    response = https.get("/login", base_url="https://peer.example.org")
    seconds = re.search(r"max-age=(\d+)", response.headers["Strict-Transport-Security"])
    assert seconds
    assert int(seconds.group(1)) >= 31_536_000


def test_w2_cookies_are_host_bound_secure_and_out_of_reach_of_scripts(https):
    person = make_member()
    base = {"base_url": "https://peer.example.org"}
    page = https.get("/login", **base)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page.text)
    assert token
    signed_in = https.post(
        "/login",
        data={"email": person.email, "password": PASSWORD, "csrf_token": token.group(1)},
        csrf=False,
        **base,
    )
    assert signed_in.status_code == 303
    cookies = [*page.headers.getlist("Set-Cookie"), *signed_in.headers.getlist("Set-Cookie")]
    assert cookies
    for cookie in cookies:
        name = next(iter(parse_cookie(cookie)))
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert name.startswith("__Host-"), cookie
        assert {"secure", "httponly", "path=/", "samesite=lax"} <= attributes, cookie
        assert not [one for one in attributes if one.startswith("domain")], cookie


def test_w2_cookies_on_a_plain_http_try_out_are_out_of_reach_of_scripts(client):
    person = make_member()
    page = client.get("/login")
    signed_in = client.log_in(person)
    cookies = [*page.headers.getlist("Set-Cookie"), *signed_in.headers.getlist("Set-Cookie")]
    assert cookies
    for cookie in cookies:
        attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly", "path=/", "samesite=lax"} <= attributes, cookie


def test_a5_signing_out_clears_what_the_browser_keeps(client_for):
    response = client_for(make_member()).post("/logout")
    assert '"storage"' in response.headers["Clear-Site-Data"]
    assert '"cache"' in response.headers["Clear-Site-Data"]
