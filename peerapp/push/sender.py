"""Sends what is due: encrypted (RFC 8291), signed (RFC 8292), many at once (RFC 8030).

The database is read before the network starts and written after it has ended, so that a push
service that hangs holds no transaction. While it hangs, others' messages go on: what is due is
claimed whenever there is room for it, and one thread of a worker does all of it, so that the others
are free for other work (P5).
"""

import logging
import math
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Event, Lock
from uuid import UUID

from flask import Flask, current_app
from pywebpush import WebPusher

from peerapp import clock
from peerapp.push import claims, outbox, vapid
from peerapp.push.attempts import Result
from peerapp.push.claims import Message
from peerapp.push.endpoints import Allowed
from peerapp.push.fairness import Patience, Room
from peerapp.push.journal import Journal
from peerapp.push.network import Network, Request
from peerapp.push.notifications import SHORT_LENGTH, padded, short_form
from peerapp.queue import log_failure, task

log = logging.getLogger(__name__)

ERROR_LETTERS = 150
# Answers that come within so many seconds, or so many of them, are written in one transaction.
TOGETHER_SECONDS = 0.05
TOGETHER = 100
STOP_QUIET_SECONDS = 0.5  # without an answer: then what is left hangs

Answer = tuple[Message, Result]

_making = Lock()


@dataclass
class Post:
    """What this process sends with: whose turn it is to send, and what came in."""

    journal: Journal
    turn: Lock = field(default_factory=Lock)
    news: SimpleQueue[Answer | None] = field(default_factory=SimpleQueue)
    patience: Patience = field(default_factory=Patience)
    stopping: Event = field(default_factory=Event)


def the_post() -> Post:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with _making:
        if "post" not in app.extensions:
            app.extensions["post"] = Post(Journal(app.config["DATA_DIR"] / "taken"))
    found: Post = app.extensions["post"]
    return found


@task()
def send_later() -> None:
    send_now()


def send_now() -> None:
    """If a thread of this process is sending already, it is told to look again."""
    post = the_post()
    post.news.put(None)
    while not post.news.empty() and not post.stopping.is_set():
        if not post.turn.acquire(blocking=False):
            return
        try:
            send_all(post)
        finally:
            post.turn.release()


def wake() -> bool:
    """Send soon; after the commit. False: the queue is down, and a worker finds the rows itself."""
    try:
        send_later()
    except Exception as why:
        log_failure(log, "the queue could not be reached", why)
        return False
    return True


def stop() -> None:
    """Nothing more is claimed; what is under way is waited for by who sends it."""
    post = the_post()
    post.stopping.set()
    post.news.put(None)


def send_due(now: datetime) -> int:
    """Send all that is due at an instant or becomes due meanwhile. How many messages the push
    services took.

    Any number of processes may do it at once.
    """
    ahead = now - clock.now()
    post = the_post()
    with post.turn:
        # never behind the clock: what is put meanwhile would be due too late
        return send_all(post, max(ahead, timedelta(0)))


def send_all(post: Post, ahead: timedelta = timedelta(0)) -> int:
    allowed = Allowed.with_extra(current_app.config["PUSH_ALLOWED_HOSTS"])
    post.journal.settle_left_behind(clock.now())
    with Network(allowed, current_app.config["PUSH_CA_FILE"]) as network:
        return Run(post, allowed, network, ahead).to_its_end()


@dataclass
class Run:
    """Sends until nothing is due and nothing under way."""

    post: Post
    allowed: Allowed
    network: Network
    ahead: timedelta  # of the clock: who sends may say a later time
    room: Room = field(default_factory=Room)
    under_way: dict[UUID, Message] = field(default_factory=dict)  # by delivery
    sent: int = 0

    def now(self) -> datetime:
        return clock.now() + self.ahead

    def to_its_end(self) -> int:
        while not self.post.stopping.is_set():
            now = self.now()
            messages = claims.claim(now, self.room, self.post.patience.held_back(now))
            if messages is None and not self.under_way and self.post.news.empty():
                return self.sent
            for message in messages or ():
                self.hand_over(message)
            # more may be due: only when nothing was, it is worth waiting for
            self.settle(self.answers(wait=None if messages is None else 0))
        self.finish()
        return self.sent

    def finish(self) -> None:
        """What is under way, for as long as answers come."""
        while self.under_way:
            began = time.monotonic()
            self.settle(answers := self.answers(wait=STOP_QUIET_SECONDS))
            if not answers and time.monotonic() - began >= STOP_QUIET_SECONDS:
                return

    def hand_over(self, message: Message) -> None:
        known = message.delivery_id in self.under_way
        self.under_way[message.delivery_id] = message
        if known:  # its lease was over (the clock has jumped): its answer counts for the new one
            return
        self.room.enter(message.endpoint, message.person_id)
        try:
            request = prepared(message, self.allowed, self.now())
        except Exception as why:  # a row that cannot be sent stops no other (P5)
            error = f"{type(why).__name__}: {why}"[:ERROR_LETTERS]
            self.post.news.put((message, Result(None, error, is_final=True)))
        else:
            self.network.post(request, lambda result: self.came(message, result))

    def came(self, message: Message, result: Result) -> None:
        """In the network's thread."""
        if result.is_sent:
            self.post.journal.note((message.delivery_id, message.lease))
        self.post.news.put((message, result))

    def answers(self, wait: float | None) -> list[Answer]:
        """What has come in; what comes within so many seconds, or None: until somebody wakes us."""
        came: list[Answer | None] = []
        with suppress(Empty):
            if wait != 0:
                came.append(self.post.news.get(timeout=wait))
            until = time.monotonic() + (TOGETHER_SECONDS if came else 0)
            while None not in came[-1:] and len(came) < TOGETHER:
                came.append(self.post.news.get(timeout=max(until - time.monotonic(), 0)))
        return [one for one in came if one is not None]

    def settle(self, answers: list[Answer]) -> None:
        if not answers:
            return
        now, current = self.now(), []
        for message, result in answers:
            latest = self.under_way.pop(message.delivery_id, None)
            if latest:  # not what an earlier run has left
                self.room.leave(message.endpoint, message.person_id)
            current.append((latest or message, result))
            self.post.patience.note(message.endpoint, message.person_id, result, now)
            self.sent += result.is_sent
        claims.settle(current, now)
        self.post.journal.forget((message.delivery_id, message.lease) for message, _ in answers)


def text_of(message: Message) -> bytes:
    if message.is_short:
        origin = current_app.config["PUBLIC_URL"]
        return padded(short_form(origin, message.topic), SHORT_LENGTH)
    return padded(outbox.opened(message.payload))


def prepared(message: Message, allowed: Allowed, now: datetime) -> Request:
    allowed.check(message.endpoint)  # the rules may be stricter than when it was taken
    keys = {"p256dh": message.p256dh, "auth": message.auth}
    pusher = WebPusher({"endpoint": message.endpoint, "keys": keys})
    text = text_of(message)
    body: bytes = pusher.encode(text, "aes128gcm")["body"]
    signer = vapid.signer_for(message.server_key)
    headers = {
        "Authorization": signer.authorization(message.endpoint, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        # all three on every message (P6); what is late is dropped by the push service itself (R4)
        "TTL": str(max(math.ceil((message.useful_until - now).total_seconds()), 1)),
        "Urgency": message.urgency,
        "Topic": message.topic,
    }
    return Request(message.endpoint, body, headers, made_at=now)
