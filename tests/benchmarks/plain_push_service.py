"""A push service that costs little: it takes all that comes, and keeps some of it to be looked at.

In a process of its own, so that its work is not the sender's. It answers 201 and checks nothing;
who wants to know whether the messages were in order decrypts the samples afterwards.
"""

import asyncio
import tempfile
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, Self

from tests.support.certificates import make_certificates

KEPT = 500  # one request in so many, and the first
ANSWER = b"HTTP/1.1 201 Created\r\nLocation: /message/1\r\nContent-Length: 0\r\n\r\n"


class Sample(NamedTuple):
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes


class PlainPushService:
    def __enter__(self) -> Self:
        self.folder = tempfile.TemporaryDirectory(prefix="push-service-")
        self.ca_file = str(Path(self.folder.name) / "ca.pem")
        spawn = get_context("spawn")
        self.line, other_end = spawn.Pipe()
        self.process = spawn.Process(target=serve, args=(self.folder.name, other_end), daemon=True)
        self.process.start()
        self.host = f"localhost:{self.line.recv()}"
        self.origin = f"https://{self.host}"
        return self

    def __exit__(self, *_: object) -> None:
        self.line.send(None)
        self.process.join(5)
        self.folder.cleanup()

    def came(self) -> tuple[int, list[Sample]]:
        """How many requests since it was asked last, and some of them."""
        self.line.send("?")
        count, raw = self.line.recv()
        return count, [read(one) for one in raw]


def read(raw: bytes) -> Sample:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    pairs = (line.split(":", 1) for line in lines)
    return Sample(first.split()[1], {name.lower(): value.strip() for name, value in pairs}, body)


class Seen:
    def __init__(self) -> None:
        self.count = 0
        self.kept: list[bytes] = []


class Connection(asyncio.Protocol):
    def __init__(self, seen: Seen) -> None:
        self.seen, self.buffer, self.needed = seen, bytearray(), 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while self.buffer:
            if not self.needed:
                end = self.buffer.find(b"\r\n\r\n")
                if end < 0:
                    return
                head = bytes(self.buffer[:end]).lower()
                length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
                self.needed = end + 4 + int(length)
            if len(self.buffer) < self.needed:
                return
            if self.seen.count % KEPT == 0:
                self.seen.kept.append(bytes(self.buffer[: self.needed]))
            self.seen.count += 1
            del self.buffer[: self.needed]
            self.needed = 0
            self.transport.write(ANSWER)


def serve(folder: str, line: Any) -> None:
    asyncio.run(answer(folder, line))


async def answer(folder: str, line: Any) -> None:
    loop, seen, told = asyncio.get_running_loop(), Seen(), asyncio.Event()
    context = make_certificates(Path(folder))
    server = await loop.create_server(
        lambda: Connection(seen), "127.0.0.1", 0, ssl=context, backlog=1000
    )
    line.send(server.sockets[0].getsockname()[1])

    def asked() -> None:
        if line.recv() is None:
            told.set()
            return
        line.send((seen.count, seen.kept))
        seen.count, seen.kept = 0, []

    loop.add_reader(line.fileno(), asked)
    await told.wait()
