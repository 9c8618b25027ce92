"""`flask backup`: all rows as they were at one instant, encrypted, and read to be sure."""

import json
import os
import tomllib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection

from peerapp import config
from peerapp.backups import reading, rows, sealed
from peerapp.backups.rows import Tally
from peerapp.extensions import db


class NotMade(Exception):
    """The sentence says why, and what to do."""


@dataclass(frozen=True)
class Made:
    path: Path
    rows: int
    bytes: int


def make(path: Path, now: datetime) -> Made:
    """Nothing has the name before it is whole and was read. Raises NotMade, sealed.NotOpened,
    OSError or an error of the database.
    """
    if path.exists():
        raise NotMade(f"{path} is there already. Choose another name.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        write(draft, now)
        tallies = reading.look_through(draft)
        draft.rename(path)
        reach_the_disk(path.parent)
    finally:
        draft.unlink(missing_ok=True)
    return Made(path, sum(one.rows for one in tallies.values()), path.stat().st_size)


def write(path: Path, now: datetime) -> None:
    with open(path, "xb", opener=for_us_alone) as file, snapshot() as connection:
        about = {
            "made_at": now.isoformat(timespec="seconds"),
            "app": version(),
            "migration": migration(connection),
            "database": connection.dialect.name,
        }
        with sealed.Writer(file, about, current_app.config["ENCRYPTION_KEYS"][0]) as envelope:
            shorter = zlib.compressobj()
            for line in lines(connection):
                envelope.write(shorter.compress(line + b"\n"))
            envelope.write(shorter.flush())
        file.flush()
        os.fsync(file.fileno())


def for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A transaction that reads one state of all tables, while others write and wait for nothing."""
    if db.engine.dialect.name == "sqlite":  # in WAL a reader sees what was there when it began
        options: dict[str, Any] = {"sqlite_begin": "DEFERRED"}
    else:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with db.engine.connect().execution_options(**options) as connection:
        yield connection


def migration(connection: Connection) -> str:
    """Of the tables; they have to be those of this code, or it would not know all of them."""
    found = MigrationContext.configure(connection).get_current_heads()
    wanted = ScriptDirectory(str(config.ROOT / "migrations")).get_heads()
    if set(found) != set(wanted):
        raise NotMade("The tables are not up to date: run `flask --app app db upgrade` first.")
    return str(found[0])


def version() -> str:
    about = tomllib.loads((config.ROOT / "pyproject.toml").read_text())
    return str(about["project"]["version"])


def lines(connection: Connection) -> Iterator[bytes]:
    """What stands in a backup: which tables there are, their rows, and how many those are."""
    tables = rows.tables()
    yield json.dumps({"tables": {table.name: table.columns for table in tables}}).encode()
    tallies: dict[str, Tally] = {}
    for table in tables:
        tally = tallies[table.name] = Tally()
        yield json.dumps(table.name).encode()
        for line in rows.lines_of(table, connection):
            tally.add(line)
            yield line
    counts = {name: [tally.rows, f"{tally.sum:064x}"] for name, tally in tallies.items()}
    yield json.dumps({"end": counts}).encode()


def reach_the_disk(folder: Path) -> None:
    """The new name in it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
