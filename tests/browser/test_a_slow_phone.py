"""Taps before the answer to the last one came, what is half-written meanwhile, and old pages."""

import pytest
from playwright.sync_api import Page, expect

from peerapp.accounts.models import SignIn
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from tests.support.client import all_of
from tests.support.people import check_in, make_member

NOTE = "Long day, but I walked."
IN_SIGHT = """(element) => {
  const { top, bottom } = element.getBoundingClientRect();
  const header = document.querySelector(".top").getBoundingClientRect();
  return top >= header.bottom - 1 && bottom <= document.querySelector(".nav").offsetTop + 1;
}"""


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def today(mia, phone_of):
    """Her card of a day with a check-in, so that all of it is there."""
    check_in(mia, mood=3, sober=True, note="Saved before.")
    page = phone_of(mia)
    page.goto("/")
    return page


def slow(page: Page, latency: int = 700) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    conditions = {"latency": latency, "downloadThroughput": -1, "uploadThroughput": -1}
    devtools.send("Network.emulateNetworkConditions", {"offline": False, **conditions})


def pressed(page: Page, selector: str) -> None:
    expect(page.locator(selector)).to_have_attribute("aria-pressed", "true")


def the_only_one() -> CheckIn:
    db.session.expire_all()
    [checkin] = all_of(CheckIn)
    return checkin


def test_two_taps_before_the_first_answer_are_both_saved_and_both_shown(today):
    slow(today)
    today.locator("#mood-2").tap()
    today.wait_for_timeout(150)
    today.locator("#sober-no").tap()
    expect(today.get_by_text("Thank you for being honest.")).to_be_visible()
    pressed(today, "#mood-2")
    pressed(today, "#sober-no")
    expect(today.locator("[aria-busy]")).to_have_count(0)
    assert (the_only_one().mood, the_only_one().sober) == (2, False)


def test_who_taps_another_face_before_the_answer_gets_the_last_one(today):
    slow(today)
    today.locator("#mood-1").tap()
    today.wait_for_timeout(100)
    today.locator("#mood-4").tap()
    expect(today.locator("[aria-busy]")).to_have_count(0)
    pressed(today, "#mood-4")
    assert the_only_one().mood == 4


def test_a_half_written_note_stays_while_a_face_and_an_answer_are_tapped(today):
    today.get_by_text("More about this day").tap()
    today.get_by_label("A note").fill(NOTE)
    today.get_by_label("7", exact=True).check()
    today.get_by_label("Lonely").check()
    for tapped in ("#mood-5", "#sober-no"):
        today.locator(tapped).tap()
        pressed(today, tapped)
        expect(today.locator("#checkin-more")).to_have_attribute("open", "")
        expect(today.get_by_label("A note")).to_have_value(NOTE)
        expect(today.get_by_label("7", exact=True)).to_be_checked()
        expect(today.get_by_label("Lonely")).to_be_checked()
    assert the_only_one().note == "Saved before."
    today.get_by_role("button", name="Save", exact=True).tap()
    expect(today.locator("#checkin-more")).not_to_have_attribute("open", "")
    kept = the_only_one()
    assert (kept.mood, kept.craving, kept.triggers, kept.note) == (5, 7, ["lonely"], NOTE)


def test_what_is_typed_while_a_note_is_on_its_way_stays(today):
    today.get_by_text("More about this day").tap()
    note = today.get_by_label("A note")
    note.fill("First")
    slow(today)
    today.get_by_role("button", name="Save", exact=True).tap()
    note.press_sequentially(" and more")
    expect(today.locator("[aria-busy]")).to_have_count(0)
    expect(note).to_have_value("First and more")
    expect(note).to_be_visible()
    expect(note).to_be_focused()
    assert the_only_one().note == "First"


def test_after_undo_the_fields_show_what_is_there(today):
    today.get_by_text("More about this day").tap()
    today.get_by_label("A note").fill(NOTE)
    today.get_by_label("Lonely").check()
    today.get_by_role("button", name="Save", exact=True).tap()
    expect(today.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(today.get_by_label("A note")).to_have_value(NOTE)
    today.locator("#undo").tap()
    expect(today.get_by_label("A note")).to_have_value("Saved before.")
    expect(today.get_by_label("Lonely")).not_to_be_checked()
    expect(today.locator("#undo")).to_have_count(0)


def test_a_note_that_is_too_long_stays_with_its_message_and_after_the_next_tap(today):
    today.watch.may_say("422")
    today.get_by_text("More about this day").tap()
    too_long = "x" * 6_000
    today.get_by_label("A note").evaluate("(note) => note.removeAttribute('maxlength')")
    today.get_by_label("A note").fill(too_long)
    today.get_by_role("button", name="Save", exact=True).tap()
    expect(today.get_by_text("This note is too long")).to_be_visible()
    expect(today.get_by_label("A note")).to_be_focused()
    today.locator("#mood-5").tap()
    pressed(today, "#mood-5")
    expect(today.get_by_label("A note")).to_have_value(too_long)


def test_each_saved_has_ten_seconds_of_its_own(today):
    today.locator("#mood-2").tap()
    pressed(today, "#mood-2")
    over = "(undo) => undo.getAnimations().forEach((leaving) => leaving.finish())"
    today.locator(".undo").evaluate(over)
    expect(today.locator(".undo")).to_be_hidden()
    today.locator("#mood-4").tap()
    pressed(today, "#mood-4")
    expect(today.locator(".undo")).to_be_visible()


def test_nothing_moves_when_saved_leaves(today):
    place = "document.querySelector('#sober-yes').getBoundingClientRect().top + scrollY"
    before = today.evaluate(place)
    today.locator("#mood-2").tap()
    pressed(today, "#mood-2")
    assert today.evaluate(place) == before
    today.locator(".undo").evaluate("(undo) => undo.getAnimations().forEach((it) => it.finish())")
    assert today.evaluate(place) == before


@pytest.mark.parametrize(("width", "height"), [(390, 844), (390, 664), (320, 640)])
def test_after_no_the_way_to_a_person_is_in_sight(phone_of, mia, width, height):
    check_in(mia, mood=3)
    page = phone_of(mia, viewport={"width": width, "height": height})
    page.goto("/")
    page.locator("#sober-no").tap()
    panel = page.locator("#not-alone > .card")
    expect(panel).to_be_visible()
    page.wait_for_timeout(100)
    assert panel.evaluate(IN_SIGHT)
    assert page.get_by_role("link", name="Talk to someone").evaluate(IN_SIGHT)


def test_where_the_phone_cannot_keep_it_a_tap_without_a_signal_is_not_saved(today):
    """As in some private windows."""
    today.watch.may_lose_its_signal()
    today.evaluate("() => { IDBObjectStore.prototype.add = () => Promise.reject('no room'); }")
    today.context.set_offline(True)
    today.locator("#mood-5").tap()
    expect(today.locator(".toast")).to_contain_text("Not saved: no connection.")
    expect(today.get_by_text("Saved.", exact=True)).to_be_hidden()
    today.get_by_text("More about this day").tap()
    today.get_by_label("A note").fill(NOTE)
    today.get_by_role("button", name="Save", exact=True).tap()
    expect(today.locator(".toast")).to_contain_text("What you wrote is still here.")
    expect(today.get_by_label("A note")).to_have_value(NOTE)


@pytest.mark.parametrize("status", [400, 401])
def test_who_is_not_signed_in_any_more_is_shown_the_way_in(today, status):
    today.watch.may_say(f"status of {status}")
    today.route(
        "**/checkins",
        lambda route: route.fulfill(status=status, headers={"HX-Redirect": "/login"}, body="no"),
    )
    today.context.clear_cookies()
    today.locator("#mood-5").tap()
    today.wait_for_url("**/login")
    today.wait_for_load_state("networkidle")
    assert all_of(SignIn)


def come_back(page: Page, after: int) -> None:
    """The app was away for so many seconds."""
    page.evaluate(
        """(away) => {
          const now = Date.now();
          const turn = (value, at) => {
            Object.defineProperty(document, "visibilityState", { value, configurable: true });
            Date.now = () => at;
            document.dispatchEvent(new Event("visibilitychange"));
          };
          turn("hidden", now);
          turn("visible", now + away * 1000);
        }""",
        after,
    )


def test_a_page_that_was_away_for_long_is_loaded_again_but_not_what_is_typed(today):
    today.evaluate("document.querySelector('main').append(document.createElement('i'))")
    today.evaluate("document.querySelector('main i').dataset.fresh = ''")
    today.evaluate("window.wasHere = true")
    come_back(today, after=30)
    today.get_by_text("More about this day").tap()
    today.get_by_label("A note").fill(NOTE)
    come_back(today, after=90)
    today.wait_for_timeout(300)
    assert today.evaluate("window.wasHere")
    today.get_by_label("A note").fill("Saved before.")
    with today.expect_navigation():
        come_back(today, after=90)
    assert not today.evaluate("window.wasHere")
