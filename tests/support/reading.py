"""How hard a text is to read: two formulas of the field, over sentences, words and syllables.

- English: the Flesch-Kincaid grade (Kincaid and others, 1975): the US school grade that it takes.
- Spanish: Szigriszt's perspicuity (1993) on the INFLESZ scale (Barrio-Cantalejo and others, 2008):
  65 and above is easy.

Syllables are counted by the letters, which is right for nearly all words of Spanish and for most of
English; over a whole catalog that is near enough.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SENTENCE_ENDS = re.compile(r"[.?!]+(?:\s+|$)")
STRONG, WEAK, STRESSED_WEAK = "aeoáéó", "iuü", "íú"


@dataclass(frozen=True)
class Counted:
    sentences: int
    words: int
    syllables: int


def count(texts: Iterable[str], language: str) -> Counted:
    syllables = {"en": english_syllables, "es": spanish_syllables}[language]
    sentences = [
        words
        for text in texts
        if text.endswith((".", "?", "!"))  # else it is the name of a thing
        for part in SENTENCE_ENDS.split(text)
        if (words := WORD.findall(part))
    ]
    words = [word for sentence in sentences for word in sentence]
    return Counted(len(sentences), len(words), sum(map(syllables, words)))


def grade(counted: Counted) -> float:
    per_sentence = counted.words / counted.sentences
    return 0.39 * per_sentence + 11.8 * counted.syllables / counted.words - 15.59


def inflesz(counted: Counted) -> float:
    per_sentence = counted.words / counted.sentences
    return 206.835 - 62.3 * counted.syllables / counted.words - per_sentence


def english_syllables(word: str) -> int:
    word = word.lower().removesuffix("'s").removesuffix("’s")
    groups = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouyl]e$", word) or re.search(r"[^aeiouytd]ed$", word):
        groups -= 1  # saved, note: the e is silent
    if re.search(r"[aeiouy][^aeiouy]+es$", word) and not re.search(r"(s|x|z|ch|sh|c|g)es$", word):
        groups -= 1  # times
    return max(1, groups)


def spanish_syllables(word: str) -> int:
    """A group of vowels is one, but where two strong ones meet, or a stressed weak one."""
    word = re.sub(r"q(u)(?=[eiéí])|(?<=g)u(?=[eiéí])", lambda found: found[0][:-1], word.lower())
    word = re.sub(r"y$", "i", word)
    total = 0
    for group in re.findall(r"[aeiouáéíóúü]+", word):
        total += 1
        for one, other in pairwise(group):
            total += one in STRONG + STRESSED_WEAK and other in STRONG + STRESSED_WEAK
            total += one in STRESSED_WEAK and other in WEAK
            total += one in WEAK and other in STRESSED_WEAK and one == other
    return max(1, total)
