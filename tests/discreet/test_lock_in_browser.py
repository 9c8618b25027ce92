"""The lock of a shared phone, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, update

from peerapp import clock
from peerapp.accounts import locks
from peerapp.accounts.models import DeviceLock, SignIn
from peerapp.extensions import db, short_write
from tests.browser.test_plan_offline import COPY, until
from tests.pwa.test_app_shell_in_browser import sign_in, wait_for_worker
from tests.support.client import all_of
from tests.support.people import make_line, make_member

PIN = "4071"
LOOKS = """(state) => {
  Object.defineProperty(document, "hidden", { value: state === "hidden", configurable: true });
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
IS_COVERED = "document.documentElement.classList.contains('is-covered')"


@pytest.fixture
def mia():
    mia = make_member("Mia Canary")
    make_line(mia, "Canary at the lake")
    return mia


def set_pin() -> None:
    [here] = [one for one in all_of(SignIn) if one.ended_at is None]
    locks.set_pin(here, PIN, clock.now())
    db.session.commit()


@pytest.fixture
def phone(phone_of, mia) -> Page:
    page = phone_of(mia)
    set_pin()
    page.watch.may_say("401")
    page.watch.may_say("422")
    page.watch.may_lose_its_signal()
    return page


def shut() -> None:
    """As the server does by itself: no page has told. In one step, since the page may be telling
    the server of something else meanwhile.
    """
    with short_write() as connection:
        connection.execute(update(DeviceLock).values(locked_at=clock.now()))


def is_locked() -> bool:
    [lock] = all_of(DeviceLock)
    return lock.locked_at is not None


def wait_until_locked(page: Page) -> None:
    for _ in range(200):
        if is_locked():
            return
        page.wait_for_timeout(50)
    raise AssertionError("the server has not heard of it")


def type_pin(page: Page, pin: str) -> None:
    page.locator("dialog #unlock-pin").fill(pin)
    page.locator("dialog [data-unlock] button").click()


def test_out_of_sight_for_two_minutes_a_page_asks_and_what_was_typed_stays(phone):
    phone.clock.install()
    phone.goto("/account")
    phone.fill("[name=display_name]", "half typed")
    phone.evaluate(LOOKS, "hidden")
    assert phone.evaluate(IS_COVERED)  # at once: the phone's list of apps shows nothing
    phone.clock.run_for(121_000)
    wait_until_locked(phone)
    phone.evaluate(LOOKS, "visible")
    expect(phone.locator("dialog h2")).to_have_text("Locked")
    phone.keyboard.press("Escape")
    phone.keyboard.press("Escape")
    expect(phone.locator("dialog h2")).to_be_visible()
    type_pin(phone, "0000")
    expect(phone.locator("dialog .error").first).to_contain_text("4 more times")
    type_pin(phone, PIN)
    expect(phone.locator("dialog")).to_have_count(0)
    assert not phone.evaluate(IS_COVERED)
    expect(phone.locator("[name=display_name]")).to_have_value("half typed")
    assert not is_locked()


def test_back_in_sight_in_time_nothing_is_asked(phone):
    phone.clock.install()
    phone.goto("/account")
    phone.evaluate(LOOKS, "hidden")
    phone.clock.run_for(100_000)
    phone.evaluate(LOOKS, "visible")
    phone.clock.run_for(200_000)
    assert not phone.evaluate(IS_COVERED)
    assert not is_locked()


def test_one_page_out_of_sight_does_not_lock_another_in_use(phone):
    phone.clock.install()
    phone.goto("/account")
    phone.evaluate(LOOKS, "hidden")
    phone.evaluate("localStorage.removeItem('hidden-at')")  # as another page in sight does
    phone.clock.run_for(200_000)
    phone.evaluate(LOOKS, "visible")
    assert not phone.evaluate(IS_COVERED)


def test_a_page_that_comes_late_is_covered_before_it_is_seen(phone):
    """The server was not told: there was no signal when it went out of sight."""
    phone.add_init_script("localStorage.setItem('hidden-at', '1')")
    phone.goto("/checkins")
    expect(phone.locator("dialog h2")).to_have_text("Locked")
    assert phone.evaluate(IS_COVERED)
    wait_until_locked(phone)


def test_what_asks_by_itself_rests_while_the_pin_is_asked_for(phone):
    """Else the page would be loaded anew under the fingers, without what was typed in it."""
    phone.clock.install()
    phone.goto("/help")
    phone.get_by_role("button", name="I need someone").click()
    phone.wait_for_url("**/help/calls/*")
    phone.evaluate(LOOKS, "hidden")
    phone.clock.run_for(121_000)
    wait_until_locked(phone)
    phone.evaluate(LOOKS, "visible")
    expect(phone.locator("dialog h2")).to_have_text("Locked")
    phone.locator("dialog #unlock-pin").fill("40")
    phone.clock.run_for(30_000)
    expect(phone.locator("dialog #unlock-pin")).to_have_value("40")
    type_pin(phone, PIN)
    expect(phone.locator("dialog")).to_have_count(0)
    with phone.expect_response(re.compile(r"/help/calls/[^/]+$")):
        phone.clock.run_for(30_000)


def test_a_clock_that_is_put_back_opens_nothing(phone):
    phone.goto("/account")
    phone.evaluate(LOOKS, "hidden")
    phone.evaluate("localStorage.setItem('hidden-at', String(Date.now() + 3_600_000))")
    phone.evaluate(LOOKS, "visible")
    expect(phone.locator("dialog h2")).to_have_text("Locked")
    wait_until_locked(phone)


@pytest.mark.parametrize("door", ["/unlock", "/help"])
def test_a_page_left_open_stays_covered_where_another_one_was_locked_out(phone, door):
    """It has no signal to ask whether it may be shown."""
    with phone.expect_response("**/lock/here"):
        phone.goto("/account")
    phone.evaluate(LOOKS, "hidden")
    phone.evaluate("localStorage.setItem('hidden-at', '1')")
    shut()
    other = phone.context.new_page()
    other.goto("/unlock")
    other.goto(door)
    phone.context.set_offline(True)
    phone.evaluate(LOOKS, "visible")
    expect(phone.locator("dialog h2")).to_have_text("Locked")
    assert phone.evaluate(IS_COVERED)


def test_where_there_is_a_signal_too_a_kept_page_that_shows_words_is_not_open(phone):
    with phone.expect_response("**/lock/here"):
        phone.goto("/account")
    shut()
    phone.goto("/unlock")
    until(phone, "(await (await caches.match('/door/hidden-at'))?.text()) === '0'")
    with phone.expect_request("**/unlock?next=%2Foffline"):
        phone.evaluate("setTimeout(() => location.assign('/offline'), 50)")
    phone.wait_for_url("**/unlock")
    phone.goto("/tools/breathing")  # helps, and shows nothing of the person
    expect(phone.locator("h1")).to_be_visible()
    phone.goto("/help")  # the note of the lock is as it was
    until(phone, "(await (await caches.match('/door/hidden-at'))?.text()) === '0'")
    assert not phone.evaluate(IS_COVERED)


def test_without_a_pin_the_copies_are_open_again(phone):
    phone.goto("/account")
    phone.goto("/blank")  # which has no script
    note = "caches.open('door').then((door) => door.put('/door/hidden-at', new Response('1')))"
    phone.evaluate(note)
    with short_write() as connection:
        connection.execute(delete(DeviceLock))
    phone.goto("/account")
    until(phone, "!(await caches.match('/door/hidden-at'))")


def test_while_it_is_locked_no_copy_is_shown_without_a_signal(phone):
    phone.goto("/")
    wait_for_worker(phone)
    until(phone, COPY)
    phone.goto("/account/pin")
    phone.get_by_role("button", name="Lock it now").click()
    phone.wait_for_url("**/unlock")
    until(phone, "(await (await caches.match('/door/hidden-at'))?.text()) === '0'")
    phone.evaluate("localStorage.setItem('hidden-at', '0')")  # as after two minutes out of sight
    phone.context.set_offline(True)
    for path in ("/plan", "/offline", "/"):
        phone.goto(path)
        expect(phone.locator("body")).to_contain_text("closed on this phone")
        expect(phone.locator('a[href="tel:988"]').first).to_be_visible()
        expect(phone.locator("body")).not_to_contain_text("Canary")
        expect(phone).to_have_url(re.compile(rf"{path}$"))  # and it is not asked again and again
    phone.context.set_offline(False)
    phone.goto("/plan")
    phone.fill("#unlock-pin", PIN)
    phone.click("[data-unlock] button")
    phone.wait_for_url("**/plan")
    expect(phone.locator("main")).to_contain_text("Canary at the lake")
    until(phone, "!(await caches.match('/door/hidden-at'))")
    phone.context.set_offline(True)
    phone.goto("/plan")
    expect(phone.locator("main")).to_contain_text("Canary at the lake")


def test_h5_locked_the_back_button_shows_nothing(profile, mia):
    page = profile.new_page()
    sign_in(page, mia)
    set_pin()
    page.goto("/account")
    page.goto("/account/pin")
    page.get_by_role("button", name="Lock it now").click()
    page.wait_for_url("**/unlock")
    with page.expect_navigation(url="**/unlock"):
        page.evaluate("setTimeout(() => history.go(-2), 50)")
    assert "Canary" not in page.content()


def test_h5_exit_in_an_installed_app_with_a_pin_blanks_and_locks(phone):
    phone.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true })")
    phone.goto("/checkins")
    phone.locator(".exit [data-exit]").click()
    phone.wait_for_url("**/blank")
    wait_until_locked(phone)
    phone.get_by_text("Tap to open").click()
    phone.wait_for_url("**/unlock")
    phone.fill("#unlock-pin", PIN)
    phone.click("[data-unlock] button")
    expect(phone.locator(".nav")).to_be_visible()
