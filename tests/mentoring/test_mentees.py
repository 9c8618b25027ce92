"""What a mentor sees, and does with one tap."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from peerapp.checkins.models import Acknowledgement, CheckIn
from tests.support.client import all_of
from tests.support.people import (
    acknowledge,
    check_in,
    make_member,
    make_mentor,
    make_tracker,
    match,
    pause,
    suspend,
)
from tests.support.queries import queries_of

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # noon in New York
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def names(page: str) -> list[str]:
    return re.findall(r'person__name"><a[^>]*>([^<]+)<', page)


@pytest.mark.both_databases
def test_the_list_shows_each_mentee_with_a_hard_day_first(app, client_for) -> None:
    toni = make_mentor()
    good, silent, hard, used = (make_member(name) for name in ("Good", "Silent", "Hard", "Used"))
    for member in (good, silent, hard, used):
        match(toni, member)
    check_in(good, mood=5, sober=True)
    check_in(silent, TODAY - timedelta(days=3), mood=3)
    check_in(hard, mood=1)
    check_in(used, mood=4, sober=False, craving=9)
    page = client_for(toni).get("/mentees").text
    assert sorted(names(page)[:2]) == ["Hard", "Used"]
    assert names(page)[2:] == ["Silent", "Good"]
    assert "No check-in for 3 days; no contact noted in 30 days." in page
    assert "Said: used today; craving 9 today; no contact noted in 30 days." in page
    assert "Very good today, sober." in page
    assert page.count('class="day ') == 4 * 14


def test_the_list_is_the_start_page_of_a_mentor(client_for) -> None:
    assert "My mentees" in client_for(make_mentor()).get("/").text


def test_today_is_the_mentees_own_day(client_for) -> None:
    """At noon in New York it is the 24th in Auckland: her check-in of the 23rd is yesterday's."""
    toni, mia = make_mentor(), make_member(timezone="Pacific/Auckland")
    match(toni, mia)
    check_in(mia, TODAY, mood=5)
    assert "No check-in yet today. The last one was yesterday." in client_for(toni).get("/").text


def test_a_mentees_page_shows_days_counts_and_answers(client_for) -> None:
    toni, mia = make_mentor(), make_member("Mia")
    match(toni, mia)
    make_tracker(mia, since=TODAY - timedelta(days=40))
    check_in(mia, mood=2, sober=True, craving=7, triggers=["tired"], note="Could not sleep.")
    page = client_for(toni).get(f"/mentees/{mia.id}").text
    for words in ("Hard (2 of 5)", "7 of 10", "Tired", "Could not sleep.", 'data-days="40"'):
        assert words in page


def test_of_many_days_three_are_open_and_the_others_one_tap_away(client_for) -> None:
    toni, mia = make_mentor(), make_member("Mia")
    match(toni, mia)
    for back in range(5):
        check_in(mia, TODAY - timedelta(days=back), note=f"words of {back} days ago")
    page = client_for(toni).get(f"/mentees/{mia.id}").text
    in_sight, folded = page.split("<summary>Earlier days</summary>")
    assert in_sight.count("data-checkin-id") == 3
    assert folded.count("data-checkin-id") == 2
    assert "words of 4 days ago" in folded
    assert "You see what Mia chose to share since" in page


def test_a_note_that_is_only_for_her_stays_with_her(client_for) -> None:
    toni, mia = make_mentor(), make_member()
    match(toni, mia)
    client_for(mia).post("/checkins", data={"mood": "3", "note": "a canary", "only_me": "y"})
    page = client_for(toni).get(f"/mentees/{mia.id}").text
    assert "Okay (3 of 5)" in page
    assert "canary" not in page
    assert "canary" in client_for(mia).get("/").text


def test_what_she_wrote_before_they_were_matched_is_not_shared(client_for, at_noon) -> None:
    toni, mia = make_mentor(), make_member()
    check_in(mia, TODAY - timedelta(days=2), mood=1, note="an old canary")
    at_noon.shift(timedelta(minutes=1))
    match(toni, mia, since=timedelta(0))
    at_noon.shift(timedelta(minutes=1))
    check_in(mia, TODAY - timedelta(days=1), mood=4, note="filled in since")
    check_in(mia, TODAY, mood=3, note="of today")
    page = client_for(toni).get(f"/mentees/{mia.id}").text
    assert "filled in since" in page
    assert "of today" in page
    assert "old canary" not in page
    assert "before you two met" in page


@pytest.mark.both_databases
def test_one_tap_acknowledges_and_the_member_sees_who(app, client_for) -> None:
    toni, mia = make_mentor("Toni"), make_member()
    match(toni, mia)
    checkin = check_in(mia)
    mentor = client_for(toni)
    assert f"/checkins/{checkin.id}/acknowledge" in mentor.get("/mentees").text
    answer = mentor.post(f"/checkins/{checkin.id}/acknowledge", htmx=True)
    assert "You let them know at 12:00" in answer.text
    assert answer.text.count("<div") == 1
    again = mentor.post(f"/checkins/{checkin.id}/acknowledge")
    assert again.location == f"/mentees/{mia.id}"
    assert len(all_of(Acknowledgement)) == 1
    assert "Toni saw this" in client_for(mia).get("/").text


@pytest.mark.parametrize("cut", [pause, suspend])
def test_a3_a_paused_or_suspended_mentor_sees_nobody_at_once(client_for, cut) -> None:
    toni, mia = make_mentor(), make_member("Mia")
    match(toni, mia)
    checkin = check_in(mia)
    mentor = client_for(toni)
    assert "Mia" in mentor.get("/mentees").text
    cut(toni)
    for answer in (
        mentor.get("/mentees"),
        mentor.get(f"/mentees/{mia.id}"),
        mentor.post(f"/checkins/{checkin.id}/acknowledge"),
    ):
        assert answer.status_code in (302, 404)
        assert "Mia" not in answer.text


def test_the_member_is_told_that_a_paused_mentor_does_not_see_her(client_for) -> None:
    toni, mia = make_mentor("Toni"), make_member()
    match(toni, mia)
    pause(toni)
    assert "Toni is away now and does not see your check-ins." in client_for(mia).get("/match").text


def test_a3_only_a_current_mentee_has_a_page(client_for) -> None:
    toni, otto = make_mentor("Toni"), make_mentor("Otto")
    former, others, nobody = make_member("F"), make_member("O"), make_member("N")
    match(toni, former, ended=True)
    match(otto, others)
    mentor = client_for(toni)
    for person in (former, others, nobody):
        checkin = check_in(person)
        assert mentor.get(f"/mentees/{person.id}").status_code == 404
        assert mentor.post(f"/checkins/{checkin.id}/acknowledge").status_code == 404
    assert all_of(Acknowledgement) == []


def test_a_check_in_from_before_the_match_cannot_be_acknowledged(client_for, at_noon) -> None:
    toni, mia = make_mentor(), make_member()
    old = check_in(mia, TODAY - timedelta(days=2))
    at_noon.shift(timedelta(minutes=1))
    match(toni, mia, since=timedelta(0))
    assert client_for(toni).post(f"/checkins/{old.id}/acknowledge").status_code == 404


def test_the_list_takes_as_many_queries_for_forty_mentees_as_for_four(app, client_for) -> None:
    counts = []
    for number in (4, 40):
        toni = make_mentor()
        for n in range(number):
            mia = make_member(f"M{n}")
            match(toni, mia)
            check_in(mia)
        client_for(toni).get("/mentees")  # that they were looked at is written down once an hour
        counts.append(queries_of(lambda toni=toni: client_for(toni).get("/mentees")))
    assert counts[0] == counts[1] <= 31


def test_a_name_with_markup_is_shown_as_it_was_typed(client_for) -> None:
    toni, mia = make_mentor(), make_member("<script>alert(1)</script>")
    match(toni, mia)
    check_in(mia, note="<img src=x onerror=alert(1)>")
    for page in ("/mentees", f"/mentees/{mia.id}"):
        text = client_for(toni).get(page).text
        assert "<script>alert" not in text
        assert "<img" not in text


def test_an_acknowledgement_is_of_the_answer_that_was_there(client_for, at_noon) -> None:
    toni, mia = make_mentor("Toni"), make_member()
    match(toni, mia)
    mentor, member = client_for(toni), client_for(mia)
    member.post("/checkins", data={"mood": "4"})
    [checkin] = all_of(CheckIn)
    at_noon.shift(timedelta(minutes=1))
    mentor.post(f"/checkins/{checkin.id}/acknowledge")
    at_noon.shift(timedelta(minutes=1))
    member.post("/checkins", data={"mood": "1"})
    assert "Toni saw an earlier answer" in member.get("/").text
    page = mentor.get("/mentees").text
    assert "Changed since you saw it." in page
    assert "data-acknowledge" in page
    at_noon.shift(timedelta(minutes=1))
    mentor.post(f"/checkins/{checkin.id}/acknowledge")
    assert "Toni saw this at 12:03" in member.get("/").text
    assert len(all_of(Acknowledgement)) == 1


def test_an_acknowledgement_of_another_day_says_which(client_for, at_noon) -> None:
    toni, mia = make_mentor("Toni"), make_member()
    match(toni, mia)
    acknowledge(toni, check_in(mia))
    at_noon.shift(timedelta(days=1))
    assert (
        "You let them know on Mon, Nov 23, 12:00" in client_for(toni).get(f"/mentees/{mia.id}").text
    )


def test_a_member_reads_on_today_that_her_mentor_is_away(client_for) -> None:
    toni, mia = make_mentor("Toni"), make_member()
    match(toni, mia)
    assert "Toni walks with you" in client_for(mia).get("/").text
    pause(toni)
    assert "Toni is away and does not see your check-ins now" in client_for(mia).get("/").text


def test_more_than_three_who_need_the_mentor_stand_in_a_line_each_first(client_for) -> None:
    toni = make_mentor()
    browser = client_for(toni)
    for name in ("Ana", "Ben", "Cem"):
        member = make_member(name)
        match(toni, member)
        check_in(member, mood=1)
    assert lines(browser.get("/mentees").text) == []
    match(toni, last := make_member("Dee"))
    check_in(last, mood=4, sober=False)
    found = lines(browser.get("/mentees").text)
    assert found[-1] == (str(last.id), "Dee", "Said: used today")
    assert [name for _, name, _ in found] == names(browser.get("/mentees").text)


def lines(page: str) -> list[tuple[str, str, str]]:
    """Whose row each leads to, who it is, and why."""
    line = r'<a href="#mentee-([^"]+)">\s*<strong>([^<]+)</strong>\s*<span>([^<]+)<'
    return re.findall(line, page)


def test_a_name_is_found_whatever_its_case_and_accents(client_for) -> None:
    toni = make_mentor()
    for name in ("Élodie", "Mel", "Ben"):
        match(toni, make_member(name))
    browser = client_for(toni)
    assert names(browser.get("/mentees?name=%20ELO%20").text) == ["Élodie"]
    assert sorted(names(browser.get("/mentees/live?name=EL").text)) == ["Mel", "Élodie"]
    assert len(names(browser.get("/mentees?name=").text)) == 3
    nobody = browser.get("/mentees?name=<script>").text
    assert names(nobody) == [] and "Nobody of that name." in nobody
    assert "<script>" not in nobody.split("<main")[1].split("</main>")[0]


def test_who_is_found_by_name_stands_alone_whether_they_need_the_mentor_or_not(client_for) -> None:
    toni, mel = make_mentor(), make_member("Mel")
    match(toni, mel, since=timedelta(hours=2))
    page = client_for(toni).get("/mentees?name=mel").text
    assert names(page) == ["Mel"] and "Who needs you today" not in page


def test_of_a_new_mentee_only_the_days_since_they_met_are_spoken_of(client_for) -> None:
    toni, mel = make_mentor(), make_member("Mel")
    match(toni, mel, since=timedelta(hours=2))
    page = client_for(toni).get("/mentees").text
    assert "No check-in yet today. None since you met." in page


def test_who_was_just_done_stands_apart_with_undo_and_an_hour_later_among_the_others(
    client_for, at_noon
) -> None:
    toni = make_mentor()
    browser = client_for(toni)
    ana, ben = make_member("Ana"), make_member("Ben")
    for member in (ana, ben):
        match(toni, member)
        check_in(member, mood=5)
    assert sections(browser.get("/mentees").text)["Done just now"] == []
    browser.post(f"/mentees/{ben.id}/acts", data={"did": "called"})
    found = sections(browser.get("/mentees").text)
    assert found["Done just now"] == ["Ben"]
    assert "Ben" not in found["The others"]
    at_noon.shift(timedelta(hours=1))
    found = sections(browser.get("/mentees").text)
    assert found["Done just now"] == []
    assert "Ben" in found["The others"]


def sections(page: str) -> dict[str, list[str]]:
    """Whose rows stand under each heading of the list."""
    found = {"Who needs you today": [], "Done just now": [], "The others": []}
    parts = re.split(r'<h2 id="(?:needing|done|others)">([^<]+?) *<', page)
    for heading, part in zip(parts[1::2], parts[2::2], strict=True):
        found[heading] = names(part)
    return found
