"""Finding words in one's own notes: the rules."""

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peerapp.checkins import search

DAY = date(2026, 11, 23)


@dataclass
class Row:
    note: str | None
    gratitude: str | None = None
    day: date = DAY
    mood: int = 3


def found_in(note: str, asked: str) -> list[search.Found]:
    return search.find([Row(note)], search.words_of(asked))


@pytest.mark.parametrize(
    ("note", "asked"),
    [
        ("Called my sister", "SISTER"),
        ("A café by the river", "cafe"),
        ("A cafe by the river", "CAFÉ"),
        ("cafe\u0301 in two letters", "café"),
        ("Straße", "strasse"),
        ("ΟΔΟΣ", "οδος"),
        ("Łódź, naïve, Zoë", "zoe naive"),
        ("words in another order", "another words"),
        ("100% & <b>bold</b>", "<b>"),
        ("Привет, мир", "привет"),
        ("今日は雨です", "雨"),
    ],
)
def test_case_accents_and_order_make_no_difference(note: str, asked: str) -> None:
    assert found_in(note, asked)


@pytest.mark.parametrize("asked", ["sister brother", "sisters", "si ster x"])
def test_every_word_must_be_there(asked: str) -> None:
    assert not found_in("Called my sister", asked)


def test_the_words_may_stand_in_the_note_and_in_gratitude() -> None:
    [one] = search.find([Row("a long walk", "my sister")], ["walk", "sister"])
    assert [name for name, _ in one.excerpts] == ["note", "gratitude"]


def test_a_long_note_is_shown_around_the_found_place() -> None:
    note = "before " * 200 + "the Needle lies here " + "after " * 200
    [one] = found_in(note, "needle")
    [(_, parts)] = one.excerpts
    assert [part.text for part in parts if part.is_found] == ["Needle"]
    shown = "".join(part.text for part in parts)
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert len(shown) < 200


@given(st.text(max_size=300))
@example("ﬁn İstanbul ß e\u0301\u0327 한글 \u0345")
def test_folding_letter_by_letter_is_folding_the_whole(text: str) -> None:
    assert "".join(search.folded(letter) for letter in text) == search.folded(text)


@given(st.text(max_size=300), st.data())
def test_what_is_in_a_text_is_found_and_marked_in_it(text: str, data) -> None:
    start = data.draw(st.integers(0, len(text)))
    asked = text[start : start + data.draw(st.integers(1, 12))]
    words = [word for word in map(search.folded, asked.split()) if word]
    hits = search.find([Row(text)], words)
    assert [hit.day for hit in hits] == [DAY]
    if words:
        [(_, parts)] = hits[0].excerpts
        assert any(part.is_found for part in parts)
        shown = "".join(part.text for part in parts)
        assert shown.removeprefix("… ").removesuffix(" …") in text or shown in text
        for part in parts:
            assert not part.is_found or any(
                word in search.folded(part.text) or search.folded(part.text) in word
                for word in words
            )


def test_an_accent_behind_its_letter_is_marked_with_it() -> None:
    note = unicodedata.normalize("NFD", "le café noir")
    [one] = found_in(note, "cafe")
    [(_, parts)] = one.excerpts
    assert [unicodedata.normalize("NFC", part.text) for part in parts if part.is_found] == ["café"]


def test_it_reads_no_further_than_it_needs() -> None:
    read = []

    def rows():
        for back in range(1000):
            read.append(back)
            yield Row("walk", day=DAY - timedelta(days=back))

    assert len(search.find(rows(), ["walk"], 21)) == 21
    assert len(read) == 21


@pytest.mark.parametrize("asked", ["a" * 101, "\0", "a \x1b b", " ".join("abcdefghi")])
def test_too_much_is_refused(asked: str) -> None:
    with pytest.raises(search.CannotSearch):
        search.words_of(asked)


@pytest.mark.parametrize("asked", ["", "   ", "\u0301", "\u2003"])
def test_nothing_to_look_for_is_no_word(asked: str) -> None:
    assert search.words_of(asked) == []
