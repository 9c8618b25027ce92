"""The main things in other engines than Chromium's: Firefox, and WebKit, which every iPhone has."""

import socket
from typing import Any
from wsgiref.types import WSGIApplication

import pytest

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.checkins.models import CheckIn
from tests.discreet.test_lock_in_browser import IS_COVERED, LOOKS, PIN, set_pin
from tests.support import releases
from tests.support.client import all_of
from tests.support.engine import Engine
from tests.support.firefox import Firefox, path_of_firefox
from tests.support.kept import ALL_KEPT, COPY
from tests.support.people import PASSWORD, check_in, make_line, make_member, make_tracker
from tests.support.releases import ASK_FOR_A_NEWER_ONE, NEXT
from tests.support.webkit import WebKit, path_of_webkit

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("midday")]
CANARY = "wagtail"
IS_CONTROLLED = "Boolean(navigator.serviceWorker.controller)"
HAS_COPY = f"(async () => {COPY})()"
IS_OFFERED = "document.querySelector('[data-newer]')?.hidden === false"
TAKE = "document.querySelector('[data-newer-take]').click()"
IS_THERE = {Firefox: path_of_firefox, WebKit: path_of_webkit}
PACKAGES = {Firefox: "firefox-esr", WebKit: "webkit2gtk-driver xvfb"}


class Signal:
    """In front of the server: without a signal a request gets no answer at all."""

    def __init__(self, server: WSGIApplication) -> None:
        self.server = server
        self.is_there = True

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if self.is_there:
            return self.server(environ, start_response)
        environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        raise ConnectionError("no signal")


@pytest.fixture
def signal(app, monkeypatch) -> Signal:
    signal = Signal(app.wsgi_app)
    monkeypatch.setattr(app, "wsgi_app", signal)
    return signal


@pytest.fixture(params=[Firefox, WebKit], ids=lambda engine: engine.name)
def open_engine(request, signal, live_server, tmp_path, visitors):
    make = request.param
    if IS_THERE[make]() is None:
        pytest.skip(f"{make.name} is not here: `apt-get install {PACKAGES[make]}`")

    def start(**how: Any) -> Engine:
        engine = make(tmp_path / "profile", live_server, **how)
        visitors.append(engine.close)
        return engine

    return start


def sign_in(engine: Engine, person: Person) -> None:
    engine.goto("/login")
    for name, text in (("email", person.email), ("password", PASSWORD)):
        engine.tap(f"[name={name}]")
        engine.type(text)
    engine.tap("main form button")
    engine.find(".nav, nav")


def has_mood(mood: int) -> str:
    return f"document.querySelector('#mood-{mood}[aria-pressed=true]')"


def shows(text: str) -> str:
    return f"document.querySelector('main').innerText.includes('{text}')"


def moods() -> list[int]:
    return [row.mood for row in sorted(all_of(CheckIn), key=lambda row: row.day)]


def test_a_check_in_without_a_signal_is_kept_shown_and_sent_once(open_engine, signal):
    engine = open_engine()
    sign_in(engine, make_member("Mia"))
    engine.tap("#mood-4")
    engine.until(f"{has_mood(4)} !== null")
    assert moods() == [4]

    engine.until(IS_CONTROLLED)
    signal.is_there = False
    engine.tap("#mood-2")
    engine.until("document.querySelector('[data-outbox-item=checkin][data-state=waiting]')")
    engine.goto("/account")
    engine.until("document.querySelector('h1').textContent === 'No connection right now'")
    assert engine.js("getComputedStyle(document.querySelector('.card')).borderRadius") == "20px"
    engine.until("document.querySelectorAll('[data-outbox-item]').length === 1")
    signal.is_there = True
    engine.goto("/")
    engine.until(f"{has_mood(2)} !== null")
    assert moods() == [2]


def test_h4_today_the_days_the_plan_and_help_open_without_a_signal(open_engine, signal):
    mia = make_member("Mia")
    today = clock.local_day(clock.now(), mia.timezone)
    make_tracker(mia, since=today.replace(year=today.year - 1))
    check_in(mia, today, mood=2)
    make_line(mia, "Walk down to the lake")
    engine = open_engine()
    sign_in(engine, mia)
    engine.until(HAS_COPY)
    signal.is_there = False
    engine.goto("/")
    engine.until(shows("There is no good signal right now."))
    days = (today - today.replace(year=today.year - 1)).days
    assert engine.js("document.querySelector('[data-days]').dataset.days") == str(days)
    engine.tap("#mood-5")
    engine.until(has_mood(5))
    engine.goto("/checkins")
    engine.until("document.querySelector('.day--today').classList.contains('day--5')")
    engine.goto("/plan")
    engine.until(shows("Walk down to the lake"))
    engine.goto("/help")
    engine.until("document.querySelector('a[href=\"tel:988\"]')")
    signal.is_there = True
    engine.goto("/account")
    engine.until("!document.querySelector('[data-outbox-item]:not([data-state=sent])')")
    engine.goto("/")
    engine.until(has_mood(5))
    assert moods() == [5]


def test_w4_the_next_person_finds_nothing_of_the_one_before(open_engine, signal):
    mia, noah = make_member("Mia Wagtail"), make_member("Noah")
    make_line(mia, f"{CANARY} plan")
    engine = open_engine()
    sign_in(engine, mia)
    engine.until(HAS_COPY)
    assert CANARY in engine.js(f"({ALL_KEPT})()").casefold()
    engine.goto("/plan")
    engine.until(shows(f"{CANARY} plan"))
    engine.goto("/account")
    engine.tap("[data-sign-out] button")
    engine.find("form[action^='/login']")
    assert CANARY not in engine.js(f"({ALL_KEPT})()").casefold()
    sign_in(engine, noah)
    engine.until(HAS_COPY)
    assert CANARY not in engine.js(f"({ALL_KEPT})()").casefold()
    assert CANARY not in engine.js("document.documentElement.outerHTML").casefold()
    engine.js("history.go(-3)")
    engine.until(f"document.querySelector('meta[name=person]')?.content === '{noah.id}'")
    assert CANARY not in engine.js("document.documentElement.outerHTML").casefold()
    signal.is_there = False
    engine.goto("/plan")
    engine.until("document.querySelector('h1')")
    assert CANARY not in engine.js("document.documentElement.outerHTML").casefold()


def test_an_update_is_offered_and_leaves_what_is_typed(app, open_engine, monkeypatch):
    engine = open_engine()
    sign_in(engine, make_member("Mia"))
    engine.goto("/account")
    engine.until(IS_CONTROLLED)
    engine.tap("[name=display_name]")
    engine.type(" Half-typed")
    releases.update(app, monkeypatch)
    engine.js(ASK_FOR_A_NEWER_ONE)
    engine.until("navigator.serviceWorker.ready.then(({ waiting }) => waiting?.state)")
    assert not engine.js(IS_OFFERED)  # not under the fingers of who writes
    engine.tap("h1")
    engine.until(IS_OFFERED)
    engine.js("window.isOld = true")
    engine.js(TAKE)
    engine.until("document.querySelector('[data-newer-stays]').hidden === false")
    assert engine.js("window.isOld")
    assert engine.js("document.querySelector('[name=display_name]').value") == "Mia Half-typed"
    engine.tap("form:has([name=display_name]) button")
    engine.until("document.querySelector('[name=display_name]').defaultValue === 'Mia Half-typed'")

    engine.goto("/rules")
    engine.until(f"document.querySelector('script[src$=\"{NEXT}\"]')")
    app.config["SERVICE_WORKER"] = "off"
    engine.js(ASK_FOR_A_NEWER_ONE)
    engine.until("navigator.serviceWorker.getRegistrations().then((all) => !all.length)")
    engine.until("caches.keys().then((all) => !all.some((name) => name.startsWith('shell-')))")


def test_a_page_that_has_nothing_typed_becomes_the_newer_one_with_one_tap(
    app, open_engine, monkeypatch
):
    engine = open_engine()
    sign_in(engine, make_member("Mia"))
    engine.until(IS_CONTROLLED)
    releases.update(app, monkeypatch)
    engine.js(ASK_FOR_A_NEWER_ONE)
    engine.until(IS_OFFERED)
    engine.js("window.isOld = true")
    engine.js(TAKE)
    engine.until(f"!window.isOld && document.querySelector('script[src$=\"{NEXT}\"]')")
    assert engine.js("document.querySelector('[data-newer]').hidden")


def test_a_page_that_was_out_of_sight_asks_for_the_pin_and_what_is_typed_stays(open_engine):
    engine = open_engine()
    sign_in(engine, make_member("Mia"))
    set_pin()
    engine.goto("/account")
    engine.until(f"document.querySelector('meta[name=lock]') && !({IS_COVERED})")
    engine.tap("[name=display_name]")
    engine.type(" Half-typed")
    engine.js(f"({LOOKS})('hidden')")
    assert engine.js(IS_COVERED)
    engine.js(f"localStorage.setItem('hidden-at', '1'), ({LOOKS})('visible')")
    engine.tap("dialog #unlock-pin")
    engine.type(PIN)
    engine.tap("dialog [data-unlock] button")
    engine.until("!document.querySelector('dialog')")
    assert not engine.js(IS_COVERED)
    assert engine.js("document.querySelector('[name=display_name]').value") == "Mia Half-typed"


def test_without_javascript(open_engine):
    engine = open_engine(scripts=False)
    sign_in(engine, make_member("Mia"))
    engine.tap("#mood-4")
    engine.find("#mood-4[aria-pressed=true]")
    assert moods() == [4]
    assert all_of(CheckIn)[0].day == clock.local_day(clock.now(), "America/New_York")
