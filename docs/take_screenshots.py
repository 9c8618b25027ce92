"""Take the pictures of the README and of docs/screens.md from the real app, filled with the demo's
invented people.

    python docs/take_screenshots.py [readme] [light] [dark] [es] [offline]

All of them, or only what is named. It needs Chromium on the machine (Debian: `apt-get install
chromium`).
"""

import sys
from collections.abc import Callable
from functools import partial

import take_main_screens
import take_offline_check_in
from demo_browser import save, save_as_it_stands, shoot, sign_in
from playwright.sync_api import Browser, Page

PLACES = {
    "history": "/checkins",
    "calendar": "/checkins/calendar",
    "trends": "/checkins/trends?days=90",
    "help": "/help",
    "goals": "/goals",
    "tools": "/tools",
}


def take(browser: Browser, address: str) -> None:
    member = sign_in(browser, address, "maya@demo.example")
    for mood in (5, 4):  # one of the two is another than what was said before
        member.click(f"#mood-{mood}")
        member.wait_for_timeout(600)
    member.wait_for_selector("#undo")
    save(member, "today")
    member.goto(f"{address}/reminders")
    member.get_by_role("button", name="Save and go on").click()
    member.wait_for_selector("[data-reminder-id]")
    save(member, "reminders")
    for name, path in PLACES.items():
        member.goto(address + path)
        save(member, name)
    take_a_hard_hour(member, address)
    take_a_call(browser, address)
    take_a_return(sign_in(browser, address, "kofi@demo.example"), address)
    mentor = sign_in(browser, address, "sam@demo.example")
    save(mentor, "mentees")  # after the call: who needs a person first
    mentor.click(".person__name a")
    mentor.wait_for_selector("[data-match-id]")
    save(mentor, "mentee")
    mentor.goto(f"{address}/invitation")
    save(mentor, "invitation")
    take_a_match(browser, address, mentor)
    night = sign_in(browser, address, "jordan@demo.example", scheme="dark")
    save(night, "today-dark")
    night.goto(f"{address}/milestones")
    save(night, "medallions-dark")


def take_a_hard_hour(member: Page, address: str) -> None:
    """A tool that runs, and the plan without a signal."""
    member.goto(f"{address}/tools/urge")
    member.get_by_role("button", name="5 minutes", exact=True).click()
    save(member, "urge")
    member.goto(f"{address}/plan")
    member.wait_for_selector("[data-pocket-kept]:not([hidden])")
    member.context.set_offline(True)
    member.goto(f"{address}/plan")
    save(member, "plan-offline")
    member.context.set_offline(False)


def take_a_call(browser: Browser, address: str) -> None:
    """A call for a person on both phones, step by step, and what two write to each other."""
    member = sign_in(browser, address, "jordan@demo.example")
    mentor = sign_in(browser, address, "sam@demo.example")
    member.get_by_role("link", name="See where it stands").click()
    member.wait_for_selector("#call")
    save(member, "call-1-member")
    mentor.goto(f"{address}/mentees")
    mentor.wait_for_selector("[data-mentee-id]")
    save(mentor, "call-1-mentees")
    mentor.get_by_role("link", name="Look", exact=True).first.click()
    mentor.wait_for_selector("#call")
    save(mentor, "call-1-mentor")
    say(mentor, "I am calling now")
    member.reload()
    save(member, "call-2-member")
    say(mentor, "We talked")
    save(mentor, "call-3-mentor")
    member.click(".nav a:has-text('Messages')")
    member.wait_for_selector("[data-message-id]")
    member.wait_for_timeout(600)
    save_as_it_stands(member, "messages")  # where it is written, at the end


def say(mentor: Page, words: str) -> None:
    button = mentor.get_by_role("button", name=words)
    button.click()
    button.wait_for(state="hidden")


def take_a_match(browser: Browser, address: str, mentor: Page) -> None:
    """A question, who could fit and why, a request as the mentor reads it, the whole list."""
    member = sign_in(browser, address, "riley@demo.example")
    member.goto(f"{address}/match/profile/recovering_from")
    save(member, "match-question")
    member.goto(f"{address}/match/suggestions")
    save(member, "suggestions")
    member.click("main a:text('Ask Sam')")
    member.click("main button.button--main")
    member.wait_for_url("**/match")
    mentor.goto(f"{address}/match/requests")
    mentor.click("[data-request-id] a")
    save(mentor, "request-mentor")
    coordinator = sign_in(browser, address, "rosa@demo.example")
    coordinator.goto(f"{address}/program/proposals")
    coordinator.click("main form button")
    coordinator.wait_for_selector("[data-pair-id], main input[type=checkbox]")
    save(coordinator, "proposal")


def take_a_return(member: Page, address: str) -> None:
    """What a return to use leads to, in two taps."""
    member.goto(address)
    member.click("#mood-2")
    member.wait_for_selector("#undo")
    member.click("#sober-no")
    member.wait_for_selector(".returned")
    member.click(".returned button")
    member.wait_for_url("**/sobriety")
    save(member, "return-2")


SETS: dict[str, Callable[[Browser, str], None]] = {
    "readme": take,
    **{look: partial(take_main_screens.take, look=look) for look in take_main_screens.LOOKS},
    "offline": take_offline_check_in.take,
}


if __name__ == "__main__":
    for name in sys.argv[1:] or SETS:
        shoot(SETS[name])
