"""A real Chromium, at the size of a phone, that notices whatever our rules forbid."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from playwright.sync_api import Request as BrowserRequest

from peerapp.accounts.models import Person
from tests.support.client import Client

MISSING = """Chromium is missing, and these tests look at Peerapp with a real browser. Either
  install it (Debian, Ubuntu: `apt-get install chromium`), or set CHROMIUM=/path/to/it, or
  run only the tests that need none: `pytest -m "not browser"`."""

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-US",
    "timezone_id": "America/New_York",
    "reduced_motion": "reduce",  # drawn without a graphics card, motion is most of the work
}

# Milliseconds. What a test waits for is there at once, or a few seconds later where many tests run
# on few processors: only what never comes takes as long as this.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)

# What Chromium says of a network that goes and comes, also to who looks for a newer service worker.
NO_SIGNAL = (
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_NETWORK_CHANGED",
    "Failed to fetch",
    "fetching the script",
)


def path_of_chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, once per file: Playwright keeps an event loop on this thread while it runs, which
    a test with `asyncio.run` would stumble over.
    """
    path = path_of_chromium()
    if path is None:
        pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        # "new" headless is the whole browser: service workers, push, installability
        args = [*ARGS, "--headless=new"]
        browser = playwright.chromium.launch(executable_path=path, headless=False, args=args)
        yield browser
        browser.close()


class Watch:
    """What a page did that it must not: W1 from the browser's side."""

    def __init__(self, *origins: str) -> None:
        self.origins = origins
        self.seen: list[str] = []
        self.expected: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("request", self.on_request)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.seen.append(f"script error: {error.error}"))

    def on_request(self, request: BrowserRequest) -> None:
        if not request.url.startswith((*self.origins, "data:", "blob:", "about:")):
            self.seen.append(f"left our origin: {request.method} {request.url}")

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"console {message.type}: {message.text} {message.location}")

    def may_say(self, text: str) -> None:
        """A message of Chromium that belongs to the test: `Failed to load resource ... 422`."""
        self.expected.append(text)

    def may_lose_its_signal(self) -> None:
        self.expected += NO_SIGNAL

    def surprises(self) -> list[str]:
        return [seen for seen in self.seen if not any(text in seen for text in self.expected)]


@pytest.fixture
def phone_at(
    chromium: Browser, visitors: list[Callable[[], None]]
) -> Iterator[Callable[..., Page]]:
    """`phone_at(address)`: a phone of its own; more keywords are Playwright's."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_at(address: str, **options: Any) -> Page:
        context = chromium.new_context(base_url=address, **{**PHONE, **options})
        context.set_default_timeout(PATIENCE)
        watch = Watch(address)
        watch.over(context)
        if not options.get("java_script_enabled", True):
            watch.may_say("Transition was skipped")  # by a browser that is busy; see early.js
        opened.append((context, watch))
        visitors.append(context.close)
        page = context.new_page()
        page.watch = watch  # type: ignore[attr-defined]
        return page

    yield open_at
    surprises = []
    for context, watch in opened:
        context.close()
        surprises += watch.surprises()
    assert not surprises, "\n".join(surprises)


@pytest.fixture
def phone(phone_at: Callable[..., Page], live_server: str) -> Page:
    """A phone at the live server, nobody signed in."""
    return phone_at(live_server)


@pytest.fixture
def page(phone: Page) -> Page:
    return phone


def carry_sign_in(client: Client, page: Page, address: str) -> None:
    """The phone takes over the cookies of a client that is signed in."""
    name = client.application.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": address}])


@pytest.fixture
def phone_of(
    phone_at: Callable[..., Page], live_server: str, client_for: Callable[[Person], Client]
) -> Callable[..., Page]:
    """`phone_of(mia)`: a phone at the live server in which Mia is signed in; None is nobody."""

    def open_for(person: Person | None, **options: Any) -> Page:
        page = phone_at(live_server, **options)
        if person is not None:
            carry_sign_in(client_for(person), page, live_server)
        return page

    return open_for
