"""A person's rows of a table as they are exported, in order, and never many at a time in memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from sqlalchemy import Column, ColumnElement, LargeBinary, Table, Text, select, tuple_, type_coerce

from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.leaving.registry import DECISIONS, Reader, table
from peerapp.privacy.encryption import EncryptedBytes, EncryptedJson, EncryptedText

BATCH = 200
CANNOT_BE_READ = lazy("(cannot be read any more: the key of it is gone)")
ME = lazy("me")
SOMEBODY = lazy("somebody")

Row = dict[str, Any]


@dataclass(frozen=True)
class Names:
    """How the person knows others now (A3: nobody is read of under a name of later)."""

    me: UUID
    others: Mapping[UUID, str]

    def of(self, person_id: UUID | None) -> str | None:
        if person_id is None:
            return None
        return str(ME) if person_id == self.me else self.others.get(person_id, str(SOMEBODY))


def of(name: str, reader: Reader, names: Names) -> Iterator[Row]:
    """Each batch is a transaction of its own: a phone that loads slowly holds up nobody. What is
    removed meanwhile is missing, and nothing else.
    """
    its, keys = table(name), keys_of(name, reader)
    columns = columns_of(its)
    photos = 0
    for start in range(0, len(keys), BATCH):
        for row in read(its, columns, keys[start : start + BATCH]):
            said = {label(one): value_of(one, row, names) for one in columns}
            if said.pop("photo_type", None):
                photos += 1
                said["photo"] = photo_name(name, photos)
            yield said


def keys_of(name: str, reader: Reader, *only: ColumnElement[bool]) -> list[Any]:
    """Of the rows, in their order."""
    its, decision = table(name), DECISIONS[name]
    assert decision.mine
    key = list(its.primary_key.columns)
    first = [its.c[decision.order]] if decision.order else []
    query = select(*key).where(decision.mine(its, reader), *only).order_by(*first, *key)
    found = [tuple(row) for row in db.session.execute(query)]
    db.session.rollback()
    return found


def columns_of(its: Table) -> list[Column[Any]]:
    out = DECISIONS[its.name].left_out
    return [
        one
        for one in its.columns
        if one.name not in out and not isinstance(one.type, EncryptedBytes)
    ]


def read(its: Table, columns: Sequence[Column[Any]], keys: Sequence[Any]) -> list[Any]:
    shut = [type_coerce(one, Text).label(one.name) if is_shut(one) else one for one in columns]
    key = [one.label(f"key_{one.name}") for one in its.primary_key.columns]
    found = {
        tuple(row)[len(shut) :]: row._mapping
        for row in db.session.execute(select(*shut, *key).where(is_one_of(its, keys)))
    }
    db.session.rollback()
    return [found[one] for one in keys if one in found]


def is_one_of(its: Table, keys: Sequence[Any]) -> ColumnElement[bool]:
    key = list(its.primary_key.columns)
    if len(key) == 1:
        return key[0].in_([one[0] for one in keys])
    return tuple_(*key).in_(keys)


def is_shut(column: Column[Any]) -> bool:
    return isinstance(column.type, EncryptedText | EncryptedJson)


def value_of(column: Column[Any], row: Mapping[Any, Any], names: Names) -> Any:
    value = row[column.name]
    if is_shut(column):
        return opened(column, value)
    if points_to_a_person(column):
        return names.of(value)
    return plain(value)


def opened(column: Column[Any], value: str | None) -> Any:
    """What cannot be read (its key was dropped) stops nothing else."""
    kind: Any = column.type
    try:
        return kind.process_result_value(value, None)
    except InvalidToken:
        return str(CANNOT_BE_READ)


def points_to_a_person(column: Column[Any]) -> bool:
    to_people = any(key.column.table.name == "people" for key in column.foreign_keys)
    return to_people or column.info.get("is_a_person", False)


def label(column: Column[Any]) -> str:
    """`mentor` of mentor_id, where a name stands instead of the id."""
    return column.name.removesuffix("_id") if points_to_a_person(column) else column.name


def plain(value: Any) -> Any:
    """As JSON has it; instants in UTC."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    return value


def photo_name(name: str, number: int) -> str:
    return f"photos/{name}-{number}.jpg"


def photos_of(name: str, reader: Reader) -> Iterator[tuple[str, bytes]]:
    """One at a time in memory; their numbers are those of `of`."""
    its = table(name)
    if "photo" not in its.c:
        return
    keys = keys_of(name, reader, its.c.photo_type.is_not(None))
    for number, key in enumerate(keys, start=1):
        shut = select(type_coerce(its.c.photo, LargeBinary)).where(is_one_of(its, [key]))
        found = db.session.scalar(shut)
        db.session.rollback()
        if photo := opened_photo(found):
            yield photo_name(name, number), photo


def opened_photo(shut: bytes | None) -> bytes | None:
    try:
        return EncryptedBytes().process_result_value(shut, db.engine.dialect)
    except InvalidToken:
        return None
