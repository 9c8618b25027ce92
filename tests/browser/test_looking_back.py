"""Looking back with a thumb: what is large enough, what fits, and what needs no script."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from peerapp import clock
from tests.support.people import check_in, make_member, one_commit

PAGES = (
    "/checkins",
    "/checkins/calendar",
    "/checkins/trends?days=14",
    "/checkins/trends?days=365",
    "/checkins/hard-days",
    "/checkins/search?q=walk",
)
# Whatever can be tapped; in the grids of days a day is as wide as the screen lets seven be.
TARGETS = """() => [...document.querySelectorAll("main :is(a, button, input, summary)")]
  .filter((it) => !it.closest(".days, .month, .found > h3"))
  .map((it) => [it.textContent.trim().slice(0, 30), it.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0)
  .map(([name, box]) => [name, box.width, box.height])"""


@pytest.fixture
def mia(app):
    person = make_member("Mia")
    today = clock.local_day(clock.now(), person.timezone)
    with one_commit():
        for back in range(400):
            check_in(
                person,
                today - timedelta(days=back),
                mood=back % 5 + 1,
                craving=back % 11,
                sleep=(back + 2) % 5 + 1,
                anxiety=back % 4 + 1,
                connectedness=back % 3 + 1,
                note="a walk",
            )
    return person


@pytest.mark.parametrize("width", [320, 390])
def test_all_fits_and_every_target_is_large_enough(phone_of, mia, width) -> None:
    page = phone_of(mia, viewport={"width": width, "height": 844})
    for path in PAGES:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        small = [one for one in page.evaluate(TARGETS) if min(one[1:]) < 47.9]
        assert not small, f"{path}: {small}"


def test_a_day_of_the_calendar_is_48_px_wide_on_a_usual_phone(phone_of, mia) -> None:
    page = phone_of(mia)
    page.goto("/checkins/calendar")
    boxes = [one.bounding_box() for one in page.locator("a.day").all()]
    assert boxes
    assert min(box["width"] for box in boxes if box) >= 47.5
    assert min(box["height"] for box in boxes if box) >= 56


def test_with_large_text_nothing_sticks_out(phone_of, mia) -> None:
    """The person's own text size, 200 %, at 320 px."""
    page = phone_of(mia, viewport={"width": 320, "height": 640})
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_the_words_of_a_scale_stand_beside_their_lines(phone_of, mia) -> None:
    page = phone_of(mia, viewport={"width": 320, "height": 844})
    page.goto("/checkins/trends?days=90")
    for chart in page.locator(".trend").all():
        scale = [one.bounding_box() for one in chart.locator(".trend__scale > li").all()]
        drawing = chart.locator(".trend__drawing").bounding_box()
        assert drawing
        assert drawing["width"] >= 140
        for place, box in enumerate(scale):
            assert box
            middle = drawing["y"] + drawing["height"] * (place + 0.5) / len(scale)
            assert abs(box["y"] + box["height"] / 2 - middle) <= 1


def test_without_javascript_one_turns_months_jumps_and_searches(phone_of, mia) -> None:
    page: Page = phone_of(mia, java_script_enabled=False)
    page.goto("/checkins")
    page.get_by_role("link", name="Calendar").click()
    title = page.locator("h1").inner_text()
    page.locator("a[rel=prev]").click()
    expect(page.locator("h1")).not_to_have_text(title)
    page.locator("a[rel=next]").click()
    expect(page.locator("h1")).to_have_text(title)
    page.get_by_text("Go to another month").click()
    page.locator(".jump").get_by_role("link").first.click()
    expect(page.locator("h1")).to_contain_text("January")
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words to find").fill("WALK")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark").first).to_have_text("walk")
    page.get_by_role("link", name="Older days").click()
    expect(page.get_by_role("heading", name="Older days")).to_be_visible()


def test_w3_what_was_searched_for_is_in_no_storage_of_the_browser(phone_of, mia) -> None:
    page = phone_of(mia)
    page.goto("/checkins/search?q=canary")
    page.reload()
    kept = page.evaluate(
        """async () => JSON.stringify([{...localStorage}, {...sessionStorage},
          await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map((request) => request.url)))])"""
    )
    assert "canary" not in kept
