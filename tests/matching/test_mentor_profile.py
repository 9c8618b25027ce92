"""A mentor's side of the answers: what members read, limits, being open or closed."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from peerapp.extensions import db
from peerapp.matching import cards
from peerapp.matching.models import MatchProfile, Side
from tests.support.client import all_of
from tests.support.people import answer_for_matching, make_member, make_mentor, match, pause

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)


@pytest.fixture
def toni(app):
    return make_mentor("Toni Baker", timezone="America/Chicago")


def only_row() -> MatchProfile:
    [row] = all_of(MatchProfile)
    db.session.refresh(row)
    return row


@pytest.mark.both_databases
@time_machine.travel(NOW, tick=False)
def test_a_mentor_says_who_they_are_and_sees_what_a_member_sees(toni, client_for):
    phone = client_for(toni)
    assert "Your mentor profile" in phone.get("/match/profile").text
    answer = phone.post("/match/profile/hopes", data={"hopes": "listen"})
    assert answer.location == "/match/profile/about"
    about = {"words": "Six years. I listen.", "recovery_shown": "about", "recovery_month": "3",
             "recovery_year": "2020"}  # fmt: skip
    answer = phone.post(answer.location, data=about)
    assert answer.location == "/match/profile/limits"
    limits = {"capacity": "4", "contact_from": "09:00", "contact_until": "21:00",
              "away_until": "2026-12-01"}  # fmt: skip
    answer = phone.post(answer.location, data=limits)
    assert answer.location == "/match/profile"
    row = only_row()
    assert (row.capacity, row.away_until) == (4, date(2026, 12, 1))
    assert (row.contact_from, row.contact_until) == (time(9), time(21))
    assert row.recovery_since == date(2020, 3, 1)
    page = phone.get("/match/profile").text
    for said in ("This is what a member sees", "Toni</h2>", "Six years. I listen.",
                 "In recovery for over 6 years", "Answers between 9 AM and 9 PM, Chicago time",
                 "Never more than 4", "Back on December 1, 2026"):  # fmt: skip
        assert said in page


@time_machine.travel(NOW, tick=False)
def test_a_break_ends_by_itself(toni, client_for):
    answer_for_matching(toni, Side.MENTOR, away_until=date(2026, 11, 25), capacity=2)
    phone = client_for(toni)
    assert "You take a break" in phone.get("/match/profile").text
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        assert "You take a break" not in phone.get("/match/profile").text
        assert "2026-11-25" not in phone.get("/match/profile/limits").text
        # and what was over does not stand in the way of another answer
        assert phone.post("/match/profile", data={"capacity": "3"}).status_code == 303
    assert only_row().capacity == 3


WRONG = [
    ("limits", {"capacity": "-1"}, "a number from 1 to 99"),
    ("limits", {"capacity": "0"}, "a number from 1 to 99"),
    ("limits", {"capacity": "100"}, "a number from 1 to 99"),
    ("limits", {"capacity": "abc"}, "a number from 1 to 99"),
    ("limits", {"away_until": "2026-11-24"}, "a day after today"),
    ("limits", {"away_until": "2020-01-01"}, "a day after today"),
    ("limits", {"away_until": "9999-12-31"}, "within two years"),
    ("limits", {"away_until": "2026-02-30"}, "a day of the calendar"),
    ("limits", {"contact_from": "09:00"}, "both times"),
    ("limits", {"contact_until": "09:00"}, "both times"),
    ("limits", {"contact_from": "25:00", "contact_until": "09:00"}, "a time of the day"),
    ("limits", {"contact_from": "09:00", "contact_until": "09:00"}, "Both are the same"),
    ("about", {"recovery_shown": "year"}, "Please type the year"),
    ("about", {"recovery_year": "2020"}, "Please choose the month"),
    ("about", {"recovery_month": "13", "recovery_year": "2020"}, "a month of the list"),
    ("about", {"recovery_month": "12", "recovery_year": "2026"}, "still to come"),
    ("about", {"recovery_month": "1", "recovery_year": "9999"}, "such as 1980"),
    ("about", {"recovery_month": "1", "recovery_year": "0"}, "such as 1980"),
    ("about", {"recovery_shown": "all"}, "Please choose one of these"),
    ("about", {"words": "a" * 601}, "600 letters or fewer"),
]


@pytest.mark.parametrize(("question", "sent", "message"), WRONG)
@time_machine.travel(NOW, tick=False)
def test_a_limit_that_cannot_be_is_said_at_the_field(toni, client_for, question, sent, message):
    answer = client_for(toni).post(f"/match/profile/{question}", data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert not all_of(MatchProfile)


@pytest.mark.both_databases
def test_a_mentor_opens_with_a_language_and_a_capacity_and_not_before(toni, client_for):
    phone = client_for(toni)
    answer = phone.post("/match/open", data={"open": "yes"})
    assert answer.status_code == 422
    assert not all_of(MatchProfile)
    phone.post("/match/profile/languages", data={"languages": "en"})
    answer = phone.post("/match/open", data={"open": "yes"})
    assert answer.status_code == 422
    assert "How many mentees you can walk with" in answer.text
    assert "A language you mentor in" not in answer.text
    phone.post("/match/profile/limits", data={"capacity": "1"})
    assert phone.post("/match/open", data={"open": "yes"}).status_code == 303
    since = only_row().open_since
    assert since
    phone.post("/match/open", data={"open": "yes"})
    assert only_row().open_since == since
    phone.post("/match/open", data={"open": "no"})
    assert only_row().open_since is None


def test_who_takes_back_what_is_needed_is_closed_and_told(toni, client_for):
    answer_for_matching(toni, Side.MENTOR, languages={"en"}, capacity=3, open_since=NOW)
    phone = client_for(toni)
    phone.post("/match/profile/limits", data={"capacity": ""})
    assert only_row().open_since is None
    assert "You are not open for new mentees now: something" in phone.get("/match/profile").text


def test_a3_a_paused_mentor_can_only_read_change_and_delete_what_they_said(toni, client_for):
    answer_for_matching(toni, Side.MENTOR, languages={"en"}, capacity=3)
    phone = client_for(toni)
    pause(toni)
    page = phone.get("/match/profile").text
    assert "You are paused as a mentor" in page
    assert "/match/open" not in page
    assert "/mentees" not in page.split("<main")[1].split("</main>")[0]
    assert phone.post("/match/open", data={"open": "yes"}).status_code == 404
    assert phone.post("/match/profile/limits", data={"capacity": "9"}).status_code == 303
    assert only_row().capacity == 9
    assert phone.post("/match/profile/delete").location == "/"


def test_a3_a_mentor_who_is_not_approved_yet_reaches_nothing_of_it(toni, client_for):
    answer_for_matching(toni, Side.MENTOR, languages={"en"}, capacity=3)
    new = client_for(make_mentor("Nia", approved=False))
    assert new.get("/match/profile").status_code == 404
    assert new.post("/match/profile", data={"capacity": "9"}).status_code == 404
    assert new.post("/match/profile/limits", data={"capacity": "9"}).status_code == 404
    assert new.post("/match/open", data={"open": "yes"}).status_code == 404
    assert new.post("/match/profile/delete").status_code == 404
    assert only_row().capacity == 3


def test_who_has_as_many_mentees_as_they_carry_reads_that_nobody_new_comes(toni, client_for):
    row = answer_for_matching(toni, Side.MENTOR, languages={"en"}, capacity=1)
    row.open_since = NOW
    for name in ("Mia", "Noor"):
        match(toni, make_member(name))
    page = client_for(toni).get("/match/profile").text
    assert "You have 2 mentees and carry 1, so nobody new comes now." in page
    assert "You are open for new mentees" not in page


def test_a_member_cannot_write_what_only_a_mentor_has(app, client_for):
    phone = client_for(make_member())
    sent = {"languages": "en", "capacity": "9", "open_since": "2026-01-01"}
    assert phone.post("/match/profile", data=sent).status_code == 303
    row = only_row()
    assert (row.side, row.capacity, row.open_since) == (Side.MEMBER, None, None)


def test_a_mentor_finds_the_profile_from_the_mentees_and_the_account(toni, client_for):
    phone = client_for(toni)
    assert 'href="/match/profile"' in phone.get("/mentees").text
    assert 'href="/match/profile"' in phone.get("/account").text


@time_machine.travel(NOW)
def test_a_card_holds_only_what_was_chosen_to_be_shown(app, toni):
    mia = make_member("Mia Lopez", timezone="America/Denver")
    private = {"recovering_from": {"opioids"}, "gender": "woman", "gender_wish": {"woman"}}
    more = {"birth_year": 1984, "parts": {"mon_evening"}, "words": "only if shown"}
    row = answer_for_matching(mia, Side.MEMBER, shown={"when", "age"}, **private, **more)
    card = cards.of_member(row, mia, date(2026, 11, 24))
    assert (card.name, card.words) == ("Mia", None)
    said = [("Age", ["In their 40s"]), ("Can talk", ["Evenings: Monday", "In Denver time"])]
    assert card.answers == said
    row.shown, row.alias = {"hopes", "gender"}, "Em"
    card = cards.of_member(row, mia, date(2026, 11, 24))
    assert (card.name, card.words, card.answers) == (
        "Em",
        "only if shown",
        [("Gender", ["Woman"])],
    )
