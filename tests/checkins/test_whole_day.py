"""The answers beyond the first, what is asked, and what of it a mentor sees."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import text

from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from tests.support.client import Client, all_of
from tests.support.people import (
    make_coordinator,
    make_member,
    make_mentor,
    make_question,
    make_tracker,
    match,
)

NOON_IN_NEW_YORK = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TODAY = "/checkins/2026-11-23"
EVERYTHING = {
    "sleep": "2",
    "anxiety": "4",
    "connectedness": "3",
    "medication": "none",
    "meetings": "2",
    "gratitude": "My sister called.",
}


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOON_IN_NEW_YORK, tick=False) as clock:
        yield clock


@pytest.fixture
def mia(client_for: Callable[..., Client]) -> Client:
    return client_for(make_member("Mia"))


def only() -> CheckIn:
    [checkin] = all_of(CheckIn)
    return checkin


def asks(page: str, name: str) -> bool:
    return f'name="{name}"' in page


@pytest.mark.both_databases
def test_every_answer_is_kept_read_back_and_can_be_taken_back(app, client_for) -> None:
    mia = client_for(make_member("Mia"))
    mia.post("/checkins", data={"mood": "3"})
    mia.post(TODAY, data=EVERYTHING)
    row = only()
    assert (row.sleep, row.anxiety, row.connectedness, row.meetings) == (2, 4, 3, 2)
    assert (row.medication, row.gratitude) == ("none", "My sister called.")
    mia.post(TODAY, data=dict.fromkeys(EVERYTHING, ""))
    row = only()
    assert [getattr(row, name) for name in EVERYTHING] == [None] * 6
    page = mia.get(TODAY).text  # what it said before
    for words in ("Badly (2 of 5)", "Anxious (4 of 5)", "Not for me", "My sister called."):
        assert words in page


@pytest.mark.parametrize("name", ["sleep", "anxiety", "connectedness", "medication", "meetings"])
@pytest.mark.parametrize("value", ["-1", "10", "maybe", "٣", "1.5"])
def test_w5_an_answer_that_cannot_be_is_said_beside_its_field(
    mia: Client, name: str, value: str
) -> None:
    mia.post("/checkins", data={"mood": "3"})
    answer = mia.post(TODAY, data={name: value, "note": "this stays"})
    assert answer.status_code == 422
    assert f'id="error-{name}"' in answer.text
    assert "this stays</textarea>" in answer.text
    assert only().note is None


def test_a_gratitude_that_is_too_long_is_said_kindly(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "3"})
    answer = mia.post(TODAY, data={"gratitude": "x" * 1001})
    assert answer.status_code == 422
    assert "1,000 letters or fewer" in answer.text


@pytest.mark.both_databases
def test_d7_thanks_and_own_answers_are_not_readable_in_the_database(app, client_for) -> None:
    question = make_question(make_coordinator(), "What helped?", "text")
    mia = client_for(make_member())
    own = f"question-{question.current.id}"
    mia.post("/checkins", data={"mood": "3", "gratitude": "canary one", own: "canary two"})
    mia.post("/checkins", data={"mood": "4", "gratitude": "canary three", own: "canary four"})
    for table in ("checkins", "checkin_versions"):
        for row in db.session.execute(text(f"SELECT * FROM {table}")):
            assert "canary" not in str(tuple(row))
    assert "canary four" in mia.get(TODAY).text


def test_the_member_sets_what_is_asked(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "3"})
    page = mia.get("/").text
    assert asks(page, "craving")
    assert not asks(page, "sleep")
    mia.post("/checkins/settings", data={"ask": ["sleep", "gratitude"]})
    page = mia.get("/").text
    assert asks(page, "sleep")
    assert asks(page, "gratitude")
    assert not any(asks(page, name) for name in ("craving", "sober", "note", "trigger"))


def test_what_was_answered_can_still_be_changed_when_it_is_no_longer_asked(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "3", "note": "written before"})
    mia.post("/checkins/settings", data={"ask": []})
    page = mia.get("/").text
    assert "written before</textarea>" in page
    mia.post(TODAY, data={"note": ""})
    assert not asks(mia.get("/").text, "note")


def test_a_form_that_does_not_ask_changes_nothing_of_what_it_does_not_ask(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "3", "sleep": "5", "craving": "8"})
    mia.post("/checkins/settings", data={"ask": ["note"]})
    mia.post("/checkins", data={"mood": "4"})
    assert (only().sleep, only().craving) == (5, 8)


@pytest.mark.both_databases
def test_an_answer_keeps_the_words_it_was_asked_with(app, client_for) -> None:
    cora = make_coordinator()
    question = make_question(cora, "Did you sleep at the house?", "yesno")
    old = str(question.current.id)
    mia, program = client_for(make_member()), client_for(cora)
    mia.post("/checkins", data={"mood": "3", f"question-{old}": "yes", "day": "2026-11-22"})
    changed = {"text": "Did you sleep well at the house?", "kind": "scale", "low": "no", "high": ""}
    program.post(f"/program/questions/{question.id}", data=changed)
    page = mia.get("/checkins/2026-11-22").text
    assert "Did you sleep well at the house?" in page  # asked now
    new = re.search(r'name="question-([0-9a-f-]+)"', page)
    assert new and new.group(1) != old
    mia.post("/checkins", data={"mood": "4", f"question-{new.group(1)}": "5"})
    page = mia.get("/checkins/2026-11-22").text
    mia.post("/checkins/2026-11-22", data={"note": "one more word"})
    page = mia.get("/checkins/2026-11-22").text
    assert re.search(r"Did you sleep at the house\?</dt><dd>Yes", page)
    said = {str(row.day): row.own for row in all_of(CheckIn)}
    assert said["2026-11-22"] == {str(question.id): [old, "yes"]}
    assert said["2026-11-23"] == {str(question.id): [new.group(1), 5]}


def test_an_answer_to_a_question_that_was_changed_meanwhile_is_not_lost(client_for) -> None:
    """The page was open before the coordinator saved."""
    cora = make_coordinator()
    question = make_question(cora, "What helped?", "text")
    old = str(question.current.id)
    mia, program = client_for(make_member()), client_for(cora)
    mia.post("/checkins", data={"mood": "3"})
    program.post(f"/program/questions/{question.id}", data={"text": "Who helped?", "kind": "text"})
    program.post(f"/program/questions/{question.id}/retire")
    mia.post(TODAY, data={f"question-{old}": "A walk."})
    assert only().own == {str(question.id): [old, "A walk."]}


@pytest.mark.parametrize(
    ("kind", "bad", "words"),
    [
        ("scale", "6", "Please choose one of these."),
        ("yesno", "maybe", "Please choose one of these."),
        ("text", "x" * 1001, "1,000 letters or fewer"),
        ("text", "nul \x00", "cannot be kept"),
    ],
)
def test_w5_an_own_answer_that_cannot_be_is_said_beside_its_field(
    client_for, kind: str, bad: str, words: str
) -> None:
    question = make_question(make_coordinator(), "A question", kind)
    mia = client_for(make_member())
    name = f"question-{question.current.id}"
    answer = mia.post("/checkins", data={"mood": "3", name: bad})
    assert answer.status_code == 422
    assert re.search(rf'id="error-{name}">[^<]*{re.escape(words)}', answer.text)
    assert all_of(CheckIn) == []


def test_a_new_question_is_asked_until_the_member_says_no(client_for) -> None:
    cora = make_coordinator()
    first = make_question(cora, "First")
    mia = client_for(make_member())
    mia.post("/checkins", data={"mood": "3"})
    mia.post("/checkins/settings", data={"ask": ["sober"]})
    second = make_question(cora, "Second")
    page = mia.get("/").text
    assert not asks(page, f"question-{first.current.id}")
    assert asks(page, f"question-{second.current.id}")


def test_a_question_that_came_after_the_page_was_made_is_not_declined_unseen(client_for) -> None:
    cora = make_coordinator()
    make_question(cora, "First")
    mia = client_for(make_member())
    mia.post("/checkins", data={"mood": "3"})
    shown = re.findall(r'name="shown" value="([^"]+)"', mia.get("/checkins/settings").text)
    late = make_question(cora, "Second")
    mia.post("/checkins/settings", data={"shown": shown, "ask": ["sober"]})
    assert asks(mia.get("/").text, f"question-{late.current.id}")


@pytest.mark.parametrize("said", [{"mood": "1"}, {"mood": "3", "craving": "9"}])
def test_a_heavy_day_is_answered_with_the_way_to_a_person_and_the_own_reasons(
    client_for, said: dict[str, str]
) -> None:
    mia = client_for(make_member())
    mia.post("/why", data={"words": "For Ana."})
    page = mia.post("/checkins", data=said, htmx=True).text
    assert "That is a lot to carry." in page
    assert "Talk to someone" in page
    assert "For Ana." in page
    page = mia.post("/checkins", data={"mood": "3", "craving": "2"}, htmx=True).text
    assert "a lot to carry" not in page


@pytest.mark.parametrize("kind", ["restart", "lapse"])
def test_what_is_recorded_of_a_day_is_said_on_its_card_instead_of_asked_again(
    client_for, kind: str
) -> None:
    person = make_member()
    tracker = make_tracker(person)
    mia = client_for(person)
    mia.post("/checkins", data={"mood": "3", "sober": "no"})
    assert 'action="/sobriety/returned"' in mia.get("/").text
    mia.post("/sobriety/returned", data={"on": "2026-11-23", "kind": kind})
    page = mia.get("/").text
    assert 'action="/sobriety/returned"' not in page
    assert ("saved as a lapse" in page) == (kind == "lapse")
    mia.post(TODAY, data={"sober": "yes"})  # nothing changes in silence
    page = mia.get("/").text
    assert (
        "there is a lapse on this day" if kind == "lapse" else "your count starts on this day"
    ) in page
    assert f'href="/sobriety/{tracker.id}"' in page


def test_a_mentor_sees_a_new_answer_only_when_the_member_says_so(client_for) -> None:
    person, toni = make_member("Mia"), make_mentor("Toni")
    match(toni, person)
    question = make_question(make_coordinator(), "How safe is home?")
    mia, mentor = client_for(person), client_for(toni)
    own = {f"question-{question.current.id}": "1"}
    mia.post("/checkins", data={"mood": "2", "craving": "6", **EVERYTHING, **own})
    said = ("Badly (2 of 5)", "Anxious", "In between", "My sister called.", "How safe is home?")
    page = mentor.get(f"/mentees/{person.id}").text
    assert "6 of 10" in page
    assert not [words for words in said if words in page]
    names = [*EVERYTHING, f"question:{question.id}"]
    mia.post("/checkins/settings", data={"ask": ["sober"], "share": names})
    page = mentor.get(f"/mentees/{person.id}").text
    assert [words for words in said if words in page] == list(said)
    mia.post("/checkins/settings", data={"ask": ["sober"]})
    page = mentor.get(f"/mentees/{person.id}").text  # the very next request (A3)
    assert not [words for words in said if words in page]


def test_a3_an_old_page_does_not_share_again_what_was_taken_back(client_for) -> None:
    mia = client_for(make_member())
    mia.post("/checkins/settings", data={"ask": ["sleep"], "share": ["sleep"]})
    [old] = re.findall(r'name="seen" value="([^"]+)"', mia.get("/checkins/settings").text)
    mia.post("/checkins/settings", data={"ask": ["sleep"], "seen": old})
    answer = mia.post("/checkins/settings", data={"share": ["sleep"], "seen": old})
    assert answer.status_code == 422
    assert "Another page changed what you share." in answer.text
    page = mia.get("/checkins/settings").text
    assert not re.search(r'name="share" value="sleep" checked', page)
    assert re.search(r'name="ask" value="sleep" checked', page)


def test_settings_that_are_not_known_are_left_out(mia: Client) -> None:
    sent = {"ask": ["sober", "secrets", "-sleep"], "share": ["mood", "note", "x" * 5000]}
    assert mia.post("/checkins/settings", data=sent).status_code == 303
    page = mia.get("/checkins/settings").text
    assert page.count(" checked") == 1
