"""How many taps and how long it takes from opening the app to a saved check-in.

Run by `make bench`, against the real house in a real Chromium: the phone has been here before (its
files are kept), as from the home screen. On the line as it is, and on DevTools' "Slow 4G" with a
processor four times as slow.
"""

import statistics
from time import monotonic

from playwright.sync_api import Browser, BrowserContext, expect

from tests.benchmarks.browsing import a_browser, a_house
from tests.benchmarks.first_load import SLOW_4G
from tests.support.chromium import PHONE

TIMES = 7


def member(browser: Browser, address: str) -> BrowserContext:
    context = browser.new_context(base_url=address, **PHONE)
    page = context.new_page()
    page.goto("/signup")
    page.get_by_label("Name").fill("Mia")
    page.get_by_label("Email").fill("mia@example.org")
    page.get_by_label("Password").fill("seven quiet herons at dusk")
    page.get_by_label("I am 18 or older").check()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/")
    page.wait_for_timeout(1500)  # its service worker keeps the files
    page.close()
    return context


def launch(context: BrowserContext, slow: bool) -> tuple[float, float]:
    """Seconds to the faces, and from the one tap to "Saved."; the check-in is undone."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    if slow:
        devtools.send("Network.emulateNetworkConditions", SLOW_4G)
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    begin = monotonic()
    page.goto("/", wait_until="commit")
    face = page.locator("#mood-4")
    expect(face).to_be_visible(timeout=30_000)
    shown = monotonic()
    face.tap()
    expect(page.locator("#undo")).to_be_visible(timeout=30_000)
    saved = monotonic()
    page.locator("#undo").tap()
    expect(page.locator("#undo")).to_have_count(0, timeout=30_000)
    page.close()
    return shown - begin, saved - shown


def main() -> None:
    with a_house() as house, a_browser() as browser:
        context = member(browser, house.address)
        print(f"\nFrom opening the app to a saved check-in, two taps (medians of {TIMES}):")
        for slow in (False, True):
            found = [launch(context, slow) for _ in range(TIMES)]
            faces, saving = (statistics.median(one[at] for one in found) for at in (0, 1))
            line = "Slow 4G, processor / 4" if slow else "no limit on the line"
            print(
                f"  {line}: faces {faces:.2f} s, tap to saved {saving:.2f} s (medians of {TIMES})"
            )


if __name__ == "__main__":
    main()
