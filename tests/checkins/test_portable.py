"""Check-ins as a CSV of our own: what goes out comes in the same."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerapp.checkins import answers, imports, portable
from peerapp.checkins.portable import Asked, columns, days_of, row_of
from peerapp.csv_files.text import Table, Unreadable, decode, read, write

# A busy machine is no fault of a rule.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TODAY = date(2026, 11, 24)
ASKED = [
    Asked("11111111-0000-4000-8000-000000000001", "q1", "Energy; from 1, to 5?", "scale"),
    Asked("11111111-0000-4000-8000-000000000002", "q2", '=Did you "eat"?', "yesno"),
    Asked("11111111-0000-4000-8000-000000000003", "q3", "Anything\nelse?", "text"),
    Asked("11111111-0000-4000-8000-000000000004", "q3", "Anything more?", "text"),
]
TEXT = st.text(
    alphabet=st.one_of(
        st.sampled_from("=+-@'\",;|\t\r\n 0aé😀"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    min_size=1,
    max_size=30,
)


def maybe(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), one)


def own_answers() -> st.SearchStrategy[dict[str, Any]]:
    said = {
        "q1": st.tuples(st.just(ASKED[0].id), st.integers(1, 5)),
        "q2": st.tuples(st.just(ASKED[1].id), st.sampled_from(["yes", "no"])),
        "q3": st.tuples(st.sampled_from([ASKED[2].id, ASKED[3].id]), TEXT),
    }
    pairs = {name: one.map(list) for name, one in said.items()}
    return st.fixed_dictionaries({}, optional=pairs)


SAID = st.fixed_dictionaries(
    {
        "mood": st.integers(1, 5),
        "sober": maybe(st.booleans()),
        "craving": maybe(st.integers(0, 10)),
        "triggers": st.lists(st.sampled_from(list(answers.TRIGGERS)), unique=True),
        "note": maybe(TEXT),
        "note_is_private": st.booleans(),
        "sleep": maybe(st.integers(1, 5)),
        "anxiety": maybe(st.integers(1, 5)),
        "connectedness": maybe(st.integers(1, 5)),
        "medication": maybe(st.sampled_from(list(answers.MEDICATION))),
        "meetings": maybe(st.integers(0, 9)),
        "gratitude": maybe(TEXT),
        "own": maybe(own_answers().map(lambda own: own or None)),
    }
)
DAYS = st.dictionaries(st.dates(date(1920, 1, 1), TODAY), SAID, max_size=4)


def exported(days: Mapping[date, Mapping[str, Any]]) -> bytes:
    rows = (row_of(day, said, ASKED) for day, said in days.items())
    return "".join(write(columns(ASKED), rows)).encode()


def table_of(file: bytes) -> Table:
    return read(decode(file)[0], portable.COLUMNS)


@UNHURRIED
@given(DAYS)
def test_importing_an_export_gives_the_same_state(days: dict[date, dict[str, Any]]) -> None:
    file = exported(days)
    found, problems, strange = days_of(table_of(file), ASKED, TODAY)
    assert (problems, strange) == ([], [])
    assert {one.day: one.given for one in found} == days
    assert exported({one.day: one.given for one in found}) == file


@UNHURRIED
@given(DAYS, DAYS)
def test_importing_twice_is_importing_once(
    here: dict[date, dict[str, Any]], days: dict[date, dict[str, Any]]
) -> None:
    found, _, _ = days_of(table_of(exported(days)), ASKED, TODAY)
    first = imports.plan(found, here)
    assert len(first.new) + len(first.same) + len(first.other) == len(days)
    after = {**here, **{one.day: one.given for one in first.new}}
    second = imports.plan(found, after)
    assert second.new == []
    assert second.other == first.other
    replaced = {**after, **{one.day: one.given for one in first.other}}
    assert len(imports.plan(found, replaced).same) == len(days)


def test_no_answer_is_not_the_answer_no_nor_nothing() -> None:
    nothing = {**answers.UNANSWERED, "mood": 3}
    day = portable.Day(TODAY, {**nothing, "sober": False, "craving": 0, "meetings": 0}, 2)
    assert imports.plan([day], {TODAY: nothing}).other == [day]
    assert imports.plan([day], {TODAY: {**day.given, "own": {}, "triggers": []}}).same == [day]


def problems_of(lines: str) -> list[tuple[int, str]]:
    _, problems, _ = days_of(read(lines, portable.COLUMNS), ASKED, TODAY)
    return [(problem.line, problem.why) for problem in problems]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2026-11-25,4,,", "This day has not come yet."),
        ("1919-12-31,4,,", "This day is before 1920"),
        ("11/23/2026,4,,", "like 2026-11-23"),
        ("2026-02-30,4,,", "one of the calendar"),
        ("٢٠٢٦-١١-٢٣,4,,", "one of the calendar"),
        (",4,,", "There is no day"),
        ("2026-11-20,,,", "There is no mood"),
        ("2026-11-20,6,,", "mood must be a number from 1 to 5."),
        ("2026-11-20,٣,,", "mood must be a number"),
        ("2026-11-20," + "9" * 400 + ",,", "mood must be a number"),
        ("2026-11-20,4,11,", "craving must be a number from 0 to 10."),
        ("2026-11-20,4,,maybe", "sober must be one of: yes, no."),
        ("2026-11-20,4", "more or fewer parts"),
        ("2026-11-20,4,1,yes,5", "more or fewer parts"),
        ("2026-11-20,4,\x00,", "cannot be kept"),
        ("2026-11-21,5,,", "Line 2 is for the same day"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_the_others_come_in(row: str, words: str) -> None:
    lines = f"day,mood,craving,sober\n2026-11-21,4,,\n{row}\n2026-11-22,4,,yes\n"
    found, problems, _ = days_of(read(lines, portable.COLUMNS), ASKED, TODAY)
    assert [one.day.day for one in found] == [21, 22]
    assert [(problem.line, words in problem.why) for problem in problems] == [(3, True)]


def test_triggers_and_long_notes_are_checked_and_unknown_columns_are_named() -> None:
    assert "triggers must be some of" in problems_of("day,mood,triggers\n2026-11-20,4,a|b\n")[0][1]
    long = "x" * (answers.LONGEST_NOTE + 1)
    assert "5,000 letters" in problems_of(f"day,mood,note\n2026-11-20,4,{long}\n")[0][1]
    lines = (
        "day,mood,weather,question:22222222-0000-4000-8000-000000000000:Which?\n2026-11-20,4,,\n"
    )
    _, _, strange = days_of(read(lines, portable.COLUMNS), ASKED, TODAY)
    assert strange == ["weather", "question:22222222-0000-4000-8000-000000000000:which?"]


def test_a_note_of_a_file_that_does_not_say_is_only_for_the_member() -> None:
    [one], _, _ = days_of(read("day,mood,note\n2026-11-20,4,hm\n", portable.COLUMNS), [], TODAY)
    assert one.given["note_is_private"] is True


@UNHURRIED
@given(st.text(max_size=2000))
def test_w5_whatever_a_table_says_is_taken_or_told(content: str) -> None:
    rows = content.replace("\n", "\nday,")
    try:
        table = read("day,mood,craving,triggers\n" + rows, portable.COLUMNS)
    except Unreadable:
        return
    days, problems, _ = days_of(table, ASKED, TODAY)
    assert len(days) + len(problems) == len(table.rows)
    assert all(one.day <= TODAY for one in days)
