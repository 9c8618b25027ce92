"""What a first visit costs on a phone: bytes over the wire and time to a page that can be used.

Run by `make bench`. The house is the real one (gunicorn, precompressed files), the browser a real
Chromium, the line first as fast as it is and then as slow as DevTools' "Slow 4G".
"""

from typing import Any

from playwright.sync_api import Browser

from tests.benchmarks.browsing import a_browser, a_house
from tests.support.chromium import PHONE

SLOW_4G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000,
           "uploadThroughput": 84_375}  # fmt: skip
TIMES = """() => {
  const page = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return { first_paint: paint?.startTime ?? null, dom_ready: page.domContentLoadedEventEnd,
           loaded: page.loadEventEnd };
}"""


def visit(browser: Browser, address: str, path: str, line: dict[str, Any] | None) -> None:
    context = browser.new_context(base_url=address, **PHONE)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    if line:
        devtools.send("Network.emulateNetworkConditions", line)
    sizes: dict[str, float] = {}
    names: dict[str, str] = {}
    devtools.on(
        "Network.responseReceived",
        lambda said: names.update({said["requestId"]: said["response"]["url"]}),
    )
    devtools.on(
        "Network.loadingFinished",
        lambda said: sizes.update({said["requestId"]: said["encodedDataLength"]}),
    )
    page.goto(path, wait_until="load")
    page.wait_for_timeout(300)
    times = page.evaluate(TIMES)
    print(f"\n{path}, {'Slow 4G' if line else 'no limit on the line'}")
    for request, size in sorted(sizes.items(), key=lambda one: -one[1]):
        name = names.get(request, "?").removeprefix(address)
        if not name.startswith(("http", "data:")):
            print(f"  {size / 1024:7.1f} KB  {name}")
    shown = ", ".join(f"{name.replace('_', ' ')} {ms:.0f} ms" for name, ms in times.items() if ms)
    print(f"  {sum(sizes.values()) / 1024:7.1f} KB in {len(sizes)} requests; {shown}")
    context.close()


def main() -> None:
    with a_house() as house, a_browser() as browser:
        for address in ("/signup", "/login"):
            for line in (None, SLOW_4G):
                visit(browser, house.address, address, line)


if __name__ == "__main__":
    main()
