"""`flask restore`: what a backup holds becomes the database, all of it or nothing.

It is built beside (a file, or a schema of PostgreSQL), compared with the backup row by row, brought
up to the tables of this version, and only then put in the place of the old one, in one transaction.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, Engine, make_url

from peerapp import config
from peerapp.backups import moving_in, reading, rows
from peerapp.backups.reading import Backup
from peerapp.backups.sealed import Damaged, Newer
from peerapp.extensions import db, lose_nothing

MIGRATIONS = config.ROOT / "migrations"
BESIDE = ".restoring-"  # of a folder, and with _ of a schema


class NotRestored(Exception):
    """The sentence says why, and what to do."""


@dataclass(frozen=True)
class Restored:
    made_at: datetime
    rows: int
    aside: str | None  # where the old one is now


def restore(path: Path, replace: bool, now: datetime) -> Restored:
    """Raises NotRestored or sealed.NotOpened; then the database is as it was."""
    db.session.remove()
    is_empty = not moving_in.holds_people(db.engine)
    if not (is_empty or replace):
        raise NotRestored(
            "There are people in this database already. With --replace the backup takes its place, "
            "and what is there now is kept aside."
        )
    with reading.opened(path) as backup, built_beside() as engine:
        refuse_newer(backup)
        bring_to(engine, backup.migration)
        fill(engine, backup)
        compare(engine, backup)
        bring_to(engine, "head")
        engine.dispose()
        db.engine.dispose()
        aside = moving_in.move_in(engine, keeps_old=not is_empty, now=now)
    return Restored(backup.made_at, sum(one.rows for one in backup.tallies.values()), aside)


@contextmanager
def built_beside() -> Iterator[Engine]:
    """An empty database of the same kind; whatever of it is still there at the end goes."""
    if db.engine.dialect.name == "sqlite":
        folder = current_app.config["DATA_DIR"]
        for left in folder.glob(f"{BESIDE}*"):  # of one that was killed
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=BESIDE, dir=folder) as beside:
            engine = sa.create_engine(f"sqlite:///{beside}/peerapp.db")
            lose_nothing(engine)
            yield engine
            engine.dispose()
    else:
        url = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"])
        moving_in.make_schema(db.engine)
        engine = sa.create_engine(
            url, connect_args={"options": f"-csearch_path={moving_in.SCHEMA}"}
        )
        try:
            yield engine
        finally:
            engine.dispose()
            moving_in.drop_schema(db.engine)


def refuse_newer(backup: Backup) -> None:
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if backup.migration not in known:
        raise Newer("This backup was made by a newer Peerapp. Update this one first.")


def bring_to(engine: Engine, revision: str) -> None:
    settings = Config(str(MIGRATIONS / "alembic.ini"))
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["engine"] = engine
    command.upgrade(settings, revision)


def fill(engine: Engine, backup: Backup) -> None:
    """In one transaction. What refers to what is checked at its end: in a backup, rows of a table
    that refer to each other come in any order.
    """
    with engine.connect() as connection:
        with references_later(connection):
            for name in reversed(backup.tables):
                connection.execute(sa.table(name).delete())  # what a migration had put there
            for table, lines in in_batches(backup):
                connection.execute(table.insert(), [table.row(line) for line in lines])
        if engine.dialect.name == "postgresql":
            go_on_counting(connection, backup)
        connection.commit()


def in_batches(backup: Backup) -> Iterator[tuple[rows.Table, list[bytes]]]:
    table, lines = None, []
    for of, line in backup.rows():
        if table and (of is not table or len(lines) == table.at_once):
            yield table, lines
            lines = []
        table = of
        lines.append(line)
    if table and lines:
        yield table, lines


@contextmanager
def references_later(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        yield
        if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone():
            raise Damaged("a row points nowhere")
        return
    constraints = connection.execute(FOREIGN_KEYS).all()
    for one in constraints:
        connection.exec_driver_sql(f'ALTER TABLE {one.of} DROP CONSTRAINT "{one.name}"')
    yield
    for one in constraints:
        connection.exec_driver_sql(f'ALTER TABLE {one.of} ADD CONSTRAINT "{one.name}" {one.what}')


FOREIGN_KEYS = sa.text(
    "SELECT conrelid::regclass AS of, conname AS name, pg_get_constraintdef(oid) AS what "
    "FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
)


def go_on_counting(connection: Connection, backup: Backup) -> None:
    """Of numbers that PostgreSQL gives itself, the next one comes after the highest."""
    for table in backup.tables.values():
        for name, kind in table.columns.items():
            if kind == "integer":
                counter = sa.func.pg_get_serial_sequence(table.name, name)  # NULL: it has none
                highest = sa.func.max(sa.column(name, sa.BigInteger))
                table_of_it = sa.table(table.name)
                connection.execute(
                    sa.select(sa.func.setval(counter, highest)).select_from(table_of_it)
                )


def compare(engine: Engine, backup: Backup) -> None:
    """What is in the database now, read as a backup reads it, with what was in the old one."""
    with engine.connect() as connection:
        for name, said in backup.tallies.items():
            if rows.tally_of(backup.tables[name], connection) != said:
                raise NotRestored(
                    f"The rows of {name} came out otherwise than they are in the backup. Nothing "
                    "was changed. Please report this."
                )
