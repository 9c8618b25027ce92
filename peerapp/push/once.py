"""Inserting a row that may be there already."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.dialects import postgresql, sqlite

from peerapp.extensions import Base, HasId, db


def insert_new(table: type[HasId], rows: Sequence[dict[str, Any]]) -> list[UUID]:
    """The ids of the rows that were not there yet; the others stay as they are.

    Two that insert the same at once do not fail: the later one waits for the earlier one's commit
    and inserts nothing. A row says all but its id and what may be null.
    """
    if not rows:
        return []
    assert issubclass(table, Base)
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    values = [{"id": uuid4(), **row} for row in rows]
    statement = insert(table).values(values).on_conflict_do_nothing().returning(table.id)
    return list(db.session.scalars(statement))
