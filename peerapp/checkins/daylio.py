"""Daylio's own export as check-ins. Plain functions: no Flask, no database.

Its columns: full_date, date, weekday, time, mood, activities, scales, note_title, note, of which
older exports lack `scales` and `note_title`. Only full_date (ISO) and the names of the columns are
the same in every language. Moods are words, and a person may have renamed them or added some.

Peerapp has one check-in a day, so several entries of a day become one: its mood is that of the last
entry, and all that they say stands in the note, each with its time. Nothing is dropped, and the
note is only for the member.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from itertools import groupby
from typing import Any

from peerapp import language
from peerapp.checkins import answers
from peerapp.checkins.portable import Day, past_day
from peerapp.csv_files.cells import CannotBeTaken, Problem, is_plain, noted
from peerapp.csv_files.text import Row, Table
from peerapp.language import _, number

COLUMNS = (
    "full_date",
    "date",
    "weekday",
    "time",
    "mood",
    "activities",
    "scales",
    "note_title",
    "note",
)
MOODS = {"rad": 5, "good": 4, "meh": 3, "bad": 2, "awful": 1}
MOST_WORDS = 60  # of the person's own for a mood; Daylio itself has room for fewer

OTHER_WORDS = {
    "stressed": "stress",
    "loneliness": "lonely",
    "hunger": "hungry",
    "anger": "angry",
}

# Newer versions keep a note as simple HTML, in which a line ends with <br> or </div>.
LINE_ENDS = re.compile(r"<br\s*/?>|</(?:div|p|li|h[1-6])>", re.IGNORECASE)
POINTS = re.compile(r"<li(?:\s[^<>]*)?>", re.IGNORECASE)
MARKS = re.compile(
    r"</?(?:div|p|ul|ol|li|b|i|u|s|em|strong|strike|font|span|h[1-6])(?:\s[^<>]*)?>", re.IGNORECASE
)
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    row: Row
    day: date
    at: time | None
    word: str  # for the mood, as it stands there
    mood: int


def is_daylio(table: Table) -> bool:
    return {"full_date", "mood"} <= set(table.columns)


def is_old_daylio(table: Table) -> bool:
    """Before 2019 it had a year and a day in the words of some language."""
    return {"year", "date", "weekday", "mood", "activities"} <= set(table.columns)


def own_words(table: Table) -> list[str]:
    """The moods that are not Daylio's five; "ok" and "OK" are one."""
    words = [row.cells.get("mood", "").strip() for row in table.rows]
    by_letters = {word.lower(): word for word in words}
    return sorted(word for key, word in by_letters.items() if key and key not in MOODS)[:MOST_WORDS]


def days_of(
    table: Table, meanings: Mapping[str, int], today: date
) -> tuple[list[Day], list[Problem], int]:
    """The days, the rows that cannot be taken, and how many were left out on purpose.

    `meanings` has the mood (1 to 5) of the person's own words; rows of the others are left out.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    left_out = 0
    known = {**MOODS, **{word.lower(): mood for word, mood in meanings.items()}}
    for row in table.rows:
        with noted(row, problems):
            if entry := entry_of(row, known, today):
                entries.append(entry)
            else:
                left_out += 1
    days = []
    for _day, of_day in groupby(in_time(entries), key=lambda entry: entry.day):
        together = list(of_day)
        with noted(together[0].row, problems):
            days.append(day_of(together))
    return days, problems, left_out


def entry_of(row: Row, known: Mapping[str, int], today: date) -> Entry | None:
    """None for a mood that the person leaves out."""
    day = past_day(row, "full_date", today)
    word = row.cells["mood"].strip()
    if not word:
        raise CannotBeTaken(_("There is no mood in this line."))
    mood = known.get(word.lower())
    return None if mood is None else Entry(row, day, time_of(row.cells.get("time", "")), word, mood)


def time_of(text: str) -> time | None:
    """`20:39` or `8:39 pm`; None for how other languages write it."""
    found = re.fullmatch(
        r"([0-9]{1,2})[:.]([0-9]{2})(?:\s*([ap])\.?\s*m\.?)?", text.strip().lower()
    )
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2]), found[3]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def in_time(entries: list[Entry]) -> list[Entry]:
    """By day, and within a day the earliest first: by their times, or else as the file goes, which
    begins with the newest.
    """
    is_newest_first = not entries or entries[0].day >= entries[-1].day
    oldest_first = entries[::-1] if is_newest_first else list(entries)
    timed = {entry.day for entry in entries} - {entry.day for entry in entries if not entry.at}
    return sorted(
        oldest_first,
        key=lambda entry: (entry.day, entry.at if entry.at and entry.day in timed else time()),
    )


def day_of(entries: list[Entry]) -> Day:
    last = entries[-1]
    names = [name for entry in entries for name in activities_of(entry)]
    known = triggers_by_words(language.current())
    triggers = {known[name.lower()] for name in names if name.lower() in known}
    note = "\n\n".join(filter(None, (words_of(entry, len(entries) > 1) for entry in entries)))
    if len(note) > answers.LONGEST_NOTE:
        raise CannotBeTaken(
            _(
                "All that was written on this day has more than %(most)s letters, "
                "which is all that fits.",
                most=number(answers.LONGEST_NOTE),
            )
        )
    given: dict[str, Any] = {
        **answers.UNANSWERED,
        "mood": last.mood,
        "triggers": [name for name in answers.TRIGGERS if name in triggers],
        "note": note or None,
        "note_is_private": bool(note),
    }
    return Day(last.day, given, last.row.line)


@cache
def triggers_by_words(spoken: str) -> dict[str, str]:
    """Daylio's activities that we ask about too: in English, and in a language."""
    found = {**OTHER_WORDS, **{name: name for name in answers.TRIGGERS}}
    for one in (language.SOURCE, spoken):
        with language.speaking(one):
            found |= {str(words).lower(): name for name, words in answers.TRIGGERS.items()}
    return found


def words_of(entry: Entry, is_one_of_several: bool) -> str:
    """All that an entry says beside its day, for the note."""
    cells = entry.row.cells
    head = []
    if is_one_of_several:
        head.append(entry.at.strftime("%H:%M") if entry.at else cells.get("time", "").strip())
    if is_one_of_several or entry.word.lower() not in MOODS:
        head.append(entry.word)
    known = triggers_by_words(language.current())
    others = [name for name in activities_of(entry) if name.lower() not in known]
    scales = " ".join(cells.get("scales", "").split())
    lines = [
        ", ".join(filter(None, head)),
        plain(cells.get("note_title", "")),
        plain(cells.get("note", "")),
        ", ".join(others),
        scales.replace(" | ", ", "),
    ]
    return "\n".join(filter(None, lines))


def activities_of(entry: Entry) -> list[str]:
    names = entry.row.cells.get("activities", "").split("|")
    return [" ".join(name.split()) for name in names if name.strip()]


def plain(text: str) -> str:
    """A note without its marks; what is no mark of Daylio's stays as it was typed."""
    text = text.replace("\r\n", "\n")
    text = POINTS.sub("- ", LINE_ENDS.sub("\n", text))
    text = MARKS.sub("", text)
    text = ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return "".join(letter for letter in text if is_plain(letter)).strip()
