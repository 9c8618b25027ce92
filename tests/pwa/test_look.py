"""The components on /styleguide, as a person with an old or small phone and large text has them."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.support.axe import complaints_light_and_dark

TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((element) => element.getBoundingClientRect().right > screen.width + 1)
  .map((element) => element.outerHTML.slice(0, 80))"""
PAGES = ("/styleguide", "/install", "/offline")


def test_axe_finds_nothing(phone_at, live_server):
    page = phone_at(live_server, color_scheme="light")
    for path in PAGES:
        page.goto(path)
        assert complaints_light_and_dark(page, path) == []


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_sticks_out(phone_at, live_server, width):
    page = phone_at(live_server, viewport={"width": width, "height": 640})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate(TOO_WIDE) == [], path


def test_nothing_sticks_out_with_large_text(phone_at, live_server):
    """The person's own text size, 200 %, at 320 px."""
    page = phone_at(live_server, viewport={"width": 320, "height": 640})
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    for path in PAGES:
        page.goto(path)
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert page.evaluate(TOO_WIDE) == [], path


CUT = """() => [...document.querySelectorAll(".nav__place > span, .face-button__word")]
  .filter((word) => word.getBoundingClientRect().width > 2)
  .filter((word) => {
    const text = document.createRange();
    text.selectNodeContents(word);
    const [inner, outer] = [text, word.parentElement].map((it) => it.getBoundingClientRect());
    const lines = Math.round(inner.height / parseFloat(getComputedStyle(word).lineHeight));
    return inner.left < outer.left || inner.right > outer.right
      || lines > word.textContent.trim().split(" ").length;
  })
  .map((word) => word.textContent)"""


@pytest.mark.parametrize(
    ("width", "percent"), [(320, 100), (390, 130), (320, 150), (390, 200), (320, 200)]
)
def test_large_text_is_neither_cut_nor_broken_and_the_bars_stay_small(
    phone_at, live_server, width, percent
):
    page = phone_at(live_server, viewport={"width": width, "height": 640}, bypass_csp=True)
    page.goto("/styleguide")
    page.add_style_tag(content=f"html {{ font-size: {percent}% }}")
    assert page.evaluate(CUT) == []
    assert page.get_by_role("link", name="Reminders").count() == 1
    page.evaluate("scrollTo(0, 600)")
    bars = page.evaluate(
        """() => [...document.querySelectorAll(".top, .nav")]
          .map((bar) => bar.getBoundingClientRect())
          .map(({ top, bottom }) => Math.min(bottom, innerHeight) - Math.max(top, 0))
          .map((seen) => Math.max(0, seen))"""
    )
    assert sum(bars) < 640 / 4


def test_a_long_text_scrolls_in_its_field_and_pushes_nothing_away(phone):
    phone.goto("/styleguide")
    area = phone.locator("textarea").first
    area.fill("\n".join("line" for _ in range(200)))
    box = area.bounding_box()
    assert box
    assert box["height"] <= 0.41 * 844


@pytest.mark.parametrize("width", [320, 390])
def test_every_target_is_large_enough_and_stands_apart(phone_at, live_server, width):
    page = phone_at(live_server, viewport={"width": width, "height": 844})
    page.goto("/styleguide")
    sizes = page.evaluate(
        """() => ["main button", "main select", ".chip", "summary", ".top a", ".nav a"]
          .flatMap((selector) => [...document.querySelectorAll(selector)])
          .filter((element) => !element.closest("[hidden]"))
          .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
          .map(([name, box]) => [name, box.width, box.height])"""
    )
    assert len(sizes) > 40
    assert not [size for size in sizes if min(size[1:]) < 48]

    faces = page.evaluate(
        """() => [...document.querySelector(".faces").children]
          .map((face) => face.getBoundingClientRect())
          .map((box) => [box.x, box.width, box.height])"""
    )
    assert all(wide >= 48 and high >= 64 for _, wide, high in faces)
    gaps = [x2 - x1 - wide for (x1, wide, _), (x2, _, _) in pairwise(faces)]
    assert min(gaps) >= 8 - 0.01


def test_the_line_with_undo_goes_by_itself_but_not_while_it_is_in_use(phone):
    phone.goto("/styleguide")
    undo = phone.locator(".undo")
    skip = """(undo) => undo.getAnimations().forEach((leaving) => (leaving.currentTime = 9_600))"""
    undo.get_by_role("button").focus()
    undo.evaluate(skip)
    phone.wait_for_timeout(600)
    assert undo.evaluate("(undo) => getComputedStyle(undo).visibility") == "visible"
    phone.evaluate("document.activeElement.blur()")
    expect(undo).to_be_hidden()


def test_the_skip_link_is_the_first_stop_and_shows_itself(phone):
    phone.goto("/styleguide")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.activeElement.className") == "skip"
    assert phone.evaluate("document.activeElement.getBoundingClientRect().y") >= 0
    phone.keyboard.press("Enter")
    phone.keyboard.press("Tab")
    assert phone.evaluate("document.querySelector('main').contains(document.activeElement)")
