"""The main things in a second engine."""

import socket
from typing import Any
from wsgiref.types import WSGIApplication

import pytest

from peerapp import clock
from peerapp.checkins.models import CheckIn
from tests.support import releases
from tests.support.client import all_of
from tests.support.firefox import Firefox, path_of_firefox
from tests.support.people import PASSWORD, make_member
from tests.support.releases import ASK_FOR_A_NEWER_ONE, NEXT

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("midday")]
IS_CONTROLLED = "Boolean(navigator.serviceWorker.controller)"


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


@pytest.fixture
def open_firefox(signal, live_server, tmp_path, visitors):
    if path_of_firefox() is None:
        pytest.fail("Firefox is missing: `apt-get install firefox-esr`.", pytrace=False)

    def start(**how: Any) -> Firefox:
        firefox = Firefox(tmp_path / "profile", live_server, **how)
        visitors.append(firefox.close)
        return firefox

    return start


def sign_in(firefox: Firefox) -> None:
    mia = make_member("Mia")
    firefox.goto("/login")
    for name, text in (("email", mia.email), ("password", PASSWORD)):
        firefox.tap(f"[name={name}]")
        firefox.type(text)
    firefox.tap("main form button")


def moods() -> list[int]:
    return [row.mood for row in sorted(all_of(CheckIn), key=lambda row: row.day)]


def test_sign_in_check_in_without_a_signal_and_an_update(app, open_firefox, signal, monkeypatch):
    firefox = open_firefox()
    sign_in(firefox)
    firefox.until("document.querySelector('#mood-4')")
    firefox.tap("#mood-4")
    firefox.until("document.querySelector('#mood-4[aria-pressed=true]')")
    assert moods() == [4]

    firefox.until(IS_CONTROLLED)
    signal.is_there = False
    firefox.tap("#mood-2")
    firefox.until("document.querySelector('[data-outbox-item=checkin][data-state=waiting]')")
    firefox.goto("/checkins")
    firefox.until("document.querySelector('h1').textContent === 'No connection right now'")
    assert firefox.js("getComputedStyle(document.querySelector('.card')).borderRadius") == "20px"
    assert firefox.js("document.querySelectorAll('[data-outbox-item]').length") == 1
    signal.is_there = True
    firefox.goto("/")
    firefox.until("document.querySelector('#mood-2[aria-pressed=true]')")
    assert moods() == [2]

    releases.update(app, monkeypatch)
    firefox.js(ASK_FOR_A_NEWER_ONE)
    firefox.until("document.querySelector('[data-newer]')?.hidden === false")
    firefox.js("window.isOld = true")
    firefox.js("document.querySelector('[data-newer-take]').click()")
    firefox.until(f"!window.isOld && document.querySelector('script[src$=\"{NEXT}\"]')")
    assert firefox.js("document.querySelector('[data-newer]').hidden")

    app.config["SERVICE_WORKER"] = "off"
    firefox.js(ASK_FOR_A_NEWER_ONE)
    firefox.until("navigator.serviceWorker.getRegistrations().then((all) => !all.length)")
    firefox.until("caches.keys().then((all) => !all.some((name) => name.startsWith('shell-')))")


def test_without_javascript(open_firefox):
    firefox = open_firefox(scripts=False)
    sign_in(firefox)
    firefox.tap("#mood-4")
    firefox.find("#mood-4[aria-pressed=true]")
    assert moods() == [4]
    assert all_of(CheckIn)[0].day == clock.local_day(clock.now(), "America/New_York")
