"""The whole product, started as an operator starts it: web server and worker in one command."""

import os
import re
import signal
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar

import pytest
from flask import Flask

from tests.support.client import token_in
from tests.support.house import House

PERSON = {
    "email": "mia@example.org",
    "password": "seven quiet herons at dusk",
    "display_name": "Mia",
    "timezone": "America/Chicago",
    "role": "member",
    "adult": "yes",
}


class Browser:
    def __init__(self, house: House) -> None:
        self.house = house
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> str:
        with self.opener.open(self.house.address + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **form: str) -> str:
        form["csrf_token"] = token_in(self.get("/help"))
        data = urllib.parse.urlencode(form).encode()
        with self.opener.open(self.house.address + path, data, timeout=30) as answer:
            return str(answer.read().decode())


@pytest.mark.both_databases
def test_the_main_job_through_the_real_server_and_the_real_worker(
    app: Flask, house: Callable[..., House]
) -> None:
    settings = {}
    if "postgresql" in app.config["SQLALCHEMY_DATABASE_URI"]:
        settings["DATABASE_URL"] = app.config["SQLALCHEMY_DATABASE_URI"]
    running = house(**settings)
    mia = Browser(running)
    assert "How is today?" in mia.post("/signup", **PERSON)
    assert "Saved." in mia.post("/checkins", mood="4")
    assert "data-reminder-id" in mia.post("/reminders", time="20:00", days="mon")
    # it says where it runs, and nothing of who uses it
    assert f"Peerapp runs at {running.address}" in running.said()
    assert not re.search(r"mia@example|Mia|Traceback|/signup", running.said())
    mia.post("/password/forgot", email="mia@example.org")
    wait_for(lambda: "/password/reset/" in running.said())  # the worker mailed it
    assert "All that must work, works." in running.run("doctor")


@pytest.mark.parametrize("part", ["gunicorn", "worker"])
def test_when_one_of_the_two_ends_so_does_the_other(house: Callable[..., House], part: str) -> None:
    """A supervisor then starts both again; half of it would look alive and remind nobody."""
    running = house()
    assert running.process
    for pid in descendants(running.process.pid, part):
        os.kill(pid, signal.SIGKILL)
    assert running.process.wait(30) != 0
    wait_for(lambda: not running.answers("/healthz"))


def descendants(ancestor: int, part: str) -> list[int]:
    """The processes below one whose command names a part."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True)
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    family = {ancestor}
    for pid, parent, _ in rows:  # a parent is listed before its children
        if int(parent) in family:
            family.add(int(pid))
    found = [int(pid) for pid, _, command in rows if int(pid) in family and part in command]
    assert found, listed.stdout
    return found


def wait_for(happens: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)
