"""A word that is put wherever a person can write, and the search for it in the files."""

from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import LargeBinary, Table, Text, select, text, type_coerce, update
from sqlalchemy.engine import make_url

from peerapp.extensions import Base, db
from peerapp.privacy.encryption import EncryptedBytes, EncryptedJson, EncryptedText
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
            for column in table.columns:
                if isinstance(column.type, EncryptedText):
                    connection.execute(update(table).values({column.name: f"{WORD} {column}"}))
            for name in CLEAR.get(table.name, ()):
                sing_in_clear(connection, table, name)


def sing_in_clear(connection: Any, table: Table, name: str) -> None:
    key = list(table.primary_key.columns)
    for row in connection.execute(select(*key)).all():
        where = [one == value for one, value in zip(key, row, strict=True)]
        value = f"{WORD}{row[0].hex}"[: table.c[name].type.length]
        connection.execute(update(table).where(*where).values({name: value}))


def ciphers(table_name: str, *where: Any) -> set[bytes]:
    """What is kept of the words of some rows, as it is kept."""
    table = Base.metadata.tables[table_name]
    shut = [
        type_coerce(one, LargeBinary if isinstance(one.type, EncryptedBytes) else Text)
        for one in table.columns
        if isinstance(one.type, EncryptedText | EncryptedJson | EncryptedBytes)
    ]
    if not shut:
        return set()
    with db.engine.connect() as connection:
        rows = connection.execute(select(*shut).where(*where)).all()
    kept = {value for row in rows for value in row if value}
    # the middle of it: a long one lies on several pages, or is compressed
    return {(one.encode() if isinstance(one, str) else one)[20:80] for one in kept}


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
