"""A word that is put wherever a person can write, and the search for it in the files."""

from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Table, Text, select, text, type_coerce, update
from sqlalchemy.engine import make_url

from peerapp.extensions import Base, db
from peerapp.privacy.encryption import EncryptedText
from tests.support.databases import all_rows, on_disk

WORD = "canaria"
# What stands in clear letters and people can write.
CLEAR = {
    "people": ("display_name", "email"),
    "match_profiles": ("alias", "place"),
    "trackers": ("currency",),
}


def sing() -> None:
    """In every place for words of every row there is. The clear ones say whose they are."""
    with db.engine.begin() as connection:
        for table in Base.metadata.tables.values():
            for row in connection.execute(select(*table.primary_key.columns)).all():
                if sung := words_for(table, row):
                    key = zip(table.primary_key.columns, row, strict=True)
                    where = [one == value for one, value in key]
                    connection.execute(update(table).where(*where).values(sung))


def words_for(table: Table, row: Any) -> dict[str, str]:
    shut = {one.name: WORD for one in table.columns if isinstance(one.type, EncryptedText)}
    clear = {
        name: f"{WORD}{row[0].hex}"[: table.c[name].type.length]
        for name in CLEAR.get(table.name, ())
    }
    return {**shut, **clear}


def ciphers(table_name: str, *where: Any) -> set[bytes]:
    """What is kept of the words of some rows, as it is kept."""
    table = Base.metadata.tables[table_name]
    shut = [type_coerce(one, Text) for one in table.columns if isinstance(one.type, EncryptedText)]
    with db.engine.connect() as connection:
        rows = connection.execute(select(*shut).where(*where)).all()
    return {value[20:90].encode() for row in rows for value in row if value}


def all_bytes(app: Flask) -> bytes:
    """What stands in the files of the database and beside them."""
    if db.engine.dialect.name == "postgresql":
        return postgresql_bytes()
    database = Path(make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database or "")
    found = [*database.parent.glob(f"{database.name}*"), *app.config["DATA_DIR"].rglob("*")]
    return on_disk(*(path for path in found if path.is_file()))


def postgresql_bytes() -> bytes:
    """Of every table, index, and what was too long for a row, and of its statistics."""
    files = text(
        "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
        "WHERE relkind IN ('r', 'i', 't') AND pg_relation_filepath(oid) IS NOT NULL "
        "AND relname NOT LIKE 'aside%'"
    )
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        return b"".join(bytes(row[0]) for row in connection.execute(files))


def rows_that_name(person_id: UUID) -> list[str]:
    """The tables in which a row still points to somebody."""
    marks = (str(person_id), person_id.hex)
    return [
        name
        for name, rows in all_rows().items()
        if any(mark in str(row) for row in rows for mark in marks)
    ]
