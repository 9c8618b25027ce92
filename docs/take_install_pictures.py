"""Take the pictures that a browser shows beside "Install", from the real app and invented people.

    python docs/take_install_pictures.py

Whoever looks over a shoulder learns nothing from them, and they fit whatever a program is called:
no name of the app, no word on recovery. Needs what take_screenshots.py needs.
"""

from io import BytesIO

from demo_browser import ROOT, got_it, open_phone, shoot, sign_in
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from peerapp import demo

OUT = ROOT / "static" / "install"
SCALE = 1.5
NARROW: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1280, "height": 800}


def take(browser: Browser, address: str) -> None:
    member = sign_in(browser, address, "maya@demo.example", scale=SCALE)
    member.goto(f"{address}/checkins/calendar")
    save(member, "days")
    member.goto(f"{address}/tools/breathing")
    member.get_by_role("button", name="Start").click()
    member.wait_for_timeout(3000)  # the circle is full
    save(member, "breathe")
    newcomer = sign_up(browser, address)
    save(newcomer, "today")


def sign_up(browser: Browser, address: str) -> Page:
    """Somebody of whom nothing is said yet."""
    page = open_phone(browser, scale=SCALE)
    page.goto(f"{address}/signup")
    page.fill("#display_name", "Robin")
    page.fill("#email", "robin@demo.example")
    page.fill("#password", demo.PASSWORD)
    page.check("#adult")
    page.click("main form button")
    page.wait_for_selector(".faces")
    got_it(page)
    return page


def save(page: Page, name: str) -> None:
    page.evaluate("document.querySelector('.top__name').style.visibility = 'hidden'")
    for kind, size in (("narrow", NARROW), ("wide", WIDE)):
        page.set_viewport_size(size)
        page.wait_for_timeout(600)
        page.evaluate("scrollTo(0, 0)")
        picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
        picture.save(OUT / f"{name}-{kind}.webp", quality=80, method=6)


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    shoot(take)
