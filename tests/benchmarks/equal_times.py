"""Whether the time of an answer tells if an address has an account (A5).

Run by `make bench`: sign-in, sign-up and reset against the real gunicorn with the real Argon2, in
pairs of an address that has an account and one that has none, one right after the other. Each
request comes from a network of its own (X-Forwarded-For), so that no limit ends the run.
"""

import re
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

from tests.support.house import House

PAIRS = 60
PASSWORD = "seven quiet herons at dusk"


class Stranger:
    """A browser of its own, on a network of its own."""

    count = 0

    def __init__(self, address: str) -> None:
        Stranger.count += 1
        high, low = divmod(Stranger.count, 250)
        self.address = address
        self.network = f"203.0.{high}.{low}"
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.browser = urllib.request.build_opener(cookies)

    def ask(self, path: str, form: dict[str, str] | None = None) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        headers = {"X-Forwarded-For": self.network}
        request = urllib.request.Request(self.address + path, data, headers)
        try:
            with self.browser.open(request, timeout=30) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def seconds(self, path: str, **form: str) -> float:
        found = re.search(r'csrf-token" content="([^"]+)"', self.ask("/help"))
        assert found
        form["csrf_token"] = found.group(1)
        started = time.perf_counter()
        self.ask(path, form)
        return time.perf_counter() - started


def sign_in(stranger: Stranger, email: str) -> float:
    return stranger.seconds("/login", email=email, password="not the right one")


def sign_up(stranger: Stranger, email: str, password: str = "a quite new password") -> float:
    rest = {"display_name": "N", "timezone": "UTC", "role": "member", "adult": "yes"}
    return stranger.seconds("/signup", email=email, password=password, **rest)


def reset(stranger: Stranger, email: str) -> float:
    return stranger.seconds("/password/forgot", email=email)


def compare(address: str, act: Callable[[Stranger, str], float]) -> None:
    known, unknown = [], []
    for n in range(PAIRS):
        emails = {f"known{n}@example.org": known, f"new{act.__name__}{n}@example.org": unknown}
        order = list(emails.items()) if n % 2 else list(reversed(emails.items()))
        for email, times in order:
            times.append(act(Stranger(address), email))
            time.sleep(0.05)  # what one sets going in the worker is not measured with the next
    with_account, without = statistics.median(known), statistics.median(unknown)
    print(
        f"  {act.__name__:8} with an account {with_account * 1000:6.1f} ms, without "
        f"{without * 1000:6.1f} ms, ratio {with_account / without:.3f} ({PAIRS} pairs)"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, closing(House(Path(folder) / "data")) as house:
        house.start(TRUSTED_PROXIES="1")
        for n in range(PAIRS):
            sign_up(Stranger(house.address), f"known{n}@example.org", PASSWORD)
        print("\nDoes the time tell whether an address has an account?")
        for act in (sign_in, sign_up, reset):
            compare(house.address, act)


if __name__ == "__main__":
    main()
