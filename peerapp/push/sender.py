"""Sends what is due: encrypted (RFC 8291), signed (RFC 8292), many at once (RFC 8030).

The database is read before the network starts and written after it has ended, so that a push
service that hangs holds no transaction.
"""

import asyncio
import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import aiohttp
from flask import current_app
from pywebpush import WebPusher
from yarl import URL

from peerapp import clock
from peerapp.push import attempts, outbox, vapid
from peerapp.push.attempts import Result
from peerapp.push.endpoints import Allowed, session
from peerapp.push.notifications import padded
from peerapp.push.outbox import Message
from peerapp.queue import task

log = logging.getLogger(__name__)

BATCH_SECONDS = 25  # then what has no answer yet counts as a time-out (P5)
ERROR_BYTES = 150  # of a push service's answer, kept for `doctor`


@task()
def send_later() -> None:
    send_due(clock.now())


def wake() -> None:
    """Send soon; after the commit. If the queue is down, the worker's own tick finds the rows."""
    try:
        send_later()
    except Exception:
        log.exception("the queue could not be reached")


def send_due(now: datetime) -> int:
    """Send all that is due at an instant, in batches. How many the push services took.

    Any number of workers may do it at once.
    """
    sent = 0
    started = time.monotonic()
    while batch := outbox.claim(now):
        results = send(batch.messages, now)
        sent += sum(result.is_sent for result in results.values())
        took = timedelta(seconds=time.monotonic() - started)
        outbox.settle(batch.lease, results, now + took)
    return sent


@dataclass(frozen=True)
class Request:
    """A message as it goes over the wire."""

    delivery_id: UUID
    endpoint: str
    body: bytes
    headers: dict[str, str]


def send(messages: Sequence[Message], now: datetime) -> dict[UUID, Result]:
    """What came of each message. Touches no database."""
    allowed = Allowed.with_extra(current_app.config["PUSH_ALLOWED_HOSTS"])
    results, requests = {}, []
    for message in messages:
        try:
            requests.append(prepared(message, allowed, now))
        except Exception as why:  # a row that cannot be sent stops no other (P5)
            error = f"{type(why).__name__}: {why}"[:ERROR_BYTES]
            results[message.delivery_id] = Result(None, error, is_final=True)
    if requests:
        ca_file = current_app.config["PUSH_CA_FILE"]
        results |= asyncio.run(post_all(requests, allowed, ca_file, now))
    return results


def prepared(message: Message, allowed: Allowed, now: datetime) -> Request:
    allowed.check(message.endpoint)  # the rules may be stricter than when it was taken
    keys = {"p256dh": message.p256dh, "auth": message.auth}
    pusher = WebPusher({"endpoint": message.endpoint, "keys": keys})
    body: bytes = pusher.encode(padded(message.payload), "aes128gcm")["body"]
    headers = {
        "Authorization": vapid.signer().authorization(message.endpoint, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        # all three on every message (P6); what is late is dropped by the push service itself (R4)
        "TTL": str(max(math.ceil((message.useful_until - now).total_seconds()), 1)),
        "Urgency": message.urgency,
        "Topic": message.topic,
    }
    return Request(message.delivery_id, message.endpoint, body, headers)


async def post_all(
    requests: Sequence[Request], allowed: Allowed, ca_file: str | None, now: datetime
) -> dict[UUID, Result]:
    async with session(allowed, ca_file) as http:
        posts = {
            asyncio.create_task(post(http, request, now)): request.delivery_id
            for request in requests
        }
        done, late = await asyncio.wait(posts, timeout=BATCH_SECONDS)
        for one in late:
            one.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    results = {posts[one]: one.result() for one in done}
    return results | {posts[one]: Result(None, "no answer in time") for one in late}


async def post(http: aiohttp.ClientSession, request: Request, now: datetime) -> Result:
    """One attempt; whatever goes wrong is a result."""
    try:
        async with http.post(
            URL(request.endpoint, encoded=True),  # not a letter of it is changed
            data=request.body,
            headers=request.headers,
            allow_redirects=False,
        ) as answer:
            if answer.status in attempts.SENT:
                return Result(answer.status)
            said = (await answer.content.read(ERROR_BYTES)).decode(errors="replace")
            return Result(
                answer.status,
                f"{answer.status} {''.join(filter(str.isprintable, said))}".strip(),
                attempts.retry_after(answer.headers.get("Retry-After"), now),
            )
    except (aiohttp.ClientError, OSError, TimeoutError) as why:
        return Result(None, f"{type(why).__name__}: {why}"[:ERROR_BYTES])
    except Exception as why:
        log.exception("a message could not be sent")
        return Result(None, f"{type(why).__name__}: {why}"[:ERROR_BYTES], is_final=True)
