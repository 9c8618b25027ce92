"""Firefox, led by WebDriver BiDi, which it speaks by itself (https://w3c.github.io/webdriver-bidi)."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import Coroutine
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import aiohttp

from tests.support.engine import PATIENCE, Engine, EngineError, into_the_middle

PREFERENCES: dict[str, Any] = {
    "app.update.auto": False,
    "app.normandy.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.getAddons.cache.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "signon.rememberSignons": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}
Answer = TypeVar("Answer")


def path_of_firefox() -> str | None:
    return next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)


class Firefox(Engine):
    name = "Firefox"

    def __init__(
        self, profile: Path, address: str, scripts: bool = True, **preferences: Any
    ) -> None:
        path = path_of_firefox()
        assert path
        self.address = address
        self.scripts = scripts
        profile.mkdir()
        said = {**PREFERENCES, "javascript.enabled": scripts, **preferences}
        lines = [f'user_pref("{name}", {json.dumps(it)});' for name, it in said.items()]
        (profile / "user.js").write_text("\n".join(lines))
        self.process = subprocess.Popen(
            [
                path,
                "--headless",
                "--no-remote",
                "--remote-debugging-port",
                "0",
                "--profile",
                profile,
            ],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self.loop = asyncio.new_event_loop()
        Thread(target=self.loop.run_forever, daemon=True).start()
        self.number = 0
        self.run(self.connect(f"{self.says_where()}/session"))
        self.ask("session.new", capabilities={})
        # unlike that of the one that it begins with, no field of which gets the focus
        self.tab = self.ask("browsingContext.create", type="window")["context"]

    def says_where(self) -> str:
        assert self.process.stderr
        for line in self.process.stderr:
            if found := re.search(r"BiDi listening on (ws://\S+)", line):
                Thread(target=self.process.stderr.read, daemon=True).start()
                return found.group(1)
        raise AssertionError("Firefox did not start")

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    async def connect(self, address: str) -> None:
        self.session = aiohttp.ClientSession()
        self.socket = await self.session.ws_connect(address, max_msg_size=0)

    def ask(self, method: str, **params: Any) -> Any:
        self.number += 1
        return self.run(self.answer(self.number, method, params))

    async def answer(self, number: int, method: str, params: dict[str, Any]) -> Any:
        await self.socket.send_json({"id": number, "method": method, "params": params})
        while (said := await self.socket.receive_json()).get("id") != number:
            pass
        if said["type"] == "error":
            raise EngineError(f"{said['error']}: {said['message']}")
        return said["result"]

    def goto(self, path: str) -> None:
        url = f"{self.address}{path}"
        self.ask("browsingContext.navigate", context=self.tab, url=url, wait="complete")

    def js(self, expression: str) -> Any:
        how = {"target": {"context": self.tab}, "awaitPromise": True}
        said = self.ask("script.evaluate", expression=expression, **how)
        if said["type"] == "exception":
            raise EngineError(said["exceptionDetails"]["text"])
        return said["result"].get("value")

    def look_for(self, selector: str) -> Any:
        locator = {"type": "css", "value": selector}
        found = self.ask("browsingContext.locateNodes", context=self.tab, locator=locator)["nodes"]
        return found[0]["sharedId"] if found else None

    def tap(self, selector: str) -> None:
        origin = {"type": "element", "element": {"sharedId": self.find(selector)}}
        if self.scripts:
            self.js(into_the_middle(selector))
        moves: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        self.act({"type": "pointer", "id": "finger", "actions": moves})

    def type(self, text: str) -> None:
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self.act({"type": "key", "id": "keys", "actions": keys})

    def act(self, device: dict[str, Any]) -> None:
        self.ask("input.performActions", context=self.tab, actions=[device])

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        # not waited for: who was at the other end is gone
        asyncio.run_coroutine_threadsafe(self.session.close(), self.loop)
        self.loop.call_soon_threadsafe(self.loop.call_later, 1, self.loop.stop)
