"""Chromium as a person has it: nobody looks at its service workers.

Playwright does, and a worker that is looked at does not always end when a newer one takes over: in
about one of six times a page on its way then waited for ever, and in none of 48 without.
"""

import asyncio
import json
import re
import subprocess
import time
from collections.abc import Coroutine
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import aiohttp

from tests.support.chromium import ARGS, path_of_chromium
from tests.support.client import Client

PATIENCE = 60  # seconds: only what never comes takes as long
Answer = TypeVar("Answer")


class PlainChromium:
    def __init__(self, profile: Path, address: str) -> None:
        path = path_of_chromium()
        assert path
        self.address = address
        which = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
        self.process = subprocess.Popen(
            [path, *ARGS, *which, "about:blank"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        # in a thread of its own, since Playwright keeps a loop on that of the tests
        self.loop = asyncio.new_event_loop()
        Thread(target=self.loop.run_forever, daemon=True).start()
        self.where = self.says_where()
        self.session = self.run(self.connect())

    def says_where(self) -> str:
        assert self.process.stderr
        for line in self.process.stderr:
            if found := re.search(r"listening on ws://(127\.0\.0\.1:\d+)/", line):
                return found.group(1)
        raise AssertionError("Chromium did not start")

    async def connect(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    def open(self) -> "Tab":
        return Tab(self, self.run(self.line_to_a_new_tab()))

    async def line_to_a_new_tab(self) -> aiohttp.ClientWebSocketResponse:
        async with self.session.put(f"http://{self.where}/json/new?about:blank") as made:
            return await self.session.ws_connect((await made.json())["webSocketDebuggerUrl"])

    def close(self) -> None:
        self.run(self.session.close())
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)


class Tab:
    def __init__(self, browser: PlainChromium, line: aiohttp.ClientWebSocketResponse) -> None:
        self.browser = browser
        self.line = line
        self.number = 0

    def ask(self, method: str, **params: Any) -> Any:
        self.number += 1
        return self.browser.run(self.answer(self.number, method, params))

    async def answer(self, number: int, method: str, params: dict[str, Any]) -> Any:
        await self.line.send_json({"id": number, "method": method, "params": params})
        while (said := await self.line.receive_json()).get("id") != number:
            pass
        return said.get("result")

    def carry_sign_in(self, client: Client) -> None:
        name = client.application.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie
        url = self.browser.address
        self.ask("Network.setCookie", name=name, value=cookie.value, url=url)

    def goto(self, path: str) -> None:
        """Another page than the one that is there, until it is loaded: in front, since one that
        nobody sees is at times not loaded to its end.
        """
        self.ask("Page.bringToFront")
        self.ask("Page.navigate", url=f"{self.browser.address}{path}")
        self.until(
            f"location.pathname === {json.dumps(path)} && document.readyState === 'complete'"
        )

    def js(self, expression: str) -> Any:
        how = {"awaitPromise": True, "returnByValue": True}
        said = self.ask("Runtime.evaluate", expression=expression, **how)
        return (said or {}).get("result", {}).get("value")

    def until(self, expression: str) -> None:
        end = time.monotonic() + PATIENCE
        while self.js(expression) is not True:
            assert time.monotonic() < end, f"never: {expression}"
            time.sleep(0.05)

    def close(self) -> None:
        self.ask("Page.close")
