"""Turning a real browser on and off for reminders, and mending what differs (P2)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from peerapp import clock, config
from peerapp.extensions import db
from peerapp.push import notifications, vapid
from peerapp.push.models import PushSubscription
from peerapp.reminders import planning
from tests.reminders.test_page import remind
from tests.support.kept import until
from tests.support.people import make_member, make_slot
from tests.support.push_phone import PushPhone
from tests.support.push_service import Received

DENY = """
Object.defineProperty(Notification, "permission", { get: () => "denied" });
Notification.requestPermission = async () => "denied";
"""
ASK = """
window.answer = "default";
Object.defineProperty(Notification, "permission", { get: () => window.answer });
Notification.requestPermission = async () => window.answer;
"""
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def mia(app):
    mia = make_member("Mia")
    remind(mia)
    return mia


@pytest.fixture
def new_phone(phone_of, mia):
    """One that has loaded all it asked for before the server goes."""
    phones = []

    def new(**options):
        phones.append(phone_of(mia, **options))
        return phones[-1]

    yield new
    for phone in phones:
        phone.wait_for_load_state("networkidle")


@pytest.fixture
def phone(new_phone):
    return new_phone()


@pytest.fixture
def push(phone, service, live_server):
    return PushPhone(phone, service, live_server)


def endpoints():
    db.session.rollback()
    return list(db.session.scalars(select(PushSubscription.endpoint)))


def turn_on(phone):
    phone.goto("/reminders")
    phone.locator("[data-push-subscribe]").tap()
    expect(phone.locator("[data-push-answer]")).to_contain_text("Reminders are on")


def part(phone, state):
    return phone.locator(f'[data-push-when="{state}"]')


def start_again(phone):
    """The app is opened anew, and has compared itself with the server."""
    phone.evaluate("sessionStorage.clear()")
    phone.goto("/")
    # Playwright's own waiting for a condition needs eval, which our policy forbids
    for _ in range(600):
        if phone.evaluate("sessionStorage.getItem('push-compared')"):
            return
        phone.wait_for_timeout(50)
    raise AssertionError("it was not compared")


def test_a_tap_turns_this_device_on_and_another_turns_it_off(phone, push, service):
    turn_on(phone)
    expect(part(phone, "on")).to_be_visible()
    assert endpoints() == [push.device.endpoint]
    phone.get_by_role("button", name="Send me one now").tap()
    expect(phone.locator("[data-push-answer]")).to_contain_text("On its way to your device")
    service.wait_for(1)
    phone.locator("[data-push-unsubscribe]").tap()
    expect(phone.locator("[data-push-answer]")).to_contain_text("Reminders are off")
    expect(part(phone, "off")).to_be_visible()
    assert endpoints() == []
    assert push.device is None


def test_a_browser_that_says_no_is_explained(phone):
    phone.context.add_init_script(DENY)
    phone.goto("/reminders")
    expect(part(phone, "denied")).to_be_visible()
    expect(part(phone, "off")).to_be_hidden()


def test_who_does_not_allow_it_is_not_pressed(phone):
    phone.context.add_init_script(ASK)
    phone.goto("/reminders")
    phone.locator("[data-push-subscribe]").tap()
    expect(phone.locator("[data-push-answer]")).to_contain_text("whenever you like")
    expect(part(phone, "off")).to_be_visible()
    assert endpoints() == []


def test_an_iphone_is_told_to_use_the_home_screen(new_phone):
    phone = new_phone(user_agent=IPHONE)
    phone.context.add_init_script("delete window.PushManager; delete window.Notification;")
    phone.goto("/reminders")
    expect(part(phone, "home-screen")).to_be_visible()


def test_an_old_browser_is_told_so(phone):
    phone.context.add_init_script("delete window.PushManager;")
    phone.goto("/reminders")
    expect(part(phone, "unsupported")).to_be_visible()


def test_each_start_tells_the_server_what_it_has_lost(phone, push):
    turn_on(phone)
    db.session.query(PushSubscription).delete()
    db.session.commit()
    start_again(phone)
    assert endpoints() == [push.device.endpoint]


def test_each_start_replaces_what_the_browser_has_lost(phone, push):
    turn_on(phone)
    [lost], push.device = endpoints(), None
    start_again(phone)
    assert endpoints() == [push.device.endpoint] != [lost]


def test_each_start_follows_a_new_vapid_key(app, phone, push, service):
    turn_on(phone)
    [old], kept = endpoints(), db.session.scalars(select(PushSubscription.id)).all()
    older = app.config["VAPID_PRIVATE_KEY"]
    app.config["VAPID_PRIVATE_KEY"] = f"{config.make_vapid_key()},{older}"
    start_again(phone)
    [new] = endpoints()
    assert new != old
    assert push.device.server_key == vapid.signer().public_key()
    assert db.session.scalars(select(PushSubscription.id)).all() == kept


def test_each_start_makes_the_server_forget_where_the_permission_is_gone(phone, push):
    turn_on(phone)
    notice = phone.get_by_text("Reminders are off on this phone.")
    start_again(phone)
    expect(notice).to_be_hidden()
    phone.context.add_init_script(DENY)
    start_again(phone)
    assert endpoints() == []
    expect(notice).to_be_visible()
    phone.goto("/help")
    expect(notice).to_be_visible()
    phone.get_by_role("button", name="Not now").tap()
    expect(notice).to_be_hidden()
    start_again(phone)
    expect(notice).to_be_hidden()


def test_the_page_of_the_reminders_is_where_a_lost_device_is_turned_on_again(phone, push):
    turn_on(phone)
    phone.context.add_init_script(DENY)
    start_again(phone)
    phone.get_by_role("link", name="Turn them on again").tap()
    expect(part(phone, "denied")).to_be_visible()
    expect(phone.get_by_text("Reminders are off on this phone.")).to_be_hidden()
    phone.goto("/")
    expect(phone.get_by_text("Reminders are off on this phone.")).to_be_hidden()


def test_a_device_that_was_turned_off_from_another_ends_its_own_and_stays_off(phone, push):
    turn_on(phone)
    phone.goto("/reminders")
    phone.get_by_role("button", name="Turn off", exact=True).tap()
    expect(phone.get_by_text("Reminders are off on that device.")).to_be_visible()
    start_again(phone)
    assert push.device is None
    start_again(phone)
    assert push.device is None
    turn_on(phone)
    assert push.device.endpoint in endpoints()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_reminder_of_ones_own_from_the_form_to_later(new_phone, mia, script):
    phone = new_phone(java_script_enabled=script)
    phone.watch.may_say("status of 422")
    phone.goto("/reminders")
    phone.get_by_text("Add another reminder").tap()
    form = phone.locator('form[action="/reminders"]')
    form.get_by_label("Something of my own").check()
    form.get_by_role("button", name="Save").tap()
    expect(
        phone.get_by_text("Please say what it is for. Only you read it.", exact=True)
    ).to_be_visible()
    form.get_by_label("In my words").fill("Call Ana")
    form.get_by_label("Time", exact=True).fill("21:30")
    form.get_by_text("More choices").tap()
    form.get_by_label("Ring once more").check()
    form.get_by_role("button", name="Save").tap()
    expect(phone.get_by_text("Every day; once more after an hour")).to_be_visible()

    db.session.rollback()
    own = next(one for one in planning.of(mia) if one.words)
    phone.goto(f"/reminders/rung/{make_slot(own).id}")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Call Ana")
    phone.get_by_role("button", name="In 10 minutes").tap()
    # before midnight "at 9:40 PM", else "on Sun, Nov 22, 12:05 AM"
    expect(phone.get_by_text(re.compile("Call Ana: it rings again (at|on) "))).to_be_visible()


@pytest.mark.parametrize("data", ["", "{", "5", '{"web_push": 8030}', '{"web_push": 1}', "ü" * 99])
def test_a_payload_that_cannot_be_read_still_shows_a_neutral_notification(phone, push, data):
    phone.goto("/reminders")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    push.deliver(Received(None, {}, b"", data.encode(), {}))
    [shown] = push.notifications()
    assert (shown["title"], shown["body"]) == ("A moment for you?", "Tap when it suits you.")


def test_a_payload_that_cannot_be_read_speaks_the_language_of_the_person(phone, push, mia):
    mia.language = "es"
    db.session.commit()
    phone.goto("/reminders")
    until(phone, "(await caches.match('/offline'))?.headers.get('Content-Language') === 'es'")
    push.deliver(Received(None, {}, b"", b"{", {}))
    [shown] = push.notifications()
    assert shown["title"] == notifications.neutral()["es"]["title"] != "A moment for you?"


def test_without_javascript_a_reminder_is_set_changed_and_removed(new_phone, mia):
    phone = new_phone(java_script_enabled=False)
    phone.goto("/reminders")
    phone.get_by_text("Add another reminder").tap()
    form = phone.locator('form[action="/reminders"]')
    form.get_by_label("Time").fill("21:30")
    form.get_by_role("button").tap()
    expect(phone.get_by_role("heading", name="9:30 PM")).to_be_visible()
    card = phone.locator("[data-reminder-id]").last
    card.get_by_text("Change").tap()
    card.get_by_label("Time").fill("22:00")
    card.get_by_role("button", name="Save").tap()
    expect(phone.get_by_role("heading", name="10:00 PM")).to_be_visible()
    card = phone.locator("[data-reminder-id]").last
    card.get_by_text("Change").tap()
    card.get_by_text("Remove this reminder").tap()
    card.get_by_role("button", name="Yes, remove it").tap()
    expect(phone.locator("[data-reminder-id]")).to_have_count(1)
    db.session.rollback()
    assert len(planning.of(mia)) == 1


def test_what_is_half_written_in_one_form_stays_when_another_is_saved(new_phone, mia):
    """Also what was sent and came back with a message."""
    phone = new_phone()
    phone.watch.may_say("status of 422")
    phone.goto("/reminders")
    phone.get_by_text("Add another reminder").tap()
    add = phone.locator('form[action="/reminders"]')
    add.get_by_label("Something of my own").check()
    add.get_by_label("In my words").fill("Call Ana")
    add.get_by_label("Sun", exact=True).uncheck()
    phone.get_by_text("A break, and quiet hours").tap()
    quiet = phone.locator('form[action="/reminders/quiet"]')
    quiet.get_by_label("From").fill("22:00")
    quiet.get_by_role("button", name="Save quiet hours").tap()
    expect(phone.get_by_text("Please give both times, or none.").first).to_be_visible()
    expect(quiet.get_by_label("From")).to_have_value("22:00")
    rest = phone.locator('form[action="/reminders/break"]')
    rest.get_by_label("Ring again on").fill(f"{clock.now() + timedelta(days=3):%Y-%m-%d}")
    rest.get_by_role("button", name="Take a break").tap()
    expect(phone.get_by_text("Saved. Have a good rest.")).to_be_visible()
    expect(quiet.get_by_label("From")).to_have_value("22:00")
    expect(add.get_by_label("In my words")).to_have_value("Call Ana")
    expect(add.get_by_label("In my words")).to_be_visible()
    expect(add.get_by_label("Something of my own")).to_be_checked()
    expect(add.get_by_label("Sun", exact=True)).not_to_be_checked()
    add.get_by_role("button", name="Save").tap()
    expect(phone.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(add.get_by_label("In my words")).to_have_value("")  # a new one begins
