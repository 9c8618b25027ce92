"""When the app offers to go onto the home screen, in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from peerapp import clock
from tests.support.people import check_in, make_member

pytestmark = pytest.mark.usefixtures("midday")

# What Chromium does where it can install the app; `choice` is what the person says then.
OFFER = """(choice) => {
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  window.asked = 0;
  offer.prompt = async () => { window.asked += 1; return { outcome: choice }; };
  window.dispatchEvent(offer);
  return offer.defaultPrevented;
}"""
INSTALLED = """
  const match = window.matchMedia.bind(window);
  window.matchMedia = (query) =>
    query.includes("display-mode: standalone") ? { matches: true } : match(query);
"""
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
HINT = "[data-install-hint]"


@pytest.fixture
def mia():
    """She has checked in on another day."""
    mia = make_member()
    check_in(mia, clock.local_day(clock.now(), mia.timezone) - timedelta(days=3))
    return mia


def test_it_comes_right_after_the_second_check_in_and_not_before(phone_of, mia):
    phone = phone_of(mia)
    phone.goto("/")
    expect(phone.locator("#mood-4")).to_be_visible()
    expect(phone.locator(HINT)).to_be_hidden()
    phone.click("#mood-4")
    expect(phone.locator(HINT)).to_be_visible()
    phone.click("#undo")
    expect(phone.locator(HINT)).to_be_hidden()


def test_it_does_not_come_with_the_first_check_in(phone_of):
    phone = phone_of(make_member())
    phone.goto("/")
    phone.click("#mood-4")
    expect(phone.locator("#undo")).to_be_visible()
    assert phone.locator(HINT).count() == 0


def test_it_does_not_come_in_a_hard_moment(phone_of, mia):
    phone = phone_of(mia)
    phone.goto("/")
    phone.click("#mood-1")
    expect(phone.get_by_text("That is a lot to carry.")).to_be_visible()
    expect(phone.locator(HINT)).to_be_hidden()


def test_one_tap_installs_and_a_no_is_not_asked_again(phone_of, mia):
    check_in(mia)
    phone = phone_of(mia)
    phone.goto("/")
    assert phone.evaluate(OFFER, "dismissed")  # so that Chromium shows nothing of its own
    assert phone.evaluate("asked") == 0
    phone.click(f"{HINT} [data-install]")
    expect(phone.locator(HINT)).to_be_hidden()
    assert phone.evaluate("asked") == 1
    phone.reload()
    expect(phone.locator("[data-today]")).to_be_visible()
    expect(phone.locator(HINT)).to_be_hidden()


def test_not_now_holds_for_half_a_year(phone_of, mia):
    check_in(mia)
    phone = phone_of(mia)
    phone.goto("/")
    phone.click(f"{HINT} [data-install-dismiss]")
    expect(phone.locator(HINT)).to_be_hidden()
    later = (
        "localStorage.setItem('install-hint', localStorage.getItem('install-hint') - days * 864e5)"
    )
    phone.evaluate(f"(days) => {later}", 170)
    phone.reload()
    expect(phone.locator(HINT)).to_be_hidden()
    phone.evaluate(f"(days) => {later}", 11)
    phone.reload()
    expect(phone.locator(HINT)).to_be_visible()


def test_on_an_iphone_it_leads_to_the_pictures(phone_of, mia):
    check_in(mia)
    phone = phone_of(mia, user_agent=IPHONE)
    phone.goto("/")
    hint = phone.locator(HINT)
    expect(hint).to_contain_text("Add to Home Screen")
    expect(hint.locator("[data-install]")).to_be_hidden()
    hint.get_by_role("link", name="Show me how").click()
    phone.wait_for_url("**/install")


def test_an_installed_app_never_shows_it(phone_of, mia):
    check_in(mia)
    phone = phone_of(mia)
    phone.context.add_init_script(INSTALLED)
    phone.goto("/")
    expect(phone.locator("[data-today]")).to_be_visible()
    expect(phone.locator(HINT)).to_be_hidden()
