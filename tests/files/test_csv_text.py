"""CSV as people have it: letters, separators, and what a spreadsheet must not compute."""

import contextlib
import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerapp.csv_files import text
from peerapp.csv_files.text import Unreadable, decode, guard, read, unguard

# A busy machine is no fault of a rule.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
KNOWN = {"day", "mood", "note"}
WORDS = "day;mood;note\n2026-11-20;4;Größe – “naïve” café\n"
HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("=+-@\t\r\n'\",; |＝＋"), st.characters(exclude_categories=["Cs"])
    ),
    max_size=40,
)


@UNHURRIED
@given(HOSTILE)
def test_what_is_guarded_is_the_same_again_and_never_a_formula(said: str) -> None:
    assert unguard(guard(said)) == said
    assert guard(said)[:1] not in tuple("=+-@\t\r\n＝＋－＠")


@UNHURRIED
@given(st.lists(st.lists(HOSTILE, min_size=3, max_size=3)))
def test_what_is_written_is_read_the_same(rows: list[list[str]]) -> None:
    file = "".join(text.write(["day", "mood", "note"], rows)).encode()
    content, encoding = decode(file)
    assert encoding == "utf-8"
    found = [list(row.cells.values()) for row in read(content, KNOWN).rows]
    assert found == [row for row in rows if any(cell.strip() for cell in map(guard, row))]


def test_any_other_program_reads_what_is_written() -> None:
    file = "".join(text.write(["day", "note"], [["2026-11-20", 'say "hi",\nthen go']]))
    assert file.startswith("\ufeff")
    assert file.endswith('"say ""hi"",\nthen go"\r\n')
    rows = list(csv.reader(io.StringIO(file.removeprefix("\ufeff"), newline="")))
    assert rows == [["day", "note"], ["2026-11-20", 'say "hi",\nthen go']]


@UNHURRIED
@given(st.binary(max_size=3000))
def test_w5_any_bytes_are_read_or_are_kindly_unreadable(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        content, _ = decode(data)
        read(content, KNOWN)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_a_file_in_another_encoding_has_its_letters(encoding: str) -> None:
    content, _ = decode(WORDS.encode(encoding))
    [row] = read(content, KNOWN).rows
    assert row.cells == {"day": "2026-11-20", "mood": "4", "note": "Größe – “naïve” café"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_separator_and_line_end_is_understood(separator: str, end: str) -> None:
    lines = [["Day", " mood ", "note"], ["2026-11-20", "4", "a"], [], ["2026-11-21", "5", "b"]]
    table = read(end.join(separator.join(cells) for cells in lines) + end, KNOWN)
    assert table.columns == ["day", "mood", "note"]
    assert [(row.line, row.cells["note"]) for row in table.rows] == [(2, "a"), (4, "b")]


def test_excels_own_first_line_and_many_other_separators_in_the_header_do_not_mislead() -> None:
    assert read("sep=;\r\nday;mood\r\n2026-11-20;4\r\n", KNOWN).rows[0].line == 3
    assert read("day,mood,a;b;c;d;e\n2026-11-20,4,\n", KNOWN).columns[:2] == ["day", "mood"]


def test_lines_are_counted_as_an_editor_does_over_notes_of_several_lines() -> None:
    table = read('day,note\n2026-11-20,"one\ntwo\nthree"\n2026-11-21,b\n', KNOWN)
    assert [row.line for row in table.rows] == [2, 5]
    assert table.rows[0].cells["note"] == "one\ntwo\nthree"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n\r\n ", "empty"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 40, "picture"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"PK\x03\x04rest of a workbook", "Excel"),
        (b"%PDF-1.7", "not a CSV"),
        (b"\xff\xfe\x00\xd8\x00", "broken"),
    ],
)
def test_what_is_no_text_says_what_it_is(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        decode(data)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a" * 1_000_000, "From line 1"),
        ('day,note\n2026-11-20,"never closed\n' + "x\n" * 10, "From line 2"),
        (",,,\n1,2,3,4", "names of its columns"),
        ("day\n" + "x\n" * 40_001, "more than 40,000 lines"),
    ],
)
def test_a_broken_file_says_kindly_where(content: str, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(content, KNOWN)
