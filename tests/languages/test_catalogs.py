"""Each language is complete, says what the English says, and is easy to read."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from peerapp import language
from peerapp.config import ROOT
from tests.support import reading
from tests.support.sources import unmarked

TRANSLATED = [code for code in language.LANGUAGES if code != language.SOURCE]
HOLES = re.compile(r"%\(\w+\)[sd]|<[^>]*>")

# What each language never says of a person: see tests/wording for the English.
NEVER_SAID = {
    "es": r"reca[íiy]\w*|fracas\w*|adict[oa]s?|adicci[óo]n\w*|drogadict\w*|alcohólic[oa]s?"
    r"|abuso|limpi[oa]s?|suci[oa]s?|culpa de|vergüenza|perdiste (tu|la) racha",
}
# What other people call themselves.
NAMES = ("Alcohólicos Anónimos", "Narcóticos Anónimos")

# How many syllables a word has.
SPANISH = {"recordatorio": 5, "guía": 2, "hoy": 1, "queda": 2, "aún": 2, "muy": 1, "guerra": 2}
SPANISH |= {"cuéntanos": 3, "leer": 2, "agua": 2, "ánimo": 3, "decisión": 3}
ENGLISH = {"saved": 1, "reminder": 3, "time": 1, "needed": 2, "little": 2, "you": 1, "sober": 2}
ENGLISH |= {"changes": 2, "times": 1, "Peerapp's": 2, "people": 2}


@cache
def sentences() -> dict[tuple[str | None, str], tuple[str, ...]]:
    """What our code says, by its context and its first form: each with all its forms."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    methods: list[tuple[str, str]] = []
    options: dict[str, dict[str, str]] = {}
    for mapping in mappings:
        patterns = mapping["pattern"]
        for pattern in [patterns] if isinstance(patterns, str) else patterns:
            methods.append((pattern, mapping["method"]))
            options[pattern] = {"trimmed": "true"}
    keywords = {**DEFAULT_KEYWORDS, "lazy": None}
    found: dict[tuple[str | None, str], tuple[str, ...]] = {}
    for folder in {pattern.split("/")[0] for pattern, _method in methods}:
        every = [
            (pattern.removeprefix(f"{folder}/"), method)
            for pattern, method in methods
            if pattern.startswith(f"{folder}/")
        ]
        theirs = {name: options[f"{folder}/{name}"] for name, _method in every}
        for _file, _line, said, _comments, context in extract_from_dir(
            ROOT / folder, every, theirs, keywords
        ):
            forms = (said,) if isinstance(said, str) else tuple(said)
            found[context, forms[0]] = forms
    return found


@cache
def catalog(code: str) -> Catalog:
    path = ROOT / "peerapp" / "translations" / code / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file)


def messages(code: str) -> Iterator[Message]:
    return (message for message in catalog(code) if message.id)


def forms_of(said: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_sentence_is_translated(code: str) -> None:
    done = {
        (message.context, forms_of(message.id)[0])
        for message in messages(code)
        if all(forms_of(message.string)) and not message.fuzzy
    }
    missing = sentences().keys() - done
    assert not missing, f"`make catalogs`, and translate: {sorted(map(str, missing))}"


@pytest.mark.parametrize("code", TRANSLATED)
def test_nothing_stays_that_is_said_no_more(code: str) -> None:
    known = {(message.context, forms_of(message.id)[0]) for message in messages(code)}
    gone = known - sentences().keys()
    assert not gone, f"`make catalogs`: {sorted(map(str, gone))}"


@pytest.mark.parametrize("code", TRANSLATED)
def test_holes_and_marks_are_those_of_the_english(code: str) -> None:
    wrong = []
    for message in messages(code):
        *one, many = forms_of(message.id)
        asked = set(HOLES.findall(many))
        for form in forms_of(message.string):
            said = set(HOLES.findall(form))
            # a plural for one alone may say its number in a word
            is_right = said == asked or (one and said | {"%(num)s", "%(count)s"} >= asked >= said)
            # nothing is escaped in a translation, see peerapp/language.py
            if not is_right or any(sign in HOLES.sub("", form) for sign in '<>"'):
                wrong.append((many, form))
    assert not wrong


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_percent_sign_breaks_nothing(code: str) -> None:
    for message in messages(code):
        if "python-format" in message.flags:
            for form in forms_of(message.string):
                assert form % dict.fromkeys(re.findall(r"%\((\w+)\)", form), 1)


@pytest.mark.parametrize("code", NEVER_SAID)
def test_no_translation_puts_a_person_down(code: str) -> None:
    found = []
    for message in messages(code):
        text = " ".join(forms_of(message.string))
        for name in NAMES:
            text = text.replace(name, "")
        if re.search(rf"\b(?:{NEVER_SAID[code]})\b", text, re.IGNORECASE):
            found.append(text)
    assert not found


def plain(texts: Iterator[str]) -> list[str]:
    """Without what is filled in: a hole is a word or a name, which is not ours."""
    return [re.sub(r"<[^>]*>", "", re.sub(r"%\(\w+\)[sd]", "1", text)) for text in texts]


def test_the_english_is_easy_to_read() -> None:
    counted = reading.count(plain(forms[-1] for forms in sentences().values()), "en")
    assert reading.grade(counted) <= 6


def test_the_spanish_is_easy_to_read() -> None:
    counted = reading.count(plain(forms_of(one.string)[-1] for one in messages("es")), "es")
    assert reading.inflesz(counted) >= 65


@pytest.mark.parametrize(("word", "syllables"), SPANISH.items())
def test_syllables_of_spanish(word: str, syllables: int) -> None:
    assert reading.spanish_syllables(word) == syllables


@pytest.mark.parametrize(("word", "syllables"), ENGLISH.items())
def test_syllables_of_english(word: str, syllables: int) -> None:
    assert reading.english_syllables(word) == syllables


def test_every_sentence_of_a_template_is_marked() -> None:
    found = [f"{name}: {text}" for name, text in unmarked()]
    assert not found, "\n".join(found)


def test_no_script_says_a_sentence_of_its_own() -> None:
    """It stands in the page, in the page's language (static/js/words.js)."""
    sentence = re.compile(r"""["'`][A-Z][a-z]+(?: [^"'`]*)?[.?!]["'`]""")
    scripts = {path.name: path.read_text() for path in (ROOT / "static" / "js").glob("*.js")}
    code = {name: re.sub(r"(?m)^ *//.*$", "", text) for name, text in scripts.items()}
    assert {name: found for name, text in code.items() if (found := sentence.findall(text))} == {}
