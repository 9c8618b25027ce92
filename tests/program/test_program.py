"""The coordinator says who may be a mentor, and sees no check-in."""

import pytest

from tests.support.people import (
    check_in,
    hand_over,
    make_coordinator,
    make_member,
    make_mentor,
    match,
)


@pytest.mark.both_databases
def test_a7_a_mentor_who_is_approved_can_begin(app, client_for) -> None:
    new = make_mentor("Newt", approved=False)
    boss = client_for(make_coordinator())
    assert "Waits for your yes" in boss.get("/program").text
    assert client_for(new).get("/mentees").status_code == 404
    assert boss.post(f"/program/mentors/{new.id}/approve").location == "/program"
    assert client_for(new).get("/mentees").status_code == 200


def test_a3_pausing_cuts_access_and_letting_go_on_gives_it_back(client_for) -> None:
    toni, mia = make_mentor(), make_member()
    match(toni, mia)
    boss, mentor = client_for(make_coordinator()), client_for(toni)
    boss.post(f"/program/mentors/{toni.id}/pause")
    assert mentor.get(f"/mentees/{mia.id}").status_code == 404
    boss.post(f"/program/mentors/{toni.id}/approve")
    assert mentor.get(f"/mentees/{mia.id}").status_code == 200


def test_a_coordinator_sees_how_many_mentees_and_nothing_they_wrote(client_for) -> None:
    toni, mia = make_mentor("Toni"), make_member("Mia")
    match(toni, mia)
    checkin = check_in(mia, note="a canary")
    boss = client_for(make_coordinator())
    page = boss.get("/program").text
    assert "1 mentee" in page
    assert "Mia" not in page
    assert boss.get("/").location == "/program"
    for answer in (
        boss.get(f"/mentees/{mia.id}"),
        boss.get("/checkins"),
        boss.post(f"/checkins/{checkin.id}/acknowledge"),
    ):
        assert answer.status_code == 404


def test_only_a_mentor_can_be_approved_and_only_by_a_coordinator(client_for) -> None:
    mia, toni = make_member(), make_mentor(approved=False)
    assert (
        client_for(make_coordinator()).post(f"/program/mentors/{mia.id}/approve").status_code == 404
    )
    for other in (mia, make_mentor("Otto")):
        assert client_for(other).post(f"/program/mentors/{toni.id}/approve").status_code == 404


@pytest.mark.both_databases
def test_what_waits_for_a_coordinator_stands_first_with_its_count(client_for) -> None:
    toni, mia = make_mentor("Toni"), make_member("Mia")
    hand_over(match(toni, mia), "please look after her")
    page = client_for(make_coordinator()).get("/program").text
    places = [page.index(words) for words in (
        "When someone needs a person", "Handed over to you", "Reported messages", "Waiting list",
    )]  # fmt: skip
    assert places == sorted(places)
    assert '<span class="badge">1 waits</span>' in page
