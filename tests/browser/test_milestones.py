"""Medallions, a celebration and the picture to share, on a phone and without scripts."""

import json
import struct
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from peerapp import clock
from peerapp.sobriety.models import Celebration
from tests.support.client import all_of
from tests.support.people import make_member, make_own_milestone, make_tracker, save

SMALL_TARGETS = """() => ["a", "button", "summary", ".chip", "select"]
  .flatMap((kind) => [...document.querySelectorAll(`main ${kind}`)])
  .filter((one) => one.offsetParent && !one.closest("p.meta"))
  .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < 47.9)
  .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def mia(app):
    member = make_member("Mia")
    now = clock.now()
    today = clock.local_day(now, member.timezone)
    tracker = make_tracker(member, since=today - timedelta(days=30))
    tracker.created_at = now - timedelta(days=90)
    save(tracker)
    make_own_milestone(tracker, "My sister's day", on=today + timedelta(days=3))
    member.where = f"/sobriety/{tracker.id}"
    return member


@pytest.fixture
def page(mia, phone_of) -> Page:
    return phone_of(mia)


@pytest.mark.parametrize("width", [320, 390])
def test_the_case_fits_and_each_place_to_tap_is_large(mia, phone_of, width) -> None:
    page = phone_of(mia, viewport={"width": width, "height": 844})
    for path in ("/milestones", f"{mia.where}/milestones", f"{mia.where}/picture"):
        page.goto(path)
        for folded in page.locator("main details").all():
            folded.evaluate("(one) => { one.open = true }")
        assert not page.evaluate(TOO_WIDE), path
        assert not page.evaluate(SMALL_TARGETS), path
    page.goto("/milestones")
    expect(page.get_by_role("img", name="30 days")).to_be_visible()
    page.get_by_role("link", name="30 days").tap()
    page.wait_for_url("**/picture?of=*")


def test_a_celebration_is_thanked_in_one_tap_and_leaves_no_gap(page) -> None:
    page.goto("/")
    card = page.locator(".celebration__card")
    expect(card.get_by_role("heading")).to_have_text("Today: 30 days. You did this.")
    card.get_by_role("button", name="Thank you").tap()
    expect(page.get_by_text("It is kept in your case of medallions.")).to_be_focused()
    expect(card).to_have_count(0)
    assert {one.milestone for one in all_of(Celebration)} == {"d1", "d7", "d30"}
    page.reload()
    expect(page.locator("#celebration")).to_be_empty()


@pytest.mark.parametrize("tap", ["#mood-1", "#sober-no"])
def test_h1_the_celebration_leaves_as_soon_as_today_is_a_day_of_pain(page, tap) -> None:
    page.goto("/")
    expect(page.locator(".celebration__card")).to_be_visible()
    page.locator("#mood-1" if tap == "#mood-1" else "#mood-4").tap()
    page.locator(tap).tap()
    expect(page.locator(tap)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".celebration__card")).to_be_hidden()
    page.reload()
    expect(page.locator(".celebration__card")).to_have_count(0)


def test_nothing_moves_where_the_system_wants_no_motion(mia, phone_of) -> None:
    sun = "getComputedStyle(document.querySelector('.celebration .medallion__sun')).animationName"
    for motion, name in (("reduce", "none"), ("no-preference", "sunrise")):
        page = phone_of(mia, reduced_motion=motion)
        page.goto("/")
        assert page.evaluate(sun) == name


def test_the_picture_follows_the_ticks_and_is_saved_as_a_png(page, mia) -> None:
    page.goto(f"{mia.where}/picture")
    picture = page.locator(".keepsake__picture")
    expect(picture).to_have_attribute("alt", "The picture: a medallion, 30 days")
    page.get_by_label("My first name").check()
    expect(picture).to_have_attribute("alt", "The picture: a medallion, 30 days, Mia")
    page.get_by_label("A line of your own").press_sequentially("Quiet")
    expect(picture).to_have_attribute("alt", "The picture: a medallion, 30 days, Mia, Quiet")
    assert "Quiet" not in page.url  # nothing of it is left in the browser's history
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save or share").tap()
    assert saved.value.suggested_filename == "picture.png"
    assert_is_a_picture(Path(saved.value.path()).read_bytes())
    expect(page.get_by_text("Saved on this device.")).to_be_visible()


def assert_is_a_picture(png: bytes) -> None:
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert width == 1080
    assert height >= 1080
    assert len(png) > 15_000  # an empty canvas takes a few thousand bytes


def test_where_the_phone_can_share_it_shares_a_file_without_a_name(page, mia) -> None:
    page.add_init_script(
        """navigator.canShare = () => true;
        navigator.share = async ({ files: [file], ...rest }) => {
          const shared = [file.name, file.type, file.size, Object.keys(rest).length];
          document.body.dataset.shared = JSON.stringify(shared);
        };"""
    )
    page.goto(f"{mia.where}/picture")
    page.get_by_role("button", name="Save or share").tap()
    shared = page.locator("body[data-shared]").get_attribute("data-shared")
    name, kind, size, more = json.loads(shared)
    assert (name, kind, more) == ("picture.png", "image/png", 0)
    assert size > 15_000


def test_on_paper_the_picture_stands_alone(page, mia) -> None:
    page.goto(f"{mia.where}/picture")
    page.emulate_media(media="print")
    seen = "[...document.querySelectorAll('body *')].filter((one) => one.offsetParent)"
    assert page.evaluate(f"{seen}.map((one) => one.tagName)") in (["MAIN", "DIV", "IMG"],)


def test_without_scripts_all_of_it_works(mia, phone_of) -> None:
    page: Any = phone_of(mia, java_script_enabled=False)
    page.watch.may_say("ViewTransition")  # on the way to the picture, where early.js is not allowed
    page.watch.may_say("favicon.ico")  # a picture alone names no icon, so the browser looks for one
    page.goto("/")
    page.get_by_role("button", name="Thank you").tap()
    page.wait_for_url("**/")
    expect(page.locator(".celebration__card")).to_have_count(0)
    page.goto(f"{mia.where}/milestones")
    page.get_by_text("Add one").tap()
    page.get_by_label("After how many days?").fill("31")
    page.get_by_role("button", name="Save").tap()
    expect(page.get_by_text("Saved. It is yours.")).to_be_visible()
    page.get_by_role("link", name="Make a picture", exact=True).tap()
    expect(page.get_by_role("button", name="Save or share")).to_have_count(0)
    page.get_by_label("What I count").check()
    page.get_by_role("button", name="Show the picture").tap()
    expect(page.locator(".keepsake__picture")).to_have_attribute(
        "alt", "The picture: a medallion, 30 days, Alcohol"
    )
    page.get_by_role("link", name="Open the picture").tap()
    page.wait_for_url("**/picture.svg?*")
    expect(page.locator("text").last).to_have_text("Alcohol")
