"""Work that need not be finished while a person waits for an answer.

    @task()
    def send_reset_links(email: str) -> None: ...

    send_reset_links("ada@example.org")  # a worker does it, inside an app context

The queue may lose a call when its worker is killed. What must not be lost is a row in the database;
the queue only wakes who works on it. Call a task after the commit, with ids or plain values.
"""

import logging
import sqlite3
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any, ParamSpec

from flask import Flask, current_app
from huey import Huey
from huey.serializer import SignedSerializer
from huey.storage import PostgresStorage, RedisStorage, SqliteStorage
from redis import ConnectionPool
from sqlalchemy import make_url

log = logging.getLogger(__name__)

# A person waits while a call is put on the queue, so a Redis that says nothing so long is taken for
# away. Longer than the second for which Huey lets it wait for the next call.
REDIS_SECONDS = 2

P = ParamSpec("P")

tasks: dict[str, Callable[..., None]] = {}
_making = Lock()


def task() -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Calling the function puts it on the queue; `__wrapped__` is the work itself."""

    def register(work: Callable[P, None]) -> Callable[P, None]:
        name = f"{work.__module__}.{work.__qualname__}"
        tasks[name] = work

        @wraps(work)
        def later(*args: P.args, **kwargs: P.kwargs) -> None:
            enqueue(name, args, kwargs)

        return later

    return register


def enqueue(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    if current_app.config.get("QUEUE_IMMEDIATE"):
        tasks[name](*args, **kwargs)
    else:
        runner().enqueue_call(name, args, kwargs)


class Runner(Huey):
    """Huey with one task of its own, which runs any of ours by its name."""

    def __init__(self, app: Flask, **storage: Any) -> None:
        # Signed, because Huey's messages are pickles: who can write to Redis must not run code.
        serializer = SignedSerializer(secret=app.config["SECRET_KEY"], salt="peerapp.queue")
        super().__init__("peerapp", results=False, serializer=serializer, **storage)

        def run(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            try:
                with app.app_context():
                    tasks[name](*args, **kwargs)
            except Exception as why:  # else Huey logs its words
                log_failure(log, f"{name} broke off", why)

        self.enqueue_call = self.task(name="run")(run)


class ForgetfulSqlite(SqliteStorage):
    """Overwrites what it deletes: a call may name a person (D6)."""

    def _create_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._create_connection()
        connection.execute("PRAGMA secure_delete = ON")
        return connection


def runner() -> Runner:
    """The queue of this app, made on its first use: a command that needs none opens none."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with _making:
        if "queue" not in app.extensions:
            app.extensions["queue"] = Runner(app, **storage_of(app))
    found: Runner = app.extensions["queue"]
    return found


def storage_of(app: Flask) -> dict[str, Any]:
    """Redis where there is one, else PostgreSQL where the data is, else a file of its own."""
    if url := app.config["REDIS_URL"]:
        waits = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
        pool = ConnectionPool.from_url(url, **waits)
        return {"storage_class": RedisStorage, "connection_pool": pool}
    database = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if database.get_backend_name() == "postgresql":
        dsn = database.set(drivername="postgresql").render_as_string(hide_password=False)
        return {"storage_class": PostgresStorage, "dsn": dsn}
    return {
        "storage_class": ForgetfulSqlite,
        "filename": str(app.config["DATA_DIR"] / "queue.db"),
        "timeout": 15,
    }


def soon(call: Callable[[], None]) -> bool:
    """Put a call of a task on the queue; after the commit. False: the queue is down, and a worker
    finds the rows itself.
    """
    try:
        call()
    except Exception as why:
        log_failure(log, "the queue could not be reached", why)
        return False
    return True


def log_failure(log: logging.Logger, what: str, why: BaseException) -> None:
    """Which error it was and where, without its words, which may hold an address of a person, an
    endpoint or what was to be sent.
    """
    where = "".join(traceback.format_tb(why.__traceback__)).rstrip()
    log.error("%s: %s\n%s", what, type(why).__qualname__, where)


def note_worker() -> None:
    """A worker lives on this machine. The age of a file says so: a full disk does not hinder it."""
    with suppress(OSError):
        worker_file().touch(mode=0o600)


def worker_seen_at() -> datetime | None:
    try:
        return datetime.fromtimestamp(worker_file().stat().st_mtime, UTC)
    except OSError:
        return None


def worker_file() -> Path:
    folder: Path = current_app.config["DATA_DIR"]
    return folder / "worker-seen"


def is_ready() -> bool:
    """Whether the queue can be reached (for the health page)."""
    try:
        runner().storage.queue_size()
    except Exception:
        return False
    return True
