"""The calendar's address on a real phone: made in place, copied, and without a script too."""

from datetime import time

import pytest
from playwright.sync_api import expect

from tests.reminders.test_page import remind
from tests.support.axe import complaints_light_and_dark
from tests.support.people import make_member, make_reminder, one_commit


@pytest.fixture
def mia(app):
    mia = make_member("Mia")
    remind(mia)
    return mia


def make_an_address(phone):
    phone.goto("/reminders")
    phone.get_by_text("By email, or in your calendar").click()
    phone.get_by_role("button", name="Make an address").click()
    field = phone.get_by_label("Your secret address")
    expect(field).to_be_visible()  # what was open stays open
    return field.input_value()


def test_the_address_is_made_in_place_and_copied(phone_of, mia):
    phone = phone_of(mia)
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    address = make_an_address(phone)
    phone.get_by_role("button", name="Copy").click()
    expect(phone.get_by_text("Copied.")).to_be_visible()
    assert phone.evaluate("navigator.clipboard.readText()") == address
    assert phone.request.get(address).status == 200


def test_where_the_browser_does_not_copy_the_address_is_marked(phone_of, mia):
    phone = phone_of(mia)
    phone.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error())")
    address = make_an_address(phone)
    phone.get_by_role("button", name="Copy").click()
    expect(phone.get_by_text("Please copy the marked address.")).to_be_visible()
    assert phone.evaluate("getSelection().toString()") == address


def test_without_a_script_it_is_made_all_the_same(phone_of, mia):
    phone = phone_of(mia, java_script_enabled=False)
    assert make_an_address(phone).endswith(".ics")
    expect(phone.get_by_role("button", name="Copy")).to_have_count(0)
    phone.get_by_label("Say what each is for").check()
    phone.get_by_role("button", name="Save calendar").click()
    expect(phone.get_by_label("Say what each is for")).to_be_checked()


def test_axe_finds_nothing_on_what_is_folded(phone_of, mia):
    phone = phone_of(mia)
    make_an_address(phone)
    assert complaints_light_and_dark(phone, "/reminders") == []


def test_of_many_reminders_one_is_changed_by_its_link(phone_of, mia):
    with one_commit():
        for minute in range(20):
            make_reminder(mia, time(12, minute))
    phone = phone_of(mia)
    phone.watch.may_say("Transition was skipped")  # this person is quicker than a page fades
    phone.goto("/reminders")
    phone.get_by_text("13 more, later in the day").click()
    phone.get_by_role("link", name="Change").last.click()
    chosen = phone.locator("section:target")
    expect(chosen.get_by_text("12:19")).to_be_in_viewport()
    chosen.get_by_label("Time", exact=True).fill("23:15")
    chosen.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("11:15")).to_be_visible()  # what was open stays open


def test_the_page_is_no_wider_than_a_small_phone(phone_of, mia):
    phone = phone_of(mia, viewport={"width": 320, "height": 700})
    make_an_address(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
