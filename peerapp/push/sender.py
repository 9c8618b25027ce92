"""Sends what is due: encrypted (RFC 8291), signed (RFC 8292), many at once (RFC 8030).

Each look into the database is a short transaction of its own, and none is open while the network is
waited for, so that a push service that hangs holds none. While it hangs, others' messages go on:
what is due is claimed whenever there is room for it (P5).

One event loop of a worker does all of it, so that its other threads are free for other work. To
encrypt in one thread and send in another was slower: in Python they mostly wait for each other.
"""

import asyncio
import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Lock
from typing import ParamSpec, TypeVar
from uuid import UUID

from flask import Flask, current_app
from pywebpush import WebPusher
from sqlalchemy.exc import OperationalError

from peerapp import clock, language
from peerapp.extensions import db
from peerapp.push import answers, claims, outbox, vapid
from peerapp.push.attempts import Result
from peerapp.push.circuits import Circuits
from peerapp.push.claims import Message
from peerapp.push.endpoints import Allowed, origin_of
from peerapp.push.fairness import FarLooks, Patience, Room
from peerapp.push.journal import Journal
from peerapp.push.network import Network, Request
from peerapp.push.notifications import SHORT_LENGTH, short_form
from peerapp.queue import soon, task

ERROR_LETTERS = 150
# Answers that come within so many seconds, or so many of them, are written in one transaction.
TOGETHER_SECONDS = 0.1
TOGETHER = 250
STOP_QUIET_SECONDS = 0.5  # without an answer: then what is left hangs

Answer = tuple[Message, Result]
Asked = ParamSpec("Asked")
Found = TypeVar("Found")

_making = Lock()


@dataclass
class Post:
    """What this process sends with: whose turn it is to send, and whether somebody called."""

    journal: Journal
    turn: Lock = field(default_factory=Lock)
    patience: Patience = field(default_factory=Patience)
    circuits: Circuits = field(default_factory=Circuits)
    far: FarLooks = field(default_factory=FarLooks)
    is_called: bool = False
    ring: Callable[[], object] | None = None  # whoever is sending, from any thread
    stopping: Event = field(default_factory=Event)

    def call(self) -> None:
        """There is something new to send, or it is time to stop."""
        self.is_called = True
        if ring := self.ring:
            with suppress(RuntimeError):  # their loop has ended meanwhile
                ring()


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
    post.call()
    while post.is_called and not post.stopping.is_set() and post.turn.acquire(blocking=False):
        try:
            send_all(post)
        finally:
            post.turn.release()


def wake() -> bool:
    """Send soon; after the commit. False: the queue is down."""
    return soon(send_later)


def stop() -> None:
    """Nothing more is claimed; what is under way is waited for by who sends it."""
    post = the_post()
    post.stopping.set()
    post.call()


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
        return network.run(Run(post, allowed, network, ahead).to_its_end())


@dataclass
class Run:
    """Sends until nothing is due and nothing under way."""

    post: Post
    allowed: Allowed
    network: Network
    ahead: timedelta  # of the clock: who sends may say a later time
    room: Room = field(default_factory=Room)
    under_way: dict[UUID, Message] = field(default_factory=dict)  # by delivery
    came: list[Answer] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)  # an answer, or a call
    enough: asyncio.Event = field(default_factory=asyncio.Event)  # many answers, or a call
    sent: int = 0

    def now(self) -> datetime:
        return clock.now() + self.ahead

    async def to_its_end(self) -> int:
        self.post.ring = partial(self.network.loop.call_soon_threadsafe, self.called)
        while not self.post.stopping.is_set():
            now, self.post.is_called = self.now(), False
            held_back = self.post.patience.held_back(now) | self.post.circuits.open(now)
            self.room.half_open = self.post.circuits.half_open(now)
            far = self.post.far
            messages = await in_the_database(claims.claim, now, self.room, held_back, far)
            for number, message in enumerate(messages or ()):
                self.hand_over(message)
                if number % 5 == 4:  # an answer that is not noted yet is repeated after a kill
                    await asyncio.sleep(0)
            is_waiting = bool(self.under_way) or self.post.far.is_wanted
            if messages is None and not is_waiting and not self.post.is_called:
                return self.sent
            # after a whole batch more is due for which there is room, and else when there is news
            is_batch = len(messages or ()) >= claims.BATCH
            wait = is_waiting and not is_batch
            await self.settle(await self.answers(self.post.far.wait() if wait else 0))
        await self.finish()
        return self.sent

    async def finish(self) -> None:
        """What is under way, for as long as answers come."""
        while self.under_way:
            began = time.monotonic()
            answers = await self.answers(STOP_QUIET_SECONDS)
            await self.settle(answers)
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
            self.answered(message, Result(None, error, is_final=True))
        else:
            self.network.post(
                origin_of(message.endpoint),
                request,
                lambda result: self.answered(message, result),
            )

    def answered(self, message: Message, result: Result) -> None:
        if result.is_sent:
            self.post.journal.note((message.delivery_id, message.lease))
        self.came.append((message, result))
        self.news.set()
        if len(self.came) >= TOGETHER:
            self.enough.set()

    def called(self) -> None:
        self.news.set()
        self.enough.set()

    async def answers(self, within: float | None) -> list[Answer]:
        """What comes within so many seconds, or until somebody calls us; None: however long that
        takes; 0: what has come in already.
        """
        waits = ((self.news, within), (self.enough, TOGETHER_SECONDS))
        for event, seconds in waits if within != 0 else ():
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await event.wait()
        await asyncio.sleep(0)  # the network goes on, where nothing was waited for
        self.news.clear()
        self.enough.clear()
        came, self.came = self.came, []
        return came

    async def settle(self, answers: list[Answer]) -> None:
        if not answers:
            return
        now, current = self.now(), []
        for message, result in answers:
            latest = self.under_way.pop(message.delivery_id, None)
            if latest:  # not what an earlier run has left
                self.room.leave(message.endpoint, message.person_id)
            current.append((latest or message, result))
            self.post.patience.note(message.endpoint, message.person_id, result, now)
            origin = origin_of(message.endpoint)
            self.post.circuits.note(origin, message.person_id, result, now)
            self.sent += result.is_sent
        await in_the_database(settled, current, now)
        self.post.journal.forget((message.delivery_id, message.lease) for message, _ in answers)


def settled(answers: list[Answer], now: datetime) -> None:
    """Tries once more: the writer of SQLite may be busy, or two have locked each other out."""
    try:
        claims.settle(answers, now)
    except OperationalError:
        db.session.rollback()
        claims.settle(answers, now)


async def in_the_database(
    work: Callable[Asked, Found], *args: Asked.args, **more: Asked.kwargs
) -> Found:
    """PostgreSQL is waited for aside, while the network goes on. SQLite works in this process, and
    would get Python's lock back only after a while for each single row.
    """
    if db.engine.dialect.name == "sqlite":
        return work(*args, **more)
    return await asyncio.to_thread(work, *args, **more)


def text_of(message: Message) -> bytes:
    if message.is_short:
        origin = current_app.config["PUBLIC_URL"]
        with language.speaking(message.language):
            text = short_form(origin, message.topic)
        return answers.completed(text, message.delivery_id, SHORT_LENGTH)
    return answers.completed(outbox.opened(message.payload), message.delivery_id)


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
