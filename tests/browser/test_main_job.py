"""The whole main job, as two people do it on their phones, against the product as it is run."""

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.support.push_phone import PushPhone
from tests.support.push_service import PushService

ZONE = "Europe/Berlin"
WORDS_OF_RECOVERY = re.compile(r"sober|recover|drink|drug|mentor|craving|\bMia|\bToni\b", re.I)


@pytest.fixture
def service():
    with PushService() as service:
        yield service


def sign_up(page: Page, name: str, role: str) -> None:
    page.goto("/signup")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email").fill(f"{name.lower()}@example.org")
    page.get_by_label("Password").fill("seven quiet herons at dusk")
    page.get_by_label(role).check()
    page.get_by_label("I am 18 or older").check()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/")


def test_the_main_job_from_signing_up_to_a_tapped_reminder(house, phone_at, service):
    home = house(**service.environment())
    mentor = phone_at(home.address, reduced_motion="no-preference")
    member = phone_at(home.address, timezone_id=ZONE, reduced_motion="no-preference")
    push = PushPhone(member, service, home.address)

    # a mentor joins and shows an invitation; a member joins and takes it
    sign_up(mentor, "Toni", "as a peer mentor")
    mentor.goto("/invitation")
    code = mentor.locator("[data-code]").get_attribute("data-code")
    sign_up(member, "Mia", "for my own recovery")
    member.goto("/account")
    expect(member.get_by_label("Time zone")).to_have_value(ZONE)
    member.goto("/match")
    member.get_by_label("Your mentor's code").fill(code.lower())
    member.get_by_role("button", name="Go on").tap()
    expect(member.get_by_role("heading", level=1)).to_have_text("Toni invites you")
    member.get_by_role("button", name="Yes, connect us").tap()
    expect(member.get_by_role("heading", level=2).first).to_have_text("Toni")

    # she sets a reminder for the coming minute; only then is she asked about notifications
    at = next_minute()
    member.goto("/reminders")
    expect(member.locator("[data-push-subscribe]")).to_have_count(0)
    member.get_by_label("Time").fill(f"{at:%H:%M}")
    member.get_by_role("button", name="Save and go on").tap()
    member.locator("[data-push-subscribe]").tap()
    expect(member.locator("[data-push-answer]")).to_contain_text("Reminders are on")
    assert push.device

    # "Send me one now" reaches the phone through the worker
    member.get_by_role("button", name="Send me one now").tap()
    [trial] = service.wait_for(1, seconds=15)
    push.deliver(trial)
    assert [shown["title"] for shown in push.notifications()] == ["It works"]

    # the reminder itself comes at her own time, and tells a stranger nothing
    [_, reminder] = service.wait_for(2, seconds=150)
    came = datetime.now(ZoneInfo(ZONE))
    assert timedelta(0) <= came - at < timedelta(seconds=20)
    assert not service.problems
    shown = reminder.notification
    said = [shown["title"], shown["body"], *(button["title"] for button in shown["actions"])]
    assert not WORDS_OF_RECOVERY.search(" ".join(said))
    clear_tray(member)
    push.deliver(reminder)
    [shown] = push.notifications()
    assert (shown["title"], shown["tag"]) == (
        reminder.notification["title"],
        reminder.notification["tag"],
    )

    # a tap on it opens the check-in, and one more tap is the check-in
    push.tap_notification()
    expect(member.get_by_role("heading", name="How is today?")).to_be_visible()
    member.get_by_role("button", name="Hard 2", exact=True).tap()
    expect(member.get_by_text("Saved.")).to_be_visible()
    expect(member.get_by_role("button", name="Undo")).to_be_visible()
    assert member.locator("[data-checkin-id]").get_attribute("data-checkin-id")
    member.get_by_role("button", name="Yes", exact=True).tap()
    expect(member.get_by_role("button", name="Yes", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    member.get_by_text("Add more, if you like").tap()
    member.get_by_label("Lonely").check()
    member.get_by_label("A note").fill("Long day, but I walked.")
    member.get_by_role("button", name="Save", exact=True).tap()
    expect(member.get_by_text("More about this day")).to_be_visible()

    # the mentor sees it first, and says so with one tap
    mentor.goto("/mentees")
    mentor.get_by_role("link", name="Mia", exact=True).tap()
    expect(mentor.get_by_text("Long day, but I walked.")).to_be_visible()
    expect(mentor.get_by_text("Lonely")).to_be_visible()
    mentor.locator("[data-acknowledge]").first.tap()
    expect(mentor.get_by_text("You let them know at")).to_be_visible()

    # and she sees who did
    member.goto("/")
    expect(member.locator("[data-acknowledged]")).to_contain_text("Toni saw this at")


def next_minute() -> datetime:
    """On her clock; with time enough to finish the form before."""
    now = datetime.now(ZoneInfo(ZONE))
    minutes = 1 if now.second < 45 else 2
    return (now + timedelta(minutes=minutes)).replace(second=0, microsecond=0)


def clear_tray(page: Page) -> None:
    page.evaluate(
        """async () => (await (await navigator.serviceWorker.ready).getNotifications())
            .forEach((shown) => shown.close())"""
    )
    time.sleep(0.1)
