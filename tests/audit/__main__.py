"""Whether the app is as quick and as light as we want it: `make audit`.

The house is the real one, with the invented program of `make demo` in it. Ends with 1 where an aim
is missed. Leave the machine alone meanwhile: all of it is measured.
"""

import re
import statistics
import sys
import tempfile
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from peerapp import demo
from tests.audit import lighthouse
from tests.audit.wire import Wire, wire_to
from tests.support.chromium import ARGS, PHONE, path_of_chromium
from tests.support.house import House

MEMBER, MENTOR = "maya@demo.example", "sam@demo.example"
PAGES = (("sign-in", "/login", None), ("today", "/", MEMBER), ("history", "/checkins", MEMBER),
         ("mentees", "/mentees", MENTOR))  # fmt: skip
AT_LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100}
AT_MOST = {"FCP s": 1.5, "LCP s": 2.0, "TBT ms": 100, "CLS": 0.02, "SI s": 2.5}
FIRST_LOAD = 60 * 1024  # bytes
ANSWER = 3 * 1024
SHELL = 200  # milliseconds
STARTS = 7


class Found:
    """What was measured, beside what is aimed at."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def say(self, what: str, figure: float, aim: float, at_least: bool = False) -> str:
        is_met = figure >= aim if at_least else figure <= aim
        if not is_met:
            self.missed.append(f"{what}: {figure:.4g}, aimed at {aim:g}")
        return f"{figure:.4g}{'' if is_met else ' (!)'}"


def main() -> int:
    chromium = path_of_chromium()
    if chromium is None:
        raise SystemExit("Chromium is missing (Debian, Ubuntu: apt-get install chromium).")
    found = Found()
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(House(Path(folder) / "instance", command="demo")) as house,
    ):
        house.start()
        scores(found, house, chromium, Path(folder))
        in_browser(found, house, chromium)
    print("\nMissed:" if found.missed else "\nAll aims are met.")
    print("\n".join(found.missed))
    return 1 if found.missed else 0


def scores(found: Found, house: House, chromium: str, folder: Path) -> None:
    columns = [*AT_LEAST, *AT_MOST, "KB"]
    rows = [["page", *columns], ["---"] * (len(columns) + 1), aims()]
    for name, path, email in PAGES:
        cookie = cookie_of(house.address, email) if email else None
        got = lighthouse.look_at(house.address + path, cookie, chromium, folder)
        row = [found.say(f"{name}, {of}", got[of], aim, True) for of, aim in AT_LEAST.items()]
        row += [found.say(f"{name}, {of}", got[of], aim) for of, aim in AT_MOST.items()]
        rows.append([name, *row, f"{got['KB']:.1f}"])
    print(f"\nLighthouse, mobile, simulated slow 4G, medians of {lighthouse.TIMES}")
    print("\n".join("| " + " | ".join(row) + " |" for row in rows))


def aims() -> list[str]:
    at_least = [f">= {aim:g}" for aim in AT_LEAST.values()]
    return ["aim", *at_least, *(f"<= {aim:g}" for aim in AT_MOST.values()), ""]


def cookie_of(address: str, email: str) -> str:
    """Of a browser in which a person of the invented program is signed in."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    page = browser.open(f"{address}/login").read().decode()
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token
    fields = {"email": email, "password": demo.PASSWORD, "csrf_token": token[1]}
    browser.open(f"{address}/login", urlencode(fields).encode())
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def in_browser(found: Found, house: House, chromium: str) -> None:
    with wire_to(house.port) as wire, sync_playwright() as playwright:
        args = [*ARGS, "--headless=new"]
        browser = playwright.chromium.launch(executable_path=chromium, headless=False, args=args)
        page_alone, with_copies = first_load(browser, house, wire)
        context, page = signed_in(browser, house, wire)
        print("\nOver the wire, with headers:")
        print(f"  first load of today: {found.say('first load, bytes', page_alone, FIRST_LOAD)} B")
        print(f"  and with what the phone keeps for when there is no signal: {with_copies} B")
        size = checkin_answer(page)
        print(f"  a check-in's answer: {found.say('answer, bytes', size, ANSWER)} B")
        took = statistics.median(shell_start(context) for _ in range(STARTS))
        print("\nWithout a signal, the service worker stopped before, processor / 4:")
        print(f"  from its start to the first paint: {found.say('shell, ms', took, SHELL)} ms")
        browser.close()


def signed_in(browser: Browser, house: House, wire: Wire) -> tuple[BrowserContext, Page]:
    address = f"http://localhost:{wire.port}"
    context = browser.new_context(base_url=address, **PHONE)
    name, _, value = cookie_of(house.address, MEMBER).partition("=")
    context.add_cookies([{"name": name, "value": value.partition(";")[0], "url": address}])
    page = context.new_page()
    page.goto("/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_timeout(2_000)  # it keeps the pages
    return context, page


def first_load(browser: Browser, house: House, wire: Wire) -> tuple[int, int]:
    """Bytes of the page and all it is made of; and with what the service worker fetches then."""
    before = wire.to_browser
    context = browser.new_context(
        base_url=f"http://localhost:{wire.port}", service_workers="block", **PHONE
    )
    name, _, value = cookie_of(house.address, MEMBER).partition("=")
    cookie = {"name": name, "value": value.partition(";")[0]}
    context.add_cookies([{**cookie, "url": f"http://localhost:{wire.port}"}])  # type: ignore[list-item]
    page = context.new_page()
    page.goto("/", wait_until="networkidle")
    alone = wire.to_browser - before
    context.close()
    before = wire.to_browser
    context, _ = signed_in(browser, house, wire)
    context.close()
    return alone, wire.to_browser - before


def checkin_answer(page: Page) -> int:
    """Bytes of what a tapped face is answered with."""
    page.goto("/")
    with page.expect_response(lambda answer: answer.url.endswith("/checkins")) as said:
        page.locator("#mood-4").tap()
    expect(page.locator("#undo")).to_be_visible()
    sizes = said.value.request.sizes()
    return int(sizes["responseHeadersSize"] + sizes["responseBodySize"])


def shell_start(context: BrowserContext) -> float:
    """Milliseconds from the start of the service worker to the first paint of today."""
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("ServiceWorker.enable")
    devtools.send("ServiceWorker.stopAllWorkers")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    context.set_offline(True)
    page.goto("/")
    took = page.evaluate(
        """async () => {
          const painted = () => performance.getEntriesByName("first-contentful-paint")[0];
          while (!painted()) await new Promise((soon) => setTimeout(soon, 5));
          return painted().startTime - performance.getEntriesByType("navigation")[0].workerStart;
        }"""
    )
    context.set_offline(False)
    page.close()
    return float(took)


if __name__ == "__main__":
    sys.exit(main())
