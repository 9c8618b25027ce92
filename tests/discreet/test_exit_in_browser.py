"""H5 in a real browser: "Exit" with a script, with the keyboard, and in an installed app."""

import pytest
from playwright.sync_api import Page, expect

from peerapp.accounts.models import SignIn
from tests.pwa.test_app_shell_in_browser import sign_in, wait_for_worker
from tests.support.chromium import NO_SIGNAL
from tests.support.client import all_of
from tests.support.people import make_member

NEUTRAL = "https://www.weather.gov/"
# Of the first request that goes out: what was on the screen then.
LOOK = """() => {
  const send = window.fetch;
  window.fetch = (what, ...how) => {
    if (what === "/exit") window.atSending = document.body.innerText.trim();
    return send(what, ...how);
  };
  document.querySelector("[data-exit]").click();
  return [document.body.className, document.body.innerText.trim(), window.atSending ?? "later"];
}"""


def has_weather(page: Page) -> None:
    """The neutral site, which no test asks for."""
    weather = "<title>Weather</title><h1>Sunny</h1>"
    page.context.route(
        f"{NEUTRAL}**", lambda route: route.fulfill(body=weather, content_type="text/html")
    )
    if watch := getattr(page, "watch", None):
        watch.may_say(f"left our origin: GET {NEUTRAL}")


@pytest.fixture
def mia():
    return make_member("Mia Canary")


@pytest.fixture
def phone(phone_of, mia) -> Page:
    page = phone_of(mia)
    has_weather(page)
    page.goto("/account")
    return page


def is_ended() -> bool:
    return all(one.ended_at is not None for one in all_of(SignIn))


def wait_until_ended(page: Page) -> None:
    for _ in range(200):
        if is_ended():
            return
        page.wait_for_timeout(50)
    raise AssertionError("the session lives on")


def test_h5_the_screen_is_blank_before_anything_is_sent(phone):
    name, text, at_sending = phone.evaluate(LOOK)  # in one turn: no frame comes between
    assert (name, text) == ("blank", "Loading.")
    assert at_sending in ("Loading.", "later")
    expect(phone.locator("h1")).to_have_text("Sunny")
    wait_until_ended(phone)


def test_h5_back_shows_nothing(profile, mia):
    page = profile.new_page()
    has_weather(page)
    sign_in(page, mia)
    page.goto("/account")
    page.locator(".exit [data-exit]").click()
    expect(page.locator("h1")).to_have_text("Sunny")
    wait_until_ended(page)
    page.evaluate("setTimeout(() => history.back(), 50)")
    page.wait_for_url("**/login")
    assert "Canary" not in page.content()
    kept = "JSON.stringify([{...localStorage}, {...sessionStorage}])"
    assert mia.display_name not in page.evaluate(kept)


def test_h5_the_other_windows_leave_too(phone):
    other = phone.context.new_page()
    other.goto("/checkins")
    phone.locator(".exit [data-exit]").click()
    expect(other.locator("h1")).to_have_text("Sunny")


def test_h5_shift_three_times_by_itself_is_exit(phone):
    said = phone.locator("[data-exit-said]")
    phone.keyboard.press("Shift")
    expect(said).to_have_text("Shift, press 2 more times to exit.")
    phone.keyboard.press("Shift+A")  # a capital letter is something else
    expect(said).to_have_text("Exit by Shift has stopped.")
    phone.keyboard.press("Shift")
    phone.keyboard.press("Shift")
    expect(said).to_have_text("Shift, press 1 more time to exit.")
    phone.keyboard.press("Shift")
    expect(phone.locator("h1")).to_have_text("Sunny")
    wait_until_ended(phone)


def test_h5_presses_of_shift_long_apart_do_not_count_together(phone):
    phone.clock.install()
    phone.goto("/account")
    phone.keyboard.press("Shift")
    phone.keyboard.press("Shift")
    phone.clock.run_for(5_100)
    expect(phone.locator("[data-exit-said]")).to_have_text("Exit by Shift has stopped.")
    phone.keyboard.press("Shift")
    expect(phone.locator("[data-exit-said]")).to_have_text("Shift, press 2 more times to exit.")


def test_h5_hidden_neither_the_button_nor_shift_does_anything(phone):
    phone.goto("/exit")
    phone.get_by_role("button", name="Hide it for me").click()
    expect(phone.locator("#notices")).to_contain_text("hidden")
    assert phone.locator(".exit").count() == 0
    for _ in range(3):
        phone.keyboard.press("Shift")
    assert not is_ended()
    expect(phone.locator("h1")).to_have_text("Leave fast")


def test_h5_without_a_script_one_tap_does_it(phone_of, mia):
    page = phone_of(mia, java_script_enabled=False)
    has_weather(page)
    page.goto("/account")
    page.locator(".exit button").click()
    expect(page.locator("h1")).to_have_text("Sunny")
    assert is_ended()


def test_h5_an_installed_app_goes_blank_and_then_asks_to_sign_in(phone_of, mia):
    page = phone_of(mia)
    page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true })")
    page.goto("/account")
    page.locator(".exit [data-exit]").click()
    page.wait_for_url("**/blank")
    expect(page.locator("body")).to_have_text("Harbor Tap to open", use_inner_text=False)
    wait_until_ended(page)
    page.get_by_text("Tap to open").click()
    page.wait_for_url("**/login")


def test_h5_without_a_signal_nothing_is_shown_and_the_session_ends_at_the_next_start(phone):
    wait_for_worker(phone)
    phone.watch.expected += [*NO_SIGNAL, "ERR_FAILED"]
    phone.context.set_offline(True)
    phone.context.unroute(f"{NEUTRAL}**")
    phone.locator(".exit [data-exit]").click()
    phone.wait_for_function("document.readyState === 'complete' && !document.querySelector('nav')")
    phone.goto("/plan", wait_until="commit")
    expect(phone.locator("body")).to_contain_text("closed on this phone")
    assert not is_ended()
    phone.context.set_offline(False)
    phone.goto("/account")
    phone.wait_for_url("**/login**")
    assert is_ended()
