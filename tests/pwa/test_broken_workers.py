"""A service worker that does harm is turned off from the server; what waits on the phone stays."""

from typing import Any
from wsgiref.types import WSGIApplication

import pytest
from playwright.sync_api import Page, expect
from werkzeug.wrappers import Request, Response

from peerapp.checkins.models import CheckIn
from tests.pwa.test_outbox_in_browser import NO_SYNC
from tests.support.client import all_of
from tests.support.kept import until
from tests.support.people import make_member
from tests.support.releases import ASK_FOR_A_NEWER_ONE, wait_for_worker

IN_CHARGE_AT_ONCE = """
  const head = "<title>x</title><link rel=icon href=data:,>";
  const headers = { "Content-Type": "text/html" };
  const page = (text, status = 200) => new Response(head + text, { status, headers });
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
"""
BROKEN_IN_INSTALL = """
  self.addEventListener("install", (event) => event.waitUntil(
    caches.open("shell-1").then(() => Promise.reject(new Error("broken")))));
"""
ANSWERS_WITH_AN_ERROR = """
  self.addEventListener("fetch", (event) => {
    if (event.request.method === "GET") event.respondWith(page("broken", 500));
  });
"""
FAILS_AT_EVERYTHING = """
  self.addEventListener("fetch", (event) => event.respondWith(Promise.reject(new Error("broken"))));
"""
# It shows what it once kept, and asks nobody.
TWO_VERSIONS_AGO = """
  self.addEventListener("install", (event) => event.waitUntil(
    caches.open("shell-1").then((cache) => cache.put("/", page("long ago")))));
  self.addEventListener("fetch", (event) => {
    if (event.request.mode === "navigate") event.respondWith(caches.match("/"));
  });
"""
LEFT = """async () => [
  (await navigator.serviceWorker.getRegistrations()).length,
  (await caches.keys()).filter((name) => name !== "badge"), // each page has it
  Boolean(navigator.serviceWorker.controller),
]"""
NO_WORKER = "!(await navigator.serviceWorker.getRegistrations()).length"
NOTHING_KEPT = "!(await caches.keys()).some((name) => /^(shell|mine)-/.test(name))"
HEARS_NOTHING = """
  navigator.serviceWorker?.addEventListener("message", (event) => event.stopImmediatePropagation());
"""
HAS_FAILED = """new Promise((done) => {
  navigator.serviceWorker.register("/sw.js").then(({ installing }) => {
    installing.onstatechange = () => installing.state === "redundant" && done();
  });
})"""
# Of Chromium, about pages that are not ours.
SAID = ("status of 500", "net::ERR_FAILED", "broken", "network error response", "chrome-error://",
        "Transition was skipped")  # fmt: skip


class OldServer:
    """In front of ours: it has another worker at the same address, until it is updated."""

    def __init__(self, server: WSGIApplication) -> None:
        self.server = server
        self.worker: str | None = None

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if self.worker is None or Request(environ).path != "/sw.js":
            return self.server(environ, start_response)
        return Response(self.worker, mimetype="text/javascript")(environ, start_response)


@pytest.fixture
def old(app, monkeypatch):
    server = OldServer(app.wsgi_app)
    monkeypatch.setattr(app, "wsgi_app", server)
    return server


@pytest.fixture
def phone(phone_of) -> Page:
    page = phone_of(make_member("Mia"))
    page.add_init_script(NO_SYNC)
    page.watch.may_lose_its_signal()
    for said in SAID:
        page.watch.may_say(said)
    return page


def check_in_without_a_signal(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("#mood-4").tap()
    expect(page.locator("[data-outbox-item]")).to_contain_text("Waiting for a signal.")


@pytest.mark.usefixtures("midday")
@pytest.mark.parametrize(
    "worker",
    [
        pytest.param(ANSWERS_WITH_AN_ERROR, id="answers with an error"),
        pytest.param(FAILS_AT_EVERYTHING, id="fails at everything", marks=pytest.mark.faults),
        pytest.param(TWO_VERSIONS_AGO, id="two versions ago"),
    ],
)
def test_a_worker_that_shows_no_page_of_ours_is_turned_off(app, phone, old, worker):
    old.worker = IN_CHARGE_AT_ONCE + worker
    phone.goto("/")
    wait_for_worker(phone)
    check_in_without_a_signal(phone)
    phone.context.set_offline(False)
    try_to_load(phone)
    assert phone.locator("#mood-4").count() == 0
    app.config["SERVICE_WORKER"] = "off"
    old.worker = None
    try_to_load(phone)
    expect(phone.locator("#mood-4")).to_have_attribute("aria-pressed", "true")
    assert phone.evaluate(LEFT) == [0, [], False]
    [checkin] = all_of(CheckIn)
    assert checkin.mood == 4


def try_to_load(page: Page) -> None:
    """As somebody who opens the app, and gets what there is."""
    page.evaluate("setTimeout(() => { location.href = '/' })")
    page.wait_for_event("domcontentloaded")


def test_one_that_is_broken_in_its_install_is_not_asked_for_again(app, phone, old):
    old.worker = BROKEN_IN_INSTALL
    phone.goto("/help")
    phone.evaluate(HAS_FAILED)
    assert "shell-1" in phone.evaluate("caches.keys()")
    app.config["SERVICE_WORKER"] = "off"
    old.worker = None
    phone.goto("/")
    check_in_without_a_signal(phone)
    assert phone.evaluate(LEFT)[0] == 0


def test_a_page_in_which_somebody_types_is_not_loaded_anew(app, phone):
    phone.goto("/account")
    wait_for_worker(phone)
    phone.get_by_label("Name").fill("Mia Half-typed")
    app.config["SERVICE_WORKER"] = "off"
    phone.evaluate(ASK_FOR_A_NEWER_ONE)
    until(phone, NO_WORKER)
    until(phone, NOTHING_KEPT)
    expect(phone.get_by_label("Name")).to_have_value("Mia Half-typed")


def test_a_page_that_cannot_answer_is_loaded_anew_only_where_nothing_is_typed(app, phone):
    """As one that the browser has frozen in the background, or that has a dialog open."""
    phone.context.add_init_script(HEARS_NOTHING)
    empty = phone.context.new_page()
    for page, path in ((phone, "/account"), (empty, "/help")):
        page.goto(path)
        wait_for_worker(page)
    phone.get_by_label("Name").fill("Mia Half-typed")
    app.config["SERVICE_WORKER"] = "off"
    with empty.expect_event("load"):
        phone.evaluate(ASK_FOR_A_NEWER_ONE)
    until(phone, NO_WORKER)
    expect(phone.get_by_label("Name")).to_have_value("Mia Half-typed")


def test_without_a_worker_a_page_loads_once_and_registers_none(app, phone):
    app.config["SERVICE_WORKER"] = "off"
    loads = []
    phone.on("load", lambda page: loads.append(page.url))
    phone.goto("/help")
    phone.goto("/")
    assert phone.evaluate(LEFT) == [0, [], False]
    assert len(loads) == 2


def test_phones_can_go_on_ringing_with_a_worker_that_does_nothing_else(app, phone):
    phone.goto("/account")
    wait_for_worker(phone)
    app.config["SERVICE_WORKER"] = "pushes"
    phone.evaluate(ASK_FOR_A_NEWER_ONE)
    until(phone, NOTHING_KEPT)
    phone.goto("/")
    assert phone.evaluate(LEFT)[0] == 1
    app.config["SERVICE_WORKER"] = "on"
    phone.reload()
    until(phone, "await caches.match('/offline')")
