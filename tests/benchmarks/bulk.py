"""Rows by the million, for the benchmarks: written past the ORM, as fast as each database takes
them.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Table, text

from peerapp.extensions import Base, db

CHUNK = 20_000


def write(model: type[Base], names: str, rows: Iterable[Sequence[Any]]) -> None:
    """`names`: the columns that each row has, in its order, with spaces between them. Commits."""
    table = model.__table__
    assert isinstance(table, Table)
    columns = [table.c[name] for name in names.split()]
    with db.engine.begin() as connection:
        dialect = connection.dialect
        kept = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
        as_kept = (
            tuple(keep(value) if keep else value for keep, value in zip(kept, row, strict=True))
            for row in rows
        )
        listed = ", ".join(f'"{column.name}"' for column in columns)
        cursor = connection.connection.cursor()
        if dialect.name == "postgresql":
            with cursor.copy(f"COPY {table.name} ({listed}) FROM STDIN") as copy:
                for row in as_kept:
                    copy.write_row(row)
        else:
            marks = ", ".join("?" * len(columns))
            insert = f"INSERT INTO {table.name} ({listed}) VALUES ({marks})"
            for chunk in chunks(as_kept):
                cursor.executemany(insert, chunk)


def chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def analyze() -> None:
    """As a database that was not filled just now. SQLite has no statistics: nobody runs ANALYZE."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def new_id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)
