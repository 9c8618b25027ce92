"""Whether words speak of suicide, of hurting oneself or of an overdose: a list, no more.

A computer that reads along understands nothing. What it finds is only ever shown to who wrote the
words, at once, and kept nowhere; so it would rather show help once too often ("I do not want to
die" is found too). How well it does, with its misses and false alarms: docs/crisis-words.md.

A phrase of crisis_phrases.txt is found from the beginning of a word to the end of one, whatever is
between its words and letters: signs, spaces, accents, small words without weight, a letter held
down. Where a longer harmless phrase begins at the same word or before ("dying to see you"), that is
what was meant. At each word no more is looked at than the longest phrase has letters, so the time
grows as the text does.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from itertools import accumulate, product
from pathlib import Path

LIST = Path(__file__).with_name("crisis_phrases.txt")

# Joined to the word they are in; all other signs stand between words.
IN_WORDS = re.compile(r"['’‘ʼ`´ʹ′]")
OVERDOSED = re.compile(r"\bo\.?d\.?['’‘ʼ`´ʹ′]e?d\b", re.IGNORECASE)
BETWEEN_LETTERS = re.compile(r"(?<=[a-z])[*_]+(?=[a-z])")
IN_DISGUISE = re.compile(r"(?<=[a-z])[01345!$@]+(?=[a-z])")
LETTER_FOR = str.maketrans("01345!$@", "oieasisa")
WORDS = re.compile(r"[a-z]+|[0-9]+")
HELD_DOWN = re.compile(r"([a-z])\1{2,}")
TWICE = re.compile(r"([a-z])\1")
NUMBER = "#"
# "want 2 die"
WORD_FOR = {"2": "to", "4": "for"}
BEFORE_TO = frozenset(("want", "wants", "wanted", "going", "need", "ready", "trying", "tried"))


class Kind(StrEnum):
    SUICIDE = "suicide"
    SELF_HARM = "self-harm"
    OVERDOSE = "overdose"


HARMLESS = "harmless"
WITHOUT_WEIGHT = "without weight"


def spoken_of(*texts: str | None) -> set[Kind]:
    """What texts speak of, in English and in Spanish; empty for nearly all that is written."""
    return {kind for text in texts if text for kind in found_in(words_of(text))}


def found_in(words: list[str]) -> Iterator[Kind]:
    letters, edges = "".join(words), [0, *accumulate(map(len, words))]
    meant_until = 0
    for index, begin in enumerate(edges[:-1]):
        if begin < meant_until:
            continue
        end, meaning = longest(letters, edges, index)
        if meaning == HARMLESS:
            meant_until = end
        elif meaning:
            yield Kind(meaning)


def longest(letters: str, edges: list[int], index: int) -> tuple[int, str | None]:
    """The longest phrase that begins at an edge: where it ends, and what it means."""
    begin, most = edges[index], most_letters()
    found: tuple[int, str | None] = (begin, None)
    for end in edges[index + 1 : index + 1 + most]:
        if end - begin > most:
            break
        if meaning := meanings().get(letters[begin:end]):
            found = (end, meaning)
    return found


def words_of(text: str) -> list[str]:
    """Plain small letters without accents, small words left out, "want 2" as "want to"."""
    return list(weighty(WORDS.findall(plain(text))))


def plain(text: str) -> str:
    whole = OVERDOSED.sub("oded", text)  # else "OD'd" would be an odd thing
    letters = unicodedata.normalize("NFKD", IN_WORDS.sub("", whole)).casefold()
    kept = "".join(one for one in letters if unicodedata.category(one) not in ("Mn", "Cf", "Me"))
    undisguised = IN_DISGUISE.sub(lambda found: found[0].translate(LETTER_FOR), kept)
    return BETWEEN_LETTERS.sub("", undisguised)


def weighty(words: Iterable[str]) -> Iterator[str]:
    before = ""
    for word in words:
        if word.isdigit():
            yield WORD_FOR.get(word, NUMBER) if before in BEFORE_TO else NUMBER
        elif word not in without_weight():
            yield squeezed(word)
        before = word


def squeezed(word: str) -> str:
    """Without a letter that was held down; one that is typed twice is typed once."""
    once = HELD_DOWN.sub(r"\1", word)
    return TWICE.sub(r"\1", once) if len(once) > 3 else once


@cache
def meanings() -> dict[str, str]:
    """Every way to type every phrase, without spaces, and what it means."""
    return {
        letters: meaning
        for meaning in (*Kind, HARMLESS)
        for phrase in phrases(meaning)
        for letters in ways_to_type(phrase)
    }


@cache
def most_letters() -> int:
    return max(map(len, meanings()))


@cache
def without_weight() -> frozenset[str]:
    return frozenset(phrases(WITHOUT_WEIGHT))


def phrases(section: str) -> Iterator[str]:
    """Each line of it, as often as its choices in brackets allow."""
    for line in lines_of(section):
        parts = [part.split(",") for part in re.split(r"[\[\]]", line)]
        for chosen in product(*parts):
            yield " ".join("".join(chosen).split())


def lines_of(section: str) -> list[str]:
    here, lines = "", []
    for line in plain(LIST.read_text(encoding="utf-8")).splitlines():
        if line.startswith("== "):
            here = line.removeprefix("== ")
        elif here == section and line and not line.startswith(";"):
            lines.append(line)
    return lines


def ways_to_type(phrase: str) -> set[str]:
    """Word by word; letter by letter; and in one word, also with the "I" before it, where the ends
    of words are squeezed too.
    """
    words = [word for word in phrase.split() if word not in without_weight()]
    apart = "".join(map(squeezed, words))
    together = squeezed(apart)
    with_i = {f"i{together}"} if len(words) > 1 else set()
    return {apart, together, "".join(words)} | with_i
