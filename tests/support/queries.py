"""How many queries a page takes."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from peerapp.extensions import db


def queries_of(work: Callable[[], Any]) -> int:
    return len(statements_of(work))


def statements_of(work: Callable[[], Any]) -> list[str]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return seen
