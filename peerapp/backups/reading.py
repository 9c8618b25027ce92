"""Reads a backup, from the first line to the last, with all checks."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app

from peerapp.backups import sealed
from peerapp.backups.rows import Table, Tally
from peerapp.backups.sealed import Damaged


@dataclass
class Backup:
    """What stands in a file. `rows` can be gone through once; only at its end is all of it sure."""

    made_at: datetime
    app: str
    migration: str
    tables: dict[str, Table]
    lines: Iterator[bytes]
    tallies: dict[str, Tally] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[Table, bytes]]:
        """Each with its table; raises Damaged unless as many came as were written."""
        table, tally = None, None
        for line in self.lines:
            match line[:1]:
                case b"[" if table and tally:
                    tally.add(line)
                    yield table, line
                case b'"':
                    table = self.tables[json.loads(line)]
                    tally = self.tallies[table.name] = Tally()
                case b"{":
                    return self._compare(json.loads(line)["end"])
                case _:
                    raise Damaged("a line cannot be read")
        raise Damaged("it has no end")

    def _compare(self, said: dict[str, Any]) -> None:
        found = {name: [one.rows, f"{one.sum:064x}"] for name, one in self.tallies.items()}
        if found != said or next(self.lines, None) is not None:
            raise Damaged("not all rows are there")


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Raises a NotOpened with a sentence for the operator."""
    with path.open("rb") as file:
        head, said = sealed.read_head(file)
        pieces = sealed.opened(file, current_app.config["ENCRYPTION_KEYS"], head, said)
        lines = lines_of(pieces)
        first = json.loads(next(lines))["tables"]  # and now the head is to be believed
        tables = {name: Table(name, columns) for name, columns in first.items()}
        made_at = datetime.fromisoformat(said["made_at"])
        yield Backup(made_at, said["app"], said["migration"], tables, lines)


def lines_of(pieces: Iterator[bytes]) -> Iterator[bytes]:
    longer, rest = zlib.decompressobj(), b""
    for piece in pieces:
        *whole, rest = (rest + longer.decompress(piece)).split(b"\n")
        yield from whole
    if rest or not longer.eof:
        raise Damaged("it has no end")


def look_through(path: Path) -> dict[str, Tally]:
    """All of it, and how many rows of each table there are; raises a NotOpened."""
    with opened(path) as backup:
        for table, line in backup.rows():
            table.row(line)
        return backup.tallies
