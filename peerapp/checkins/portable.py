"""Check-ins as a CSV of our own, and what is read out of one. No Flask, no database.

A row is a day. The columns are `day` and the names of `answers.FIELDS`, and one for each version of
a question of the program's: `question:<version id>:<its words>`. What is written, read again, is
the same to the last letter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peerapp.checkins import answers
from peerapp.csv_files.cells import (
    YES_NO,
    CannotBeTaken,
    Problem,
    check_whole,
    choice_in,
    noted,
    number_in,
    past_day_in,
    text_in,
)
from peerapp.csv_files.text import Row, Table
from peerapp.language import _, number

QUESTION = "question:"
BETWEEN_TRIGGERS = "|"
COLUMNS = ("day", *(name for name in answers.FIELDS if name != "own"))
LOWEST_HIGHEST = {
    "mood": (1, 5),
    "craving": (0, 10),
    "sleep": (1, 5),
    "anxiety": (1, 5),
    "connectedness": (1, 5),
    "meetings": (0, answers.MOST_MEETINGS),
}


@dataclass(frozen=True)
class Asked:
    """A version of a question, by what the files need of it (ids as text)."""

    id: str
    question_id: str
    text: str
    kind: str  # scale, yesno or text


@dataclass(frozen=True)
class Day:
    """A check-in to be, out of a file. `given` has all of `answers.FIELDS`."""

    day: date
    given: Mapping[str, Any]
    line: int


# Writing


def columns(asked: Sequence[Asked]) -> list[str]:
    return [*COLUMNS, *(f"{QUESTION}{version.id}:{version.text}" for version in asked)]


def row_of(day: date, said: Mapping[str, Any], asked: Sequence[Asked]) -> list[str]:
    cells = [day.isoformat()]
    for name in COLUMNS[1:]:
        if name == "triggers":
            cells.append(BETWEEN_TRIGGERS.join(said[name] or ()))
        else:
            cells.append(cell(said[name]))
    own = said["own"] or {}
    for version in asked:
        version_id, answer = own.get(version.question_id) or (None, None)
        cells.append(cell(answer) if version_id == version.id else "")
    return cells


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


# Reading


def is_ours(table: Table) -> bool:
    return {"day", "mood"} <= set(table.columns)


def days_of(
    table: Table, asked: Iterable[Asked], today: date
) -> tuple[list[Day], list[Problem], list[str]]:
    """The days that can be taken, the rows that cannot, and the columns that have no place here."""
    by_id = {version.id: version for version in asked}
    questions = {
        name: by_id[version_id]
        for name in table.columns
        if (version_id := version_in(name)) in by_id
    }
    days: dict[date, Day] = {}
    problems: list[Problem] = []
    for row in table.rows:
        with noted(row, problems):
            found = Day(past_day(row, "day", today), given_in(row, questions), row.line)
            if earlier := days.get(found.day):
                raise CannotBeTaken(
                    _(
                        "Line %(line)s is for the same day. That one is used.",
                        line=number(earlier.line),
                    )
                )
            days[found.day] = found
    strange = [name for name in table.columns if name not in (*COLUMNS, *questions, "")]
    return list(days.values()), problems, strange


def version_in(column: str) -> str:
    return column.removeprefix(QUESTION).partition(":")[0] if column.startswith(QUESTION) else ""


def past_day(row: Row, name: str, today: date) -> date:
    check_whole(row)
    return past_day_in(row.cells, name, today)


def given_in(row: Row, questions: Mapping[str, Asked]) -> dict[str, Any]:
    cells = row.cells
    if not cells["mood"].strip():
        raise CannotBeTaken(_("There is no mood in this line."))
    note = text_in(cells, "note", answers.LONGEST_NOTE)
    medication = {name: name for name in answers.MEDICATION}
    own = {
        version.question_id: [version.id, own_answer(version, cells[name])]
        for name, version in questions.items()
        if cells[name]
    }
    return {
        **answers.UNANSWERED,
        **{name: number_in(cells, name, *span) for name, span in LOWEST_HIGHEST.items()},
        "sober": choice_in(cells, "sober", YES_NO, None),
        "triggers": triggers_in(cells),
        "note": note,
        # a file that does not say leaves a note to the member alone
        "note_is_private": choice_in(cells, "note_is_private", YES_NO, note is not None),
        "medication": choice_in(cells, "medication", medication, None),
        "gratitude": text_in(cells, "gratitude", answers.LONGEST_GRATITUDE),
        "own": own or None,
    }


def triggers_in(cells: Mapping[str, str]) -> list[str]:
    said = [word.strip().lower() for word in cells.get("triggers", "").split(BETWEEN_TRIGGERS)]
    if set(said) - {""} - set(answers.TRIGGERS):
        raise CannotBeTaken(
            _(
                "%(column)s must be some of: %(choices)s.",
                column="triggers",
                choices=", ".join(answers.TRIGGERS),
            )
        )
    return [name for name in dict.fromkeys(said) if name]


def own_answer(version: Asked, text: str) -> Any:
    """As the check-in keeps the answer to a question of that kind."""
    name = version.text[:40]
    if version.kind == "scale":
        return number_in({name: text}, name, 1, 5)
    if version.kind == "yesno":
        return choice_in({name: text}, name, {"yes": "yes", "no": "no"}, None)
    return text_in({name: text}, name, answers.LONGEST_NOTE)
