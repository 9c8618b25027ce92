"""What Chromium itself says of the installed app, and what is left of it without a network."""

import pytest
from playwright.sync_api import expect

from peerapp.plan.tool_views import TOOLS
from tests.support.chromium import ARGS, PATIENCE, path_of_chromium
from tests.support.kept import until
from tests.support.people import PASSWORD, make_member
from tests.support.releases import wait_for_worker

SAYS_THAT_SOMETHING_IS_TYPED = """(await navigator.locks.query()).held.some(
  ({ name }) => name === `typed ${location.href}`)"""


@pytest.fixture
def profile(chromium, live_server, tmp_path):
    """A browser with a profile of its own: nothing is installed from a private window. Unlike
    Playwright's other ones it keeps pages in memory for the back button, as a phone does.
    """
    context = chromium.browser_type.launch_persistent_context(
        str(tmp_path / "profile"),
        executable_path=path_of_chromium(),
        headless=False,
        args=[*ARGS, "--headless=new"],
        ignore_default_args=["--disable-back-forward-cache"],
        base_url=live_server,
        viewport={"width": 390, "height": 844},
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def sign_in(page, person):
    page.goto("/login")
    page.fill("[name=email]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/")


def test_chromium_finds_nothing_against_installing(profile):
    page = profile.new_page()
    page.goto("/install")
    wait_for_worker(page)
    devtools = profile.new_cdp_session(page)
    understood = devtools.send("Page.getAppManifest")
    assert understood["errors"] == []
    assert len(understood["manifest"]["shortcuts"]) == 3
    assert len(understood["manifest"]["screenshots"]) == 6
    assert understood["manifest"]["shareTarget"]["action"].endswith("/share")
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


def test_the_button_that_installs_shows_once_the_browser_offers_it(profile):
    page = profile.new_page()
    page.goto("/install")
    expect(page.locator("[data-install]")).to_be_visible()


def test_h4_without_a_network_there_is_a_page_that_shows_who_can_help(phone):
    phone.watch.may_lose_its_signal()
    phone.goto("/help")
    wait_for_worker(phone)
    phone.context.set_offline(True)
    phone.goto("/checkins")
    expect(phone.locator("h1")).to_have_text("No connection right now")
    expect(phone.locator('a[href="tel:988"]').first).to_be_visible()
    # it looks like one of ours: the stylesheet and the drawings are there too
    assert (
        phone.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "20px"
    )
    phone.context.set_offline(False)
    phone.wait_for_url("**/login**")  # it tries again by itself


def test_w4_no_page_of_a_person_is_kept_but_the_copies_made_for_that(phone):
    mia = make_member("Mia Canary")
    sign_in(phone, mia)
    wait_for_worker(phone)
    for path in ("/checkins", "/account", "/"):
        phone.goto(path)
    kept = phone.evaluate(
        """async () => {
          const kept = [];
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              kept.push([new URL(request.url).pathname, await (await cache.match(request)).text()]);
            }
          }
          return kept;
        }"""
    )
    pages = {path for path, _ in kept if not path.startswith("/static/")}
    tools = {f"/tools/{name}" for name in TOOLS}
    shell = {"/offline", "/offline/help", "/locked", "/blank", "/tools", *tools}
    assert pages - {"/pocket"} == shell
    assert not [path for path, text in kept if "Canary" in text]


def test_a_page_comes_back_from_memory_with_what_was_typed(profile):
    page = profile.new_page()
    sign_in(page, make_member())
    page.goto("/account")
    page.fill("[name=display_name]", "half typed")
    page.evaluate("window.wasHere = true")
    go_away_and_back(page, "/help")
    assert page.evaluate("window.wasHere")
    expect(page.locator("[name=display_name]")).to_have_value("half typed")
    until(page, SAYS_THAT_SOMETHING_IS_TYPED)


def test_w4_after_signing_out_the_back_button_shows_nothing(profile):
    page = profile.new_page()
    sign_in(page, make_member("Mia Canary"))
    page.goto("/account")
    page.click("[data-sign-out] button")
    expect(page.locator("body")).not_to_contain_text("Canary")
    page.evaluate("setTimeout(() => history.back(), 50)")
    page.wait_for_timeout(1500)
    assert "Canary" not in page.content()
    assert "Canary" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def go_away_and_back(page, path):
    """Playwright's own `go_back` waits for a load that never comes when a page is kept."""
    before = page.url
    page.goto(path)
    page.evaluate("setTimeout(() => history.back(), 50)")
    expect(page).to_have_url(before)
