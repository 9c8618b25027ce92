"""A newer version while the app is open: offered, and never forced on who is typing."""

import time

import pytest
from playwright.sync_api import Page, expect

from peerapp.pwa import views
from tests.support import releases
from tests.support.kept import until
from tests.support.people import make_member
from tests.support.plain_chromium import PlainChromium, Tab
from tests.support.releases import ASK_FOR_A_NEWER_ONE, IN_CHARGE, NEXT, wait_for_worker

STATE = "navigator.serviceWorker.ready.then(({ waiting }) => waiting?.state ?? 'none')"

IS_OFFERED = "!document.querySelector('[data-newer]').hidden"


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def phone(phone_of, mia) -> Page:
    page = phone_of(mia)
    page.watch.may_lose_its_signal()
    page.goto("/account")
    wait_for_worker(page)
    page.evaluate("window.isOld = true")
    return page


@pytest.fixture
def update(app, monkeypatch):
    """The server is updated, and a phone looks for what is new."""

    def come(page: Page) -> None:
        releases.update(app, monkeypatch)
        page.evaluate(ASK_FOR_A_NEWER_ONE)

    return come


@pytest.fixture
def plain(live_server, tmp_path, visitors):
    browser = PlainChromium(tmp_path / "profile", live_server)
    visitors.append(browser.close)
    return browser


def offer(page: Page):
    return page.get_by_text("A newer version is ready.")


def take(page: Page) -> None:
    page.get_by_role("button", name="Use it now").tap()


def test_a_newer_version_is_offered_and_comes_with_one_tap(phone, update):
    expect(offer(phone)).to_be_hidden()
    update(phone)
    expect(offer(phone)).to_be_visible()
    assert phone.evaluate(STATE) == "installed"
    assert NEXT not in phone.evaluate(IN_CHARGE)
    loads = []
    phone.on("load", lambda page: loads.append(page.url))
    take(phone)
    expect(phone.locator(f'script[src$="{NEXT}"]')).to_be_attached()
    phone.wait_for_load_state()
    assert NEXT in phone.evaluate(IN_CHARGE)
    expect(offer(phone)).to_be_hidden()
    assert len(loads) == 1


def test_what_is_typed_stays_and_is_saved_by_the_newer_server(phone, update, mia):
    phone.get_by_label("Name").fill("Mia Half-typed")
    update(phone)
    expect(offer(phone)).to_be_hidden()  # not under the fingers of who writes
    phone.get_by_label("Name").blur()
    expect(offer(phone)).to_be_visible()
    take(phone)
    expect(phone.get_by_text("What you typed is still here.")).to_be_visible()
    expect(phone.get_by_label("Name")).to_have_value("Mia Half-typed")
    assert phone.evaluate("window.isOld")
    assert NEXT in phone.evaluate(IN_CHARGE)
    phone.locator("form", has=phone.get_by_label("Name")).get_by_role("button").first.tap()
    expect(phone.get_by_label("Name")).to_have_js_property("defaultValue", "Mia Half-typed")


def test_without_a_tap_it_comes_at_the_next_start(phone, update):
    update(phone)
    expect(offer(phone)).to_be_visible()
    context = phone.context
    phone.close()
    page = context.new_page()
    page.goto("/account")
    until(page, f"(await ({IN_CHARGE})()).includes('{NEXT}')")
    expect(offer(page)).to_be_hidden()


def test_a_tab_in_which_somebody_types_is_left_alone_when_another_takes_it(phone, update):
    other = phone.context.new_page()
    other.goto("/account")
    update(phone)
    expect(offer(phone)).to_be_visible()
    take(phone)
    expect(phone.locator(f'script[src$="{NEXT}"]')).to_be_attached()
    expect(offer(other)).to_be_visible()
    expect(other.locator(f'script[src$="{NEXT}"]')).not_to_be_attached()
    take(other)
    expect(other.locator(f'script[src$="{NEXT}"]')).to_be_attached()


@pytest.mark.browser
def test_nothing_is_offered_where_the_page_is_new_already(plain, client_for, mia, monkeypatch):
    """Only what is kept has changed: it is taken over without a word, in a page that is alone."""
    page, other = plain.open(), plain.open()
    page.carry_sign_in(client_for(mia))
    page.goto("/account")
    page.until("Boolean(navigator.serviceWorker.controller)")
    other.goto("/rules")
    kept = {"/offline": "<title>Another</title>"}
    monkeypatch.setattr(views, "kept_pages", lambda: kept)
    page.js(ASK_FOR_A_NEWER_ONE)
    page.until(f"{STATE}.then((state) => state === 'installed')")
    assert page.js(IS_OFFERED) is False
    other.close()
    # where a machine is slow, the page before still counts as another one
    assert any(is_taken_over_by_the_next(page, path) for path in ["/account", "/rules"] * 20)
    assert page.js(IS_OFFERED) is False


def is_taken_over_by_the_next(page: Tab, path: str) -> bool:
    page.goto(path)
    time.sleep(0.5)
    return bool(page.js(STATE) == "none")


def test_without_a_signal_the_tap_says_so_and_nothing_is_lost(phone, update):
    update(phone)
    expect(offer(phone)).to_be_visible()
    phone.context.set_offline(True)
    take(phone)
    expect(phone.locator("#notices")).to_contain_text("There is no signal.")
    assert phone.evaluate("window.isOld")
    expect(offer(phone)).to_be_visible()


def test_a_page_that_stays_open_asks_when_it_is_looked_at_again(phone, app, monkeypatch):
    releases.update(app, monkeypatch)
    look = "document.dispatchEvent(new Event('visibilitychange'))"
    phone.evaluate(look)
    phone.evaluate("const now = Date.now(); Date.now = () => now + 3_600_000")
    phone.evaluate(look)
    expect(offer(phone)).to_be_visible()
