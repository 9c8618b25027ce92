"""The mentor's list on a phone: one tap and Undo, and news that come by themselves."""

import pytest
from playwright.sync_api import Locator, Page, expect

from peerapp.accounts.models import Person
from tests.support.people import check_in, make_member, make_mentor, match

ASK = """() => document.querySelector("#mentees").dispatchEvent(new CustomEvent("poll"))"""


@pytest.fixture
def toni(app) -> Person:
    return make_mentor("Toni")


@pytest.fixture
def mia(app, toni) -> Person:
    person = make_member("Mia")
    match(toni, person)
    return person


@pytest.fixture
def mentees(toni, mia, phone_of) -> Page:
    page = phone_of(toni)
    check_in(mia, mood=1)
    page.goto("/mentees")
    return page


def test_one_tap_lets_a_reason_rest_and_one_more_brings_it_back(mentees):
    row = mentees.locator("[data-mentee-id]")
    expect(row).to_contain_text("Said: very hard today")
    row.get_by_role("button", name="I called").tap()
    expect(row).to_contain_text("you called.")
    expect(row).not_to_contain_text("Said: very hard today")
    row.get_by_role("button", name="Undo").tap()
    expect(row).to_contain_text("Said: very hard today")


def test_two_taps_promise_a_follow_up_with_the_words_that_were_typed(mentees):
    row = mentees.locator("[data-mentee-id]")
    row.get_by_text("More").tap()
    row.get_by_label("What for? Only you see it").fill("her interview")
    row.get_by_role("button", name="Tomorrow").tap()
    expect(row.locator("[data-follow-up-id]")).to_contain_text("her interview")


def test_an_open_list_shows_news_by_itself_and_keeps_what_is_typed(mentees, toni):
    noah = make_member("Noah")
    match(toni, noah)
    mentees.get_by_text("More").first.tap()
    mentees.get_by_label("What for? Only you see it").first.fill("her inter")
    mentees.evaluate(ASK)
    expect(mentees.get_by_role("link", name="Noah", exact=True)).to_be_visible()
    expect(mentees.get_by_label("What for? Only you see it").first).to_have_value("her inter")


def test_after_a_tap_the_focus_is_beside_undo_and_news_move_nothing_under_the_eyes(mentees, toni):
    for name in ("Ana", "Ben", "Cem", "Dee", "Eve"):
        member = make_member(name)
        match(toni, member)
        check_in(member, mood=1)
    mentees.reload()
    rows = mentees.locator("[data-mentee-id]")
    called, after = (mentees.locator(f"[id='{rows.nth(n).get_attribute('id')}']") for n in (2, 3))
    called.evaluate("row => row.scrollIntoView({ block: 'start' })")
    called.get_by_role("button", name="I called").press("Enter")
    expect(called.get_by_role("status")).to_be_focused()
    place = top_of(after)
    mentees.evaluate(ASK)  # who was called goes down to the others
    expect(after.get_by_role("heading").get_by_role("link")).to_be_focused()
    assert top_of(after) == pytest.approx(place, abs=1)


def top_of(row: Locator) -> float:
    box = row.bounding_box()
    assert box
    return box["y"]


def test_ten_who_need_me_are_seen_at_once_and_found_by_name(mentees, toni):
    for name in ("Ana", "Ben", "Cem", "Dee", "Eve", "Flo", "Gus", "Hal", "Ida"):
        member = make_member(name)
        match(toni, member)
        check_in(member, mood=1)
    mentees.reload()
    lines = mentees.locator(".glance a")
    expect(lines).to_have_count(10)
    expect(lines.last).to_be_in_viewport()
    line = lines.filter(has_text="Ida")
    expect(line).to_contain_text("Said: very hard today")
    line.tap()
    row = mentees.locator("[data-mentee-id]").filter(has=mentees.get_by_text("Ida", exact=True))
    expect(row).to_be_in_viewport()
    row.get_by_role("button", name="I called").tap()
    expect(line).to_contain_text("Noted")
    mentees.get_by_label("Find a name").fill("gU")
    expect(mentees.locator("[data-mentee-id]")).to_have_count(1)
    expect(mentees.locator("[data-mentee-id]")).to_contain_text("Gus")
    mentees.evaluate(ASK)  # it goes on showing who was looked for
    mentees.get_by_label("Find a name").fill("")
    expect(mentees.locator("[data-mentee-id]")).to_have_count(10)
