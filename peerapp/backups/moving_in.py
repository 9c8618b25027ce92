"""The last step of a restore: the new database takes the place of the old one, at one instant."""

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from peerapp.extensions import Base, db

SCHEMA = "peerapp_restoring"
NAME_OF_TIME = "%Y%m%dT%H%M%SZ"


class IsRunning(Exception):
    """The sentence says what to do."""


def holds_people(engine: Engine) -> bool:
    """A new installation has tables, and its worker may have noted something."""
    with engine.connect().execution_options(sqlite_begin="DEFERRED") as connection:
        if not sa.inspect(connection).has_table("people"):
            return False
        return connection.execute(sa.text("SELECT 1 FROM people LIMIT 1")).first() is not None


def move_in(built: Engine, keeps_old: bool, now: datetime) -> str | None:
    """Where the old one is now, if it was to be kept. Both engines are without connections."""
    stamp = now.strftime(NAME_OF_TIME)
    if built.dialect.name == "sqlite":
        place = Path(str(db.engine.url.database))
        aside = place.with_name(f"{place.stem}-before-{stamp}.db") if keeps_old else None
        move_file(Path(str(built.url.database)), place, aside)
        return str(aside) if aside else None
    schema = f"before_{stamp.lower()}"
    with db.engine.begin() as connection:
        move_tables(connection, schema, keeps_old)
    return f"the schema {schema}" if keeps_old else None


def move_file(built: Path, place: Path, aside: Path | None) -> None:
    """SQLite itself copies: whoever has the file open sees the old one or the new one, never half,
    and after a power cut in the middle the old one is there. A rename would leave a server that
    still runs writing into a file that is gone.
    """
    place.touch(mode=0o600)
    with closing(sqlite3.connect(place, timeout=2, isolation_level=None)) as old:
        be_alone(old)
        if aside:
            aside.touch(mode=0o600, exist_ok=False)
            with closing(sqlite3.connect(aside)) as kept:
                old.backup(kept)
            reach_the_disk(aside)
        with closing(sqlite3.connect(built)) as new:
            new.backup(old)


def be_alone(connection: sqlite3.Connection) -> None:
    """SQLite leaves WAL only where nobody else has the file open."""
    try:
        [mode] = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError:
        mode = "locked"
    if mode != "delete":
        raise IsRunning("Peerapp is running. Stop the web server and the worker, and try again.")


def reach_the_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move_tables(connection: Connection, aside: str, keeps_old: bool) -> None:
    connection.exec_driver_sql("SET LOCAL lock_timeout = '30s'")
    ours = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(f"CREATE SCHEMA {aside}")
    move_to(connection, aside, ours, {*Base.metadata.tables, "alembic_version"})
    if not keeps_old:
        connection.exec_driver_sql(f"DROP SCHEMA {aside} CASCADE")
    move_to(connection, ours, SCHEMA, sa.inspect(connection).get_table_names(schema=SCHEMA))
    connection.exec_driver_sql(f"DROP SCHEMA {SCHEMA}")


def move_to(connection: Connection, schema: str, old: str, names: Iterable[str]) -> None:
    there = set(sa.inspect(connection).get_table_names(schema=old))
    for name in sorted(there & set(names)):
        connection.exec_driver_sql(f'ALTER TABLE "{old}"."{name}" SET SCHEMA "{schema}"')
    # what their triggers call does not come along by itself
    for name in connection.scalars(CALLED_BY_TRIGGERS, {"schema": schema, "old": old}):
        connection.exec_driver_sql(f'ALTER FUNCTION "{old}"."{name}"() SET SCHEMA "{schema}"')


CALLED_BY_TRIGGERS = sa.text(
    "SELECT DISTINCT p.proname FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND c.relnamespace = CAST(:schema AS regnamespace) "
    "AND p.pronamespace = CAST(:old AS regnamespace)"
)


def make_schema(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")


def drop_schema(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
