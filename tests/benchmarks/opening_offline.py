"""How long the app takes to open in airplane mode, from a service worker that does not run yet.

Run by `python -m tests.benchmarks.opening_offline`, in a real Chromium whose page is made four
times as slow (DevTools slows the page's thread, and not the worker's). All figures count from the
start of the navigation, but "worker to page": from when the worker is woken to the last byte of
its answer.
"""

import statistics

from playwright.sync_api import Page

from tests.benchmarks.browsing import a_browser, a_house
from tests.benchmarks.launch_to_saved import member
from tests.support.kept import COPY, until

TIMES = 15
PAGES = ("/", "/checkins", "/help", "/offline")
SPANS = """() => {
  const [way] = performance.getEntriesByType("navigation");
  const [paint] = performance.getEntriesByName("first-contentful-paint");
  return {
    "worker to page": way.responseEnd - way.workerStart,
    "first paint": paint.startTime,
    "all done": way.loadEventEnd,
  };
}"""
PAINTED = """new Promise((done) => {
  const look = (list) => list.getEntriesByName("first-contentful-paint").length && done();
  new PerformanceObserver(look).observe({ type: "paint", buffered: true });
})"""


def opened(page: Page, path: str) -> dict[str, float]:
    devtools = page.context.new_cdp_session(page)
    devtools.send("ServiceWorker.enable")
    devtools.send("ServiceWorker.stopAllWorkers")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(path)
    page.evaluate(PAINTED)
    spans: dict[str, float] = page.evaluate(SPANS)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    devtools.detach()
    return spans


def main() -> None:
    with a_house() as house, a_browser() as browser:
        context = member(browser, house.address)
        page = context.new_page()
        page.goto("/")
        until(page, COPY)
        context.set_offline(True)
        print(f"\nOpening without a signal, page / 4 (median and slowest of {TIMES}, ms):")
        for one in PAGES:
            found = [opened(page, one) for _ in range(TIMES)]
            said = ", ".join(
                f"{name} {statistics.median(row[name] for row in found):.0f}"
                f" ({max(row[name] for row in found):.0f})"
                for name in found[0]
            )
            print(f"  {one}: {said}")


if __name__ == "__main__":
    main()
