"""Take the README's pictures from the real app, filled with the demo's invented people.

    python docs/take_screenshots.py

It needs Chromium on the machine (Debian: `apt-get install chromium`).
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screenshots"
sys.path.insert(0, str(ROOT))
os.environ["DATA_DIR"] = tempfile.mkdtemp()

from flask_migrate import upgrade  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

from peerapp import create_app, demo  # noqa: E402

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


PLACES = {
    "history": "/checkins",
    "calendar": "/checkins/calendar",
    "trends": "/checkins/trends?days=90",
    "hard-days": "/checkins/hard-days",
    "dates": "/sobriety",
    "medallions": "/milestones",
    "files": "/import",
    "why": "/why",
    "reminders": "/reminders",
    "help": "/help",
    "goals": "/goals",
    "tools": "/tools",
}
FOR_A_MENTOR = {
    "match-question": "/match/profile/recovering_from",
    "match-week": "/match/profile/when",
    "match-answers": "/match/profile",
    "suggestions": "/match/suggestions",
}
AS_COORDINATOR = {
    "program": "/program",
    "waiting-list": "/program/waiting",
    "weights": "/program/matching",
}
IN_THE_DARK = ("calendar", "trends", "medallions", "dates")


def take(browser: Browser, address: str) -> None:
    member = sign_in(browser, address, "maya@demo.example")
    for mood in (5, 4):  # one of the two is another than what was said before
        member.click(f"#mood-{mood}")
        member.wait_for_timeout(600)
    member.wait_for_selector("#undo")
    save(member, "today")
    member.goto(address + PLACES["reminders"])
    member.get_by_role("button", name="Save and go on").click()
    member.wait_for_selector("[data-reminder-id]")
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
    for name in IN_THE_DARK:
        night.goto(address + PLACES[name])
        save(night, f"{name}-dark")
    take_a_return(sign_in(browser, address, "noor@demo.example", scheme="dark"), address, "-dark")


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
    for step, tap in enumerate(("I am calling now", "We talked"), start=2):
        mentor.get_by_role("button", name=tap).click()
        mentor.get_by_role("button", name=tap).wait_for(state="hidden")
        save(mentor, f"call-{step}-mentor")
        member.reload()
        save(member, f"call-{step}-member")
    member.click(".nav a:has-text('Messages')")
    member.wait_for_selector("[data-message-id]")
    member.wait_for_timeout(600)
    member.screenshot(path=OUT / "messages.png")  # where it is written, at the end


def take_a_match(browser: Browser, address: str, mentor: Page) -> None:
    """The questions, who could fit and why, a request from both sides, the whole list in pairs."""
    member = sign_in(browser, address, "riley@demo.example")
    for name, path in FOR_A_MENTOR.items():
        member.goto(address + path)
        save(member, name)
    member.click("main a:text('Ask Sam')")
    save(member, "request-asking")
    member.click("main button.button--main")
    member.wait_for_url("**/match")
    save(member, "request-member")
    mentor.goto(f"{address}/match/requests")
    mentor.click("[data-request-id] a")
    save(mentor, "request-mentor")
    mentor.goto(f"{address}/match/profile")
    save(mentor, "mentor-profile")
    trial = sign_in(browser, address, "kofi@demo.example")
    trial.goto(f"{address}/match")
    save(trial, "trial")
    coordinator = sign_in(browser, address, "rosa@demo.example")
    for name, path in AS_COORDINATOR.items():
        coordinator.goto(address + path)
        save(coordinator, name)
    coordinator.goto(f"{address}/program/proposals")
    coordinator.click("main form button")
    coordinator.wait_for_selector("[data-pair-id], main input[type=checkbox]")
    save(coordinator, "proposal")
    night = sign_in(browser, address, "riley@demo.example", scheme="dark")
    for name in ("suggestions", "match-week"):
        night.goto(address + FOR_A_MENTOR[name])
        save(night, f"{name}-dark")


def take_a_return(member: Page, address: str, suffix: str = "") -> None:
    """From the tap on the check-in to what it leads to: two taps."""
    member.goto(address)
    member.click("#mood-2")
    member.wait_for_selector("#undo")
    member.click("#sober-no")
    member.wait_for_selector(".returned")
    member.wait_for_timeout(1000)
    member.screenshot(path=OUT / f"return-1{suffix}.png")
    member.click(".returned button")
    member.wait_for_url("**/sobriety")
    save(member, f"return-2{suffix}")


def sign_in(browser: Browser, address: str, email: str, scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=1.5,
        color_scheme="dark" if scheme == "dark" else "light",
        timezone_id="America/Chicago",
    )
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("#email", email)
    page.fill("#password", demo.PASSWORD)
    page.click("main button")
    page.wait_for_url(lambda url: not url.endswith("/login"))
    return page


def save(page: Page, name: str) -> None:
    page.wait_for_timeout(600)  # the page's own transition
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=OUT / f"{name}.png")


def shoot(take: Callable[[Browser, str], None]) -> None:
    """`take(browser, address)` of the app, with the demo's people in it."""
    app = create_app({"QUEUE_IMMEDIATE": True})
    with app.app_context():
        upgrade()
        list(demo.prepare())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(ARGUMENTS)
        )
        take(browser, f"http://localhost:{server.server_port}")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    shoot(take)
