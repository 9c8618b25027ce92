"""A line that breaks while something is sent: before, after and in the middle of the answer."""

import socket
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import cycle
from typing import Any
from wsgiref.types import WSGIApplication

from werkzeug.wrappers import Request, Response

Cut = Callable[[Response, socket.socket], None]


def before(_answer: Response, _line: socket.socket) -> None:
    """Not a byte of the answer comes."""


def in_the_head(_answer: Response, line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/ht")


def in_the_body(answer: Response, line: socket.socket) -> None:
    body = answer.get_data()
    head = [f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in answer.headers)]
    line.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body[: len(body) // 2])


# Whether the server takes the request, and how much of its answer comes.
CUTS: tuple[tuple[bool, Cut], ...] = (
    (False, before),
    (True, before),
    (True, in_the_head),
    (True, in_the_body),
)


class CutLines:
    """In front of the server: each second of the next so many requests that send something, and of
    those for a ticket, loses its line, in each way by turns.
    """

    def __init__(self, server: WSGIApplication) -> None:
        self.server = server
        self.left = 0
        self.done: list[str] = []
        self.is_second = cycle((True, False))
        self.ways: Iterator[tuple[bool, Cut]] = cycle(CUTS)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        is_sending = request.method == "POST" or request.path == "/outbox/ticket"
        if not is_sending or not self.left or not next(self.is_second):
            return self.server(environ, start_response)
        self.left -= 1
        self.cut(environ)
        raise ConnectionError("the line is cut")

    def cut(self, environ: Any) -> None:
        is_taken, way = next(self.ways)
        self.done.append(f"{environ['PATH_INFO']} {way.__name__} {is_taken}")
        sent = Request(environ).get_data()  # all of it has come
        environ["wsgi.input"] = BytesIO(sent)
        line = environ["werkzeug.socket"]
        if is_taken:
            way(Response.from_app(self.server, environ, buffered=True), line)
        line.shutdown(socket.SHUT_RDWR)
