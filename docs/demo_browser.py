"""The real app with the demo's invented people in it, and a browser to look at it: what every taker
of pictures needs. It needs Chromium on the machine (Debian: `apt-get install chromium`).
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screenshots"
sys.path.insert(0, str(ROOT))

from flask_migrate import upgrade  # noqa: E402
from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

from peerapp import create_app, demo  # noqa: E402

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
SCALE = 1.25  # in the documents they are half as wide
QUALITY = 32  # letters stay sharp, and a picture has about 20 KB


def shoot(take: Callable[[Browser, str], None]) -> None:
    """`take(browser, address)` of a new house with the demo's people in it."""
    os.environ["DATA_DIR"] = tempfile.mkdtemp()
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


def open_phone(
    browser: Browser, scheme: str = "light", zone: str = "America/Chicago", scale: float = SCALE
) -> Page:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        device_scale_factor=scale,
        color_scheme="dark" if scheme == "dark" else "light",
        timezone_id=zone,
        has_touch=True,
    )
    context.set_default_timeout(120_000)
    return context.new_page()


def sign_in(
    browser: Browser,
    address: str,
    email: str,
    scheme: str = "light",
    zone: str = "America/Chicago",
    scale: float = SCALE,
) -> Page:
    page = open_phone(browser, scheme, zone, scale)
    page.goto(f"{address}/login")
    page.fill("#email", email)
    page.fill("#password", demo.PASSWORD)
    page.click("main form button")
    page.wait_for_url(lambda url: not url.endswith("/login"))
    got_it(page)
    return page


def got_it(page: Page) -> None:
    """What Exit does is said once, where one is for the first time."""
    explained = page.locator("#exit-explained button")
    if explained.count():
        explained.click()
        explained.wait_for(state="detached")


def save(page: Page, name: str) -> None:
    """From its top."""
    page.wait_for_timeout(600)  # the page's own transition
    page.evaluate("scrollTo(0, 0)")
    save_as_it_stands(page, name)


def save_as_it_stands(page: Page, name: str) -> None:
    path = OUT / f"{name}.webp"
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.save(path, quality=QUALITY, method=6)
