"""The tools with a script, on a phone whose clock the test turns."""

import pytest
from playwright.sync_api import Page, expect

# Only what the tools look at: a clock that stands still until the test turns it.
STANDING_CLOCK = """
  let now = 1_800_000_000_000;
  Date.now = () => now;
  window.turn = (seconds) => { now += seconds * 1000; };
"""


@pytest.fixture
def phone(phone_of) -> Page:
    """Nobody is signed in."""
    page = phone_of(None)
    page.add_init_script(STANDING_CLOCK)
    return page


def turn(page: Page, seconds: int) -> None:
    page.evaluate(f"turn({seconds})")


def test_an_urge_is_ridden_out_for_the_time_that_was_chosen(phone):
    phone.goto("/tools/urge")
    phone.get_by_role("button", name="10 minutes").tap()
    expect(phone.get_by_role("timer")).to_have_text("10:00")
    expect(phone.locator("[data-urge-words]")).to_contain_text("feel your feet")
    turn(phone, 300)
    expect(phone.get_by_role("timer")).to_have_text("5:00")
    expect(phone.locator("[data-urge-words]")).to_contain_text("It may get stronger now")
    turn(phone, 301)
    expect(phone.get_by_text("The time is over, and you stayed.")).to_be_visible()
    expect(phone.get_by_role("timer")).to_be_hidden()
    phone.get_by_role("button", name="Once more").tap()
    phone.get_by_role("button", name="5 minutes", exact=True).tap()
    turn(phone, 180)
    phone.get_by_role("button", name="Stop here").tap()
    expect(phone.get_by_text("You stayed for 3 minutes. That counts.")).to_be_visible()


def test_a_breath_is_in_for_four_and_out_for_six(phone):
    phone.goto("/tools/breathing")
    phone.get_by_role("button", name="Start").tap()
    words = phone.locator(".breath__words")
    expect(words).to_have_text("In1")
    for seconds, said in ((3, "In4"), (1, "Out1"), (5, "Out6"), (1, "In1")):
        turn(phone, seconds)
        expect(words).to_have_text(said)
    phone.get_by_role("button", name="Stop").tap()
    expect(words).to_contain_text("how is it now")


def test_five_senses_come_one_after_the_other(phone):
    phone.goto("/tools/senses")
    expect(phone.get_by_text("5 things you can see.")).to_be_visible()
    expect(phone.get_by_text("4 things you can feel.")).to_be_hidden()
    for said in ("4 things you can feel.", "3 things", "2 things", "1 thing you can taste."):
        phone.get_by_role("button", name="Next").tap()
        expect(phone.get_by_text(said)).to_be_visible()
    phone.get_by_role("button", name="Back one").tap()
    expect(phone.get_by_text("2 things you can smell.")).to_be_visible()
