"""H3: "I need someone" on the phones of a member and her mentor, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from peerapp.safety.models import Ending, HelpCall
from tests.safety.night import night
from tests.support.axe import complaints
from tests.support.client import all_of
from tests.support.targets import CLOSE, TOO_WIDE

TARGETS = "main :is(button, .button, .chip, summary)"
AT = """({x, y, width, height}) =>
  document.elementFromPoint(x + width / 2, y + height / 2).textContent.trim()"""


@pytest.fixture
def tonight(app):
    app.config["CALL_POLL_SECONDS"] = 1
    return night(app)


def story(page: Page, text: str):
    return page.locator(".story li").filter(has_text=text)


def test_h3_each_step_is_seen_on_the_other_phone_by_itself(phone_of, tonight) -> None:
    mia, ana = phone_of(tonight.mia), phone_of(tonight.ana)
    mia.goto("/")
    mia.get_by_role("link", name="Help now").first.click()
    expect(mia.get_by_text("Ana is told at once.")).to_be_visible()
    mia.get_by_role("button", name="I need someone").click()
    expect(mia.get_by_text("Nobody has answered yet.")).to_be_visible()
    expect(mia.get_by_role("link", name="Call 988").first).to_be_visible()

    ana.goto("/mentees")
    ana.get_by_role("link", name="Look", exact=True).click()
    expect(ana.get_by_role("heading", name="Mia asks for someone")).to_be_visible()
    expect(story(mia, "Ana opened it.")).to_be_visible()

    mia.get_by_label("What is up").fill("Please call 555 0100.")
    expect(story(ana, "You opened it.")).to_be_visible()
    mia.get_by_role("button", name="Share this").click()
    expect(ana.get_by_text("Please call 555 0100.")).to_be_visible()

    calling = ana.get_by_role("button", name="I am calling now")
    where = calling.bounding_box()
    calling.click()
    expect(ana.get_by_role("button", name="We talked")).to_be_visible()
    assert ana.evaluate(AT, where) != "We talked"  # a second tap must not end the call
    expect(mia.locator("#call .lead")).to_have_text("Ana says: “I am calling now.”")
    assert all_of(HelpCall)[0].closed_at is None

    mia.watch.may_lose_its_signal()
    mia.context.set_offline(True)
    expect(mia.get_by_text("No connection now.")).to_be_visible()
    expect(mia.locator("#notices .toast")).to_have_count(0)
    mia.context.set_offline(False)
    expect(mia.get_by_text("No connection now.")).to_be_hidden()

    ana.get_by_role("button", name="We talked").click()
    expect(ana.get_by_text("You said that you and Mia talked.")).to_be_visible()
    expect(mia.get_by_role("status").filter(has_text="you two talked")).to_be_visible()
    expect(mia.locator("[data-poll]")).to_have_count(0)
    assert all_of(HelpCall)[0].ending == Ending.TALKED


def test_h3_an_answer_is_seen_by_who_reads_further_down(phone_of, tonight) -> None:
    call_id = tonight.ask()
    mia = phone_of(tonight.mia)
    mia.goto(f"/help/calls/{call_id}")
    mia.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    news = mia.locator("[data-call-news]")
    expect(news).to_be_hidden()
    place = mia.evaluate("scrollY")
    tonight.act(tonight.ana, call_id, "take", how="call")
    expect(news).to_contain_text("Ana says: “I am calling now.”")
    assert mia.evaluate("scrollY") >= place  # nothing moves under a finger
    news.get_by_role("link", name="Look").tap()
    expect(mia.locator("#call .lead")).to_be_in_viewport()
    expect(news).to_be_hidden()


def test_h3_without_javascript_every_tap_does_the_same(phone_of, tonight) -> None:
    mia, ana = (phone_of(one, java_script_enabled=False) for one in (tonight.mia, tonight.ana))
    mia.goto("/")
    mia.get_by_role("button", name="I need someone").click()  # one tap from home
    expect(mia).to_have_url(re.compile("/help/calls/"))
    mia.get_by_label("What is up").fill("Please call 555 0100.")
    mia.get_by_role("button", name="Share this").click()
    expect(mia.get_by_text("Those who are told can read it now.")).to_be_visible()
    ana.goto("/mentees")
    ana.get_by_role("link", name="Look", exact=True).click()
    expect(ana.get_by_text("Please call 555 0100.")).to_be_visible()
    ana.get_by_role("button", name="I have seen it").click()
    mia.reload()
    expect(mia.get_by_text("“I will write in a moment.”").first).to_be_visible()
    mia.get_by_role("button", name="I am okay now").click()
    mia.get_by_role("button", name="Undo").click()
    mia.get_by_role("button", name="I am okay now").click()
    ana.reload()
    expect(ana.get_by_role("status").filter(has_text="Mia says: “I am okay now.”")).to_be_visible()


def test_every_page_of_calls_is_for_everybody_and_for_a_thumb(phone_of, tonight) -> None:
    """Where there is the least room; test_axe.py looks at the rest."""
    call_id = tonight.ask()
    found = []
    for who, paths in (
        (tonight.mia, ["/help", f"/help/calls/{call_id}", "/"]),
        (tonight.ana, [f"/help/calls/{call_id}", "/help/duty"]),
        (tonight.ben, ["/help/duty"]),
        (tonight.cora, ["/program/calls"]),
    ):
        page = phone_of(who, viewport={"width": 320, "height": 844}, color_scheme="dark")
        for path in paths:
            page.goto(path)
            page.evaluate(
                "document.querySelectorAll('details').forEach((it) => { it.open = true })"
            )
            found += complaints(page, path)
            found += [f"{path} too close: {pair}" for pair in page.evaluate(CLOSE, TARGETS)]
            found += [f"{path} too wide: {one}" for one in page.evaluate(TOO_WIDE)]
    assert not found, "\n".join(found)
