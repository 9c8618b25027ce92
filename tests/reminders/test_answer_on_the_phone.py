"""In a real browser: a reminder with its buttons, answered without opening the app."""

import time
from contextlib import contextmanager

import pytest
from flask import g
from playwright.sync_api import expect

from peerapp import clock
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.push import outbox, sender
from peerapp.push.models import Delivery, PushSubscription
from peerapp.push.notifications import Notification
from peerapp.reminders import planning, ringing, schedule
from peerapp.reminders.models import Kind, ReminderSlot
from peerapp.reminders.ringing import Ring
from tests.reminders.test_on_the_phone import mia, new_phone, phone, push, turn_on
from tests.support.axe import complaints_light_and_dark
from tests.support.client import all_of
from tests.support.people import make_member, make_slot
from tests.support.push_service import Received

__all__ = ["mia", "new_phone", "phone", "push"]

# What the browser would draw on the app's icon, which no test can see.
BADGES = """() => {
  self.badges = [];
  const note = async (number) => void self.badges.push(number ?? "dot");
  Object.defineProperty(Object.getPrototypeOf(navigator), "setAppBadge", { value: note });
  Object.defineProperty(Object.getPrototypeOf(navigator), "clearAppBadge",
    { value: async () => void self.badges.push(0) });
}"""

KEPT = "async () => (await (await caches.open('receipts')).keys()).length"


def worker(phone):
    return phone.context.service_workers[0]


@pytest.fixture
def ring(phone, push, service, mia):
    """A reminder of a kind rings on the phone, which waits for a busy machine."""
    turn_on(phone)
    worker(phone).evaluate("() => { AbortSignal.timeout = () => new AbortController().signal; }")

    def ring_now(kind=Kind.CHECK_IN, shows_details=False):
        with writing():
            [reminder] = planning.of(mia)
            reminder.kind = kind
            all_of(PushSubscription)[0].shows_details = shows_details
            slot = make_slot(reminder)
            now = clock.now()
            until = now + schedule.USEFUL_FOR
            rings = Ring(
                slot.id, reminder.id, mia.id, kind, until, goes_at=now, offers_evening=True
            )
            send(mia, ringing.notification_of(rings, words=None))
        push.deliver(service.wait_for(1)[-1])
        return slot

    return ring_now


@contextmanager
def writing():
    """In turn with the server, which writes what the phone tells."""
    db.session.rollback()
    g.pop("is_a_test")
    try:
        yield
        db.session.commit()
    finally:
        g.is_a_test = True


def send(person, notification):
    outbox.put(person, notification, clock.now(), at_own_time=True)
    db.session.commit()
    sender.send_due(clock.now())


def in_the_tray(phone):
    """With what stands on the buttons."""
    shown = """async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(
        ({title, body, tag, actions, silent}) =>
          ({title, body, tag, silent, actions: actions.map((one) => one.title)}))"""
    return phone.evaluate(shown)


def tap(phone, action):
    worker(phone).evaluate(
        """async (action) => {
          const [notification] = await self.registration.getNotifications();
          self.dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
        }""",
        action,
    )


def turned_over(phone):
    return [one for one in in_the_tray(phone) if one["body"] == "When would be better?"]


def clear_tray(phone):
    worker(phone).evaluate(
        """async () => (await self.registration.getNotifications()).forEach((one) => one.close())"""
    )
    soon(lambda: in_the_tray(phone) == [])


def soon(look, seconds=20):
    """What is there after a while, in the database or in the tray."""
    until = time.monotonic() + seconds
    while True:
        db.session.rollback()
        if found := look():
            return found
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_face_checks_in_and_is_thanked(phone, push, ring):
    ring()
    push.notifications()
    [shown] = in_the_tray(phone)
    assert shown["actions"] == ["🙂", "🙁"]  # this browser shows two
    assert soon(lambda: all_of(Delivery)[0].received_at)
    worker(phone).evaluate(BADGES)
    tap(phone, "mood-4")
    [checkin] = soon(lambda: all_of(CheckIn))
    assert checkin.mood == 4
    thanks = soon(lambda: in_the_tray(phone))
    assert [one["title"] for one in thanks] == ["Saved. Thank you."]
    assert (thanks[0]["tag"], thanks[0]["silent"], thanks[0]["actions"]) == (shown["tag"], True, [])
    assert soon(lambda: all_of(Delivery)[0].opened_at)
    assert worker(phone).evaluate("self.badges") == [0]
    assert soon(lambda: in_the_tray(phone) == [])  # after a moment


def test_a_hard_day_is_met_with_the_way_to_a_person(phone, push, ring):
    ring()
    push.notifications()
    tap(phone, "mood-2")
    soon(lambda: all_of(CheckIn))
    [thanks] = soon(lambda: in_the_tray(phone))
    assert thanks["title"] == "Thank you for saying so."
    assert thanks["body"] == "Tap here if you want to talk to someone."
    push.tap_notification()
    expect(phone).to_have_url(f"{push.origin}/help")


def test_done_and_later_on_a_phone_that_shows_what_it_is_for(phone, push, ring):
    ring(Kind.MEDICATION, shows_details=True)
    push.notifications()
    [shown] = in_the_tray(phone)
    assert (shown["title"], shown["actions"]) == ("My medication", ["Done", "Later"])
    tap(phone, "later")
    [turned] = soon(lambda: turned_over(phone))
    assert (turned["title"], turned["silent"]) == ("My medication", True)
    assert (turned["actions"], turned["tag"]) == (["In 1 hour", "Tonight"], shown["tag"])
    assert all_of(ReminderSlot)[0].again_at is None
    tap(phone, "later-1h")
    assert soon(lambda: all_of(ReminderSlot)[0].again_at)
    [said] = soon(lambda: in_the_tray(phone))
    assert said["title"].startswith("It rings again at ")


def test_where_later_is_asked_for_a_tap_opens_the_page_with_all_of_it(phone, push, ring):
    slot = ring(Kind.MEDICATION)
    push.notifications()
    tap(phone, "later")
    soon(lambda: turned_over(phone))
    tap(phone, "")
    expect(phone).to_have_url(f"{push.origin}/reminders/rung/{slot.id}")
    assert in_the_tray(phone) == []


@pytest.mark.parametrize("how", ["offline", "refused"])
def test_what_cannot_be_answered_opens_its_page(phone, push, ring, how):
    for expected in ("ERR_INTERNET_DISCONNECTED", "status of 410"):
        phone.watch.may_say(expected)
    slot = ring(Kind.MEDICATION)
    push.notifications()
    phone.goto("/")
    if how == "offline":
        worker(phone).evaluate("() => { self.fetch = () => Promise.reject(new TypeError()); }")
    else:
        with writing():
            all_of(Delivery)[0].answered_at = clock.now()
    tap(phone, "done")
    expect(phone).to_have_url(f"{push.origin}/reminders/rung/{slot.id}")
    expect(phone.get_by_role("button", name="Done")).to_be_visible()
    assert in_the_tray(phone) == []


def test_r2_what_comes_once_more_after_it_was_put_away_makes_no_sound(phone, push, service, ring):
    ring()
    assert not in_the_tray(phone)[0]["silent"]
    clear_tray(phone)
    push.deliver(service.received[-1])
    assert [one["silent"] for one in in_the_tray(phone)] == [True]


def test_a_phone_remembers_the_last_fifty_that_it_had(phone, push, service, mia):
    turn_on(phone)
    worker(phone).evaluate(
        """async () => {
          const cache = await caches.open("seen");
          for (let count = 0; count < 200; count += 1) {
            await cache.put(`/push/seen/${crypto.randomUUID()}`, new Response());
          }
        }"""
    )
    with writing():
        send(mia, Notification("test:1", clock.now() + schedule.USEFUL_FOR))
    push.deliver(service.wait_for(1)[-1])
    seen = "async () => (await (await caches.open('seen')).keys()).map((one) => one.url)"
    assert soon(lambda: len(worker(phone).evaluate(seen)) == 50)
    receipt = service.received[-1].notification["data"]["receipt"]
    assert worker(phone).evaluate(seen)[-1].endswith(receipt)


def test_what_could_not_be_told_is_told_with_the_next(phone, push, service, ring, mia):
    phone.goto("/reminders")
    worker(phone).evaluate(
        """() => {
          self.untold = 0;
          self.real = fetch;
          self.fetch = async (...what) => {
            if (what[0] !== "/push/receipts") return self.real(...what);
            self.untold += 1;
            throw new TypeError();
          };
        }"""
    )
    ring()
    push.notifications()
    assert soon(lambda: worker(phone).evaluate("() => self.untold") > 0)
    assert all_of(Delivery)[0].received_at is None
    worker(phone).evaluate("() => { self.fetch = self.real; }")
    with writing():
        send(mia, Notification("test:2", clock.now() + schedule.USEFUL_FOR))
    push.deliver(service.wait_for(2)[-1])
    assert soon(lambda: [one.received_at is None for one in all_of(Delivery)] == [False, False])
    assert soon(lambda: worker(phone).evaluate(KEPT) == 0)


def test_a_phone_with_a_thousand_untold_tells_the_last_hundred(phone, ring):
    phone.goto("/reminders")
    asked = []
    phone.context.on("request", lambda request: asked.append(request.url))
    worker(phone).evaluate(
        """async () => {
          const cache = await caches.open("receipts");
          for (let count = 0; count < 1000; count += 1) {
            await cache.put(`/push/receipts?received=${crypto.randomUUID()}`, new Response());
          }
        }"""
    )
    ring()
    assert soon(lambda: all_of(Delivery)[0].received_at)
    assert soon(lambda: worker(phone).evaluate(KEPT) == 0)
    # one, and one more where a busy machine got the push twice: not one for each hundred
    assert sum(url.endswith("/push/receipts") for url in asked) <= 2


def test_w4_who_signs_out_leaves_no_receipts(phone, push, ring):
    ring()
    push.notifications()
    phone.goto("/account")
    phone.evaluate("caches.open('receipts').then((cache) => cache.put('/x', new Response()))")
    phone.get_by_role("button", name="Sign out").first.tap()
    phone.wait_for_url("**/login*")
    names = phone.evaluate("caches.keys()")
    assert [name for name in names if not name.startswith("shell-")] == []


@pytest.mark.parametrize(
    "said",
    [
        '{"web_push": 8030, "notification": {"title": "x", "actions": 5, "data": 5}}',
        '{"web_push": 8030, "notification": {"actions": [null, 1, {"action": []}], "data": null}}',
        '{"web_push": 8030, "app_badge": "many", "notification": {"data": {"tokens": 1}}}',
        '{"web_push": 8030, "notification": {"tag": 1, "actions": [{"action": "a", "title":1}]}}',
    ],
)
def test_buttons_that_cannot_be_read_leave_a_notification_without(phone, push, said):
    phone.goto("/reminders")
    for _ in range(2):  # on a busy machine, what reaches a worker that is still starting is lost
        push.deliver(Received(None, {}, b"", said.encode(), {}))
        if shown := push.notifications():
            break
    assert in_the_tray(phone)[0]["actions"] == []
    assert [one["body"] for one in shown] == ["Tap when it suits you."]


def test_the_icon_has_a_number_until_the_check_in(new_phone, mia):
    phone = new_phone()
    phone.context.add_init_script(f"({BADGES})()")
    slot = make_slot(planning.of(mia)[0])
    phone.goto("/")
    assert phone.evaluate("badges") == [1]
    expect(phone.get_by_text("Not now? Ring again:")).to_be_visible()
    phone.locator("[data-rang] button", has_text="1 hour").tap()
    expect(phone.get_by_text("It rings again").first).to_be_visible()
    db.session.rollback()
    assert db.session.get_one(ReminderSlot, slot.id).again_at
    phone.locator('button[name="mood"][value="4"]').tap()
    expect(phone.get_by_text("Saved.")).to_be_visible()
    assert phone.evaluate("badges") == [1, 0]


def test_without_javascript_later_is_two_taps_from_the_notification(new_phone, mia):
    phone = new_phone(java_script_enabled=False)
    make_slot(planning.of(mia)[0])
    phone.goto("/")  # where a tap on it leads
    phone.locator("[data-rang] button", has_text="10 minutes").tap()
    expect(phone.get_by_text("It rings again").first).to_be_visible()


def test_later_on_today_can_be_used_by_everybody(new_phone, mia):
    phone = new_phone(viewport={"width": 320, "height": 700})
    make_slot(planning.of(mia)[0])
    phone.goto("/")
    expect(phone.locator("[data-rang]")).to_be_visible()
    assert complaints_light_and_dark(phone, "later on Today") == []


def test_the_icon_has_no_number_for_who_is_signed_out(phone_at, live_server):
    make_member("Mia")
    phone = phone_at(live_server)
    phone.context.add_init_script(f"({BADGES})()")
    phone.goto("/login")
    assert phone.evaluate("badges") == [0]
