"""Another browser than Chromium, as a test asks for it: one tab, in a profile of its own."""

import json
import time
from abc import ABC, abstractmethod
from typing import Any

PATIENCE = 60  # seconds: only what never comes takes as long


class EngineError(Exception):
    pass


def into_the_middle(selector: str) -> str:
    """Between the two bars, where a tap hits it."""
    how = '{ block: "center", behavior: "instant" }'
    return f"document.querySelector({json.dumps(selector)}).scrollIntoView({how})"


class Engine(ABC):
    """What is asked of it is JavaScript; with `scripts=False` the pages have none."""

    name: str
    address: str

    @abstractmethod
    def goto(self, path: str) -> None: ...

    @abstractmethod
    def js(self, expression: str) -> Any:
        """What a script says, a promise of it too; only texts, numbers, true and false."""

    @abstractmethod
    def look_for(self, selector: str) -> Any:
        """The first that there is now, or None; also where pages have no scripts."""

    @abstractmethod
    def tap(self, selector: str) -> None: ...

    @abstractmethod
    def type(self, text: str) -> None:
        """Into what was tapped last."""

    @abstractmethod
    def close(self) -> None: ...

    def find(self, selector: str) -> Any:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                if found := self.look_for(selector):
                    return found
            except EngineError:
                pass  # between two pages
            time.sleep(0.05)
        raise AssertionError(f"never: {selector}")

    def until(self, expression: str) -> None:
        end = time.monotonic() + PATIENCE
        while not self.is_so(expression):
            if time.monotonic() > end:
                text = self.js("location.href + ' ' + document.body.innerText")
                raise AssertionError(f"never: {expression}\n{text}")
            time.sleep(0.05)

    def is_so(self, expression: str) -> bool:
        try:
            return bool(self.js(expression))
        except EngineError:  # the page went away meanwhile
            return False
