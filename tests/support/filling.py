"""A row in every table, whatever the models say: as the database has the tables now."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from peerapp.extensions import db
from tests.support.databases import ASIDE


def tables() -> sa.MetaData:
    found = sa.MetaData()
    found.reflect(db.engine, only=lambda name, _: not name.startswith(ASIDE))
    if "alembic_version" in found.tables:
        found.remove(found.tables["alembic_version"])
    return found


def fill_every_table() -> None:
    with db.engine.connect() as connection:
        for table in tables().sorted_tables:
            if connection.execute(sa.select(table)).first() is None:
                row = {column.name: a_value(connection, column) for column in table.columns}
                connection.execute(table.insert().values(row))
        connection.commit()


def a_value(connection: sa.Connection, column: sa.Column[Any]) -> Any:
    for key in column.foreign_keys:
        return connection.execute(sa.select(key.column)).scalars().first()
    if isinstance(column.type, sa.CHAR) and column.type.length == 32:  # SQLite's uuid
        return uuid4().hex
    if isinstance(column.type, sa.String):
        return "words"[: column.type.length]
    for kind, value in VALUES.items():
        if isinstance(column.type, kind):
            return value() if callable(value) else value
    raise NotImplementedError(f"no value for {column.type!r} of {column}")


VALUES: dict[Any, Any] = {
    sa.Uuid: uuid4,
    sa.Boolean: True,
    sa.Integer: 1,
    sa.Numeric: 1,
    sa.Float: 0.5,
    sa.DateTime: lambda: datetime.now(UTC),
    sa.Date: date(2026, 11, 23),
    sa.Time: time(20, 0),
    sa.JSON: ["stress"],
    sa.LargeBinary: b"bytes",
}
