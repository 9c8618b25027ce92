"""All the answers on a phone: by touch, with two phones, with large text and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from peerapp.accounts.models import Person
from peerapp.checkins.models import CheckIn
from tests.support.client import all_of
from tests.support.people import check_in, make_coordinator, make_member, make_question
from tests.support.targets import CLOSE

EXTRAS = ("sleep", "anxiety", "connectedness", "medication", "meetings", "gratitude")
TOO_WIDE = """() => [...document.querySelectorAll("main *")]
  .filter((it) => it.getBoundingClientRect().right > screen.width + 1)
  .map((it) => it.outerHTML.slice(0, 80))"""


@pytest.fixture
def mia(app) -> Person:
    make_question(
        make_coordinator(), "How safe do you feel at home?", low="not at all", high="very"
    )
    make_question(make_coordinator(), "Did you eat today?", "yesno")
    make_question(make_coordinator(), "What helped?", "text")
    return make_member("Mia")


def ask_everything(page: Page) -> None:
    page.goto("/checkins/settings")
    for box in page.locator('input[name="ask"]').all():
        box.check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/")


@pytest.mark.parametrize("width", [320, 390])
def test_every_answer_is_a_large_target_that_stands_apart(
    phone_of: Callable[..., Page], mia: Person, width: int
) -> None:
    check_in(mia)
    page = phone_of(mia, viewport={"width": width, "height": 844})
    ask_everything(page)
    page.get_by_text("Add more, if you like").tap()
    assert page.locator("#checkin .chip").count() > 50
    assert page.evaluate(CLOSE, "#checkin :is(button, .chip, summary)") == []
    assert page.evaluate(TOO_WIDE) == []


def test_nothing_sticks_out_with_text_of_twice_the_size(
    phone_of: Callable[..., Page], mia: Person
) -> None:
    check_in(mia)
    page = phone_of(mia, viewport={"width": 320, "height": 844}, bypass_csp=True)
    ask_everything(page)
    page.add_style_tag(content="html { font-size: 200% }")
    page.get_by_text("Add more, if you like").tap()
    assert page.evaluate(TOO_WIDE) == []


def test_a_whole_day_by_touch(phone_of: Callable[..., Page], mia: Person) -> None:
    page = phone_of(mia)
    ask_everything(page)
    page.get_by_role("button", name="Okay").tap()
    page.get_by_text("Add more, if you like").tap()
    page.get_by_role("radiogroup", name="How did you sleep?").get_by_label("2 Badly").tap()
    page.get_by_role("radiogroup", name="How safe").get_by_label("5").tap()
    page.get_by_role("group", name="Did you eat today?").get_by_label("No", exact=True).tap()
    page.get_by_label("What helped?").fill("A walk.")
    page.get_by_label("What are you thankful for?").fill("Rain.")
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.get_by_text("More about this day")).to_be_visible()
    [row] = all_of(CheckIn)
    assert (row.mood, row.sleep, row.gratitude) == (3, 2, "Rain.")
    assert {answer for _, answer in row.own.values()} == {5, "no", "A walk."}
    # and one answer is taken back
    page.get_by_text("More about this day").tap()
    page.get_by_role("radiogroup", name="How did you sleep?").get_by_label("Skip").tap()
    with page.expect_response("**/checkins/*"):
        page.get_by_role("button", name="Save", exact=True).tap()
    assert [row.sleep for row in all_of(CheckIn)] == [None]


def test_d2_a_tablet_with_an_old_page_does_not_undo_the_phone(
    phone_of: Callable[..., Page], mia: Person
) -> None:
    check_in(mia, mood=3)
    phone, tablet = phone_of(mia), phone_of(mia)
    tablet.goto("/")
    phone.goto("/")
    phone.get_by_text("Add more, if you like").tap()
    phone.get_by_label("A note").fill("from the phone")
    phone.get_by_role("button", name="Save", exact=True).tap()
    expect(phone.get_by_text("More about this day")).to_be_visible()
    tablet.get_by_text("Add more, if you like").tap()
    tablet.get_by_label("Lonely").check()
    tablet.get_by_role("button", name="Save", exact=True).tap()
    expect(tablet.get_by_label("A note")).to_have_value("from the phone")
    [row] = all_of(CheckIn)
    assert (row.note, row.triggers) == ("from the phone", ["lonely"])


def test_without_javascript_everything_can_be_answered(
    phone_of: Callable[..., Page], mia: Person
) -> None:
    page = phone_of(mia, java_script_enabled=False)
    ask_everything(page)
    page.get_by_role("button", name="Good", exact=False).first.click()
    page.get_by_text("Add more, if you like").click()
    page.get_by_role("radiogroup", name="How anxious").get_by_label("4 Anxious").check(force=True)
    page.get_by_role("button", name="Save", exact=True).click()
    assert [row.anxiety for row in all_of(CheckIn)] == [4]


def test_the_keyboard_moves_through_a_scale(phone_of: Callable[..., Page], mia: Person) -> None:
    check_in(mia)
    page = phone_of(mia)
    ask_everything(page)
    page.get_by_text("Add more, if you like").click()
    page.locator('input[name="sleep"]').first.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator('input[name="sleep"][value="3"]')).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.get_by_text("More about this day")).to_be_visible()
    assert [row.sleep for row in all_of(CheckIn)] == [3]
