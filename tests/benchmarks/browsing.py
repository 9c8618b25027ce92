"""The house with a real Chromium before it, for whoever measures what people see."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from peerapp import demo
from tests.support.chromium import ARGS, PHONE, path_of_chromium
from tests.support.house import House

MEMBER, MENTOR = "maya@demo.example", "sam@demo.example"  # of the invented program


def chromium() -> str:
    path = path_of_chromium()
    if path is None:
        raise SystemExit("Chromium is missing (Debian, Ubuntu: apt-get install chromium).")
    return path


@contextmanager
def a_house(command: str = "run-all") -> Iterator[House]:
    """With `demo` it has the invented program in it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(House(Path(folder) / "instance", command)) as house,
    ):
        yield house.start()


@contextmanager
def a_browser() -> Iterator[Browser]:
    path, args = chromium(), [*ARGS, "--headless=new"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=False, args=args)
        yield browser
        browser.close()


def cookies_of(address: str, email: str) -> dict[str, str]:
    """Of a browser in which a person of the invented program is signed in."""
    jar = CookieJar()
    browser = build_opener(HTTPCookieProcessor(jar))
    page = browser.open(f"{address}/login").read().decode()
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token
    fields = {"email": email, "password": demo.PASSWORD, "csrf_token": token[1]}
    browser.open(f"{address}/login", urlencode(fields).encode())
    return {cookie.name: cookie.value or "" for cookie in jar}


def phone_of(
    browser: Browser, house: House, email: str, address: str | None = None, **options: object
) -> BrowserContext:
    """A phone in which somebody of the invented program is signed in; `address`: by another way."""
    address = address or house.address
    context = browser.new_context(base_url=address, **PHONE, **options)  # type: ignore[arg-type]
    context.add_cookies(
        [
            {"name": name, "value": value, "url": address}
            for name, value in cookies_of(house.address, email).items()
        ]
    )
    return context
