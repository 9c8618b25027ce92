"""Help beside what was just written, on a phone: what no client can see."""

import pytest
from playwright.sync_api import Page, expect

from tests.pwa.test_outbox_in_browser import NO_SYNC, ONLINE
from tests.support.axe import complaints
from tests.support.people import make_member, make_mentor, match
from tests.support.targets import CLOSE, TOO_WIDE

PANEL = "[data-near]"
IS_IN_THE_CARD = "document.activeElement.closest('#checkin') !== null"


@pytest.fixture
def bond(app, midday):
    return match(make_mentor("Toni"), make_member("Mia"))


def check_in(page: Page, words: str) -> None:
    page.goto("/")
    page.locator("#mood-2").click()
    page.locator("#checkin-more > summary").click()
    page.locator("#note").fill(words)
    page.get_by_role("button", name="Save", exact=True).click()


def test_h2_it_stands_beside_the_note_takes_no_focus_and_leaves_with_a_tap(phone_of, bond) -> None:
    mia = phone_of(bond.member, viewport={"width": 320, "height": 640})
    check_in(mia, "i want 2 die")
    panel = mia.locator(PANEL)
    expect(panel.get_by_role("heading", name="Is it hard right now?")).to_be_in_viewport()
    assert mia.evaluate(IS_IN_THE_CARD)  # as after every "Save"
    assert panel.evaluate("it => it.parentElement.getAttribute('role')") == "status"
    assert mia.evaluate(CLOSE, f"{PANEL} a") == []
    assert mia.evaluate(TOO_WIDE) == []
    assert complaints(mia, "/ with the panel") == []
    close = panel.get_by_role("link", name="I'm okay")
    close.focus()
    close.press("Enter")
    expect(panel).to_have_count(0)
    assert mia.evaluate("document.activeElement !== document.body")
    assert mia.evaluate("location.pathname + location.search + location.hash") == "/"
    mia.goto("/help")
    mia.go_back()
    expect(mia.get_by_role("heading", name="How is today?")).to_be_visible()
    expect(panel).to_have_count(0)


def test_h2_what_waited_for_a_signal_brings_it_to_the_page_that_is_open(phone_of, bond) -> None:
    mia = phone_of(bond.member)
    mia.watch.may_lose_its_signal()
    mia.add_init_script(NO_SYNC)
    mia.goto(f"/matches/{bond.id}/messages")
    mia.context.set_offline(True)
    mia.get_by_label("Message to").fill("I want to end it all")
    mia.get_by_role("button", name="Send").click()
    expect(mia.get_by_text("Waiting for a signal")).to_be_visible()
    expect(mia.locator(PANEL)).to_have_count(0)
    mia.context.set_offline(False)
    mia.evaluate(ONLINE)
    expect(mia.locator(PANEL)).to_contain_text("Your message goes to Toni and to nobody else.")
