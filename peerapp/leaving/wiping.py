"""After an erase: what the files of the database still hold of deleted rows is overwritten (D6).

SQLite overwrites what it deletes (secure_delete), but its log has the pages of before, and a page
that was split may hold a copy: so the file is built anew, and the log cut off. PostgreSQL only
marks rows as dead: so each table is built anew. Both stop other writers meanwhile, so it is done
only where that is short; else what is deleted is overwritten as new rows come.
"""

import logging
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import Connection, exists, make_url, select, text, update
from sqlalchemy.exc import OperationalError

from peerapp import clock, queue
from peerapp.extensions import db
from peerapp.leaving.models import Erasure

log = logging.getLogger(__name__)

QUICK_FILE = 128 * 1024 * 1024  # bytes of SQLite that are built anew: about a second
QUICK_TABLE = 32 * 1024 * 1024  # of a table of PostgreSQL
LOCK_WAIT = "2s"  # so that nobody queues behind us


class Busy(Exception):
    """Somebody reads what has to be cut off; the next hour tries again."""


def wipe_soon() -> None:
    queue.soon(wipe)


@queue.task()
def wipe() -> None:
    wipe_what_is_left()


def wipe_what_is_left() -> None:
    """Safe to call twice. What could not be wiped now is, at the next call."""
    now = clock.now()
    db.session.rollback()
    if not db.session.scalar(select(exists().where(Erasure.wiped_at.is_(None)))):
        db.session.rollback()
        return
    db.session.rollback()  # else we were in our own way
    try:
        wipe_files()
    except (Busy, OperationalError, sqlite3.OperationalError) as why:
        queue.log_failure(log, "the files could not be wiped yet; it is tried again", why)
        return
    note_wiped(now)


def note_wiped(now: datetime) -> None:
    db.session.execute(
        update(Erasure)
        .where(Erasure.wiped_at.is_(None))
        .values(wiped_at=now)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def wipe_files() -> None:
    if db.engine.dialect.name == "postgresql":
        wipe_postgresql()
        return
    wipe_sqlite(Path(make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).database or ""))
    wipe_sqlite(current_app.config["DATA_DIR"] / "queue.db")  # a call may name an address


def wipe_sqlite(file: Path) -> None:
    if not file.is_file():
        return
    with closing(sqlite3.connect(file, timeout=15, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")  # no copy lies on the disk meanwhile
        if file.stat().st_size <= QUICK_FILE:
            connection.execute("VACUUM")
        is_busy, *_pages = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise Busy


def wipe_postgresql() -> None:
    """Also the queue's tables. What goes over the wire to a standby is none of ours."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{LOCK_WAIT}'"))
        try:
            for name, size in tables(connection):
                how = "FULL, ANALYZE" if size <= QUICK_TABLE else "ANALYZE"
                quoted = connection.dialect.identifier_preparer.quote(name)
                connection.execute(text(f"VACUUM ({how}) {quoted}"))
        finally:
            connection.execute(text("RESET lock_timeout"))


def tables(connection: Connection) -> list[tuple[str, int]]:
    """(name, bytes)"""
    query = text(
        "SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class c "
        "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace "
        "AND pg_get_userbyid(c.relowner) = current_user ORDER BY c.relname"
    )
    return [(name, size) for name, size in connection.execute(query)]
