"""A filmstrip: a check-in while there is no signal, and what becomes of it; see docs/screens.md."""

from demo_browser import save, sign_in
from playwright.sync_api import Browser, Page

KEPT = "caches.match('/pocket').then(Boolean)"
# The service worker would send as well, when Chromium sees a network: too fast for a picture.
NO_SYNC = "delete ServiceWorkerRegistration.prototype.sync"


def take(browser: Browser, address: str) -> None:
    member = sign_in(browser, address, "terry@demo.example", zone="America/Los_Angeles")
    member.add_init_script(NO_SYNC)
    member.goto(address)
    member.evaluate("navigator.serviceWorker.ready.then(() => true)")
    while not member.evaluate(KEPT):
        member.wait_for_timeout(200)
    member.context.set_offline(True)
    member.goto(address)
    member.wait_for_selector("[data-pocket-checkin]")
    save(member, "offline/1-opens")
    member.tap("#mood-4")
    member.wait_for_selector("[data-outbox-item]")
    save(member, "offline/2-waits")
    member.tap(".nav a[href='/checkins']")
    member.wait_for_selector(".day--today.day--4")
    save(member, "offline/3-on-every-page")
    member.context.set_offline(False)
    member.wait_for_selector("[data-outbox-item][data-state=waiting]", state="detached")
    load(member, f"{address}/checkins")
    save(member, "offline/4-signal-is-back")
    load(member, address)
    save(member, "offline/5-sent")


def load(page: Page, address: str) -> None:
    """From the server: on a slow machine a copy comes, and looks for the signal by itself."""
    for _ in range(20):
        page.wait_for_timeout(3000)
        page.goto(address)
        if not page.locator("[data-pocket-page]").count():
            return
