"""A photo, a pledge and a look back on a phone, with and without JavaScript."""

import time
import urllib.error
import urllib.request
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from peerapp.reflections.models import Motivation, Pledge, Review
from tests.operations.test_house import PERSON, Browser
from tests.support.client import all_of, token_in
from tests.support.people import reflect
from tests.support.pictures import a_photo

PHOTO = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": a_photo(1200, 900)}
BOTH = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])


@pytest.fixture
def large(tmp_path):
    """A file on the phone, of 21 MB."""
    file = tmp_path / "IMG_2.jpg"
    file.write_bytes(bytes(21 * 1024 * 1024))
    return file


@pytest.fixture
def open_for(phone_of, mia):
    def open_phone(script: bool = True, **more) -> Page:
        return phone_of(mia, java_script_enabled=script, **more)

    return open_phone


def switch_on(page: Page) -> None:
    page.goto("/account")
    page.get_by_role("link", name="Why I do this").tap()
    page.get_by_label("Offer me a pledge in the morning").check()
    page.get_by_label("Offer me a look back in the evening").check()
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_text("Saved.")).to_be_visible()


@BOTH
def test_w6_a_photo_is_sent_seen_and_removed(open_for, script):
    page = open_for(script)
    page.goto("/why")
    page.get_by_label("In my words").fill("For Ana, and the lake.")
    page.get_by_role("button", name="Save", exact=True).tap()
    page.get_by_label("Choose a photo").set_input_files(PHOTO)
    page.get_by_label("What is on it?").fill("Ana at the lake")
    page.get_by_role("button", name="Keep this photo").tap()
    expect(page.get_by_text("Your photo is saved.")).to_be_visible()
    expect(page.get_by_role("img", name="Ana at the lake")).to_be_visible()

    page.goto("/")
    image = page.locator(".photo")
    expect(image).to_be_hidden()  # somebody may stand beside
    page.get_by_text("Why I do this").tap()
    expect(image).to_be_visible()
    expect(page.get_by_text("For Ana, and the lake.")).to_be_visible()
    if script:
        expect(page.locator(".photo")).not_to_have_js_property("naturalWidth", 0)

    page.goto("/why")
    page.get_by_role("button", name="Remove the photo").tap()
    expect(page.get_by_text("Your photo is removed.")).to_be_visible()
    expect(page.locator(".photo")).to_have_count(0)
    assert all_of(Motivation)[0].photo is None


def test_a_folded_photo_is_not_even_loaded_and_moves_nothing(open_for, mia, clock):
    reflect(mia, date(2026, 11, 23))
    page = open_for()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/why/photo" in url]
    page.get_by_text("Why I do this").tap()
    box = page.locator(".photo").bounding_box()
    expect(page.locator(".photo")).not_to_have_js_property("naturalWidth", 0)
    assert page.locator(".photo").bounding_box() == box


def test_w6_a_file_that_is_too_large_is_said_before_it_is_sent(open_for, large):
    page = open_for()
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.goto("/why")
    page.get_by_label("Choose a photo").set_input_files(large)
    expect(page.locator(".error")).to_contain_text("larger than 20 MB")
    page.get_by_role("button", name="Keep this photo").tap()
    page.wait_for_timeout(300)
    assert not sent
    page.get_by_label("Choose a photo").set_input_files(PHOTO)
    expect(page.locator(".error")).to_have_count(0)
    page.get_by_role("button", name="Keep this photo").tap()
    expect(page.get_by_text("Your photo is saved.")).to_be_visible()


def test_w6_without_a_script_the_page_says_so_and_keeps_the_rest(open_for, large):
    page = open_for(script=False)
    page.watch.may_say("422")
    page.goto("/why")
    page.get_by_label("What is on it?").fill("Ana at the lake")
    page.get_by_label("Choose a photo").set_input_files(large)
    page.get_by_role("button", name="Keep this photo").tap()
    expect(page.locator(".error")).to_contain_text("larger than 20 MB")
    expect(page.get_by_label("What is on it?")).to_have_value("Ana at the lake")


@BOTH
def test_a_pledge_is_one_tap_and_undone_by_another(open_for, script):
    page = open_for(script)
    switch_on(page)
    page.goto("/")
    page.get_by_role("button", name="I make my pledge").tap()
    expect(page.get_by_text("My pledge today")).to_be_visible()
    assert len(all_of(Pledge)) == 1
    page.get_by_role("button", name="Undo my pledge").tap()
    expect(page.get_by_role("button", name="I make my pledge")).to_be_visible()
    assert all_of(Pledge) == []


@BOTH
def test_a_look_back_is_written_and_read(open_for, clock, script):
    page = open_for(script)
    switch_on(page)
    clock.shift(12 * 3600)  # in the evening
    page.goto("/")
    page.get_by_role("link", name="Look back on today").tap()
    page.get_by_label("What went well today?").fill("Tea with Ana")
    page.get_by_role("group", name="Was something hard today?").get_by_label("Yes").check()
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_text("Only you can read it.")).to_be_visible()
    page.goto("/review/2026-11-23")
    expect(page.get_by_text("Tea with Ana")).to_be_visible()
    assert all_of(Review)[0].answers == {"went_well": "Tea with Ana", "hard": "yes"}


def test_the_faces_stay_under_the_thumb(open_for, mia, clock):
    page = open_for()
    page.goto("/")
    before = page.locator("#mood-3").bounding_box()
    reflect(mia, date(2026, 11, 23))
    page.goto("/")
    assert page.locator("#mood-3").bounding_box() == before


def test_w6_50_mb_through_the_real_server_get_a_page_and_no_broken_connection(house):
    browser = Browser(house())
    browser.post("/signup", **PERSON)
    token = token_in(browser.get("/why"))
    started = time.monotonic()
    status, page = upload(browser, token, bytes(50 * 1024 * 1024))
    assert status == 422
    assert "larger than 20 MB" in page
    assert time.monotonic() - started < 20
    assert upload(browser, token, a_photo())[0] == 200


def upload(browser: Browser, token: str, photo: bytes) -> tuple[int, str]:
    part = b'--line\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    file = b'; filename="a.jpg"\r\nContent-Type: image/jpeg'
    body = part % (b"csrf_token", b"", token.encode()) + part % (b"photo", file, photo)
    request = urllib.request.Request(
        f"{browser.house.address}/why/photo",
        body + b"--line--\r\n",
        {"Content-Type": "multipart/form-data; boundary=line"},
    )
    try:
        with browser.opener.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
