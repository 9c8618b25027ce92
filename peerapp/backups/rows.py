"""The rows of every table as lines of JSON that both databases read and write.

So what was backed up on SQLite can be restored on PostgreSQL, and the other way. A value is kept as
what it is in the database: what is encrypted there stays so.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection, TypeDecorator
from sqlalchemy.types import NullType, TypeEngine

from peerapp.extensions import Base

AT_ONCE = 500  # rows
AT_ONCE_OF_PHOTOS = 16  # of up to 600 KB each


@dataclass(frozen=True)
class Kind:
    type: TypeEngine[Any]
    dump: Callable[[Any], Any] = lambda value: value
    load: Callable[[Any], Any] = lambda value: value


def instant(value: datetime) -> str:
    """In UTC, with microseconds and without a zone; SQLite reads it as it was written: in UTC."""
    utc = value.astimezone(UTC) if value.tzinfo else value
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds")


KINDS: dict[str, Kind] = {
    "uuid": Kind(sa.Uuid(), lambda value: value.hex, UUID),
    "instant": Kind(
        sa.DateTime(timezone=True),
        instant,
        lambda said: datetime.fromisoformat(said).replace(tzinfo=UTC),
    ),
    "date": Kind(sa.Date(), date.isoformat, date.fromisoformat),
    "time": Kind(sa.Time(), time.isoformat, time.fromisoformat),
    "yes_no": Kind(sa.Boolean()),
    # Its text as it stands there, to the last space; PostgreSQL sees itself what it is for.
    "json": Kind(NullType()),
    "bytes": Kind(
        sa.LargeBinary(), lambda value: base64.b64encode(value).decode(), base64.b64decode
    ),
    "float": Kind(sa.Double()),
    "decimal": Kind(sa.Numeric(), lambda value: format(value.normalize(), "f"), Decimal),
    "integer": Kind(sa.BigInteger()),
    "text": Kind(sa.Text()),
}

# In this order: a Float is a Numeric too.
BY_TYPE: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (sa.Uuid, "uuid"),
    (sa.DateTime, "instant"),
    (sa.Date, "date"),
    (sa.Time, "time"),
    (sa.Boolean, "yes_no"),
    (sa.JSON, "json"),
    (sa.LargeBinary, "bytes"),
    (sa.Float, "float"),
    (sa.Numeric, "decimal"),
    (sa.Integer, "integer"),
    (sa.String, "text"),
)


def kind_of(type_: TypeEngine[Any]) -> str:
    if isinstance(type_, TypeDecorator):
        return kind_of(type_.impl_instance)
    return next(kind for base, kind in BY_TYPE if isinstance(type_, base))


@dataclass(frozen=True)
class Table:
    name: str
    columns: dict[str, str]  # the name of a column: the name of a kind

    @property
    def kinds(self) -> list[Kind]:
        return [KINDS[kind] for kind in self.columns.values()]

    @property
    def at_once(self) -> int:
        return AT_ONCE_OF_PHOTOS if "bytes" in self.columns.values() else AT_ONCE

    def select(self) -> sa.Select[Any]:
        return sa.select(*(self._read(*column) for column in self.columns.items())).select_from(
            sa.table(self.name)
        )

    def _read(self, name: str, kind: str) -> ColumnElement[Any]:
        column: ColumnElement[Any] = sa.column(name, KINDS[kind].type)
        return sa.cast(column, sa.Text) if kind == "json" else column

    def insert(self) -> sa.Insert:
        columns = (sa.column(name, KINDS[kind].type) for name, kind in self.columns.items())
        return sa.table(self.name, *columns).insert()

    def line(self, row: Sequence[Any]) -> bytes:
        values = [
            None if value is None else kind.dump(value)
            for kind, value in zip(self.kinds, row, strict=True)
        ]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()

    def row(self, line: bytes) -> dict[str, Any]:
        values = zip(self.columns, self.kinds, json.loads(line), strict=True)
        return {name: None if said is None else kind.load(said) for name, kind, said in values}


def tables() -> list[Table]:
    """Of the models; those that others refer to come first."""
    return [
        Table(one.name, {column.name: kind_of(column.type) for column in one.columns})
        for one in Base.metadata.sorted_tables
    ]


def lines_of(table: Table, connection: Connection) -> Iterator[bytes]:
    """In no order, and never all of them in memory."""
    options = {"yield_per": table.at_once}
    for row in connection.execute(table.select(), execution_options=options):
        yield table.line(row)


@dataclass
class Tally:
    """How many rows, and a sum over them that does not mind their order: two databases give rows
    in different ones. It finds mistakes; against somebody who means harm there is the seal.
    """

    rows: int = 0
    sum: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        digest = int.from_bytes(hashlib.sha256(line).digest(), "big")
        self.sum = (self.sum + digest) % 2**256


def tally_of(table: Table, connection: Connection) -> Tally:
    tally = Tally()
    for line in lines_of(table, connection):
        tally.add(line)
    return tally
