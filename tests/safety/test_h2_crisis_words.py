"""The list of words of crisis, and what its document says of it."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peerapp.config import ROOT
from peerapp.safety import crisis_words
from peerapp.safety.crisis_words import HARMLESS, WITHOUT_WEIGHT, Kind, spoken_of
from tests.safety.crisis_sentences import published, sentences

DOCUMENT = (ROOT / "docs" / "crisis-words.md").read_text()
WHOLE = st.sampled_from(
    (
        *("kill myself", "want to die", "overdosed", "self harm", "suicide", "me quiero morir"),
        *("quitarme la vida", "sobredosis", "hacerme daño", "no quiero vivir"),
    )
)
BETWEEN = st.text(alphabet=" .,;:-!?…\n\t😀💔🥺\u200b", min_size=1, max_size=4)
# Signs only: a word before it could make something harmless of it.
AROUND = st.text(alphabet=' .,;:!?\n😀💔#()"', max_size=8)


def test_h2_the_document_says_what_was_measured() -> None:
    assert published() in DOCUMENT


def test_h2_the_sentences_are_many_and_in_both_languages() -> None:
    every = sentences()
    assert len({one.words for one in every}) == len(every) > 200
    for label in ("help", "none"):
        found = [one for one in every if one.label == label]
        assert len(found) > 100
        for half in ("held_out", "looked_at"):
            of_half = [one for one in found if one.half == half]
            assert sum(one.language == "en" for one in of_half) >= 30
            assert sum(one.language == "es" for one in of_half) >= 20


def test_h2_what_is_seen_is_of_the_kind_that_it_is() -> None:
    """An overdose brings first steps, so it must not be taken for another."""
    for one in sentences():
        if one.label == "help" and one.is_seen:
            assert one.kind in spoken_of(one.words), one.words


@pytest.mark.parametrize(
    "words",
    [
        *("dont want to die", "don't want to die", "don’t want to die", "DONT WANT 2 DIE"),
        *("kms", "K.M.S.", "k m s", "kill my self", "killmyself", "k i l l m y s e l f"),
        *("unalive", "un-alive myself", "su!cide", "su1cide", "s*u*i*c*i*d*e", "k*ll myself"),
        *(
            "suiciiiide",
            "kill fucking myself",
            "𝐤𝐢𝐥𝐥 𝐦𝐲𝐬𝐞𝐥𝐟",
            "ＫＩＬＬ ＭＹＳＥＬＦ",
            "kill\u200bmyself",
        ),
        *("OD'd", "OD’d", "o.d.'d", "ODed", "OD on fent", "narcanned"),
        *("QUIERO MORIRME", "me suicidé", "me  suicide", "Me Quiero Morír", "kiero morir"),
    ],
)
def test_h2_however_it_is_typed(words: str) -> None:
    assert spoken_of(words)
    assert spoken_of(f"well, {words} today")


@pytest.mark.parametrize(
    "words",
    [
        *(
            "",
            " ",
            "😀",
            "4",
            "odd",
            "odds and ends",
            "the god of small things",
            "40 kms",
            "a dose",
        ),
        *("I take my life back", "dying to see you", "therapist", "skill yourself up"),
        *("a cute self portrait", "un día de suerte", "matar el rato", "la sobremesa"),
    ],
)
def test_h2_what_only_looks_like_it(words: str) -> None:
    assert not spoken_of(words)


def test_h2_one_harmless_phrase_hides_nothing_else() -> None:
    assert spoken_of("I watched Suicide Squad and I want to die") == {Kind.SUICIDE}
    assert spoken_of("overdose training today, then my brother overdosed") == {Kind.OVERDOSE}
    assert spoken_of("dying to see you", None, "self harm") == {Kind.SELF_HARM}


@given(phrase=WHOLE, between=BETWEEN, before=AROUND, after=AROUND, data=st.data())
def test_h2_whatever_is_around_and_between_it_is_found(
    phrase: str, between: str, before: str, after: str, data: st.DataObject
) -> None:
    cased = "".join(letter.upper() if data.draw(st.booleans()) else letter for letter in phrase)
    accented = "".join(
        letter + "\u0301" if letter in "aeiou" and data.draw(st.booleans()) else letter
        for letter in cased
    )
    assert spoken_of(before + accented.replace(" ", between) + after)


@given(st.text(max_size=300))
@example("\ud800")
@example("İ" * 50)
@example("o'd'" * 50)
def test_h2_the_matcher_never_raises(text: str) -> None:
    assert spoken_of(text, None) <= set(Kind)


@pytest.mark.parametrize("words", ["i want to ", "k ", "o.d.'", "*"])
def test_h2_a_long_text_takes_no_more_than_its_length(words: str) -> None:
    """Bounded by how much is looked at, which no machine's load changes."""
    text = (words * 100_000)[:100_000]
    spoken_of(text)
    edges = len(crisis_words.words_of(text))
    assert edges <= len(text)
    assert crisis_words.most_letters() < 60


def test_h2_no_phrase_stands_in_two_lists() -> None:
    seen: dict[str, str] = {}
    for section in (*Kind, HARMLESS):
        for phrase in crisis_words.phrases(section):
            for letters in crisis_words.ways_to_type(phrase):
                assert seen.setdefault(letters, section) == section, phrase
                assert letters


def test_h2_the_list_is_written_in_plain_letters() -> None:
    """Capitals and accents would be taken off, and a forgotten bracket be a phrase of nothing."""
    allowed = set(string.ascii_lowercase + " []" + ",#")
    for section in (*Kind, HARMLESS, WITHOUT_WEIGHT):
        lines = crisis_words.lines_of(section)
        assert lines
        for line in lines:
            assert set(line) <= allowed, line
            assert line.count("[") == line.count("]")
