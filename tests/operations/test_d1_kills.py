"""D1: the web server is killed again and again while people write."""

import http.client
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from threading import Event, Thread
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.messages.models import Message
from tests.support.client import client_of
from tests.support.long_form import LONG_FORM, times
from tests.support.people import make_member, make_mentor, match
from tests.support.web_server import web_server
from tests.support.worker import wait_until

pytestmark = LONG_FORM

WRITERS = 8


Phone = tuple[str, dict[str, str]]  # where it writes to, and with which headers


def make_phone(app: Flask, member: Person, mentor: Person) -> Phone:
    client = client_of(app, member)
    token, cookie = client.token(), client.get_cookie("peerapp")
    assert cookie
    return f"/matches/{match(mentor, member).id}/messages", {
        "X-CSRFToken": token,
        "HX-Request": "true",
        "HX-Request-Type": "partial",
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"peerapp={cookie.value}",
    }


@dataclass
class Writer:
    """Sends one message after the other, each until it is answered; of several people by turns,
    since one may write thirty a minute.
    """

    port: int
    phones: list[Phone]
    answered: list[str] = field(default_factory=list)
    broken: int = 0  # answers that never came
    problems: list[str] = field(default_factory=list)

    def write(self, is_over: Event) -> None:
        for phone in cycle(self.phones):
            one = str(uuid4())
            while not self.send(phone, one):
                if is_over.is_set():
                    return
                time.sleep(0.02)
            if is_over.is_set() or self.problems:
                return

    def send(self, phone: Phone, one: str) -> bool:
        path, headers = phone
        body = urlencode({"id": one, "body": f"Words of {one}"})
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as line:
                line.request("POST", path, body, headers)
                answer = line.getresponse()
                answer.read()
        except (OSError, http.client.HTTPException):
            self.broken += 1
            return False
        if answer.status == 200:
            self.answered.append(one)
        else:
            self.problems.append(f"{answer.status} for {one}")
        return True


def test_d1_d2_kills_of_the_web_server_lose_and_double_nothing_that_was_answered(app) -> None:
    """kill -9 of all its processes in the middle of the writes of 8 writers. In the long form 50
    times, two processes, with 40 answered writes between two kills: 2,000 in all.
    """
    kills, writes, processes = times(2, 50), times(16, 40), times(1, 2)
    began = time.monotonic()
    with web_server(app, processes) as server:
        toni = make_mentor()
        phones = [make_phone(app, make_member(), toni) for _ in range(WRITERS * times(1, 16))]
        writers = [Writer(server.port, phones[number::WRITERS]) for number in range(WRITERS)]
        db.session.remove()
        is_over, checked = Event(), 0
        threads = [Thread(target=one.write, args=[is_over]) for one in writers]
        for thread in threads:
            thread.start()
        try:
            for _ in range(kills):
                wait_until(answered_more(writers, checked + writes // 2), within=600)
                server.kill()
                checked = look(writers)
                server.start()
                wait_until(answered_more(writers, checked + writes // 2), within=600)
                checked = sum(len(one.answered) for one in writers)
        finally:
            is_over.set()
            for thread in threads:
                thread.join()
    total = look(writers)
    broken, seconds = sum(one.broken for one in writers), time.monotonic() - began
    print(f"{kills} kills, {total} answered, {broken} without an answer, {seconds:.0f} s")
    assert [one.problems for one in writers if one.problems] == []
    assert is_whole()


def answered_more(writers: list[Writer], count: int) -> Callable[[], bool]:
    def are_so_many() -> bool:
        assert not any(one.problems for one in writers), [one.problems for one in writers]
        return sum(len(one.answered) for one in writers) >= count

    return are_so_many


def look(writers: list[Writer]) -> int:
    """What was answered until now is there, once; how many that are."""
    answered = [one for writer in writers for one in list(writer.answered)]
    with db.engine.connect() as connection:
        there = list(connection.execute(db.select(Message.id)).scalars())
    assert len(there) == len(set(there))
    assert set(answered) <= {str(one) for one in there}
    assert len(answered) == len(set(answered))
    return len(answered)


def is_whole() -> bool:
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check").fetchall()
        nowhere = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return [tuple(row) for row in found] == [("ok",)] and nowhere == []
