"""What a mentor does about a mentee: one or two taps, each with Undo, and what rests after it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.checkins.models import Acknowledgement
from peerapp.extensions import db
from peerapp.matching.models import Match
from peerapp.mentoring import acts, mentees, notes
from peerapp.mentoring.facts import Contact
from peerapp.mentoring.models import Did, FollowUp, HandOver, MentorAct, MentorNote
from tests.support.client import Client, all_of
from tests.support.people import (
    check_in,
    hand_over,
    make_coordinator,
    make_member,
    make_mentor,
    match,
    note,
    promise,
    save,
)

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # a Monday, noon in New York
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def toni(app) -> Person:
    return make_mentor("Toni")


@pytest.fixture
def mia(app) -> Person:
    return make_member("Mia")


@pytest.fixture
def walk(toni, mia) -> Match:
    return match(toni, mia)


@pytest.fixture
def mentor(client_for, toni, walk) -> Client:
    return client_for(toni)


def why(toni: Person) -> list[str]:
    db.session.rollback()
    return [one.text for found in mentees.of(toni, NOW) for one in found.needs_you]


def sentence(page: str) -> str:
    found = re.search(r'person__now">([^<]+)<', page)
    assert found
    return found[1]


@pytest.mark.parametrize(("did", "words"), [("called", "you called"), ("wrote", "you wrote")])
def test_one_tap_notes_a_contact_and_undo_takes_it_back(mentor, toni, mia, did, words):
    check_in(mia, mood=1)
    assert why(toni) == ["said: very hard today", "no contact noted in 30 days"]
    answer = mentor.post(f"/mentees/{mia.id}/acts", data={"did": did}, htmx=True)
    assert re.search(rf"Noted at 12:00.PM: {words}\.", answer.text)
    assert re.search(rf"Last contact: {words} at 12:00.PM\.", answer.text)
    assert sentence(answer.text) == "Very hard today."
    assert why(toni) == []
    [act] = all_of(MentorAct)
    undone = mentor.post(f"/mentees/acts/{act.id}/undo", htmx=True)
    assert "Noted" not in undone.text
    assert why(toni) == ["said: very hard today", "no contact noted in 30 days"]
    assert mentor.post(f"/mentees/acts/{act.id}/undo").location == f"/mentees/{mia.id}"


def test_seen_lets_a_silence_rest_and_is_no_contact(mentor, toni, mia):
    for back in range(3, 12):
        check_in(mia, TODAY - back * DAY)
    assert why(toni) == ["no check-in for 3 days (usually daily)", "no contact noted in 30 days"]
    answer = mentor.post(f"/mentees/{mia.id}/acts", data={"did": "saw"}, htmx=True)
    assert "No contact yet." in answer.text
    assert why(toni) == []


def test_i_saw_this_tells_the_member_and_undo_takes_both_back(mentor, client_for, toni, mia):
    checkin = check_in(mia, mood=1)
    saw = {"from": "needs"}
    answer = mentor.post(f"/checkins/{checkin.id}/acknowledge", data=saw, htmx=True)
    assert "You let them know" in answer.text
    assert why(toni) == []
    assert "Toni saw this" in client_for(mia).get("/").text
    [act] = all_of(MentorAct)
    mentor.post(f"/mentees/acts/{act.id}/undo", htmx=True)
    assert all_of(Acknowledgement) == []
    assert "Toni saw this" not in client_for(mia).get("/").text
    assert why(toni) == ["said: very hard today", "no contact noted in 30 days"]


def test_undo_of_another_day_leaves_the_acknowledgement(mentor, mia, at_noon):
    checkin = check_in(mia, mood=1)
    mentor.post(f"/checkins/{checkin.id}/acknowledge")
    at_noon.shift(timedelta(minutes=5))
    mentor.post(f"/mentees/{mia.id}/acts", data={"did": "saw"})
    later = max(all_of(MentorAct), key=lambda one: one.made_at)
    mentor.post(f"/mentees/acts/{later.id}/undo")
    assert len(all_of(Acknowledgement)) == 1


def test_without_htmx_one_comes_back_to_where_one_was(mentor, mia):
    path, called = f"/mentees/{mia.id}/acts", {"did": "called"}
    for came_from, back in (
        ("/mentees", "/mentees"),
        ("/", "/"),
        (f"/mentees/{mia.id}", f"/mentees/{mia.id}"),
        ("https://elsewhere.example/mentees/x", f"/mentees/{mia.id}"),
    ):
        answer = mentor.post(path, data=called, headers={"Referer": came_from})
        assert answer.location == back


def test_something_new_comes_up_after_an_act(mentor, toni, mia, at_noon):
    check_in(mia, mood=1)
    mentor.post(f"/mentees/{mia.id}/acts", data={"did": "called"})
    at_noon.shift(timedelta(minutes=1))
    check_in(mia, TODAY - DAY, mood=3, sober=False)
    assert why(toni) == ["said: used yesterday"]


def test_two_taps_at_once_are_one_act(mentor, mia):
    for _ in range(2):
        mentor.post(f"/mentees/{mia.id}/acts", data={"did": "called"})
    assert [one.did for one in all_of(MentorAct)] == [Did.CALLED]


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize("did", ["", "danced", "follow_up", "handed_over"])
def test_what_is_no_act_is_refused_kindly(mentor, mia, did):
    answer = mentor.post(f"/mentees/{mia.id}/acts", data={"did": did})
    assert answer.status_code == 422
    assert "Please choose what you did." in answer.text
    assert all_of(MentorAct) == []


# Follow-ups


def test_two_taps_promise_and_it_is_told_on_its_day(mentor, toni, mia, at_noon):
    answer = mentor.post(
        f"/mentees/{mia.id}/follow-ups", data={"due_in": "3", "words": "her interview"}, htmx=True
    )
    assert "Thu, Nov 26" in answer.text
    assert "her interview" in answer.text
    assert why(toni) == []
    at_noon.move_to(NOW + 3 * DAY, tick=False)
    page = mentor.get("/mentees").text
    assert "You said you would follow up today" in page
    at_noon.move_to(NOW + 12 * DAY, tick=False)
    assert "You said you would follow up on November 26" in mentor.get("/mentees").text
    [row] = all_of(FollowUp)
    done = mentor.post(f"/mentees/follow-ups/{row.id}/done", htmx=True)
    assert "follow up on November 26" not in done.text


def test_a_promise_that_was_done_by_mistake_is_open_again(mentor, walk, mia):
    row = promise(walk, TODAY)
    done = mentor.post(f"/mentees/follow-ups/{row.id}/done", htmx=True)
    assert "Your follow-up is done." in done.text
    again = mentor.post(f"/mentees/follow-ups/{row.id}/open", htmx=True)
    assert "You said you would follow up today" in again.text


def test_a_promise_that_is_done_has_one_undo(mentor, mia):
    mentor.post(f"/mentees/{mia.id}/follow-ups", data={"due_in": "1"})
    [row] = all_of(FollowUp)
    done = mentor.post(f"/mentees/follow-ups/{row.id}/done", htmx=True)
    assert "Your follow-up is done." in done.text
    assert done.text.count(">Undo<") == 1


def test_a_promise_is_moved(mentor, walk):
    row = promise(walk, TODAY)
    mentor.post(f"/mentees/follow-ups/{row.id}/move", data={"due_on": "2026-12-24"})
    db.session.expire_all()
    assert str(row.due_on) == "2026-12-24"


def test_undo_takes_a_promise_back(mentor, toni, mia):
    mentor.post(f"/mentees/{mia.id}/follow-ups", data={"due_in": "1"})
    [act] = all_of(MentorAct)
    page = mentor.post(f"/mentees/acts/{act.id}/undo", htmx=True).text
    assert "You will follow up" not in page
    [row] = all_of(FollowUp)
    assert (row.closed_at, row.is_kept) == (NOW, False)


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Please choose a day."),
        ({"due_on": "someday"}, "Please choose a day of the calendar."),
        ({"due_on": "2026-11-22"}, "This day is over."),
        ({"due_on": "2036-11-22"}, "within a year"),
        ({"due_in": "1", "words": "x" * 1001}, "Please use up to 1,000 letters."),
        ({"due_in": "1", "words": "a\x00b"}, "A character here cannot be kept."),
        ({"due_in": "999999999999"}, "Please choose a day."),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_promise_that_cannot_be_is_refused_beside_the_field(mentor, mia, typed, said, htmx):
    answer = mentor.post(f"/mentees/{mia.id}/follow-ups", data=typed, htmx=htmx)
    assert answer.status_code == 422
    assert said in answer.text
    if typed.get("words"):
        assert typed["words"].replace("\x00", "")[:50] in answer.text.replace("\x00", "")
    assert all_of(FollowUp) == []


def test_d2_a_second_tap_on_a_promise_or_a_hand_over_is_the_same_one(mentor, mia, at_noon):
    for _ in range(2):
        mentor.post(f"/mentees/{mia.id}/follow-ups", data={"due_in": "1", "words": "the bed"})
        mentor.post(f"/mentees/{mia.id}/hand-over", data={"words": "She needs a bed."})
    assert (len(all_of(FollowUp)), len(all_of(HandOver)), len(all_of(MentorAct))) == (1, 1, 2)
    mentor.post(f"/mentees/{mia.id}/follow-ups", data={"due_in": "1", "words": "the form"})
    at_noon.shift(timedelta(minutes=2))
    mentor.post(f"/mentees/{mia.id}/follow-ups", data={"due_in": "1", "words": "the form"})
    assert len(all_of(FollowUp)) == 3


# Handing over


def test_a_hand_over_waits_for_a_coordinator_and_is_told_by_both(mentor, client_for, toni, mia):
    cora = client_for(make_coordinator("Cora"))
    answer = mentor.post(
        f"/mentees/{mia.id}/hand-over", data={"words": "She needs a bed tonight."}, htmx=True
    )
    assert "Nobody has taken it yet." in answer.text
    page = cora.get("/program/hand-overs").text
    assert "She needs a bed tonight." in page
    assert "Mia" in page
    [row] = all_of(HandOver)
    cora.post(f"/program/hand-overs/{row.id}/take")
    assert "Cora has taken it." in mentor.get(f"/mentees/{mia.id}").text
    cora.post(f"/program/hand-overs/{row.id}/close")
    assert "With your coordinator" not in mentor.get(f"/mentees/{mia.id}").text
    assert "Nothing waits for you here." in cora.get("/program/hand-overs").text


def test_h3_a_hand_over_that_nobody_took_comes_up_again(mentor, walk, at_noon):
    hand_over(walk)
    at_noon.shift(timedelta(hours=23))
    assert "nobody has taken it yet" not in mentor.get("/mentees").text
    at_noon.shift(timedelta(hours=1))
    assert "nobody has taken it yet" in mentor.get("/mentees").text


def test_the_second_coordinator_reads_that_the_first_has_it(client_for, walk):
    one, two = make_coordinator("Cora"), make_coordinator("Cleo")
    row = hand_over(walk)
    for coordinator in (one, two):
        client_for(coordinator).post(f"/program/hand-overs/{row.id}/take")
    db.session.expire_all()
    assert row.taken_by_id == one.id
    assert "Cora has taken it" in client_for(two).get("/program/hand-overs").text


def test_a3_a_coordinator_reads_nothing_of_what_is_said_of_themselves(client_for, mia, walk):
    save(RoleGrant(person_id=mia.id, role=Role.COORDINATOR, granted_at=NOW))
    row, hers = hand_over(walk, "a canary"), client_for(mia)
    other = hand_over(match(make_mentor("Tom"), make_member("Max")), "of somebody else")
    page = hers.get("/program/hand-overs").text
    assert "a canary" not in page
    assert "of somebody else" in page
    assert "1 waits" in hers.get("/program").text
    for verb in ("take", "close"):
        assert hers.post(f"/program/hand-overs/{row.id}/{verb}").status_code == 404
        assert hers.post(f"/program/hand-overs/{other.id}/{verb}").status_code == 303
    db.session.expire_all()
    assert row.taken_at is None


def test_undo_takes_a_hand_over_back_only_while_nobody_has_it(mentor, client_for, walk, mia):
    row = hand_over(walk)
    [act] = all_of(MentorAct)
    mentor.post(f"/mentees/acts/{act.id}/undo")
    db.session.expire_all()
    assert row.closed_at == NOW
    taken = hand_over(walk)
    client_for(make_coordinator()).post(f"/program/hand-overs/{taken.id}/take")
    mentor.post(f"/mentees/acts/{taken.act_id}/undo")
    db.session.expire_all()
    assert taken.closed_at is None


# Notes


def test_a_note_is_kept_changed_and_removed(mentor, client_for, mia):
    mentor.post(f"/mentees/{mia.id}/notes", data={"words": "likes to walk"})
    [row] = all_of(MentorNote)
    page = mentor.get(f"/mentees/{mia.id}").text
    assert "likes to walk" in page
    assert "knows that mentors may keep notes" in page
    mentor.post(f"/mentees/notes/{row.id}", data={"words": "likes to walk far"}, htmx=True)
    assert "likes to walk far" in mentor.get(f"/mentees/{mia.id}").text
    for reader, path in ((mia, "/match"), (make_coordinator(), "/program")):
        assert "likes to walk" not in client_for(reader).get(path).text
    assert "notes of their own" in client_for(mia).get("/match").text
    answer = mentor.post(f"/mentees/notes/{row.id}/remove", htmx=True)
    assert "likes to walk" not in answer.text
    assert all_of(MentorNote) == []


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Please write something first."),
        ("   ", "Please write something first."),
        ("x" * 100_000, "Please use up to 5,000 letters."),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_note_that_cannot_be_kept_stays_in_its_field(mentor, mia, words, said, htmx):
    answer = mentor.post(f"/mentees/{mia.id}/notes", data={"words": words}, htmx=htmx)
    assert answer.status_code == 422
    assert said in answer.text
    assert words.strip() in answer.text
    assert all_of(MentorNote) == []


def test_d2_the_same_note_twice_is_one_and_no_id_overwrites_another(mentor, client_for, toni, mia):
    own, path = "00000000-0000-4000-8000-00000000000a", f"/mentees/{mia.id}/notes"
    for _ in range(2):
        assert mentor.post(path, data={"words": "likes to walk", "id": own}).status_code == 303
    assert [(str(one.id), one.words) for one in all_of(MentorNote)] == [(own, "likes to walk")]
    again = mentor.post(path, data={"words": "a page gone back to", "id": own}, htmx=True)
    assert again.status_code == 422
    assert "Tap once more to keep this one too." in again.text
    assert "a page gone back to" in again.text
    assert f'name="id" value="{own}"' not in again.text
    other, sam = make_mentor("Olga"), make_member("Sam")
    match(other, sam)
    theirs = client_for(other).post(f"/mentees/{sam.id}/notes", data={"words": "x", "id": own})
    assert theirs.status_code == 422
    assert "likes to walk" not in theirs.text
    assert len(all_of(MentorNote)) == 1


def test_many_notes_in_an_hour_get_a_kind_word_and_nothing_is_lost(
    mentor, mia, monkeypatch, at_noon
):
    monkeypatch.setattr(notes, "MOST", 2)
    path = f"/mentees/{mia.id}/notes"
    for number in range(2):
        assert mentor.post(path, data={"words": f"note {number}"}).status_code == 303
    answer = mentor.post(path, data={"words": "one too many"})
    assert answer.status_code == 429
    assert "Those were many notes in a short time." in answer.text
    assert "one too many" in answer.text
    assert mentor.post(path, data={"words": "one too many"}, htmx=True).status_code == 429
    assert len(all_of(MentorNote)) == 2
    at_noon.shift(timedelta(hours=1))
    assert mentor.post(path, data={"words": "an hour later"}).status_code == 303


# Who may


def test_a3_with_the_match_all_of_it_is_gone_for_the_mentor(mentor, client_for, walk, mia):
    row, kept, own = promise(walk, TODAY), hand_over(walk, "a canary"), note(walk, "a canary")
    client_for(mia).post(f"/matches/{walk.id}/end")
    assert "canary" not in mentor.get("/mentees").text
    for path in (
        f"/mentees/{mia.id}/acts",
        f"/mentees/acts/{kept.act_id}/undo",
        f"/mentees/{mia.id}/follow-ups",
        f"/mentees/follow-ups/{row.id}/done",
        f"/mentees/follow-ups/{row.id}/open",
        f"/mentees/follow-ups/{row.id}/move",
        f"/mentees/{mia.id}/hand-over",
        f"/mentees/{mia.id}/notes",
        f"/mentees/notes/{own.id}",
        f"/mentees/notes/{own.id}/remove",
    ):
        data = {"did": "called", "due_in": "1", "words": "x"}
        assert mentor.post(path, data=data).status_code == 404, path
    assert mentor.get(f"/mentees/{mia.id}/live").status_code == 404


def test_a3_after_a_new_match_the_old_notes_are_not_there(mentor, client_for, toni, walk, mia):
    note(walk, "a canary")
    client_for(mia).post(f"/matches/{walk.id}/end")
    match(toni, mia)
    assert "canary" not in mentor.get(f"/mentees/{mia.id}").text


def test_d7_notes_promises_and_hand_overs_are_encrypted(app, walk):
    canary = "a canary in clear"
    note(walk, canary)
    hand_over(walk, canary)
    promise(walk, TODAY, canary)
    for table in ("mentor_notes", "hand_overs", "follow_ups"):
        [row] = db.session.execute(db.text(f"SELECT * FROM {table}")).all()
        assert canary not in repr(tuple(row))


# By itself


def test_an_open_page_asks_for_news_and_gets_them_only_when_there_are_some(mentor, mia):
    for page in ("/mentees", f"/mentees/{mia.id}"):
        found = re.search(r'hx-get="([^"]+live[^"]+)"', mentor.get(page).text)
        assert found
        assert mentor.get(found[1], htmx=True).status_code == 204
        check_in(mia, TODAY - (3 if page == "/mentees" else 4) * DAY, mood=1)
        news = mentor.get(found[1], htmx=True)
        assert news.status_code == 200
        assert "<html" not in news.text
        following = re.search(r'hx-get="([^"]+live[^"]+)"', news.text)
        assert following
        assert mentor.get(following[1], htmx=True).status_code == 204


# With what other features know


def test_a_message_is_a_reason_until_it_is_answered(mentor, client_for, toni, mia, walk, at_noon):
    mentor.post(f"/mentees/{mia.id}/acts", data={"did": "called"})
    at_noon.shift(timedelta(minutes=5))
    client_for(mia).post(f"/matches/{walk.id}/messages", data={"body": "Can we talk?"})
    assert why(toni) == ["wrote to you today"]
    assert "Read and answer" in mentor.get("/mentees").text
    mentor.get(f"/matches/{walk.id}/messages")  # read, and not answered
    assert why(toni) == ["wrote to you today"]
    at_noon.shift(timedelta(minutes=5))
    mentor.post(f"/matches/{walk.id}/messages", data={"body": "Yes. At six?"})
    assert why(toni) == []
    assert "Last contact: you wrote at 12:10" in mentor.get("/mentees").text


def test_h3_a_call_for_help_stands_first_and_a_talk_is_a_contact(mentor, client_for, toni, mia):
    noah = make_member("Noah")
    match(toni, noah)
    check_in(noah, mood=1)
    client_for(mia).post("/help/request")
    page = mentor.get("/mentees").text
    assert re.findall(r'person__name"><a[^>]*>([^<]+)<', page) == ["Mia", "Noah"]
    assert "Asked for someone, nobody has answered yet" in page
    found = re.search(r'href="(/help/calls/[^"]+)"', page)
    assert found
    mentor.post(f"{found[1]}/take", data={"how": "call"})
    assert "Asked for someone, you answered" in mentor.get("/mentees").text
    mentor.post(f"{found[1]}/talked")
    assert "Last contact: you talked at 12:00" in mentor.get("/mentees").text


# What is last


def test_the_last_act_and_the_last_contact_of_each_match_are_found(toni, walk):
    sam = match(toni, make_member("Sam"))
    for days, did, undone in (
        (1, Did.CALLED, NOW),
        (2, Did.SAW, None),
        (3, Did.WROTE, None),
        (4, Did.CALLED, None),
    ):
        save(MentorAct(match_id=walk.id, did=did, made_at=NOW - days * DAY, undone_at=undone))
    newest = MentorAct(match_id=sam.id, did=Did.SAW, made_at=NOW - DAY)
    save(newest)
    found = acts.last([walk.id, sam.id])
    assert found[walk.id].acted_at == NOW - 2 * DAY
    assert found[walk.id].contact == Contact("you wrote", NOW - 3 * DAY)
    assert (found[sam.id].latest, found[sam.id].contact) == (newest, None)
    assert acts.last([]) == {}
