"""Daylio's export: its moods, its several entries a day, and that nothing of it is dropped."""

from datetime import date, time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerapp.checkins import daylio
from peerapp.checkins.portable import Day
from peerapp.csv_files.cells import Problem
from peerapp.csv_files.text import read

# A busy machine is no fault of a rule.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TODAY = date(2026, 11, 24)
HEADER = "full_date,date,weekday,time,mood,activities,scales,note_title,note"


def days_of(*rows: str, **meanings: int) -> tuple[list[Day], list[Problem], int]:
    return daylio.days_of(read("\n".join([HEADER, *rows]), daylio.COLUMNS), meanings, TODAY)


def row(day: str, at: str, mood: str, *rest: str) -> str:
    activities, scales, title, note = (*rest, "", "", "", "")[:4]
    return f'{day},,,{at},{mood},"{activities}","{scales}","{title}","{note}"'


def test_an_entry_is_a_day_with_its_mood_and_a_note_for_the_member_alone() -> None:
    [day], problems, _ = days_of(
        row("2026-11-20", "20:39", "rad", "run | tired | good meal", "", "A walk", "By a lake")
    )
    assert problems == []
    assert day.day == date(2026, 11, 20)
    assert day.given["mood"] == 5
    assert day.given["triggers"] == ["tired"]
    assert day.given["note"] == "A walk\nBy a lake\nrun, good meal"
    assert day.given["note_is_private"] is True


@pytest.mark.parametrize(
    ("word", "mood"), [("rad", 5), ("good", 4), ("meh", 3), ("bad", 2), ("Awful", 1)]
)
def test_the_five_moods_of_daylio_are_our_five_faces(word: str, mood: int) -> None:
    [day], _, _ = days_of(row("2026-11-20", "20:39", word))
    assert (day.given["mood"], day.given["note"]) == (mood, None)


def test_several_entries_are_one_day_and_nothing_is_dropped() -> None:
    [day], _, _ = days_of(
        row("2026-11-20", "10:15 pm", "good", "reading", "", "", "Slept on the sofa."),
        row("2026-11-20", "8:05 am", "awful", "stressed", "Energy:\u00a02 | Focus:\u00a03"),
        row("2026-11-20", "1:00 pm", "irritable", "", "", "Lunch"),
        irritable=2,
    )
    assert day.given["mood"] == 4
    assert day.given["triggers"] == ["stress"]
    assert day.given["note"] == (
        "08:05, awful\nEnergy: 2, Focus: 3\n\n13:00, irritable\nLunch\n\n"
        "22:15, good\nSlept on the sofa.\nreading"
    )


def test_without_times_that_we_can_read_the_order_of_the_file_counts() -> None:
    newest_first = [row("2026-11-21", "", "meh")]
    newest_first += [row("2026-11-20", "abends", "good"), row("2026-11-20", "früh", "bad")]
    days, _, _ = days_of(*newest_first)
    assert [day.given["mood"] for day in days] == [4, 3]
    days, _, _ = days_of(*reversed(newest_first))
    assert [day.given["mood"] for day in days] == [4, 3]


def test_words_of_ones_own_are_asked_and_may_be_left_out() -> None:
    rows = [row("2026-11-20", "20:00", "OK"), row("2026-11-21", "20:00", "ok")]
    rows += [row("2026-11-22", "20:00", "Super"), row("2026-11-23", "20:00", "good")]
    table = read("\n".join([HEADER, *rows]), daylio.COLUMNS)
    assert daylio.own_words(table) == ["Super", "ok"]
    days, problems, left_out = daylio.days_of(table, {"ok": 3}, TODAY)
    assert [(day.day.day, day.given["mood"]) for day in days] == [(20, 3), (21, 3), (23, 4)]
    assert (problems, left_out) == ([], 1)
    assert days[0].given["note"] == "OK"


@pytest.mark.parametrize(
    ("kept", "plain"),
    [
        ("one<br>two<BR/>three", "one\ntwo\nthree"),
        ("<div><b>Hi</b> &amp; bye</div><ul><li>a</li><li>b</li></ul>", "Hi & bye\n- a\n- b"),
        (
            "I <3 tea, 2 < 3 > 1 <hello> &unknown; AT&T",
            "I <3 tea, 2 < 3 > 1 <hello> &unknown; AT&T",
        ),
        ("&#0;&#x1;a&#xD800;", "\ufffda\ufffd"),
    ],
)
def test_notes_lose_daylios_marks_and_nothing_that_was_typed(kept: str, plain: str) -> None:
    assert daylio.plain(kept) == plain


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("20:39", time(20, 39)),
        ("8:39 pm", time(20, 39)),
        ("8:39\u202fPM", time(20, 39)),
        ("12:05 a.m.", time(0, 5)),
        ("7.30", time(7, 30)),
        ("24:00", None),
        ("13:00 pm", None),
        ("", None),
        ("abends", None),
    ],
)
def test_times_are_read_in_both_ways(said: str, meant: time | None) -> None:
    assert daylio.time_of(said) == meant


def test_rows_that_cannot_be_taken_say_why_and_the_others_come_in() -> None:
    days, problems, _ = days_of(
        row("2026-11-25", "20:00", "good"),
        row("2026-11-20", "20:00", ""),
        row("20 November", "20:00", "good"),
        row("2026-11-19", "20:00", "good") + ",more",
        row("2026-11-18", "20:00", "bad"),
        row("2026-11-17", "20:00", "good", "", "", "", "x" * 3000),
        row("2026-11-17", "21:00", "good", "", "", "", "y" * 3000),
    )
    assert [day.day.day for day in days] == [18]
    whys = ["not come yet", "no mood", "like 2026-11-23", "more or fewer", "5,000 letters"]
    assert [problem.line for problem in problems] == [2, 3, 4, 5, 7]
    for problem, why in zip(problems, whys, strict=True):
        assert why in problem.why


# what is not in the way of the CSV itself, which test_csv_text.py looks at
WORD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='",\r\n'))


@UNHURRIED
@given(st.lists(st.tuples(WORD, WORD, WORD, WORD, WORD), max_size=20))
def test_w5_whatever_an_entry_says_is_taken_or_told(entries: list[tuple[str, ...]]) -> None:
    rows = [row("2026-11-20", at, *rest) for at, *rest in entries]
    table = read("\n".join([HEADER, *rows]), daylio.COLUMNS)
    meanings = dict.fromkeys(daylio.own_words(table), 3)
    days, problems, left_out = daylio.days_of(table, meanings, TODAY)
    assert bool(table.rows) == bool(days or problems or left_out)
    assert all(1 <= day.given["mood"] <= 5 for day in days)
