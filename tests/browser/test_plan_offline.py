"""The plan and the tools on a phone without a signal, and what of it stays on a shared phone."""

from threading import Event

import pytest
from playwright.sync_api import Page, expect

from peerapp import clock
from peerapp.accounts import sign_ins
from peerapp.accounts.models import SignIn
from peerapp.extensions import db
from peerapp.plan.sections import Section
from tests.support.client import all_of
from tests.support.kept import ALL_KEPT, COPY, STAYS, until, wait_for_worker
from tests.support.people import make_line, make_member, make_mentor, make_number, match


@pytest.fixture
def mia(app):
    mia = make_member("Mia")
    make_line(mia, "Canary at the lake")
    make_line(mia, "Ana", Section.PEOPLE, phone="312 555 0142")
    toni = make_mentor("Toni")
    match(toni, mia)
    make_number(toni, "312 555 0118")
    return mia


@pytest.fixture
def phone(phone_of, mia) -> Page:
    """Mia's, with the copy that is made when the app starts."""
    page = phone_of(mia)
    page.watch.may_lose_its_signal()
    page.watch.may_say("status of 503")
    page.add_init_script(STAYS)
    page.goto("/")
    wait_for_worker(page)
    until(page, COPY)
    return page


def go_to_the_plan(page: Page) -> None:
    """Not to its copy, which is shown at once where a busy machine takes some seconds to answer."""
    for _ in range(5):
        page.goto("/plan")
        if page.locator("form").count():
            return


def test_h4_the_plan_and_the_tools_open_in_airplane_mode(phone):
    phone.context.set_offline(True)
    phone.goto("/plan")
    expect(phone.locator("h1")).to_have_text("My plan")
    expect(phone.get_by_text("Canary at the lake")).to_be_visible()
    expect(phone.locator('a[href="tel:3125550142"]')).to_be_visible()
    # it looks like one of ours
    assert (
        phone.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "20px"
    )
    phone.get_by_role("link", name="Tools for five minutes").tap()
    phone.get_by_role("link", name="Ride out an urge").tap()
    phone.get_by_role("button", name="5 minutes", exact=True).tap()
    expect(phone.get_by_text("Sit or stand so that you feel").first).to_be_visible()
    phone.goto("/account")
    expect(phone.locator("h1")).to_have_text("No connection right now")
    for number in ("3125550142", "3125550118"):  # whom she can call: her own, and her mentor
        expect(phone.locator(f'a[href="tel:{number}"]')).to_be_visible()
    phone.get_by_role("link", name="My plan").tap()
    expect(phone.get_by_text("Canary at the lake")).to_be_visible()


def test_h4_a_network_that_hangs_or_a_server_out_of_order_shows_the_copy(app, phone, monkeypatch):
    is_over = Event()
    monkeypatch.setitem(app.view_functions, "plan.index", lambda: str(is_over.wait(20)))
    phone.goto("/plan")
    expect(phone.get_by_text("Canary at the lake")).to_be_visible()
    is_over.set()
    monkeypatch.setitem(app.view_functions, "plan.index", lambda: ("out of order", 503))
    phone.goto("/plan")
    expect(phone.get_by_text("Canary at the lake")).to_be_visible()


def test_the_copy_follows_each_change_and_goes_by_one_tap(phone):
    phone.goto("/plan/change")
    phone.get_by_label("A place").fill("The library")
    phone.locator("#plan-places").get_by_role("button", name="Add").tap()
    until(phone, "(await (await caches.match('/pocket')).text()).includes('The library')")
    go_to_the_plan(phone)
    phone.get_by_role("button", name="Keep no copy on this phone").tap()
    expect(phone.get_by_role("button", name="Keep a copy on this phone")).to_be_visible()
    until(phone, f"!({COPY})")
    phone.context.set_offline(True)
    phone.goto("/plan")
    expect(phone.locator("h1")).to_have_text("No connection right now")


def test_w4_nothing_of_the_plan_is_left_for_who_has_the_phone_next(phone, mia):
    assert "Canary" in phone.evaluate(ALL_KEPT)
    phone.goto("/account")
    phone.locator("[data-sign-out] button").tap()
    phone.wait_for_url("**/login**")
    assert "Canary" not in phone.evaluate(ALL_KEPT)
    wait_for_worker(phone)  # a new one: the old one went with all that was kept
    phone.context.set_offline(True)
    phone.goto("/plan")
    expect(phone.locator("h1")).to_have_text("No connection right now")
    expect(phone.locator("body")).not_to_contain_text("Canary")


def test_w4_a_sign_in_that_was_ended_from_elsewhere_takes_the_copy_along(phone):
    [sign_in] = all_of(SignIn)
    sign_ins.end(sign_in, clock.now())
    db.session.commit()
    phone.goto("/")
    phone.wait_for_url("**/login**")
    until(phone, f"!({COPY})")
    assert "Canary" not in phone.evaluate(ALL_KEPT)


def test_w4_who_signs_in_next_without_a_sign_out_finds_their_own(phone, client_for, live_server):
    noah = make_member("Noah")
    name = "peerapp"
    cookie = client_for(noah).get_cookie(name)
    phone.context.add_cookies([{"name": name, "value": cookie.value, "url": live_server}])
    phone.goto("/")
    until(phone, f"!({COPY})")
    assert "Canary" not in phone.evaluate(ALL_KEPT)
