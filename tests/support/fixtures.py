"""The app, its databases, clients and servers."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, time
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask, g, has_app_context, has_request_context
from sqlalchemy import Connection, event
from werkzeug.serving import WSGIRequestHandler, make_server

from peerapp import clock, create_app
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push.sender import Post
from tests.support.client import Client, client_of
from tests.support.databases import new_database, shared_dir, sweep
from tests.support.house import House
from tests.support.people import NO_PUSH_SERVICE, QUICK_ARGON2

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

SETTINGS: dict[str, Any] = {
    "ARGON2": QUICK_ARGON2,
    "QUEUE_IMMEDIATE": True,
    "PROPAGATE_EXCEPTIONS": True,  # a test sees the error itself, not our page about it
    "PROGRAM_NAME": "Harbor",
    "PUSH_ALLOWED_HOSTS": [NO_PUSH_SERVICE],
}


@pytest.fixture(scope="session")
def data_dir() -> Path:
    path = shared_dir() / WORKER
    path.mkdir(mode=0o700, exist_ok=True)
    return path


@pytest.fixture(scope="session")
def make_app(data_dir: Path) -> Callable[..., Flask]:
    """`make_app(url, PUBLIC_URL="https://...")`: an app with other settings than ours."""

    def make(url: str, **settings: Any) -> Flask:
        here = {"DATA_DIR": data_dir, "SQLALCHEMY_DATABASE_URI": url}
        app = create_app({**SETTINGS, **here, **settings})
        with app.app_context():
            event.listen(db.engine, "engine_connect", read_without_locking)
        return app

    return make


def read_without_locking(connection: Connection) -> None:
    """A test that looks at a row must not keep a server from writing (see extensions.on_begin)."""
    if has_app_context() and not has_request_context() and g.get("is_a_test"):
        connection.execution_options(sqlite_begin="DEFERRED")


@pytest.fixture(scope="session")
def apps(make_app: Callable[..., Flask]) -> Callable[[str], Flask]:
    """The app over either kind of database, made once per worker."""
    made: dict[str, Flask] = {}

    def app_over(kind: str) -> Flask:
        if kind not in made:
            made[kind] = make_app(new_database(kind, f"{WORKER}-{kind}"))
        return made[kind]

    return app_over


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """sqlite, or either with `@pytest.mark.both_databases`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def app(apps: Callable[[str], Flask], database: str) -> Iterator[Flask]:
    app = apps(database)
    settings = dict(app.config)
    try:
        with app.app_context():
            g.is_a_test = True
            yield app
            db.session.remove()
    finally:
        app.config.clear()
        app.config.update(settings)
        app.extensions.pop("queue", None)  # made of this test's settings
        forget_push_services(app)
        sweep(app)


def forget_push_services(app: Flask) -> None:
    """What it knows of each by its port: the next test's stand-in may get the same one."""
    app.extensions.pop("vapid", None)
    if post := app.extensions.get("post"):
        app.extensions["post"] = Post(post.journal)


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser in which nobody is signed in."""
    return client_of(app)


@pytest.fixture
def client_for(app: Flask) -> Callable[[Person], Client]:
    """`client_for(mia)`: a browser of its own in which Mia is signed in."""
    return lambda person: client_of(app, person)


class QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, *_: Any) -> None:
        pass


@pytest.fixture
def visitors() -> list[Callable[[], None]]:
    """How each phone leaves: before the server stops, or what it was loading is cut off."""
    return []


@pytest.fixture
def live_server(app: Flask, visitors: list[Callable[[], None]]) -> Iterator[str]:
    """The address of a server with the app of this test, in this process, so that time-machine's
    clock is the server's too.
    """
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    address = f"http://localhost:{server.server_port}"
    app.config["PUBLIC_URL"] = address
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield address
    for leave in visitors:
        leave()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def midday(visitors: list[Callable[[], None]]) -> Iterator[None]:
    """Today at noon, where our people live: for a test that is to begin and end on one day. The
    clock goes on, and is near the browser's, which keeps cookies by its own. Phones leave before it
    ends: they are signed in by this clock.
    """
    zone = ZoneInfo("America/New_York")
    noon = datetime.combine(clock.local_day(clock.now(), zone.key), time(12), zone)
    with time_machine.travel(noon, tick=True):
        yield
        for leave in visitors:
            leave()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """`house(NAME="value")`: web and worker, started as `make run` does, stopped at the end."""
    with closing(House(tmp_path / "instance")) as house:
        yield house.start
