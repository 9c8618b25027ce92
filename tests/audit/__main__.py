"""Whether the app is as quick and as light as we want it: `make audit`.

The house is the real one, with the invented program of `make demo` in it. Ends with 1 where an aim
is missed. Leave the machine alone meanwhile: all of it is measured.
"""

import statistics
import sys

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.audit import lighthouse
from tests.audit.wire import Wire, wire_to
from tests.benchmarks import opening_offline
from tests.benchmarks.browsing import (
    MEMBER,
    MENTOR,
    a_browser,
    a_house,
    chromium,
    cookies_of,
    phone_of,
)
from tests.support.house import House
from tests.support.kept import COPY, until

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
        said = f"{figure:.4g}" if figure < 1000 else f"{figure:,.0f}"
        return f"{said}{'' if is_met else ' (!)'}"


def main() -> int:
    found = Found()
    with a_house("demo") as house:
        scores(found, house)
        in_browser(found, house)
    print("\nMissed:" if found.missed else "\nAll aims are met.")
    print("\n".join(found.missed))
    return 1 if found.missed else 0


def scores(found: Found, house: House) -> None:
    columns = [*AT_LEAST, *AT_MOST, "KB"]
    rows = [["page", *columns], ["---"] * (len(columns) + 1), aims()]
    for name, path, email in PAGES:
        cookies = cookies_of(house.address, email) if email else {}
        got = lighthouse.look_at(house.address + path, cookies, chromium())
        row = [found.say(f"{name}, {of}", got[of], aim, True) for of, aim in AT_LEAST.items()]
        row += [found.say(f"{name}, {of}", got[of], aim) for of, aim in AT_MOST.items()]
        rows.append([name, *row, f"{got['KB']:.1f}"])
    print(f"\nLighthouse, mobile, simulated slow 4G, medians of {lighthouse.TIMES}")
    print("\n".join("| " + " | ".join(row) + " |" for row in rows))


def aims() -> list[str]:
    at_least = [f">= {aim:g}" for aim in AT_LEAST.values()]
    return ["aim", *at_least, *(f"<= {aim:g}" for aim in AT_MOST.values()), ""]


def in_browser(found: Found, house: House) -> None:
    with wire_to(house.port) as wire, a_browser() as browser:
        page_alone, with_copies = first_load(browser, house, wire)
        print("\nOver the wire, with headers:")
        print(f"  first load of today: {found.say('first load, bytes', page_alone, FIRST_LOAD)} B")
        print(f"  and with what the phone keeps for when there is no signal: {with_copies} B")
        page = opened(phone_of(browser, house, MEMBER))
        size = checkin_answer(page)
        print(f"  a check-in's answer: {found.say('answer, bytes', size, ANSWER)} B")
        took = statistics.median(shell_start(page) for _ in range(STARTS))
        print("\nWithout a signal, the service worker stopped before, page / 4:")
        print(
            f"  from its start to the last byte of today: {found.say('shell, ms', took, SHELL)} ms"
        )


def opened(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/", wait_until="networkidle")
    until(page, COPY)
    return page


def first_load(browser: Browser, house: House, wire: Wire) -> tuple[int, int]:
    """Bytes of the page and all it is made of; and with what the service worker fetches then."""
    address = f"http://localhost:{wire.port}"
    context = phone_of(browser, house, MEMBER, address, service_workers="block")
    context.new_page().goto("/", wait_until="networkidle")
    context.close()
    alone, wire.to_browser = wire.to_browser, 0
    context = phone_of(browser, house, MEMBER, address)
    opened(context)
    context.close()
    return alone, wire.to_browser


def checkin_answer(page: Page) -> int:
    """Bytes of what a tapped face is answered with."""
    page.goto("/")
    with page.expect_response(lambda answer: answer.url.endswith("/checkins")) as said:
        page.locator("[id^=mood-]:not([aria-pressed=true])").last.tap()
    expect(page.locator("#undo")).to_be_visible()
    sizes = said.value.request.sizes()
    return int(sizes["responseHeadersSize"] + sizes["responseBodySize"])


def shell_start(page: Page) -> float:
    """Milliseconds from the start of the service worker to the last byte of what it shows."""
    page.context.set_offline(True)
    return opening_offline.opened(page, "/")["worker to page"]


if __name__ == "__main__":
    sys.exit(main())
