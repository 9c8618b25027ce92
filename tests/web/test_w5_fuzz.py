"""W5: no 500 for any input, and no error that shows what is inside."""

import os
import random
import traceback
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask, got_request_exception

from peerapp.accounts.limits import limiter
from tests.access.matrix import DOING, FORMS, LOOKING, MATRIX
from tests.access.routes import address, ask
from tests.access.world import World, build

# How much of everything below is tried per route and person; more in `make faults`.
ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "1"))
# One of each kind of body gets all of it always: a form, and JSON.
WHOLE = {
    ("POST", "/checkins"),
    ("POST", "/push/subscriptions"),
    ("DELETE", "/push/subscriptions"),
    ("POST", "/push/answers"),
    ("POST", "/push/receipts"),
}
PEOPLE = ("nobody", "mia", "mentor", "coordinator")

HOSTILE: list[Any] = [
    "",
    " ",
    "0",
    "-1",
    "9" * 40,
    "1e309",
    "NaN",
    "٣",  # a digit, but not one of ours
    "½",
    "true",
    "null",
    "[]",
    "{}",
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\r\nSet-Cookie: a=b",
    "\ud800",
    "\ufffe\uffff",
    "🜚" * 300,
    "e\u0301" * 100,
    "\u202e\u200b",
    "a" * 6000,
    "x" * 100_000,
    "%00",
    "%s%n",
    "{{ 7 * 7 }}",
    "${7*7}",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    '"; DROP TABLE people; --',
    "../../etc/passwd",
    "2026-11-23",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "1900-01-01",
    "٢٠٢٦-١١-٢٣",
    "2026-W48-1",
    "24:00",
    "23:59:60",
    "20:00+05:00",
    "-08:00",
    "Mars/Olympus",
    "../UTC",
    "Factory",
    "UTC",
    "America/New_York",
    "coordinator",
    "admin",
    "not-a-uuid",
    "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-4000-8000-000000000000}",
    "urn:uuid:00000000-0000-4000-8000-000000000000",
    "mia@example.org",
    "a@b",
    "@",
    "a@" + "b" * 300 + ".org",
    "mia@exämple.org",
    "https://evil.example/",
    "http://127.0.0.1:1/",
    "https://[::1/",
    "https://fcm.googleapis.com:99999/x",
    "https://fcm.googleapis.com\\@127.0.0.1/",
    "https://user:pass@fcm.googleapis.com/x",
]
NAMES = sorted(
    {
        "email", "password", "display_name", "timezone", "role", "adult", "next", "current",
        "mood", "sober", "craving", "trigger", "note", "only_me", "day", "id", "time", "days",
        "name", "started_on", "started_at", "on", "code", "mentor_id", "endpoint", "keys", "body",
        "expirationTime", "csrf_token", "sleep", "anxiety", "connectedness", "medication",
        "meetings", "gratitude", "base", "made_at", "ask", "share", "text", "kind", "low", "high",
        "month", "q", "before",
        "file", "conflict", "mood_0", "words",
        "seen", "photo", "photo_words", "pledge",
        "pledge_words", "pledge_is_on", "review_is_on", "went_well", "hard", "hard_words",
        "milestone", "tells", "of", "tracker", "first_name",
        "total",
        "pin", "again", "stay", "word", "is_private", "to", "ended_on", "money_per_week",
        "currency", "hours_per_week", "back", "pair", "page", "sending", "answer_days",
        "trial_days",
        "weight_when", "weight_age", "answer", "other_id", "not_again", "look_again",
        "greeting", "starter", "reason", "suggested_id",
        "side", "skip", "pick", "show", "shown", "looking", "open", "recovering_from", "pathways",
        "unwanted_pathways", "languages", "gender", "gender_need", "gender_wish", "birth_year",
        "age_need", "age_from", "age_to", "experiences", "parts", "ways", "place", "hopes",
        "alias", "recovery_month", "recovery_year", "recovery_shown", "capacity", "away_until",
        "contact_from", "contact_until",
        "until", "nudges", "adapts", "back_on", "starts", "ends", "when", "shows",
        "token", "received", "opened",
        "wanted", "said_at", "sent_at", "only_mentor", "how", "nights", "answer_minutes",
        "phone", "all", "shared", "keep", "undo",
        "after", "at", "upto", "read_marks", "photos_allowed",
        "number", "for_matches", "for_calls",
    }
)  # fmt: skip
JSONS: list[Any] = [
    None, True, 0, -1, 1e308, "", "text", [], [[]], {}, {"endpoint": None}, {"endpoint": 1},
    {"endpoint": []}, {"endpoint": {}, "keys": []}, {"endpoint": "https://a", "keys": None},
    {"endpoint": "https://fcm.googleapis.com/x", "keys": {}},
    {"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": 1, "auth": []}},
    {"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "é", "auth": "="}},
    {"endpoint": "https://fcm.googleapis.com/x", "keys": {"p256dh": "BA", "auth": "AA"}},
    {"endpoint": "https://fcm.googleapis.com/\x00", "keys": {"p256dh": "B" * 87, "auth": "A" * 22}},
    {"endpoint": "https://fcm.googleapis.com/" + "x" * 9000, "keys": {"p256dh": "", "auth": ""}},
    {"endpoint": "https://[::1", "keys": {"p256dh": "B" * 87, "auth": "A" * 22}},
    [{"endpoint": "x"}] * 50,
    {"token": None}, {"token": "a.b.c"}, {"token": "\ud800"}, {"token": "." * 9000}, {"token": []},
    {"received": None}, {"received": "x"}, {"received": [None, 1, {}, []], "opened": {}},
    {"received": ["\ud800"]}, {"opened": ["00000000-0000-0000-0000-000000000000"] * 101},
    {"received": [], "opened": ["{00000000-0000-4000-8000-000000000000}"]},
]  # fmt: skip
RAW: list[tuple[str, bytes]] = [
    ("application/json", b""),
    ("application/json", b"{"),
    ("application/json", b"\xff\xfe\x00"),
    ("application/json", b"[" * 50_000),
    ("application/json; charset=utf-16", b"{}"),
    ("application/json; charset=nonsense", b"{}"),
    ("application/x-www-form-urlencoded", b"mood=%ff%fe&note=\xff\xfe&%00=%00"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(3000))),
    ("application/x-www-form-urlencoded; charset=nonsense", b"mood=4"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="mood"'),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="b"; filename="\xff.txt"\r\n\r\na\r\n--x--',
    ),
    ("text/plain", b"mood=4"),
    ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("", b"\x00" * 1000),
    ("application/x-www-form-urlencoded", b"note=" + b"a" * 6_000_000),
]
PATHS = ["%00", "%ff%fe", "%2e%2e%2f", "%F0%9F%9C%9A", "a" * 3000, "-1", "0", "%0d%0a", "%20", "'"]


@pytest.mark.both_databases
@pytest.mark.parametrize("who", PEOPLE)
def test_w5_nothing_that_is_looked_for_breaks_us(
    app, world: World, broken, who, database, monkeypatch
):
    monkeypatch.setattr(limiter, "enabled", False)
    for route in LOOKING:
        fuzz(app, world, broken, route, who, rounds_on(database))


@pytest.mark.both_databases
@pytest.mark.parametrize("route", DOING, ids=" ".join)
def test_w5_nothing_that_is_sent_breaks_us(app, world: World, broken, route, database, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    for who in PEOPLE if route[1] != "/logout" else ("nobody",):  # the rest would be nobody too
        fuzz(app, world, broken, route, who, rounds_on(database))


def rounds_on(database: str) -> int:
    """Other values on each database, and half as many on the second."""
    return ROUNDS if database == "sqlite" else max(1, ROUNDS // 2)


def fuzz(
    app: Flask, world: World, broken: list[str], route: tuple[str, str], who: str, rounds: int
) -> None:
    method, _ = route
    client = world.client(app, who)
    chance = random.Random(f"{route} {who} {rounds}")
    requests = [form_request(route, chance) for _ in range(rounds * 3)]
    if method != "GET":
        count = len(JSONS) if route in WHOLE and who == "mia" else rounds
        requests += [{"json": one} for one in chance.sample(JSONS, count)]
        count = min(count, len(RAW))
        requests += [
            {"data": body, "content_type": kind} for kind, body in chance.sample(RAW, count)
        ]
    for more in requests:
        if chance.random() < 0.3:
            more["htmx"] = True
        if chance.random() < 0.2:
            more["query_string"] = {chance.choice(NAMES): sendable(chance.choice(HOSTILE[:40]))}
        check(client.open(path_of(app, world, route, chance), method=method, **more), broken)


@pytest.fixture
def world(app) -> World:
    return build()


@pytest.fixture
def broken(app):
    """What broke inside a request: the error pages hide it, as they should."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    found: list[str] = []

    def note(_app: Any, exception: BaseException, **_: Any) -> None:
        found.append("".join(traceback.format_exception(exception)))

    with got_request_exception.connected_to(note, app):
        yield found


def check(response: Any, broken: list[str]) -> None:
    assert not broken, f"{response.request.method} {response.request.path}\n{broken[-1]}"
    said = response.data.decode(errors="replace")  # a photo is no text
    assert response.status_code < 500, f"{response.request.path} {said[:500]}"
    for inside in ("Traceback (most recent", "sqlalchemy", "werkzeug", "site-packages", "psycopg"):
        assert inside not in said


def form_request(route: tuple[str, str], chance: random.Random) -> dict[str, Any]:
    """A valid form with a few fields turned hostile, left out or sent twice."""
    form = FORMS.get(route, {})
    fields = dict(form) if not callable(form) and "json" not in form else {}
    for name in chance.sample([*fields, *fields, *NAMES], 3):
        value = chance.choice(HOSTILE)
        fields[name] = [value, chance.choice(HOSTILE)] if chance.random() < 0.2 else value
    for name in list(fields):
        if chance.random() < 0.1:
            del fields[name]
    fields = {name: sendable(value) for name, value in fields.items()}
    return {"query_string": fields} if route[0] == "GET" else {"data": fields}


def sendable(value: Any) -> Any:
    """A lone surrogate travels as the bytes that a careless client makes of it."""
    if isinstance(value, list):
        return [sendable(one) for one in value]
    return value if not isinstance(value, str) else value.encode("utf-8", "replace").decode()


def path_of(app: Any, world: World, route: tuple[str, str], chance: random.Random) -> str:
    path = address(app, route[1], world.parts())
    if "<" in route[1] and chance.random() < 0.4:
        head, _, tail = route[1].partition("<")
        path = head + chance.choice([*PATHS, quote(chance.choice(HOSTILE[:30]), safe="",
                                                   errors="replace")])  # fmt: skip
        path += tail.partition(">")[2]
    return path


@pytest.mark.parametrize(
    "path",
    ["/%ff%fe", "/%00", "/..%2f..%2fetc/passwd", "/static/..%2f..%2fapp.py", "/static/%00",
     "//evil.example/", "/i/%2e%2e", "/checkins/2026-11-23%00", "/" + "a" * 9000],
)  # fmt: skip
def test_w5_no_address_breaks_us(app, client, broken, path):
    response = client.get(path)
    check(response, broken)
    assert response.status_code in (302, 308, 404)


def test_w5_a_fuzzed_request_is_really_sent(app, world, client):
    """The fuzz asks as people who may: at least one valid form of each kind gets through."""
    answered = [ask(world.client(app, "mia"), app, world, route) for route in MATRIX]
    assert sum(response.status_code in (200, 201, 303) for response in answered) > len(MATRIX) / 3
