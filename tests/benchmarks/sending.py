"""How many messages a second go out, what each costs the processor, and beside whom.

Run by `make bench`: `python -m tests.benchmarks.sending`, or with fewer messages `... 1000`. All
send 2 KB to one push service on loopback over TLS, which is a process of its own and costs little;
some of what came is decrypted and its signature checked. In turns, so that whatever else the
machine does hits all alike; medians.

- the cryptography alone: WebPusher.encode and the VAPID header, as we use them, no network
- the HTTP client alone: aiohttp as we set it up, with ready bodies. The two one after the other on
  one processor are the bound of what a thread of Python can do with them
- ours: reminders that wait in the outbox -> claimed -> encrypted -> sent -> written down
- pywebpush.webpush() in a loop, as its README shows it
- the npm package web-push, with Promise.all. npm puts it into a temporary folder: no lock file of
  ours carries it
"""

import asyncio
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any, NamedTuple

from pywebpush import WebPusher, webpush

from peerapp import clock, config
from peerapp.config import ROOT
from peerapp.push import endpoints, sender, vapid
from peerapp.push.notifications import padded
from peerapp.reminders import due
from tests.benchmarks import sending_rows
from tests.benchmarks.databases import app_over, aside, new_databases
from tests.benchmarks.plain_push_service import PlainPushService
from tests.benchmarks.stages import Stages
from tests.support.push_service import PushService

MESSAGES = 6_000
ROUNDS = 3
OF_A_LOOP = 20  # the loop is slow: one in so many messages
OF_NODE = 3  # and here one in so many
WEB_PUSH = "web-push@3.6.7"
AT_ONCE = (50, 500)  # of web-push
SUBJECT = "mailto:operator@example.org"
TEXT = padded('{"web_push": 8030}')


class Took(NamedTuple):
    messages: int
    wall: float  # seconds
    busy: float  # seconds of the processor


@dataclass(frozen=True)
class Scene:
    """What all send to and with; it can be sent to another process."""

    host: str
    ca_file: str
    key: str  # VAPID, private
    subscriptions: list[dict[str, Any]]
    due: list[datetime]  # when the reminders of each round are

    @property
    def origin(self) -> str:
        return f"https://{self.host}"


@dataclass
class Contender:
    name: str
    send: Callable[[int], Took]  # in a round
    is_sent: bool = True  # over the network
    took: list[Took] = field(default_factory=list)

    def rate(self) -> float:
        return statistics.median(one.messages / one.wall for one in self.took)

    def cost(self) -> float:
        """Microseconds of the processor for a message."""
        return statistics.median(one.busy / one.messages for one in self.took) * 1e6


def main() -> None:
    messages = int(sys.argv[1]) if sys.argv[1:] else MESSAGES
    with PlainPushService() as service, PushService() as judge, ExitStack() as stack:
        judge.origin = service.origin  # it knows the devices, and looks at what came to the other
        devices = [judge.subscribe() for _ in range(messages)]
        subscriptions = [device.to_json() for device in devices]
        due_at = [clock.now() + timedelta(seconds=number) for number in range(ROUNDS + 2)]
        scene = Scene(service.host, service.ca_file, config.make_vapid_key(), subscriptions, due_at)
        contenders, workers = all_of_them(scene, stack)
        for number in range(ROUNDS + 1):  # the first warms up
            for one in contenders:
                took = one.send(number)
                check(one, took, service, judge)
                if number:
                    one.took.append(took)
        report(contenders)
        for kind, worker in workers.items():
            print(f"\nWhere the time of a send goes, {kind} (us of the processor, share)")
            print(worker(stages_of, ROUNDS + 1), flush=True)


def all_of_them(
    scene: Scene, stack: ExitStack
) -> tuple[list[Contender], dict[str, Callable[..., Any]]]:
    urls = stack.enter_context(new_databases("sqlite", "postgresql"))
    bare = stack.enter_context(in_a_process(open_bare, scene))
    found = [
        Contender("the cryptography alone", partial(bare, cryptography), is_sent=False),
        Contender("the HTTP client alone", partial(bare, http_alone)),
    ]
    workers = {}
    for kind, url in urls.items():
        aside(sending_rows.fill, url, scene.subscriptions, scene.due)
        workers[kind] = stack.enter_context(in_a_process(open_app, scene, url))
        found.append(Contender(f"ours, {kind}", partial(workers[kind], ours)))
    loop = stack.enter_context(in_a_process(open_bare, scene))
    found.append(Contender("a loop of webpush()", partial(loop, loop_of_webpush)))
    node = stack.enter_context(node_modules())
    for at_once in AT_ONCE:
        send = stack.enter_context(web_push(scene, node, at_once))
        found.append(Contender(f"web-push on Node.js, {at_once} at once", send))
    return found, workers


def check(one: Contender, took: Took, service: PlainPushService, judge: PushService) -> None:
    """All came, and those that were kept are in order."""
    count, samples = service.came()
    assert count == (took.messages if one.is_sent else 0), (one.name, count, took)
    if one.name != "the HTTP client alone":  # which sends one and the same body
        for sample in samples:
            judge.check(
                sample.path, {"topic": "a", "urgency": "high", **sample.headers}, sample.body
            )


def report(contenders: list[Contender]) -> None:
    by_name = {one.name: one for one in contenders}
    crypto, http = (by_name[f"the {what} alone"] for what in ("cryptography", "HTTP client"))
    loop = by_name["a loop of webpush()"].rate()
    node = max(one.rate() for one in contenders if "web-push" in one.name)
    bound = 1 / (1 / crypto.rate() + 1 / http.rate())
    print(f"\n{'':36}{'messages/s':>11}{'us of processor':>17}{'of the bound':>14}{'the loop':>10}"
          f"{'web-push':>10}")  # fmt: skip
    both = crypto.cost() + http.cost()
    print(f"{'bound: the first two, in turns':36}{bound:11,.0f}{both:17,.0f}")
    for one in contenders:
        print(f"{one.name:36}{one.rate():11,.0f}{one.cost():17,.0f}{one.rate() / bound:13.0%} "
              f"{one.rate() / loop:8.1f} x{one.rate() / node:8.1f} x")  # fmt: skip


# what follows runs in processes of their own


@contextmanager
def in_a_process(opened: Callable[..., None], *args: Any) -> Iterator[Callable[..., Any]]:
    """Calls functions in it, one after the other."""
    spawn = get_context("spawn")
    with ProcessPoolExecutor(1, spawn, initializer=opened, initargs=args) as other:
        yield lambda work, *more: other.submit(work, *more).result()


def open_bare(scene: Scene) -> None:
    global here
    here = scene
    os.environ["REQUESTS_CA_BUNDLE"] = scene.ca_file


@contextmanager
def measured(messages: int) -> Iterator[list[Took]]:
    began, busy, took = time.perf_counter(), busy_so_far(), []
    yield took
    took.append(Took(messages, time.perf_counter() - began, busy_so_far() - busy))


def busy_so_far() -> float:
    used = getrusage(RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cryptography(_number: int) -> Took:
    signer, now = vapid.Signer(here.key, SUBJECT), clock.now()
    with measured(len(here.subscriptions)) as took:
        for one in here.subscriptions:
            assert WebPusher(one).encode(TEXT, "aes128gcm")["body"]
            assert signer.authorization(one["endpoint"], now)
    return took[0]


def http_alone(_number: int) -> Took:
    signer, first = vapid.Signer(here.key, SUBJECT), here.subscriptions[0]
    body = WebPusher(first).encode(TEXT, "aes128gcm")["body"]
    headers = {
        "Authorization": signer.authorization(first["endpoint"], clock.now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": "3600",
        "Urgency": "high",
        "Topic": "a" * 32,
    }
    waiting = [one["endpoint"] for one in here.subscriptions]

    async def send_all() -> None:
        async with endpoints.session(
            endpoints.Allowed.with_extra([here.host]), here.ca_file
        ) as http:

            async def send() -> None:
                while waiting:
                    async with http.post(waiting.pop(), data=body, headers=headers) as answer:
                        assert answer.status == 201

            await asyncio.gather(*(send() for _ in range(endpoints.CONNECTIONS_PER_HOST)))

    with measured(len(waiting)) as took:
        asyncio.run(send_all())
    return took[0]


def loop_of_webpush(_number: int) -> Took:
    some = here.subscriptions[::OF_A_LOOP]
    with measured(len(some)) as took:
        for one in some:
            webpush(
                subscription_info=one,
                data=TEXT,
                vapid_private_key=here.key,
                vapid_claims={"sub": SUBJECT},
            )
    return took[0]


def open_app(scene: Scene, url: str) -> None:
    global here, app
    here, app = scene, app_over(url)
    opened = app.__enter__()
    gc.collect()
    gc.freeze()  # as the worker does
    opened.config.update(
        PUSH_ALLOWED_HOSTS=[scene.host], PUSH_CA_FILE=scene.ca_file,
        VAPID_PRIVATE_KEY=scene.key, VAPID_SUBJECT=SUBJECT,
    )  # fmt: skip


def ours(number: int) -> Took:
    now = here.due[number]
    assert due.claim_due(now) == len(here.subscriptions)
    with measured(len(here.subscriptions)) as took:
        assert sender.send_due(now) == len(here.subscriptions)
    return took[0]


def stages_of(number: int) -> str:
    stages = Stages()
    stages.watch()
    return stages.table(ours(number).messages)


@contextmanager
def node_modules() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="web-push-") as folder:
        install = [ROOT / "static" / "npm", "install", "--silent", "--prefix", folder, WEB_PUSH]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        yield folder


@contextmanager
def web_push(scene: Scene, folder: str, at_once: int) -> Iterator[Callable[[int], Took]]:
    some = scene.subscriptions[::OF_NODE]
    said = {
        "folder": folder,
        "subscriptions": some,
        "text": TEXT.decode(),
        "key": {
            "publicKey": vapid.Signer(scene.key, SUBJECT).public_key(),
            "privateKey": scene.key,
        },
        "atOnce": at_once,
    }
    file = Path(folder) / f"{at_once}.json"
    file.write_text(json.dumps(said))
    with subprocess.Popen(
        ["node", Path(__file__).with_name("web_push.mjs"), file],
        env={**os.environ, "NODE_EXTRA_CA_CERTS": scene.ca_file},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as node:
        assert node.stdin and node.stdout

        def send(_number: int) -> Took:
            node.stdin.write("go\n")
            node.stdin.flush()
            return Took(len(some), *json.loads(node.stdout.readline()))

        try:
            yield send
        finally:
            node.stdin.close()


if __name__ == "__main__":
    main()
