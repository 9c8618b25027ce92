"""The Flask extensions, and the typed base of every table."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from sqlite3 import Connection as SqliteConnection
from typing import Any
from uuid import UUID

from flask import Flask, g, has_request_context, request
from flask_babel import Babel
from flask_htmx import HTMX
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Index,
    MetaData,
    TypeDecorator,
    Uuid,
    event,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from peerapp import ids


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Kept in UTC and read as UTC on every database; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    # Named constraints, because SQLite's batch migrations cannot drop a nameless one.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, UUID: Uuid()}


class HasId:
    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.of_the_week)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of those rows only for which the condition, in SQL, holds."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


class Htmx(HTMX):
    """flask-htmx 0.4 reads the headers of htmx 2; htmx 4 renamed them."""

    @property
    def source(self) -> str | None:
        """The element that asked, as `tag#id`."""
        return request.headers.get("HX-Source")

    @property
    def wants_part(self) -> bool:
        """Whether only the swapped part is wanted: never on a restored page of the history."""
        return bool(self) and not self.boosted and not self.history_restore_request


class Csrf(CSRFProtect):
    """Looks for the token only where our contract has it. Flask-WTF's own search breaks on a part
    of a multipart body that has no name.
    """

    def _get_csrf_token(self) -> str | None:
        return request.form.get("csrf_token") or request.headers.get("X-CSRFToken")


db = SQLAlchemy()
# The models stand on our own typed Base, since mypy does not accept `db.Model`; Flask-SQLAlchemy
# and Alembic find their tables here.
db.metadatas[None] = Base.metadata

migrate = Migrate()
login_manager = LoginManager()
csrf = Csrf()
htmx = Htmx()
babel = Babel()


@contextmanager
def short_write() -> Iterator[Connection]:
    """A transaction of its own for a small write during a page view (a "last seen", a counter).

    It does not touch `db.session`, whose transaction only reads while a page is viewed.
    """
    with (
        db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection,
        connection.begin(),
    ):
        yield connection


def looking() -> Connection:
    """A connection that only reads: on SQLite it waits for no writer and holds up none."""
    return db.engine.connect().execution_options(sqlite_begin="DEFERRED")


def set_up_sqlite(app: Flask) -> None:
    lose_nothing(db.engine)


def lose_nothing(engine: Engine) -> None:
    """The settings of D1: WAL, foreign keys, a wait when busy, and writes that begin IMMEDIATE.

    A deferred transaction that reads and then writes fails at once when another one wrote in
    between, whatever the timeout (sqlite.org/lang_transaction.html), so only a page view, which
    does not write, begins deferred.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: SqliteConnection, _record: Any) -> None:
        connection.isolation_level = None  # we send BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 15000")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        default = "DEFERRED" if only_reads() else "IMMEDIATE"
        mode = connection.get_execution_options().get("sqlite_begin", default)
        connection.exec_driver_sql(f"BEGIN {mode}")


def only_reads() -> bool:
    """Whether this request writes nothing more: a page is viewed, or what was sent is saved already
    and the answer is being made, which must not wait for another writer.
    """
    if not has_request_context():
        return False
    return request.method in ("GET", "HEAD", "OPTIONS") or "is_saved" in g


@event.listens_for(db.session, "after_commit")
def note_saved(_session: Any) -> None:
    if has_request_context():
        g.is_saved = True
