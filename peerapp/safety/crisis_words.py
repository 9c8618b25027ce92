"""Whether words speak of suicide, of hurting oneself or of an overdose: a list, no more.

A computer that reads along understands nothing. What it finds is only ever shown to who wrote the
words, at once, and kept nowhere; so it would rather show help once too often ("I do not want to
die" is found too). How well it does, with its misses and false alarms: docs/crisis-words.md.

A phrase is found at the beginning of a word up to the end of one, whatever is between its words
and letters: signs, spaces, accents, small words without weight, a letter held down. Where a longer
harmless phrase begins at the same word or before ("dying to see you"), that is what was meant.
Each word begins one walk of at most the longest phrase, so the time grows as the text does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from itertools import product
from typing import Any

from peerapp.safety import crisis_phrases

# Joined to the word they are in; all other signs stand between words.
IN_WORDS = re.compile(r"['’‘ʼ`´ʹ′]")
OVERDOSED = re.compile(r"\bo\.?d\.?['’‘ʼ`´ʹ′]e?d\b", re.IGNORECASE)
BETWEEN_LETTERS = re.compile(r"(?<=[a-z])[*_]+(?=[a-z])")
LETTER_FOR = str.maketrans("01345!$@", "oieasisa")
IN_DISGUISE = re.compile(r"(?<=[a-z])[01345!$@]+(?=[a-z])")
WORDS = re.compile(r"[a-z]+|[0-9]+")
HELD_DOWN = re.compile(r"([a-z])\1{2,}")
TWICE = re.compile(r"([a-z])\1")
SPELLED = re.compile(r"(?<![a-z])(?:[a-z][^a-z0-9]{1,3}){2,}[a-z](?![a-z])")
NUMBER = "#"
END = ""  # in the tree of phrases: one ends here


class Kind(StrEnum):
    SUICIDE = "suicide"
    SELF_HARM = "self-harm"
    OVERDOSE = "overdose"


Tree = dict[str, Any]


def spoken_of(*texts: str | None) -> set[Kind]:
    """What texts speak of, in English and in Spanish; empty for nearly all that is written."""
    return {kind for text in texts if text for kind in found_in(words_of(text))}


def found_in(words: list[str]) -> Iterator[Kind]:
    letters = "".join(words)
    begins = begins_of(words)
    is_end = {*begins[1:], len(letters)}
    meant_until = 0
    for begin in begins:
        if begin < meant_until:
            continue
        until, meant = longest(letters, begin, is_end)
        if isinstance(meant, Kind):
            yield meant
        elif meant:
            meant_until = until


def begins_of(words: list[str]) -> list[int]:
    begins, at = [], 0
    for word in words:
        begins.append(at)
        at += len(word)
    return begins


def longest(letters: str, begin: int, is_end: set[int]) -> tuple[int, str | None]:
    """The longest phrase from here, where it ends, and what it means: a kind, or HARMLESS."""
    node, at = tree(), begin
    found: tuple[int, str | None] = (begin, None)
    while at < len(letters) and (node := node.get(letters[at])):  # type: ignore[assignment]
        at += 1
        if END in node and at in is_end:
            found = (at, node[END])
    return found


def words_of(text: str) -> list[str]:
    """Plain small letters without accents, small words left out, "want 2" as "want to"."""
    words = WORDS.findall(spelled_together(plain(text)))
    return list(weighty(words))


def plain(text: str) -> str:
    whole = OVERDOSED.sub("oded", text)  # else "OD'd" would be an odd thing
    letters = unicodedata.normalize("NFKD", IN_WORDS.sub("", whole)).casefold()
    kept = "".join(one for one in letters if unicodedata.category(one) not in ("Mn", "Cf", "Me"))
    undisguised = IN_DISGUISE.sub(lambda found: found[0].translate(LETTER_FOR), kept)
    return BETWEEN_LETTERS.sub("", undisguised)


def spelled_together(text: str) -> str:
    """k.m.s, k i l l"""
    return SPELLED.sub(lambda found: re.sub(r"[^a-z]", "", found[0]), text)


def weighty(words: Iterable[str]) -> Iterator[str]:
    before = ""
    for word in words:
        if word.isdigit():
            said = crisis_phrases.SAID_FOR.get(word) if before in crisis_phrases.BEFORE_TO else None
            yield said or NUMBER
        elif word not in crisis_phrases.WITHOUT_WEIGHT:
            yield squeezed(word)
        before = word


def squeezed(word: str) -> str:
    """A letter that was held down, or typed once instead of twice."""
    once = HELD_DOWN.sub(r"\1", word)
    return TWICE.sub(r"\1", once) if len(once) > 3 else once


HARMLESS = "harmless"


@cache
def tree() -> Tree:
    """Of all phrases, letter by letter. What is in two lists is harmless."""
    root: Tree = {}
    lists = {
        Kind.SUICIDE: crisis_phrases.SUICIDE,
        Kind.SELF_HARM: crisis_phrases.SELF_HARM,
        Kind.OVERDOSE: crisis_phrases.OVERDOSE,
        HARMLESS: crisis_phrases.HARMLESS,
    }
    for meaning, lines in lists.items():
        for phrase in phrases(lines):
            for letters in ways_to_type(phrase):
                grow(root, letters, meaning)
    return root


def phrases(lines: str) -> Iterator[str]:
    """Each line as often as its choices in [brackets, with, commas] allow."""
    for line in filter(None, (line.strip() for line in lines.splitlines())):
        parts = [part.split(",") for part in re.split(r"[\[\]]", line)]
        for chosen in product(*parts):
            yield " ".join("".join(chosen).split())


def ways_to_type(phrase: str) -> set[str]:
    """With its words apart, in one, and in one with the "I" before it."""
    words = [word if word == NUMBER else squeezed(word) for word in of_phrase(phrase)]
    together = TWICE.sub(r"\1", "".join(words))
    return {"".join(words), together, f"i{together}"} - {""} if len(words) > 1 else {together}


def of_phrase(phrase: str) -> list[str]:
    words = plain(phrase).split()
    return [word for word in words if word not in crisis_phrases.WITHOUT_WEIGHT]


def grow(root: Tree, letters: str, meaning: str) -> None:
    node = root
    for letter in letters:
        node = node.setdefault(letter, {})
    node[END] = meaning
