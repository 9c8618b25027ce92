"""The conversation for matching on a phone: with a thumb, with keys alone, without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from peerapp.fit import choices
from peerapp.matching.models import MatchProfile
from tests.browser.test_axe import sideways
from tests.support.axe import complaints
from tests.support.client import all_of
from tests.support.people import make_member, make_mentor

BOXES = ".chip, .button, .nav__place, summary, .top__help"
# So high that the bar with the main button covers nothing: axe would call that a small target.
NARROW = {"viewport": {"width": 320, "height": 1700}, "reduced_motion": "reduce"}


@pytest.fixture
def mia(app):
    return make_member("Mia Lopez", timezone="America/New_York")


def go_on(page: Page, name: str = "Next") -> None:
    before = page.url
    page.get_by_role("button", name=name, exact=True).tap()
    page.wait_for_url(lambda url: url != before)


def calm(page: Page) -> list[str]:
    """What is wrong with a screen: for who listens, for a thumb, or sideways."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    small = page.locator(BOXES).evaluate_all(
        """(all) => all.filter((one) => one.checkVisibility()).map((one) => [one.textContent.trim(),
             one.getBoundingClientRect()]).filter(([, box]) => box.height < 47.5 || box.width < 44)
             .map(([text, box]) => `${text}: ${box.width} x ${box.height}`)"""
    )
    width = page.viewport_size["width"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return complaints(page, page.url) + small + ([] if wide <= width else [f"is {wide} px wide"])


def test_a_member_answers_the_whole_conversation_with_a_thumb(mia, phone_of):
    page = phone_of(mia)
    page.goto("/match")
    page.get_by_role("link", name="Find a mentor").tap()
    page.get_by_role("link", name="Start").tap()
    page.get_by_label("Alcohol").tap()
    page.get_by_label("Show this to a mentor I ask, or one my program asks for me").tap()
    go_on(page)
    page.get_by_label("SMART Recovery").first.tap()
    page.get_by_text("Not for me").first.tap()
    page.locator("#unwanted_pathways").get_by_label("Faith-based").tap()
    go_on(page)
    page.get_by_label("English", exact=True).tap()
    page.get_by_text("More languages").tap()
    page.get_by_label("Find a language").fill("pol")
    expect(page.get_by_label("Polish")).to_be_visible()
    expect(page.get_by_label("Arabic")).to_be_hidden()
    page.get_by_label("Polish").tap()
    go_on(page)
    expect(page.locator("#gender_wish")).to_be_hidden()
    page.get_by_label("It must be").tap()
    page.locator("#gender_wish").get_by_label("Woman").tap()
    go_on(page)
    page.get_by_label("I would like").tap()
    page.get_by_label("From age").fill("40")
    go_on(page)
    page.get_by_label("Being a parent").tap()
    go_on(page)
    page.get_by_role("button", name="Weekday evenings").tap()
    expect(page.get_by_label("Monday evening")).to_be_checked()
    page.get_by_label("Friday evening").tap()
    page.get_by_label("Sunday morning").tap()
    go_on(page)
    page.get_by_label("In person", exact=True).tap()
    page.get_by_label("Where, in person").fill("Oak Park")
    go_on(page)
    page.get_by_label("Someone who listens").tap()
    page.get_by_label("In my own words").fill("Short walks.")
    go_on(page, "Save")
    expect(page.get_by_text("Alcohol", exact=True)).to_be_visible()
    expect(page.get_by_text("Evenings: Monday to Thursday")).to_be_visible()
    [row] = all_of(MatchProfile)
    assert row.languages == {"en", "pl"}
    assert row.gender_is_must
    assert row.shown == {"recovering_from", *choices.SHOWN_AT_FIRST}
    assert row.parts == {f"{day}_evening" for day in choices.WEEK[:4]} | {"sun_morning"}
    # Back leads through the questions as they were
    page.go_back()
    assert page.url.endswith("/hopes")
    expect(page.get_by_label("Someone who listens")).to_be_checked()


@pytest.mark.parametrize(("make", "scheme"), [(make_member, "light"), (make_mentor, "dark")])
def test_every_screen_can_be_heard_and_touched_at_320_px(app, phone_of, make, scheme):
    page = phone_of(make(timezone="America/New_York"), color_scheme=scheme, **NARROW)
    found = []
    page.goto("/match/profile")
    found += calm(page)
    page.get_by_role("link", name="Start").tap()
    page.wait_for_url("**/recovering_from")
    for _ in range(11):
        found += calm(page)
        before = page.url
        page.get_by_role("button", name="Skip").tap()
        page.wait_for_url(lambda url, before=before: url != before)
        if page.url.endswith("/profile"):
            break
    assert page.url.endswith("/profile")
    found += calm(page)
    assert not found, "\n".join(found)


def test_what_is_wrong_is_where_the_focus_is(mia, phone_of):
    page = phone_of(mia)
    page.watch.may_say("status of 422")
    page.goto("/match/profile/how")
    page.get_by_label("In person", exact=True).tap()
    page.get_by_role("button", name="Next").tap()
    expect(page.get_by_text("Where could you meet?")).to_be_visible()
    expect(page.get_by_label("Where, in person")).to_be_focused()
    assert not complaints(page, "how with a message")
    assert not sideways(page, "how with a message")


def test_the_week_is_filled_with_keys_alone(mia, phone_of):
    page = phone_of(mia)
    page.goto("/match/profile/when")
    reach(page, "Monday morning")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # Next, not the first of the quick picks
    page.wait_for_url(re.compile("/how$"))
    [row] = all_of(MatchProfile)
    assert row.parts == {"mon_morning"}
    reach(page, "Phone")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/hopes$"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement !== document.body")


def reach(page: Page, label: str) -> None:
    """Tab until there, seeing each stop: what has the focus is never under a bar."""
    target = page.get_by_label(label, exact=True)
    for _ in range(40):
        page.keyboard.press("Tab")
        if target.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"no key leads to {label}")


def test_the_conversation_needs_no_javascript(mia, phone_of):
    page = phone_of(mia, java_script_enabled=False)
    page.goto("/match/profile/languages")
    page.get_by_text("More languages").tap()
    expect(page.get_by_label("Find a language")).to_be_hidden()
    page.get_by_label("Polish").tap()
    go_on(page)
    page.goto("/match/profile/when")
    page.get_by_label("Sunday morning").tap()
    page.get_by_role("button", name="Weekends").tap()
    expect(page.get_by_text("Filled in.")).to_be_visible()
    expect(page.get_by_label("Saturday evening")).to_be_checked()
    page.get_by_role("button", name="None").tap()
    expect(page.get_by_label("Saturday evening")).not_to_be_checked()
    page.get_by_role("button", name="Any time").tap()
    go_on(page)
    [row] = all_of(MatchProfile)
    assert row.languages == {"pl"}
    assert row.parts == set(choices.WEEK_PARTS)
