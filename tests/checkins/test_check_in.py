"""Checking in, seen from outside."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import text

from peerapp.checkins.models import CheckIn, EarlierVersion
from peerapp.extensions import db
from tests.support.client import Client, all_of
from tests.support.people import acknowledge, check_in, make_member, make_mentor, match

NOON_IN_NEW_YORK = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOON_IN_NEW_YORK, tick=False) as clock:
        yield clock


@pytest.fixture
def mia(client_for: Callable[..., Client]) -> Client:
    return client_for(make_member("Mia"))


def only() -> CheckIn:
    checkins: list[CheckIn] = all_of(CheckIn)
    assert len(checkins) == 1
    return checkins[0]


def errors_in(page: str) -> list[str]:
    return re.findall(r'class="error"[^>]*>([^<]+)<', page)


def test_one_tap_saves_and_offers_undo(mia: Client) -> None:
    answer = mia.post("/checkins", data={"mood": "4"}, htmx=True)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<section")
    assert 'aria-pressed="true"' in answer.text
    assert "Undo" in answer.text
    assert (only().mood, only().day.isoformat()) == (4, "2026-11-23")


def test_without_javascript_it_redirects_and_still_offers_undo_for_ten_seconds(
    mia: Client, at_noon
) -> None:
    answer = mia.post("/checkins", data={"mood": "4"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert 'id="undo"' in mia.get("/").text
    at_noon.shift(timedelta(seconds=11))
    assert 'id="undo"' not in mia.get("/").text


def test_undo_takes_the_check_in_away(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "1"})
    answer = mia.post(f"/checkins/{only().id}/undo", htmx=True)
    assert 'aria-pressed="true"' not in answer.text
    assert all_of(CheckIn) == []


def test_undo_of_a_change_brings_back_what_was_there_and_only_once(mia: Client, at_noon) -> None:
    mia.post("/checkins", data={"mood": "1", "note": "first"})
    at_noon.shift(timedelta(minutes=5))
    mia.post("/checkins", data={"mood": "5", "note": "second"})
    for _ in range(3):
        mia.post(f"/checkins/{only().id}/undo")
        assert (only().mood, only().note) == (1, "first")


def test_undo_after_two_minutes_changes_nothing_and_says_so(mia: Client, at_noon) -> None:
    mia.post("/checkins", data={"mood": "1"})
    at_noon.shift(timedelta(minutes=3))
    answer = mia.post(f"/checkins/{only().id}/undo", htmx=True)
    assert "too late to undo" in answer.text
    assert only().mood == 1


def test_a_private_note_stays_private_when_only_its_words_are_changed(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "3", "note": "first", "only_me": "y"})
    mia.post("/checkins/2026-11-23", data={"note": "second"})
    assert (only().note, only().note_is_private) == ("second", True)
    mia.post("/checkins/2026-11-23", data={"note": "second", "only_me": ""})
    assert only().note_is_private is False


def test_a_face_alone_leaves_the_other_answers_as_they_are(mia: Client) -> None:
    everything = {
        "mood": "3",
        "sober": "yes",
        "craving": "6",
        "trigger": ["tired", "lonely"],
        "note": "Long day.\r\nQuiet night.",
    }
    mia.post("/checkins", data=everything)
    mia.post("/checkins", data={"mood": "4"})
    checkin = only()
    assert (checkin.mood, checkin.sober, checkin.craving) == (4, True, 6)
    assert checkin.triggers == ["lonely", "tired"]
    assert checkin.note == "Long day.\nQuiet night."


def test_an_answer_can_be_taken_back(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "3", "sober": "no", "craving": "6", "trigger": ["tired"]})
    mia.post("/checkins/2026-11-23", data={"sober": "skip", "craving": "", "trigger": ""})
    assert (only().sober, only().craving, only().triggers) == (None, None, [])


def test_a_return_to_use_is_met_kindly(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "2"})
    answer = mia.post("/checkins/2026-11-23", data={"sober": "no"}, htmx=True)
    assert "Thank you for being honest. This day counts too." in answer.text
    assert 'href="/help"' in answer.text


def test_the_day_is_the_members_own(client_for, at_noon) -> None:
    at_noon.move_to(datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
    days = {"Pacific/Kiritimati": "2026-11-24", "Pacific/Pago_Pago": "2026-11-23"}
    for zone, day in days.items():
        person = make_member(timezone=zone)
        client_for(person).post("/checkins", data={"mood": "3"})
        [mine] = [row for row in all_of(CheckIn) if row.member_id == person.id]
        assert mine.day.isoformat() == day


@pytest.mark.parametrize("back", range(1, 8))
def test_the_seven_days_before_can_be_filled_in(mia: Client, back: int) -> None:
    day = (NOON_IN_NEW_YORK.date() - timedelta(days=back)).isoformat()
    answer = mia.post("/checkins", data={"mood": "3", "day": day})
    assert answer.location == f"/checkins/{day}"
    assert only().day.isoformat() == day


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"mood": "9"}, "tap one of the five faces"),
        ({"mood": "0"}, "tap one of the five faces"),
        ({"mood": "three"}, "tap one of the five faces"),
        ({"mood": "3.5"}, "tap one of the five faces"),
        ({"mood": "٣"}, "tap one of the five faces"),
        ({}, "tap one of the five faces"),
        ({"mood": "3", "day": "2026-11-24"}, "not come yet"),
        ({"mood": "3", "day": "1900-01-01"}, "7 days before"),
        ({"mood": "3", "day": "2026-11-15"}, "7 days before"),
        ({"mood": "3", "day": "2026-02-30"}, "day of the calendar"),
        ({"mood": "3", "day": "yesterday"}, "day of the calendar"),
        ({"mood": "3", "day": "2026-W48-1"}, "day of the calendar"),
        ({"mood": "3", "craving": "11"}, "from 0 to 10"),
        ({"mood": "3", "craving": "-1"}, "from 0 to 10"),
        ({"mood": "3", "sober": "maybe"}, "yes, no, or rather not say"),
        ({"mood": "3", "trigger": "moon"}, "from the list"),
        ({"mood": "3", "id": "not a uuid"}, "load this page again"),
        ({"mood": "3", "note": "x" * 1_000_000}, "too long to keep"),
        ({"mood": "3", "note": "nul \x00"}, "cannot be kept"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_w5_what_cannot_be_is_said_kindly_and_nothing_is_saved(
    mia: Client, sent: dict[str, str], words: str, htmx: bool
) -> None:
    answer = mia.post("/checkins", data={**sent, "only_me": "y"}, htmx=htmx)
    assert answer.status_code == 422
    assert any(words in error for error in errors_in(answer.text)), errors_in(answer.text)
    assert all_of(CheckIn) == []


def test_what_was_typed_is_kept_beside_the_error(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "3"})
    sent = {"note": "I want to keep this", "craving": "11", "trigger": ["pain"]}
    answer = mia.post("/checkins/2026-11-23", data=sent)
    assert answer.status_code == 422
    assert "I want to keep this</textarea>" in answer.text
    assert re.search(r'<details class="folded" id="checkin-more" open', answer.text)
    assert re.search(r'<input checked[^>]*value="pain"', answer.text)


def test_of_a_day_that_has_not_come_it_is_said_so(mia: Client) -> None:
    page = mia.get("/checkins/2030-01-01")
    assert page.status_code == 404
    assert "This day has not come yet." in page.text
    assert "not come yet" not in mia.get("/checkins/2020-01-01").text


def test_a_day_that_is_closed_can_be_read_and_not_changed(client_for) -> None:
    person = make_member()
    mia = client_for(person)
    check_in(person, NOON_IN_NEW_YORK.date() - timedelta(days=9), mood=2, note="long ago")
    page = mia.get("/checkins/2026-11-14")
    assert "long ago" in page.text
    assert "<textarea" not in page.text
    assert mia.post("/checkins/2026-11-14", data={"mood": "5"}).status_code == 422
    assert only().mood == 2


@pytest.mark.parametrize("day", ["2026-11-14", "2026-11-24", "1900-01-01", "2026-02-30", "today"])
def test_a_day_with_nothing_to_show_is_not_found(mia: Client, day: str) -> None:
    assert mia.get(f"/checkins/{day}").status_code == 404


def test_a2_another_members_check_in_is_not_there(client_for) -> None:
    mia, other = make_member("Mia"), make_member("Olga")
    hers = check_in(mia, mood=2, note="only mine")
    answer = client_for(other).post("/checkins", data={"mood": "5", "id": str(hers.id)})
    assert answer.status_code == 404
    assert client_for(other).post(f"/checkins/{hers.id}/undo").status_code == 404
    assert (only().mood, only().member_id) == (2, mia.id)


def test_a_mentor_without_the_member_role_has_no_check_in(client_for) -> None:
    assert client_for(make_mentor()).post("/checkins", data={"mood": "5"}).status_code == 404


def test_who_saw_it_is_shown(client_for) -> None:
    person, toni = make_member(), make_mentor("Toni")
    match(toni, person)
    acknowledge(toni, check_in(person))
    page = client_for(person).get("/")
    assert re.search(r"Toni saw this at 12:00\sPM", page.text)


@pytest.mark.both_databases
def test_d7_a_note_is_not_readable_in_the_database(app, client_for) -> None:
    mia = client_for(make_member())
    mia.post("/checkins", data={"mood": "2", "note": "canary-of-mia"})
    mia.post("/checkins", data={"mood": "3", "note": "second-canary"})
    for table in (CheckIn, EarlierVersion):
        [raw] = db.session.execute(text(f"SELECT note FROM {table.__tablename__}")).scalars()
        assert "canary" not in raw
    assert only().note == "second-canary"


@pytest.mark.both_databases
def test_d2_the_same_id_three_times_is_one_check_in(app, client_for) -> None:
    mia = client_for(make_member())
    sent = {"mood": "3", "id": str(uuid4()), "note": "once"}
    answers = [mia.post("/checkins", data=sent).status_code for _ in range(3)]
    assert answers == [303, 303, 303]
    assert (str(only().id), only().note) == (sent["id"], "once")
    assert all_of(EarlierVersion) == []


@pytest.mark.both_databases
def test_d2_a_late_repeat_from_a_second_tab_does_not_overwrite_the_newer_one(
    app, client_for
) -> None:
    mia = client_for(make_member())
    first = {"mood": "2", "id": str(uuid4()), "note": "from the first tab"}
    second = {"mood": "5", "id": str(uuid4()), "note": "from the second tab"}
    for sent in (first, second, first, second, first):
        assert mia.post("/checkins", data=sent).status_code == 303
    assert (only().mood, only().note) == (5, "from the second tab")
    page = mia.get("/checkins/2026-11-23").text
    assert "from the first tab" in page  # as what it said before: nothing typed is lost


def test_d2_the_same_id_for_another_day_is_still_the_same_check_in(mia: Client) -> None:
    same = str(uuid4())
    mia.post("/checkins", data={"mood": "2", "id": same})
    mia.post("/checkins", data={"mood": "4", "id": same, "day": "2026-11-20"})
    assert only().day.isoformat() == "2026-11-23"


def test_d2_a_repeat_after_undo_does_not_bring_it_back(mia: Client) -> None:
    sent = {"mood": "2", "id": str(uuid4())}
    mia.post("/checkins", data=sent)
    mia.post(f"/checkins/{sent['id']}/undo")
    assert mia.post("/checkins", data=sent, htmx=True).status_code == 200
    assert all_of(CheckIn) == []


def test_history_shows_thirty_days_in_words_and_faces(client_for) -> None:
    person = make_member()
    today = NOON_IN_NEW_YORK.date()
    for back, mood in ((0, 4), (1, 4), (3, 3), (5, 2), (29, 4), (30, 1)):
        check_in(person, today - timedelta(days=back), mood=mood)
    page = client_for(person).get("/checkins").text
    assert "5 check-ins in the last 30 days. Most often: good." in page
    assert page.count('class="day ') == 30
    assert "Sat, Nov 21: no check-in" in page
    assert "Sun, Nov 22: Good, 4 of 5" in page
