"""People who write to a real web server, one message after the other."""

import http.client
import time
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from threading import Event
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask

from peerapp.accounts.models import Person
from tests.support.client import client_of
from tests.support.people import match

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
