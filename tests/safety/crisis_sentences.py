"""The sentences that the list of words of crisis is measured with, and what docs/crisis-words.md
has to say of them.

`looked_at.tsv` was looked at while the list was made. `held_out.tsv` was written before the list
and not tried until it was done, which was not changed because of its misses.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from peerapp.safety import crisis_words

FOLDER = Path(__file__).with_name("crisis_words")
HALVES = {"held_out": "held out", "looked_at": "looked at"}
LANGUAGES = {"en": "English", "es": "Spanish"}


@dataclass(frozen=True)
class Sentence:
    half: str
    label: str  # "help": it has to be seen; "none": it has not
    language: str
    kind: str
    register: str
    words: str

    @property
    def is_seen(self) -> bool:
        return bool(crisis_words.spoken_of(self.words))

    @property
    def is_right(self) -> bool:
        return self.is_seen == (self.label == "help")


def sentences() -> list[Sentence]:
    return [one for half in HALVES for one in of_half(half)]


def of_half(half: str) -> Iterator[Sentence]:
    with (FOLDER / f"{half}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield Sentence(half, **row)


def published() -> str:
    """The part of the document that is measured."""
    every = sentences()
    parts = [*totals(every), "", *by_kind(every, "help"), "", *by_register(every), ""]
    parts += [*by_kind(every, "none"), "", *by_name(every)]
    return "\n".join(parts)


def totals(every: list[Sentence]) -> Iterator[str]:
    yield "| half | seen, of those to be seen | false alarms, of the harmless |"
    yield "| --- | --- | --- |"
    for half, name in HALVES.items():
        seen = [one for one in every if one.half == half and one.label == "help"]
        none = [one for one in every if one.half == half and one.label == "none"]
        yield f"| {name} | {share(seen)} | {share(none)} |"


def share(some: list[Sentence]) -> str:
    count = sum(one.is_seen for one in some)
    return f"{count} of {len(some)} ({count / len(some):.0%})" if some else "-"


def by_kind(every: list[Sentence], label: str) -> Iterator[str]:
    what = "to be seen: seen" if label == "help" else "harmless: false alarms"
    yield f"| {what} | {' | '.join(columns())} |"
    yield "| --- | --- | --- | --- | --- |"
    found = [one for one in every if one.label == label]
    yield from rows(found, lambda one: one.kind)


def by_register(every: list[Sentence]) -> Iterator[str]:
    yield f"| to be seen: seen | {' | '.join(columns())} |"
    yield "| --- | --- | --- | --- | --- |"
    yield from rows([one for one in every if one.label == "help"], lambda one: one.register)


def columns() -> list[str]:
    return [f"{said}, {name}" for name in HALVES.values() for said in LANGUAGES.values()]


def rows(found: list[Sentence], key: Callable[[Sentence], str]) -> Iterator[str]:
    for name, group in groupby(sorted(found, key=key), key):
        some = list(group)
        cells = [
            share([one for one in some if (one.half, one.language) == (half, code)])
            for half in HALVES
            for code in LANGUAGES
        ]
        yield f"| {name} | {' | '.join(cells)} |"


def by_name(every: list[Sentence]) -> Iterator[str]:
    for half, name in HALVES.items():
        for label, what in (("help", "Missed"), ("none", "False alarms")):
            wrong = [
                one for one in every if (one.half, one.label) == (half, label) and not one.is_right
            ]
            yield f"{what}, {name}: {'none' if not wrong else len(wrong)}."
            yield from (f"- “{one.words}” ({LANGUAGES[one.language]})" for one in wrong)
            yield ""
