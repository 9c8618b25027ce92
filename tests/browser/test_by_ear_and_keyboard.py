"""What axe does not see: where the focus goes, what is said, the system's colors, right to left."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from peerapp.extensions import db
from tests.support.people import (
    check_in,
    make_member,
    make_mentor,
    make_message,
    make_number,
    match,
)
from tests.support.targets import SMALL

# What has the focus now; null where it is lost. `unseen`: no ring is drawn around it; `hidden`: a
# bar that stays in its place stands over it.
FOCUS = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const shown = it.matches(".chip input") ? it.nextElementSibling : it;
  const box = shown.getBoundingClientRect();
  const isOver = (y) => {
    const there = document.elementFromPoint(box.left + box.width / 2, y);
    const bar = there?.closest(".top, .nav, .talk__foot, .asking__go");
    return y < 0 || y > innerHeight || (bar && !bar.contains(it));
  };
  const isRing = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const styles = [getComputedStyle(shown), getComputedStyle(shown, "::after")];
  return {
    name: (it.ariaLabel || it.textContent || it.name || "").trim().replace(/\\s+/g, " "),
    unseen: !styles.some(isRing),
    hidden: isOver(box.top + 2) && isOver(box.bottom - 2),
    again: it === window.before,
    is: (window.before = it).outerHTML.slice(0, 90),
  };
}"""
KEYS: dict[str, Any] = {"is_mobile": False, "has_touch": False}  # a phone has no Tab
# Of two places, what of their look a person can tell apart where the system has chosen the colors.
LOOKS = """(which) => which.map((one) => {
  const look = getComputedStyle(document.querySelector(one));
  const { backgroundColor, borderTopWidth, borderTopColor } = look;
  return [backgroundColor, borderTopWidth, borderTopColor].join(" ");
})"""
# Where the first and the last sign of a text stand, from the left.
ENDS = """(it) => {
  const text = document.createTreeWalker(it, NodeFilter.SHOW_TEXT).nextNode();
  return [0, text.length - 1].map((at) => {
    const sign = document.createRange();
    sign.setStart(text, at);
    sign.setEnd(text, at + 1);
    return sign.getBoundingClientRect().left;
  });
}"""


@pytest.fixture
def two(app: Flask, midday: None) -> dict[str, Any]:
    mia, toni = make_member("Mia"), make_mentor("Toni")
    walk = match(toni, mia)
    check_in(mia, sober=True)
    make_message(walk, toni, "One.")
    make_message(walk, mia, "Two.")
    return {"mia": mia, "toni": toni, "talk": f"/matches/{walk.id}/messages"}


def walked(page: Page, path: str, key: str) -> list[str]:
    """What is wrong while one goes through a page by this key alone."""
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    if key != "Tab":
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    names, faults = [], []
    for _press in range(150):
        page.keyboard.press(key)
        found = page.evaluate(FOCUS)
        if found is None:
            break
        if not found["again"]:  # the parts of a date
            names.append(found["name"])
        faults += [f"{path} {what} {found['is']}" for what in ("unseen", "hidden") if found[what]]
    assert len(names) > 8, path
    assert names[0 if key == "Tab" else -1] == "Skip to the main part"
    return faults


def test_by_keyboard_alone_the_focus_is_seen_and_never_under_a_bar(phone_of, two) -> None:
    mia, toni = phone_of(two["mia"], **KEYS), phone_of(two["toni"], **KEYS)
    faults = walked(mia, "/", "Tab") + walked(mia, "/reminders", "Shift+Tab")
    faults += walked(toni, "/match/profile/when", "Tab") + walked(toni, two["talk"], "Shift+Tab")
    assert not faults, "\n".join(faults)


def test_what_leaves_the_page_leaves_the_focus_in_it(phone_of, two) -> None:
    mia = phone_of(two["mia"], **KEYS, timezone_id="Europe/Madrid")
    mia.goto("/")
    mia.locator("[data-zone-dismiss]").press("Enter")
    expect(mia.locator("[data-zone-hint]")).to_be_hidden()
    assert mia.evaluate("document.activeElement.matches('h1, h2, h3')")

    mia.locator("#mood-2").press("Enter")
    undo = mia.get_by_role("button", name="Undo")
    undo.press("Enter")
    expect(mia.get_by_role("status").filter(has_text="Undone.")).to_be_visible()
    expect(mia.locator("#checkin-title")).to_be_focused()

    mia.watch.may_lose_its_signal()
    mia.context.set_offline(True)
    mia.get_by_role("button", name="I need someone").first.press("Enter")
    expect(mia.locator("[data-outbox-item='call']")).to_be_focused()


def test_ones_own_message_is_said_and_so_is_that_it_was_taken_back(phone_of, two) -> None:
    mia = phone_of(two["mia"], **KEYS)
    mia.goto(two["talk"])
    mia.get_by_label("Message to").fill("Three.")
    mia.get_by_role("button", name="Send").press("Enter")
    expect(mia.locator("[data-conversation-news]")).to_contain_text("Sent")
    expect(mia.get_by_role("button", name="Send")).to_be_focused()
    last = mia.locator("[data-message-id]").last
    last.locator("summary").press("Enter")
    last.get_by_role("button", name="Take it back").press("Enter")
    expect(last).to_contain_text("You took this back.")
    expect(last).to_be_focused()


def test_each_state_shows_in_the_colors_of_the_system(phone_of, two) -> None:
    mia = phone_of(two["mia"], forced_colors="active")
    mia.goto("/")
    for chosen, other in [("#mood-4", "#mood-1"), ("#sober-yes", "#sober-no")]:
        one, another = mia.evaluate(LOOKS, [f"{chosen}[aria-pressed=true]", other])
        assert one != another
    mia.goto("/account")
    one, another = mia.evaluate(LOOKS, ["button[lang=en]", "button[lang=es]"])
    assert one != another
    mia.goto(two["talk"])
    [foot] = mia.evaluate(LOOKS, [".talk__foot"])
    assert "rgba(0, 0, 0, 0)" not in foot  # what is read does not show through
    [said] = mia.evaluate(LOOKS, [".talk__said"])
    assert " 1px " in said


def test_from_right_to_left_numbers_stay_and_days_turn(app, phone_of, two) -> None:
    """In a language that we do not have, whose sentences are still the English ones."""
    app.config["LANGUAGES"] = {**app.config["LANGUAGES"], "ar": "Arabic"}
    two["mia"].language = "ar"
    make_number(two["toni"], "(312) 555-0142")
    db.session.commit()
    mia = phone_of(two["mia"], viewport={"width": 320, "height": 700})
    mia.goto("/help")
    assert mia.locator("html").get_attribute("dir") == "rtl"
    for number in mia.locator("bdi").all():
        mia.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        first, last = number.evaluate(ENDS)
        assert first < last, number.text_content()
    assert mia.locator("bdi").filter(has_text="4357").count()
    mia.goto("/match")
    expect(mia.locator("bdi", has_text="555")).to_be_visible()
    mia.goto("/checkins/trends")
    turned = "getComputedStyle(document.querySelector('.trend__drawing')).transform"
    assert mia.evaluate(turned) == "matrix(-1, 0, 0, 1, 0, 0)"
    mia.goto(two["talk"])
    dot = mia.locator(".own-lines").first
    assert dot.evaluate(ENDS)[0] < dot.evaluate(ENDS)[1]  # "One." ends in its dot
    assert mia.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("who", ["mia", "toni"])
def test_a_thumb_hits_everything(phone_of, two, who) -> None:
    page = phone_of(two[who])
    pages = {"mia": ["/", "/checkins", "/checkins/calendar", "/reminders"], "toni": ["/"]}
    found = []
    for path in [*pages[who], "/account", two["talk"]]:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        found += [f"{path} {small}" for small in page.evaluate(SMALL)]
    assert not found, "\n".join(found)
