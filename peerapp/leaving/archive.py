"""All that is a person's, as a ZIP: a page to read, and every row as JSON and CSV.

It is made while it is sent: nothing of it lies on the disk here, and little of it in memory.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.csv_files import text
from peerapp.leaving import pages, reader, rows
from peerapp.leaving.registry import DECISIONS, Reader, table
from peerapp.leaving.rows import Names
from peerapp.matching import acquaintance

STYLE = Path(__file__).with_name("export.css")
EARLIEST_DATE = (1980, 1, 1, 0, 0, 0)  # a ZIP knows no earlier one


class Pipe(io.RawIOBase):
    """What the ZIP is written into, and taken out of right away."""

    def __init__(self) -> None:
        super().__init__()
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.written += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self.written)
        self.written.clear()
        return taken


def of(person: Person, now: datetime) -> Iterator[bytes]:
    """Call it while the person is at hand; it is read from when it is sent."""
    names = Names(person.id, acquaintance.names_now(person))
    return written(reader.of(person), names, person.timezone, now)


def written(its: Reader, names: Names, zone: str, now: datetime) -> Iterator[bytes]:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        with entry(archive, "index.html", zone, now) as file:
            for part in pages.parts(its, names, zone, now):
                file.write(part.encode())
                yield pipe.take()
        with entry(archive, "style.css", zone, now) as file:
            file.write(STYLE.read_bytes())
        for name in exported():
            for folder, lines in (("json", as_json), ("csv", as_csv)):
                with entry(archive, f"{folder}/{name}.{folder}", zone, now) as file:
                    for line in lines(name, its, names):
                        file.write(line.encode("utf-8", "surrogatepass"))
                        yield pipe.take()
            for path, photo in rows.photos_of(name, its):
                with entry(archive, path, zone, now) as file:
                    file.write(photo)
                yield pipe.take()
    yield pipe.take()


def exported() -> list[str]:
    return [name for name, decision in DECISIONS.items() if decision.mine]


def entry(archive: zipfile.ZipFile, path: str, zone: str, now: datetime) -> IO[bytes]:
    at = clock.local(now, zone).timetuple()[:6]
    found = zipfile.ZipInfo(path, max(at, EARLIEST_DATE))
    found.compress_type = zipfile.ZIP_DEFLATED
    return archive.open(found, "w")


def as_json(name: str, its: Reader, names: Names) -> Iterator[str]:
    yield "["
    before = "\n"
    for row in rows.of(name, its, names):
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n"


def as_csv(name: str, its: Reader, names: Names) -> Iterator[str]:
    """The columns of the JSON. What is a list or a mapping there is JSON in its cell."""
    columns = [rows.label(one) for one in rows.columns_of(table(name))]
    if "photo_type" in columns:
        columns[columns.index("photo_type")] = "photo"
    found = ([cell(row.get(one)) for one in columns] for row in rows.of(name, its, names))
    return text.write(columns, found)


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
