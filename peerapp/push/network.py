"""The network side of sending: a thread in which as many messages are under way as there are.

It touches no database, and whatever goes wrong is a result.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from threading import Thread
from typing import Self

import aiohttp
from yarl import URL

from peerapp.push import attempts
from peerapp.push.attempts import Result
from peerapp.push.endpoints import Allowed, session
from peerapp.queue import log_failure

log = logging.getLogger(__name__)

ANSWER_SECONDS = 25  # then what has no answer yet counts as a time-out (P5)
CLOSE_SECONDS = 2  # for answers that are on their way when who sends breaks off
ERROR_BYTES = 150  # of a push service's answer, kept for `doctor`


@dataclass(frozen=True)
class Request:
    """A message as it goes over the wire."""

    endpoint: str
    body: bytes
    headers: dict[str, str]
    made_at: datetime


class Network:
    """Posts requests until it is closed; what is under way then is given up."""

    def __init__(self, allowed: Allowed, ca_file: str | None) -> None:
        self.loop = asyncio.new_event_loop()
        # A daemon, so that a worker that is told to stop need not wait for a service that hangs.
        self.thread = Thread(target=self.loop.run_forever, name="push", daemon=True)
        self.thread.start()
        self.tasks: set[asyncio.Task[Result]] = set()
        try:
            opening = asyncio.run_coroutine_threadsafe(self._open(allowed, ca_file), self.loop)
            self.http = opening.result()
        except BaseException:
            self._stop()
            raise

    def post(self, request: Request, then: Callable[[Result], None]) -> None:
        """Calls back in the network's own thread."""
        self.loop.call_soon_threadsafe(self._start, request, then)

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
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=CLOSE_SECONDS)
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.http.close()

    def _start(self, request: Request, then: Callable[[Result], None]) -> None:
        task = self.loop.create_task(send(self.http, request))
        self.tasks.add(task)  # the loop itself keeps only a weak reference
        task.add_done_callback(partial(self._done, then))

    def _done(self, then: Callable[[Result], None], task: asyncio.Task[Result]) -> None:
        self.tasks.discard(task)
        if not task.cancelled():
            then(task.result())


async def send(http: aiohttp.ClientSession, request: Request) -> Result:
    """One attempt."""
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
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
