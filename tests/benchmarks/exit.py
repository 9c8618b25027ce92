"""How long the page stays on the screen after a tap on Exit, on a processor four times as slow.

Run by `make bench`, in a real Chromium against the real house with the invented program in it: from
the tap to the first picture after the page is blank. People take up to 100 ms for at once (Nielsen,
Usability Engineering, 1993, chapter 5).
"""

import re
import statistics

from playwright.sync_api import Browser

from tests.benchmarks.browsing import MEMBER, a_browser, a_house, phone_of
from tests.support.house import House

TIMES = 15
PAGES = {"today, on which htmx works": "/", "a page without a form of htmx": "/install"}
# The frame that comes after the one in which the page is blank begins when that one is drawn.
WATCH = """() => addEventListener("pointerdown", ({ timeStamp }) => {
  const look = (now) => {
    if (!document.body.matches(".blank")) return requestAnimationFrame(look);
    requestAnimationFrame(() => blanked(performance.now() - timeStamp));
  };
  requestAnimationFrame(look);
}, true)"""
ELSEWHERE = re.compile(r"^https://")


def wait_of(browser: Browser, house: House, path: str) -> float:
    """Milliseconds."""
    waits: list[float] = []
    context = phone_of(browser, house, MEMBER)
    context.route(ELSEWHERE, lambda route: route.fulfill(body="<title>Elsewhere</title>"))
    page = context.new_page()
    page.expose_function("blanked", lambda wait: waits.append(wait))  # a builtin it refuses
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(path, wait_until="networkidle")
    page.evaluate(WATCH)
    page.locator(".exit [data-exit]").tap()
    page.wait_for_url(ELSEWHERE)
    context.close()
    return waits[0]


def main() -> None:
    with a_house("demo") as house, a_browser() as browser:
        print(f"\nFrom a tap on Exit to a blank screen, processor / 4 (medians of {TIMES})")
        for what, path in PAGES.items():
            waits = [wait_of(browser, house, path) for _ in range(TIMES)]
            print(f"  {what}: {statistics.median(waits):.0f} ms, at most {max(waits):.0f} ms")


if __name__ == "__main__":
    main()
