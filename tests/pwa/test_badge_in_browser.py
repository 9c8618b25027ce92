"""The number on the app's icon, as the pages and the service worker set it."""

import pytest
from playwright.sync_api import expect

from tests.pwa.test_app_shell_in_browser import wait_for_worker
from tests.reminders.test_answer_on_the_phone import BADGES
from tests.support.kept import until
from tests.support.people import call_for_help, check_in, make_member, make_mentor, make_message
from tests.support.people import match as walk_together

pytestmark = pytest.mark.usefixtures("midday")
NO_API = """
  delete Navigator.prototype.setAppBadge;
  delete Navigator.prototype.clearAppBadge;
"""


@pytest.fixture
def toni():
    """Ana wrote twice, Mia asks for someone, Noah had a very hard day."""
    toni, ana, mia, noah = make_mentor("Toni"), *map(make_member, ("Ana", "Mia", "Noah"))
    walks = [walk_together(toni, member) for member in (ana, mia, noah)]
    make_message(walks[0], by=ana)
    make_message(walks[0], by=ana)
    call_for_help(mia, told=toni)
    for member in (ana, mia):
        check_in(member)
    check_in(noah, mood=1, craving=9)
    return toni


def badges(phone) -> list[int]:
    return phone.evaluate("badges")


def test_it_counts_what_waits_and_is_remembered_on_pages_that_know_less(phone_of, toni):
    phone = phone_of(toni)
    phone.context.add_init_script(f"({BADGES})()")
    phone.goto("/mentees")
    assert badges(phone) == [4]  # two messages, a call, a mentee for another reason than these
    phone.goto("/account")
    assert badges(phone) == [4]
    phone.click(".nav a:has-text('Messages')")
    phone.get_by_role("link", name="Ana").click()
    phone.wait_for_function("() => badges.at(-1) === 2")  # read


def test_it_is_gone_for_who_signs_out_and_for_who_comes_next(phone_of, toni):
    phone = phone_of(toni)
    phone.context.add_init_script(f"({BADGES})()")
    phone.goto("/mentees")
    wait_for_worker(phone)
    phone.goto("/account")
    phone.evaluate("badges.length = 0")
    phone.click("[data-sign-out] button")
    phone.wait_for_url("**/login")
    phone.wait_for_function("() => badges.at(-1) === 0")
    until(phone, "!(await caches.keys()).includes('badge')")
    assert "needing" not in phone.evaluate("JSON.stringify({ ...localStorage })")


def test_a_push_adds_to_what_is_there_and_lowers_nothing(phone_of, toni):
    phone = phone_of(toni)
    phone.context.add_init_script(f"({BADGES})()")
    phone.goto("/mentees")
    wait_for_worker(phone)
    until(phone, "(await caches.keys()).includes('badge')")
    worker = phone.context.service_workers[0]
    worker.evaluate(BADGES)
    push = """async (number) => {
      const data = JSON.stringify({ web_push: 8030, app_badge: number, notification: {} });
      const done = [];
      const event = new PushEvent("push", { data });
      event.waitUntil = (work) => done.push(work);
      self.registration.showNotification = async () => {};
      self.dispatchEvent(event);
      await Promise.all(done);
    }"""
    worker.evaluate(push, 1)  # a reminder, say, which knows of nothing else
    worker.evaluate(push, 5)
    assert worker.evaluate("self.badges") == [4, 6]


def test_a_platform_without_it_is_no_error(phone_of, toni):
    phone = phone_of(toni)
    phone.context.add_init_script(NO_API)
    phone.goto("/mentees")
    expect(phone.get_by_role("heading", name="My mentees")).to_be_visible()
    assert phone.evaluate("'setAppBadge' in navigator") is False
    assert phone.evaluate("localStorage.getItem('badge')") is None
