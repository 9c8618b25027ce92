"""How many queries a page takes."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from peerapp.extensions import db


def queries_of(work: Callable[[], Any]) -> int:
    seen: list[str] = []

    def note(*_: object) -> None:
        seen.append("")

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)
