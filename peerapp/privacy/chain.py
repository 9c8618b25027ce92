"""The chains of who saw what: each row is sealed with the one before it, by a key (HMAC-SHA256).

A chain is one member's, so that two who look at different people do not wait for each other, and
an erase of one member leaves the others' whole. Whoever has the database alone cannot seal a row,
a head or the tally; whoever has the app's keys as well can make all of it anew.
"""

import hmac
import json
from collections.abc import Collection, Mapping
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from peerapp.extensions import Base, db
from peerapp.privacy.models import ViewingHead, ViewingTally

ONLY = 1  # the id of the tally


def sealed(key: bytes, *parts: Any) -> str:
    """What the parts are, in a way that only who has the key can say."""
    return hmac.digest(key, json.dumps(parts, default=str).encode(), "sha256").hex()


def beginning(key: bytes, member_id: UUID) -> str:
    """What the first row of a chain has before it."""
    return sealed(key, "beginning", member_id)


def link(key: bytes, row: Mapping[str, Any] | RowMapping) -> str:
    at = row["at"].isoformat()
    names = ("member_id", "number", "viewer_id", "role", "what", "match_id", "hour", "previous")
    return sealed(key, "viewing", row["id"], at, *(row[name] for name in names))


def seal_of_head(key: bytes, member_id: UUID, count: int, last: str) -> str:
    return sealed(key, "head", member_id, count, last)


def seal_of_tally(key: bytes, chains: int) -> str:
    return sealed(key, "tally", chains)


def key_of(connection: Connection) -> bytes:
    """Made at the first look that is ever written down."""
    query = select(ViewingTally.key)
    found = connection.scalar(query)
    if found is None:
        key = token_bytes(32)
        first = {"id": ONLY, "key": key, "chains": 0, "seal": seal_of_tally(key, 0)}
        connection.execute(insert_new(ViewingTally), first)
        found = connection.scalar(query)  # another process may have been first
    assert found
    return found


def ends_of(
    connection: Connection, key: bytes, member_ids: Collection[UUID]
) -> dict[UUID, tuple[int, str]]:
    """The count and the last link of each, with a beginning where there was none. Until the end of
    the transaction nobody else adds to these chains.

    All take the same order, new heads, tally, old heads, so that none waits in a ring.
    """
    ids = sorted(member_ids)
    heads = select(ViewingHead).where(ViewingHead.member_id.in_(ids))
    known = set(connection.scalars(heads.with_only_columns(ViewingHead.member_id)))
    begin(connection, key, [one for one in ids if one not in known])
    locked = heads.order_by(ViewingHead.member_id).with_for_update()
    return {
        row["member_id"]: (row["count"], row["last"])
        for row in connection.execute(locked).mappings()
    }


def begin(connection: Connection, key: bytes, ids: Collection[UUID]) -> None:
    if not ids:
        return
    rows = [head(key, member_id, 0, beginning(key, member_id)) for member_id in ids]
    made = connection.scalars(insert_new(ViewingHead).returning(ViewingHead.member_id), rows).all()
    if made:
        count(connection, key, len(made))


def count(connection: Connection, key: bytes, more: int) -> None:
    """So many chains more, or less."""
    chains = connection.scalar(select(ViewingTally.chains).with_for_update()) or 0
    now = {"chains": chains + more, "seal": seal_of_tally(key, chains + more)}
    connection.execute(update(ViewingTally).values(now))


def head(key: bytes, member_id: UUID, count: int, last: str) -> dict[str, Any]:
    seal = seal_of_head(key, member_id, count, last)
    return {"member_id": member_id, "count": count, "last": last, "seal": seal}


def move(connection: Connection, key: bytes, ends: Mapping[UUID, tuple[int, str]]) -> None:
    """To where the chains end now."""
    rows = [{**head(key, one, *end), "of": one} for one, end in ends.items()]
    columns: dict[str, Any] = {name: bindparam(name) for name in ("count", "last", "seal")}
    moved = update(ViewingHead).where(ViewingHead.member_id == bindparam("of")).values(columns)
    connection.execute(moved, rows)


def erase(member_id: UUID) -> None:
    """With the member: their chain goes as a whole, in the transaction of the session."""
    connection = db.session.connection()
    gone = delete(ViewingHead).where(ViewingHead.member_id == member_id)
    if connection.scalars(gone.returning(ViewingHead.member_id)).first():
        count(connection, key_of(connection), -1)


def insert_new(table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """What is there already stays; of two at once the second waits, and inserts nothing."""
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    assert isinstance(table.__table__, Table)
    return insert(table.__table__).on_conflict_do_nothing()
