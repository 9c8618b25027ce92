"""Finding words in one's own notes. Plain functions: no Flask, no database.

The notes are encrypted in the database, so it cannot look for us: they are read and looked at here.
Upper and lower case and accents make no difference, and every word must be there.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Protocol

from peerapp.language import _

LONGEST = 100  # letters of what is looked for
MOST_WORDS = 8
AROUND = 60  # letters that are shown on each side of a found place
PAGE = 20  # days
USUAL_ACCENTS = re.compile("[\u0300-\u036f]+")  # only so that most texts are done sooner


class CannotSearch(Exception):
    """The text says why, for the member."""


class HasText(Protocol):
    @property
    def day(self) -> date: ...
    @property
    def mood(self) -> int: ...
    @property
    def note(self) -> str | None: ...
    @property
    def gratitude(self) -> str | None: ...


@dataclass(frozen=True)
class Part:
    text: str
    is_found: bool


@dataclass(frozen=True)
class Found:
    day: date
    mood: int
    excerpts: list[tuple[str, list[Part]]]  # what it is (a note, gratitude), and its found place


def words_of(asked: str) -> list[str]:
    """The words that must all be there, as `folded` makes them, each once."""
    if len(asked) > LONGEST:
        raise CannotSearch(_("Please search for %(most)s letters or fewer.", most=LONGEST))
    if any(ord(letter) < 32 and not letter.isspace() for letter in asked):
        raise CannotSearch(_("A character here cannot be searched for. Please type it again."))
    words = list(dict.fromkeys(filter(None, map(folded, asked.split()))))
    if len(words) > MOST_WORDS:
        raise CannotSearch(_("Please search for %(most)s words or fewer.", most=MOST_WORDS))
    return words


def find(rows: Iterable[HasText], words: Sequence[str], most: int = PAGE) -> list[Found]:
    """The first `most` days of `rows` in whose texts every word is; it reads no further."""
    return list(islice(hits(rows, words), most))


def hits(rows: Iterable[HasText], words: Sequence[str]) -> Iterator[Found]:
    for row in rows:
        texts = [("note", row.note or ""), ("gratitude", row.gratitude or "")]
        plain = "\n".join(folded(text) for _name, text in texts)
        if all(word in plain for word in words):
            shown = [(name, excerpt(text, words)) for name, text in texts]
            yield Found(row.day, row.mood, [(name, parts) for name, parts in shown if parts])


def folded(text: str) -> str:
    """Without case and accents: "Ça va, CAFÉ" and "ca va, cafe" are the same."""
    if text.isascii():
        return text.lower()
    spread = USUAL_ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    if spread.isascii():
        return spread.lower()
    return "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()


def excerpt(text: str, words: Sequence[str]) -> list[Part]:
    """The text around the first found place, in parts that are found or not; [] if none is."""
    places = places_of(text, words)
    if not places:
        return []
    start, end = room_around(text, *places[0])
    parts = [Part("… ", False)] if start > 0 else []
    at = start
    for left, right in places:
        right = min(right, end)
        if left >= right:
            continue
        if left > at:
            parts.append(Part(text[at:left], False))
        parts.append(Part(text[left:right], True))
        at = right
    if at < end:
        parts.append(Part(text[at:end], False))
    return [*parts, Part(" …", False)] if end < len(text) else parts


def places_of(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words are, as slices of the text as it was typed; none touches the next."""
    letters = [folded(letter) for letter in text]
    origin = [place for place, letter in enumerate(letters) for _ in letter]
    plain = "".join(letters)
    marked = sorted(
        (origin[at], origin[at + len(word) - 1] + 1)
        for word in words
        for at in occurrences(plain, word)
    )
    merged: list[tuple[int, int]] = []
    for left, right in marked:
        while right < len(text) and not letters[right]:
            right += 1  # accents that stand behind their letter belong to it
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged


def occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def room_around(text: str, left: int, right: int) -> tuple[int, int]:
    """From which letter to which the text is shown; not in the middle of a word, if it can be."""
    start, end = max(0, left - AROUND), min(len(text), right + AROUND)
    if start > 0 and (gap := text.find(" ", start, left)) >= 0:
        start = gap + 1
    if end < len(text) and (gap := text.rfind(" ", right, end)) >= 0:
        end = gap
    return start, end
