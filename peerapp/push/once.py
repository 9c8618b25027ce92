"""Inserting rows that may be there already."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from peerapp.extensions import Base, HasId, db


def insert_new(table: type[HasId], rows: Sequence[dict[str, Any]]) -> list[UUID]:
    """The ids of the rows that were not there yet; the others stay as they are.

    Two that insert the same at once do not fail: the later one waits for the earlier one's commit
    and inserts nothing. All rows say the same columns: all but the id and what may be null.
    """
    if not rows:
        return []
    assert issubclass(table, Base)
    assert isinstance(table.__table__, Table)
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table.__table__).on_conflict_do_nothing().returning(table.__table__.c.id)
    # past the ORM, which would take three times as long
    return list(db.session.connection().scalars(statement, rows))
