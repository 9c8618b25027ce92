"""The network side of sending: an event loop in which as many messages are under way as there are.

It knows no database, and whatever goes wrong with a message is a result.
"""

import asyncio
import logging
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from threading import Thread
from typing import Any, NamedTuple, Self, TypeVar

import aiohttp
from yarl import URL

from peerapp.push import attempts
from peerapp.push.attempts import Result
from peerapp.push.endpoints import CONNECTIONS_PER_HOST, Allowed, session
from peerapp.queue import log_failure

log = logging.getLogger(__name__)

Outcome = TypeVar("Outcome")

ANSWER_SECONDS = 25  # then what has no answer yet counts as a time-out, in the line too (P5)
CLOSE_SECONDS = 2  # for answers that are on their way when who sends breaks off
ERROR_BYTES = 150  # of a push service's answer, kept for `doctor`


@dataclass(frozen=True)
class Request:
    """A message as it goes over the wire."""

    endpoint: str
    body: bytes
    headers: dict[str, str]
    made_at: datetime


class Waiting(NamedTuple):
    request: Request
    then: Callable[[Result], None]
    until: float  # of the loop's time


class Network:
    """A loop in a thread of its own, since the caller's may have one already. What is under way
    when it is closed is given up.
    """

    def __init__(self, allowed: Allowed, ca_file: str | None) -> None:
        self.loop = asyncio.new_event_loop()
        # A daemon, so that a worker that is told to stop need not wait for a service that hangs.
        self.thread = Thread(target=self.loop.run_forever, name="push", daemon=True)
        self.thread.start()
        self.tasks: set[asyncio.Task[None]] = set()
        # What waits for a push service, and how many send to it. A line of our own costs less than
        # to let hundreds wait for one of the client's connections.
        self.lines: defaultdict[str, deque[Waiting]] = defaultdict(deque)
        self.senders: Counter[str] = Counter()
        try:
            opening = asyncio.run_coroutine_threadsafe(self._open(allowed, ca_file), self.loop)
            self.http = opening.result()
        except BaseException:
            self._stop()
            raise

    def run(self, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        """In the loop, and in the caller's context (the app's), who waits for it."""
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return future.result()
        finally:
            future.cancel()  # where the caller was interrupted

    def post(self, origin: str, request: Request, then: Callable[[Result], None]) -> None:
        """From inside the loop: sends it when its turn comes, and says what came of it."""
        self.lines[origin].append(Waiting(request, then, self.loop.time() + ANSWER_SECONDS))
        if self.senders[origin] < CONNECTIONS_PER_HOST:
            self.senders[origin] += 1
            task = self.loop.create_task(self._send(origin))
            self.tasks.add(task)  # the loop itself keeps only a weak reference
            task.add_done_callback(self.tasks.discard)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            closing = asyncio.run_coroutine_threadsafe(self._close(), self.loop)
            closing.result(2 * CLOSE_SECONDS)
        finally:
            self._stop()

    def _stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _open(self, allowed: Allowed, ca_file: str | None) -> aiohttp.ClientSession:
        return session(allowed, ca_file)

    async def _close(self) -> None:
        for line in self.lines.values():
            line.clear()  # what has not begun does not
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=CLOSE_SECONDS)
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.http.close()

    async def _send(self, origin: str) -> None:
        """One after the other, until nothing waits."""
        line = self.lines[origin]
        try:
            while line:
                one = line.popleft()
                one.then(await send(self.http, one.request, one.until))
        finally:
            self.senders[origin] -= 1


async def send(http: aiohttp.ClientSession, request: Request, until: float) -> Result:
    """One attempt."""
    try:
        async with asyncio.timeout_at(until):
            return await attempt(http, request)
    except (aiohttp.ClientError, OSError, TimeoutError) as why:
        return Result(None, in_words(why, request.endpoint))
    except Exception as why:
        log_failure(log, "a message could not be sent", why)
        return Result(None, in_words(why, request.endpoint), is_final=True)


async def attempt(http: aiohttp.ClientSession, request: Request) -> Result:
    async with http.post(
        URL(request.endpoint, encoded=True),  # not a letter of it is changed
        data=request.body,
        headers=request.headers,
        allow_redirects=False,
    ) as answer:
        if answer.status in attempts.SENT:
            return Result(answer.status)
        said = (await answer.content.read(ERROR_BYTES)).decode(errors="replace")
        said = "".join(filter(str.isprintable, said))
        return Result(
            answer.status,
            without_path(f"{answer.status} {said}".strip(), request.endpoint),
            attempts.retry_after(answer.headers.get("Retry-After"), request.made_at),
        )


def in_words(why: Exception, endpoint: str) -> str:
    return without_path(f"{type(why).__name__}: {why}", endpoint)[:ERROR_BYTES]


def without_path(text: str, endpoint: str) -> str:
    """Who knows the path can ring the phone, and an error is shown to the operator."""
    return text.replace(endpoint.split("/", 3)[3] or endpoint, "...")
