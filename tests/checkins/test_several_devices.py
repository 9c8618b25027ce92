"""D2: the same day from two devices, from two open forms, and from a phone that was offline."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import uuid4

import pytest
import time_machine

from peerapp.checkins import chain, log
from peerapp.checkins.models import CheckIn, EarlierVersion
from peerapp.extensions import db
from tests.support.client import Client, all_of
from tests.support.people import make_member, make_mentor, match

NOON_IN_NEW_YORK = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TODAY = "/checkins/2026-11-23"


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


def base_of(page: str) -> str:
    found = re.search(r'name="base" value="([0-9a-f-]+)"', page)
    assert found
    return found.group(1)


@pytest.mark.both_databases
def test_d2_an_old_open_form_does_not_undo_what_another_phone_said(app, client_for) -> None:
    person = make_member("Mia")
    phone, tablet = client_for(person), client_for(person)
    phone.post("/checkins", data={"mood": "3", "craving": "2"})
    form = {"base": base_of(tablet.get("/").text), "craving": "2", "trigger": "", "note": ""}
    phone.post(TODAY, data={"note": "from the phone", "craving": "8"})
    tablet.post(TODAY, data={**form, "gratitude": "from the tablet"})
    row = only()
    assert (row.note, row.craving, row.gratitude) == ("from the phone", 8, "from the tablet")


@pytest.mark.both_databases
def test_d2_when_both_said_something_the_newer_stays_and_the_other_is_kept(app, client_for) -> None:
    person = make_member("Mia")
    phone, tablet = client_for(person), client_for(person)
    phone.post("/checkins", data={"mood": "3"})
    base = base_of(tablet.get("/").text)
    phone.post(TODAY, data={"base": base, "note": "from the phone"})
    tablet.post(TODAY, data={"base": base, "note": "from the tablet"})
    assert only().note == "from the tablet"
    assert "from the phone" in phone.get(TODAY).text


def test_a_note_can_still_be_emptied_on_purpose(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "3", "note": "too much"})
    mia.post(TODAY, data={"base": base_of(mia.get("/").text), "note": ""})
    assert only().note is None


def test_a_form_that_was_not_touched_changes_nothing(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "3", "note": "the same"})
    mia.post(TODAY, data={"base": base_of(mia.get("/").text), "note": "the same", "craving": ""})
    assert all_of(EarlierVersion) == []


@pytest.mark.both_databases
@pytest.mark.parametrize("private_first", [True, False])
def test_a3_private_words_never_join_the_openness_of_another_device(
    app, client_for, private_first: bool
) -> None:
    """A note and whether it is only for the member are one answer, in any order of arrival."""
    person, toni = make_member("Mia"), make_mentor("Toni")
    match(toni, person)
    phone, tablet = client_for(person), client_for(person)
    phone.post("/checkins", data={"mood": "3", "note": "first", "only_me": "y"})
    base = base_of(phone.get("/").text)
    open_words = {"base": base, "note": "all may read this", "only_me": ""}
    secret = {"base": base, "note": "a secret of mine", "only_me": "y"}
    both = [(phone, secret), (tablet, open_words)]
    for client, sent in both if private_first else reversed(both):
        client.post(TODAY, data=sent)
    row = only()
    assert (row.note, row.note_is_private) == (
        ("all may read this", False) if private_first else ("a secret of mine", True)
    )
    assert {(one.note, one.note_is_private) for one in row.versions} >= {("first", True)}
    assert "a secret of mine" not in client_for(toni).get(f"/mentees/{person.id}").text


def test_a3_words_that_come_late_from_offline_keep_their_own_openness(client_for, at_noon) -> None:
    person = make_member("Mia")
    mia = client_for(person)
    mia.post("/checkins", data={"mood": "3", "note": "open", "only_me": ""})
    late = {"note": "a secret, offline", "only_me": "y", "made_at": "2026-11-23T16:00:00Z"}
    mia.post("/checkins", data={"mood": "2", **late})
    row = only()
    assert (row.note, row.note_is_private) == ("open", False)
    assert [(one.note, one.note_is_private) for one in row.versions] == [
        ("a secret, offline", True)
    ]


@pytest.mark.both_databases
def test_d2_undo_on_one_phone_does_not_take_back_what_another_has_written(app, client_for) -> None:
    person = make_member("Mia")
    phone, tablet = client_for(person), client_for(person)
    phone.post("/checkins", data={"mood": "3"})
    [said] = re.findall(
        r'name="said" value="([^"]+)"', phone.post("/checkins", data={"mood": "4"}, htmx=True).text
    )
    tablet.post(TODAY, data={"note": "a long note from the tablet"})
    answer = phone.post(f"/checkins/{only().id}/undo", data={"said": said}, htmx=True)
    assert "Another device has said something since" in answer.text
    assert (only().mood, only().note) == (4, "a long note from the tablet")


@pytest.mark.both_databases
def test_d2_edits_of_one_instant_have_one_order_in_the_database_too(app) -> None:
    for _ in range(6):
        member = make_member()
        now = NOON_IN_NEW_YORK
        for number in range(4):
            sent = {"mood": number + 1, "note": f"words {number}"}
            row = log.check_in(member, now.date(), sent, now, made_at=now - timedelta(hours=1))
            db.session.commit()
        assert row
        db.session.expire_all()
        keys = [state.key for state in chain.of(row)]
        assert keys == sorted(keys)
        assert row.note == chain.of(row)[-1].answers["note"][0]


@pytest.mark.both_databases
def test_what_the_release_before_has_changed_meanwhile_is_not_covered_by_an_older_edit(app) -> None:
    """It does not know the columns in which this one keeps who said what."""
    member = make_member()
    now = NOON_IN_NEW_YORK
    row = log.check_in(member, now.date(), {"mood": 3, "note": "first"}, now)
    assert row
    db.session.flush()
    later = now + timedelta(hours=1)
    row.versions.insert(
        0,
        EarlierVersion(replaced_at=later, mood=3, note="first", triggers=[], note_is_private=False),
    )
    row.note, row.changed_at = "by the release before", later
    db.session.commit()
    db.session.expire_all()
    between = {"note": "made offline between", "mood": 2}
    log.check_in(member, now.date(), between, later, made_at=now + timedelta(minutes=30))
    assert (row.note, row.mood) == ("by the release before", 3)
    assert "made offline between" in {one.note for one in row.versions}


OFFLINE = [
    {"mood": "2", "note": "in the morning", "made_at": "2026-11-21T13:00:00Z"},
    {"mood": "4", "craving": "3", "made_at": "2026-11-21T18:00:00+00:00"},
    {"mood": "4", "note": "at night", "sleep": "1", "made_at": "2026-11-21T22:30:00-05:00"},
]


@pytest.mark.both_databases
def test_d2_offline_check_ins_give_the_same_in_any_order(app, client_for) -> None:
    """Each was made on its own phone; each is sent twice; in all orders."""
    found = set()
    for order in permutations(OFFLINE):
        person = make_member("Mia")
        mia = client_for(person)
        ids = {one["made_at"]: str(uuid4()) for one in OFFLINE}
        for one in (*order, *order):
            sent = {**one, "id": ids[one["made_at"]], "day": "2026-11-21"}
            assert mia.post("/checkins", data=sent).status_code == 303
        [row] = [row for row in all_of(CheckIn) if row.member_id == person.id]
        before = [(one.mood, one.note, one.craving, one.sleep) for one in row.versions]
        found.add((row.mood, row.note, row.craving, row.sleep, tuple(before)))
    assert found == {
        (4, "at night", 3, 1, ((4, "in the morning", 3, None), (2, "in the morning", None, None)))
    }


def test_d2_what_was_made_days_ago_does_not_cover_what_was_said_since(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "5", "note": "filled in today", "day": "2026-11-21"})
    old = {"mood": "1", "note": "offline", "made_at": "2026-11-21T18:00:00Z", "sleep": "2"}
    answer = mia.post("/checkins", data={**old, "day": "2026-11-21"}, htmx=True)
    assert "something newer" in answer.text
    assert (only().mood, only().note, only().sleep) == (5, "filled in today", 2)
    page = mia.get("/checkins/2026-11-21").text
    assert ">offline<" in page


def test_a_phone_that_was_offline_for_weeks_still_brings_its_days(mia: Client) -> None:
    """The day was open when it was made, so it is taken, though it can no longer be filled in."""
    sent = {"mood": "3", "made_at": "2026-11-02T20:00:00-05:00"}
    assert mia.post("/checkins", data=sent).location == "/checkins/2026-11-02"
    assert only().day.isoformat() == "2026-11-02"
    late = {**sent, "day": "2026-10-20"}
    answer = mia.post("/checkins", data=late)
    assert answer.status_code == 422
    assert "7 days before" in answer.text


def test_a_phone_whose_clock_is_ahead_said_it_now(mia: Client, at_noon) -> None:
    mia.post("/checkins", data={"mood": "2", "made_at": "2030-01-01T00:00:00Z"})
    assert only().day.isoformat() == "2026-11-23"
    at_noon.shift(timedelta(minutes=1))
    mia.post("/checkins", data={"mood": "5"})
    assert only().mood == 5


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026-11-21",
        "2026-11-21T10:00",
        "1" * 5000,
        "-1",
        "0001-01-01T00:00Z",
        "9999-12-31T23:59Z",
    ],
)
def test_w5_a_time_that_is_none_is_said(mia: Client, text: str) -> None:
    answer = mia.post("/checkins", data={"mood": "2", "made_at": text})
    assert answer.status_code == 422
    assert "not a time" in answer.text
    assert all_of(CheckIn) == []


def test_what_is_more_than_a_year_old_is_refused_kindly(mia: Client) -> None:
    answer = mia.post("/checkins", data={"mood": "2", "made_at": "2025-11-01T10:00:00Z"})
    assert answer.status_code == 422
    assert "more than a year ago" in answer.text


def test_undo_after_two_taps_on_the_same_face_takes_the_answer_away(mia: Client) -> None:
    for _ in range(2):
        mia.post("/checkins", data={"mood": "4"})
    mia.post(f"/checkins/{only().id}/undo")
    assert all_of(CheckIn) == []


def test_d2_many_taps_do_not_push_out_what_was_written(
    mia: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_STATES", 11)
    mia.post("/checkins", data={"mood": "1", "note": "the first words"})
    mia.post(TODAY, data={"note": "the second words"})
    for _ in range(20):
        mia.post("/checkins", data={"mood": "1"})
    assert len(all_of(EarlierVersion)) == 10
    assert "the first words" in {one.note for one in all_of(EarlierVersion)}


@pytest.mark.parametrize(
    ("local", "is_offered"),
    [("00:00", True), ("00:30", True), ("03:59", True), ("04:00", False), ("23:59", False)],
)
def test_after_midnight_the_day_before_is_offered(
    client_for, at_noon, local: str, is_offered: bool
) -> None:
    at_noon.move_to(datetime.fromisoformat(f"2026-11-24T{local}-05:00"))
    page = client_for(make_member()).get("/").text
    assert ("Still Monday for you?" in page) == is_offered


def test_a_check_in_at_half_past_midnight_becomes_yesterdays_with_one_tap(
    mia: Client, at_noon
) -> None:
    at_noon.move_to(datetime.fromisoformat("2026-11-24T00:30-05:00"))
    answer = mia.post("/checkins", data={"mood": "2", "note": "a long day"}, htmx=True)
    assert "It was still Monday for me" in answer.text
    answer = mia.post(f"/checkins/{only().id}/yesterday", htmx=True)
    assert "How was Monday, November 23?" in answer.text
    assert (only().day.isoformat(), only().note) == ("2026-11-23", "a long day")
    assert "Saved for Monday." in answer.text
    assert "Still Monday" not in mia.get("/").text
    assert mia.post("/checkins", data={"mood": "4"}).location == "/"
    assert {str(row.day) for row in all_of(CheckIn)} == {"2026-11-23", "2026-11-24"}


def test_yesterday_is_not_offered_when_it_has_its_answer(mia: Client, at_noon) -> None:
    mia.post("/checkins", data={"mood": "3"})
    at_noon.move_to(datetime.fromisoformat("2026-11-24T00:30-05:00"))
    assert "Still Monday" not in mia.get("/").text
    mia.post("/checkins", data={"mood": "4"})
    [new] = [row for row in all_of(CheckIn) if row.mood == 4]
    mia.post(f"/checkins/{new.id}/yesterday")
    assert {str(row.day): row.mood for row in all_of(CheckIn)} == {
        "2026-11-23": 3,
        "2026-11-24": 4,
    }


def test_in_the_day_a_check_in_stays_where_it_is(mia: Client) -> None:
    mia.post("/checkins", data={"mood": "3"})
    mia.post(f"/checkins/{only().id}/yesterday")
    assert only().day.isoformat() == "2026-11-23"
