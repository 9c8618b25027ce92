"""How long a tap waits for its first answer on the screen, on a processor four times as slow.

Run by `make bench`, in a real Chromium against the real house with the invented program in it. The
browser itself says how long it took from a tap to the next picture (W3C Event Timing, in steps of
8 ms); people take up to 100 ms for at once (Nielsen, Usability Engineering, 1993, chapter 5).
"""

import statistics

from playwright.sync_api import Browser

from tests.benchmarks.browsing import MEMBER, MENTOR, a_browser, a_house, phone_of
from tests.support.house import House

TIMES = 5
WATCH = """() => {
  window.waits = [];
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) {
      if (/^(pointer|touch|key|click)/.test(name)) window.waits.push(duration);
    }
  }).observe({ type: "event", durationThreshold: 16 });
}"""
STAY = """() => addEventListener(
  "click", (event) => event.target.closest("a") && event.preventDefault(), true
)"""
# What is tapped: on which page, and the first that one sees there.
MEMBERS = {
    "a face": ("/", "#mood-3"),
    "more to say": ("/", "main summary:visible"),
    "a day of the history": ("/checkins", "main a:visible"),
}
MENTORS = {
    "what can be done for a mentee": ("/mentees", "main summary:visible"),
    "a mentee's page": ("/mentees", "main a[href*=mentees]:visible"),
}


def wait_of(browser: Browser, house: House, email: str, path: str, what: str) -> float:
    """Milliseconds to the next picture; 0 where it was too short to be told (under 16)."""
    context = phone_of(browser, house, email)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(path, wait_until="networkidle")
    # where a tap leads to another page, this one is asked before it is gone
    page.evaluate(STAY)
    page.evaluate(WATCH)
    page.locator(what).first.tap()
    page.wait_for_timeout(700)
    waits: list[float] = page.evaluate("() => window.waits")
    context.close()
    return max(waits, default=0)


def main() -> None:
    with a_house("demo") as house, a_browser() as browser:
        print(f"\nFrom a tap to the next picture, processor / 4 (medians of {TIMES}, and the most)")
        for email, taps in ((MEMBER, MEMBERS), (MENTOR, MENTORS)):
            for name, (path, what) in taps.items():
                waits = [wait_of(browser, house, email, path, what) for _ in range(TIMES)]
                print(f"  {name}: {statistics.median(waits):.0f} ms, {max(waits):.0f} ms")


if __name__ == "__main__":
    main()
