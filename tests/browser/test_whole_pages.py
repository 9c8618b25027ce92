"""An address that answers with a page or a part of it never shows a bare part as a page."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from peerapp.accounts.models import Person
from tests.pwa.test_app_shell_in_browser import go_away_and_back, sign_in
from tests.support.chromium import ARGS, PATIENCE, path_of_chromium
from tests.support.people import make_member, make_mentor, make_message, match, one_commit


@pytest.fixture
def open_profile(chromium, live_server, tmp_path):
    """A browser as a phone has it, with pages kept in memory; the same one each time."""
    opened: list[BrowserContext] = []

    def start(*more: str) -> BrowserContext:
        context = chromium.browser_type.launch_persistent_context(
            str(tmp_path / "profile"),
            executable_path=path_of_chromium(),
            headless=False,
            args=[*ARGS, "--headless=new", *more],
            ignore_default_args=["--disable-back-forward-cache"],
            base_url=live_server,
            viewport={"width": 390, "height": 844},
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


def is_whole(page: Page) -> None:
    expect(page.locator("nav.nav")).to_be_visible()
    expect(page.locator("main .talk")).to_be_visible()
    assert page.evaluate("document.styleSheets.length") > 0


@pytest.fixture
def mia(app):
    return make_member("Mia")


def open_a_part(context: BrowserContext, mia: Person) -> tuple[Page, str]:
    """In a conversation that is long: htmx brings what is earlier, from the address of a page."""
    talk = match(make_mentor("Toni"), mia)
    with one_commit():
        for number in range(1, 36):
            make_message(talk, mia, f"Message {number}.")
    page = context.new_page()
    sign_in(page, mia)
    page.goto(f"/matches/{talk.id}/messages")
    earlier = page.locator("[data-earlier]")
    address = earlier.get_attribute("href")
    assert address
    earlier.click()
    expect(page.get_by_text("Message 1.", exact=True)).to_be_visible()
    page.goto(address)
    return page, address


def test_w3_back_reload_and_a_second_tab_show_whole_pages(open_profile, mia):
    page, address = open_a_part(open_profile(), mia)
    is_whole(page)
    page.reload()
    is_whole(page)
    go_away_and_back(page, "/help")
    is_whole(page)
    second = page.context.new_page()
    second.goto(address)
    is_whole(second)


@pytest.mark.faults
def test_w3_a_browser_that_is_started_again_shows_whole_pages(open_profile, mia):
    page, address = open_a_part(open_profile(), mia)
    page.context.close()
    is_whole(restored(open_profile("--restore-last-session"), address))


def restored(context: BrowserContext, address: str) -> Page:
    """The tab that the browser opens by itself, as it was."""
    page = context.pages[0]
    for _ in range(PATIENCE // 50):
        there = [one for one in context.pages if one.url.endswith(address)]
        if there:
            return there[0]
        page.wait_for_timeout(50)
    raise AssertionError([one.url for one in context.pages])
