"""What stands in a row of somebody's file, checked, and why it cannot be taken.

Plain functions: no Flask, no database.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from peerapp.csv_files.text import Row
from peerapp.language import _, number

OLDEST = date(1920, 1, 1)
SHOWN = 80  # letters of a row, to find it by
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
YES_NO = {"yes": True, "no": False}


class CannotBeTaken(Exception):
    """The text says why, for the person whose file it is."""


@dataclass(frozen=True)
class Problem:
    line: int
    said: str
    why: str


@contextmanager
def noted(row: Row, problems: list[Problem]) -> Iterator[None]:
    """A row that cannot be taken goes to the problems, and the others go on."""
    try:
        yield
    except CannotBeTaken as why:
        problems.append(Problem(row.line, said_in(row), str(why)))


def said_in(row: Row) -> str:
    text = ", ".join(part.strip() for part in row.cells.values() if part.strip())
    readable = "".join(letter if letter.isprintable() else " " for letter in text[:SHOWN])
    return readable + ("…" if len(text) > SHOWN else "")


def check_whole(row: Row) -> None:
    if row.is_uneven:
        raise CannotBeTaken(_("This line has more or fewer parts than the first line has names."))
    if not all(is_plain(text) for text in row.cells.values()):
        raise CannotBeTaken(_("There is a character in it that cannot be kept."))


def is_plain(text: str) -> bool:
    """Without NUL and its like: PostgreSQL refuses them, and no note needs them."""
    return not CONTROL.search(text)


def day_in(cells: Mapping[str, str], name: str) -> date:
    text = cells.get(name, "").strip()
    if not text:
        raise CannotBeTaken(_("There is no day in this line."))
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise CannotBeTaken(_("The day must be one of the calendar, like 2026-11-23.")) from None
    if day < OLDEST:
        raise CannotBeTaken(_("This day is before 1920. Please check the year."))
    return day


def past_day_in(cells: Mapping[str, str], name: str, today: date) -> date:
    day = day_in(cells, name)
    if day > today:
        raise CannotBeTaken(_("This day has not come yet."))
    return day


def number_in(cells: Mapping[str, str], name: str, lowest: int, highest: int) -> int | None:
    text = cells.get(name, "").strip()
    if not text:
        return None
    found = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
    if not lowest <= found <= highest:
        raise CannotBeTaken(
            _(
                "%(column)s must be a number from %(lowest)s to %(highest)s.",
                column=name,
                lowest=lowest,
                highest=number(highest),
            )
        )
    return found


def choice_in(cells: Mapping[str, str], name: str, choices: Mapping[str, Any], empty: Any) -> Any:
    text = cells.get(name, "").strip().lower()
    if not text:
        return empty
    if text not in choices:
        raise CannotBeTaken(
            _(
                "%(column)s must be one of: %(choices)s. Or leave it empty.",
                column=name,
                choices=", ".join(choices),
            )
        )
    return choices[text]


def text_in(cells: Mapping[str, str], name: str, longest: int) -> str | None:
    """To the last letter; None where there is nothing."""
    text = cells.get(name, "")
    if len(text) > longest:
        raise CannotBeTaken(
            _(
                "%(column)s has more than %(most)s letters, which is all that fits.",
                column=name,
                most=number(longest),
            )
        )
    return text or None
