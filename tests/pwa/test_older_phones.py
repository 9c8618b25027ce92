"""Phones that get no new browser any more: what they can do works, and nothing said is lost."""

import pytest
from playwright.sync_api import Page, expect

from peerapp.checkins.models import CheckIn
from tests.pwa.test_outbox_in_browser import NO_SYNC, ROWS, waits
from tests.support.client import all_of
from tests.support.kept import until
from tests.support.people import make_member, make_mentor, make_message, match

SAFARI_14 = "delete window.HTMLDialogElement; delete Object.hasOwn;"
SAFARI_15 = "delete AbortSignal.timeout;"


@pytest.fixture
def mia(app):
    return make_member("Mia")


def phone_with(phone_of, person, lacks: str) -> Page:
    page = phone_of(person)
    page.add_init_script(lacks)
    return page


def test_a_browser_that_is_too_old_for_the_scripts_has_the_app_without_them(phone_of, mia):
    walk = match(make_mentor("Toni"), mia)
    make_message(walk, walk.mentor, "How was the night?")
    page = phone_with(phone_of, mia, SAFARI_14)
    page.watch.may_say("too old for the scripts")
    page.goto("/")
    page.locator("#mood-4").tap()
    expect(page.locator("#mood-4")).to_have_attribute("aria-pressed", "true")
    assert [row.mood for row in all_of(CheckIn)] == [4]
    page.goto(f"/matches/{walk.id}/messages")
    page.get_by_role("button", name="I have read these").tap()  # elsewhere the page says so itself
    expect(page.get_by_role("button", name="I have read these")).to_have_count(0)
    assert not page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)")


def test_d2_where_no_signal_gives_up_by_itself_a_check_in_waits_and_is_sent(phone_of, mia):
    page = phone_with(phone_of, mia, SAFARI_15)
    page.add_init_script(NO_SYNC)
    page.watch.may_lose_its_signal()
    page.goto("/")
    page.context.set_offline(True)
    page.locator("#mood-2").tap()
    waits(page, "Hard 2")
    page.context.set_offline(False)
    until(page, f"(await ({ROWS})()).length === 0")
    assert [row.mood for row in all_of(CheckIn)] == [2]
