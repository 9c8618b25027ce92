"""WebKit, the engine of every browser on an iPhone, in the form that GTK has: its small browser,
led by WebDriver (https://w3c.github.io/webdriver), on a screen that nobody sees. It has no push.
"""

import json
import os
import shutil
import subprocess
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.support.engine import PATIENCE, Engine, EngineError, into_the_middle
from tests.support.house import free_port

PLACES = ("/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/libexec/webkit2gtk-4.*/MiniBrowser")
# Its own buttons would keep the window wider than a phone.
NARROW = "* { min-width: 0; min-height: 0; padding: 0; margin: 0; border: 0; font-size: 1px; }"
STILL = "[Settings]\ngtk-enable-animations=0\n"
WIDTH, HEIGHT = 390, 844
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # by which the standard names one
ASK = """const say = arguments[0];
Promise.resolve().then(() => (%s)).then(say, (error) => say({ error: String(error) }));"""


def path_of_webkit() -> str | None:
    """Of its browser, where it can be led and has a screen."""
    found = [path for place in PLACES for path in Path("/").glob(place[1:])]
    return str(found[0]) if found and all(map(shutil.which, ("WebKitWebDriver", "Xvfb"))) else None


class WebKit(Engine):
    name = "WebKit"

    def __init__(self, home: Path, address: str, scripts: bool = True) -> None:
        path = path_of_webkit()
        assert path
        self.address = address
        self.scripts = scripts
        self.screen, display = open_screen()
        port = free_port()
        self.driver = subprocess.Popen(
            ["WebKitWebDriver", f"--port={port}"],
            env={**os.environ, **settings_of(home), "DISPLAY": display},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.wait_for_driver()
        args = ["--automation", *([] if scripts else ["--enable-javascript=false"])]
        options = {"webkitgtk:browserOptions": {"binary": path, "args": args}}
        began = self.send("POST", "/session", capabilities={"alwaysMatch": options})
        self.session = f"/session/{began['sessionId']}"
        self.ask("/window/rect", width=WIDTH, height=HEIGHT)

    def wait_for_driver(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self.line.connect()
                return
            except ConnectionRefusedError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def send(self, method: str, path: str, **params: Any) -> Any:
        body = json.dumps(params) if method == "POST" else None
        self.line.request(method, path, body, {"Content-Type": "application/json"})
        said = json.loads(self.line.getresponse().read())["value"]
        if isinstance(said, dict) and "error" in said:
            raise EngineError(f"{said['error']}: {said.get('message')}")
        return said

    def ask(self, what: str, **params: Any) -> Any:
        return self.send("POST", f"{self.session}{what}", **params)

    def goto(self, path: str) -> None:
        self.ask("/url", url=f"{self.address}{path}")

    def js(self, expression: str) -> Any:
        return self.ask("/execute/async", script=ASK % expression, args=[])

    def look_for(self, selector: str) -> Any:
        found = self.ask("/elements", using="css selector", value=selector)
        return found[0][ELEMENT] if found else None

    def tap(self, selector: str) -> None:
        element = self.find(selector)
        if self.scripts:
            self.js(into_the_middle(selector))
        self.ask(f"/element/{element}/click")

    def type(self, text: str) -> None:
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self.ask("/actions", actions=[{"type": "key", "id": "keys", "actions": keys}])

    def close(self) -> None:
        if self.driver.returncode is not None:
            return
        self.send("DELETE", self.session)
        self.line.close()
        for process in (self.driver, self.screen):
            process.terminate()
            process.wait(PATIENCE)


def open_screen() -> tuple[subprocess.Popen[bytes], str]:
    """One that has a number which no other has."""
    ours, theirs = os.pipe()
    how = ["-displayfd", str(theirs), "-screen", "0", "1024x1024x24", "-nolisten", "tcp"]
    screen = subprocess.Popen(["Xvfb", *how], pass_fds=[theirs], stderr=subprocess.DEVNULL)
    os.close(theirs)
    with os.fdopen(ours) as said:
        return screen, f":{said.readline().strip()}"


def settings_of(home: Path) -> dict[str, str]:
    """Of a person who has never used it, and lives where our people live."""
    looks = home / "config" / "gtk-3.0"
    looks.mkdir(parents=True)
    (looks / "gtk.css").write_text(NARROW)
    (looks / "settings.ini").write_text(STILL)
    folders = {f"XDG_{it.upper()}_HOME": str(home / it) for it in ("config", "data", "cache")}
    said = {"LANG": "C.UTF-8", "TZ": "America/New_York", "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
    return {"HOME": str(home), **folders, **said}
