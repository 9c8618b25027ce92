"""CSV as people have it: written so that any spreadsheet reads it, read whoever wrote it.

Plain functions over bytes and text: no Flask, no database. RFC 4180, with a header.
"""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from peerapp.language import _, lazy, number

MOST_ROWS = 40_000
SEPARATORS = ",;\t"
BOM = "\ufeff"

# What a spreadsheet takes for a formula (owasp.org, "CSV Injection"), the wide forms included.
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


class Unreadable(Exception):
    """The text says why, for the person whose file it is."""


@dataclass(frozen=True)
class Row:
    line: int  # of the file, where the row begins; a text editor counts the same
    cells: dict[str, str]  # by the name of the column, as in the header but in small letters
    is_uneven: bool = False  # it has more or fewer cells than the header


@dataclass(frozen=True)
class Table:
    columns: list[str]  # in small letters
    rows: list[Row]


def guard(text: str) -> str:
    """So that a spreadsheet shows the text and does not compute it; `unguard` undoes exactly this.

    A text that looks guarded already is guarded once more, so the two are inverse for every text.
    """
    return f"'{text}" if FORMULA.match(text) else text


def unguard(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text


def write(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Line by line, the first with a BOM: without it Excel takes UTF-8 for the local encoding."""
    yield BOM + line_of(columns)
    for row in rows:
        yield line_of(row)


def line_of(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([guard(cell) for cell in cells])
    return line.getvalue()


# How files begin that are no text, and what to do about it.
PICTURE = lazy("This is a picture. Please choose the CSV file: its name often ends in .csv.")
PACKED = lazy(
    "This is an Excel workbook or a backup. Please save or export it as CSV, and choose that."
)
NOT_TEXT = lazy("This is not a CSV file. Please choose one whose name ends in .csv.")
MAGIC = (
    (b"\xff\xd8\xff", PICTURE),
    (b"\x89PNG", PICTURE),
    (b"GIF8", PICTURE),
    (b"PK\x03\x04", PACKED),
    (b"\xd0\xcf\x11\xe0", PACKED),
    (b"\x1f\x8b", PACKED),
    (b"%PDF", NOT_TEXT),
)
UTF_8, WESTERN = "utf-8", "cp1252"
BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding. Raises Unreadable.

    In this order: what a byte order mark says; UTF-16 without one, known by the zeros beside Latin
    letters; UTF-8, which hardly any other text happens to be; then Windows-1252, or Latin-1 where
    a byte means nothing in that. The last two take any bytes, so a person has to look at it.
    """
    if not data.strip():
        raise Unreadable(_("This file is empty."))
    for beginning, words in MAGIC:
        if data.startswith(beginning):
            raise Unreadable(words)
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return strictly(data, encoding), encoding
    encoding = zeros_say(data[:4096]) or UTF_8
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        pass
    try:
        return data.decode(WESTERN), WESTERN
    except UnicodeDecodeError:
        return data.decode("latin-1"), WESTERN


def strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix(BOM)
    except UnicodeDecodeError:
        raise Unreadable(
            _("Some letters of this file are broken. Please export it once more.")
        ) from None


def zeros_say(start: bytes) -> str | None:
    zeros = [start[place::2].count(0) for place in (0, 1)]
    for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if zeros[place] > len(start) // 8 and zeros[1 - place] <= zeros[place] // 8:
            return encoding
    return None


def read(text: str, known: Collection[str]) -> Table:
    """The rows of a text. Raises Unreadable; empty lines are passed over.

    The separator is the one by which the first line has most of the `known` columns.
    """
    text = text.removeprefix(BOM)
    if said := re.match(r"sep=([,;\t])\r?\n", text):  # Excel's own first line
        rows = records(text[said.end() :], said[1], first=2)
    else:
        rows = records(text, separator_of(text, known), first=1)
    header = next(rows, (0, []))[1]
    columns = [name_of(cell) for cell in header]
    if not any(columns):
        raise Unreadable(_("This file has no first line with the names of its columns."))
    found: list[Row] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(found) == MOST_ROWS:
            raise Unreadable(
                _(
                    "This file has more than %(most)s lines. Please split it into smaller files.",
                    most=number(MOST_ROWS),
                )
            )
        named = {name: unguard(cell) for name, cell in zip(columns, cells, strict=False)}
        is_uneven = len(cells) < len(columns) or any(cells[len(columns) :])
        found.append(Row(line, named, is_uneven))
    return Table(columns, found)


def records(text: str, separator: str, first: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = first + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            # an open quotation mark, or a cell of more letters than any note has
            raise Unreadable(
                _(
                    "From line %(line)s on we cannot read this file. A quotation mark may be "
                    "missing there. Please export it once more.",
                    line=number(line),
                )
            ) from None
        yield line, cells


def separator_of(text: str, known: Collection[str]) -> str:
    return max(SEPARATORS, key=lambda separator: len(set(known) & header_by(text, separator)))


def header_by(text: str, separator: str) -> set[str]:
    try:
        header = next(records(text, separator, first=1), (0, []))[1]
    except Unreadable:
        return set()
    return {name_of(cell) for cell in header}


def name_of(cell: str) -> str:
    return unguard(cell).strip().lower()
