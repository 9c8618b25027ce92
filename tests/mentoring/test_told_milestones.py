"""What a mentor reads of a milestone: only where the member wants it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from peerapp.sobriety.models import Tracker
from tests.support.people import (
    check_in,
    make_member,
    make_mentor,
    make_own_milestone,
    make_tracker,
    match,
    one_commit,
    save,
)
from tests.support.queries import queries_of

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
LINE = "Reached 90 days (Alcohol) on November 20, 2026"


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def counting(member: Any, days: int = 93, **more: Any) -> Tracker:
    tracker = make_tracker(member, since=NOW.date() - timedelta(days=days))
    tracker.created_at = NOW - timedelta(days=400)
    for name, value in more.items():
        setattr(tracker, name, value)
    save(tracker)
    return tracker


def reads(client: Any, member: Any) -> bool:
    """On the list and on the mentee's page alike."""
    pages = [client.get(path) for path in ("/mentees", f"/mentees/{member.id}")]
    found = {"Reached " in page.text for page in pages if page.status_code == 200}
    assert len(found) == 1
    return found.pop()


@pytest.mark.both_databases
def test_a_mentor_reads_of_a_milestone_when_the_member_wants_it(app, client_for) -> None:
    toni, mia = make_mentor(), make_member()
    match(toni, mia)
    tracker = counting(mia)
    mentor, member = client_for(toni), client_for(mia)
    where = f"/sobriety/{tracker.id}/milestones"
    assert not reads(mentor, mia)  # off until it is wanted
    assert LINE.replace("November 20", "November 23") in member.get(where).text  # what it is like
    member.post(f"{where}/tell", data={"tells": "yes"})
    assert reads(mentor, mia)
    assert LINE in mentor.get("/mentees").text
    member.post(f"{where}/tell", data={"tells": "no"})
    assert not reads(mentor, mia)


def test_a3_ending_the_match_cuts_it_at_the_next_request(client_for) -> None:
    toni, mia = make_mentor(), make_member()
    walk = match(toni, mia)
    counting(mia, tells_milestones=True)
    mentor = client_for(toni)
    assert reads(mentor, mia)
    client_for(mia).post(f"/matches/{walk.id}/end")
    assert not reads(mentor, mia)
    assert mentor.get(f"/mentees/{mia.id}").status_code == 404


def test_of_a_private_count_a_mentor_reads_nothing_and_it_cannot_be_switched_on(client_for) -> None:
    toni, mia = make_mentor(), make_member()
    match(toni, mia)
    tracker = counting(mia, tells_milestones=True, is_private=True)
    mentor, member = client_for(toni), client_for(mia)
    assert not reads(mentor, mia)
    where = f"/sobriety/{tracker.id}/milestones"
    assert "is only for you" in member.get(where).text
    member.post(f"{where}/tell", data={"tells": "yes"})
    tracker.is_private = False
    save(tracker)
    assert not reads(mentor, mia)


def test_it_is_told_for_seven_days(client_for, at_noon) -> None:
    toni, mia = make_mentor(), make_member()
    match(toni, mia)
    counting(mia, days=90, tells_milestones=True)
    mentor = client_for(toni)
    at_noon.shift(timedelta(days=7))
    assert reads(mentor, mia)
    at_noon.shift(timedelta(days=1))
    assert not reads(mentor, mia)


def test_what_lay_before_the_match_or_before_it_was_kept_here_is_not_told(client_for) -> None:
    toni, mia, noah = make_mentor(), make_member(), make_member()
    match(toni, mia, since=timedelta(days=1))
    counting(mia, tells_milestones=True)
    match(toni, noah)
    counting(noah, tells_milestones=True, created_at=NOW)
    mentor = client_for(toni)
    assert not reads(mentor, mia)
    assert not reads(mentor, noah)


def test_milestones_of_the_members_own_stay_with_the_member(client_for) -> None:
    toni, mia = make_mentor(), make_member()
    match(toni, mia)
    tracker = counting(mia, days=50, tells_milestones=True)
    make_own_milestone(tracker, "the day after the trial", days=49)
    mentor = client_for(toni)
    assert not reads(mentor, mia)
    assert "trial" not in mentor.get(f"/mentees/{mia.id}").text


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ({"mood": 3, "sober": False}, False),
        ({"mood": 1, "sober": True}, False),
        ({"mood": 1}, False),
        ({"mood": 2, "craving": 9}, True),
    ],
    ids=str,
)
def test_h1_on_a_day_of_use_or_pain_nothing_is_told(client_for, said, is_told) -> None:
    toni, mia = make_mentor(), make_member()
    match(toni, mia)
    counting(mia, tells_milestones=True)
    check_in(mia, **said)
    assert reads(client_for(toni), mia) == is_told


def test_the_list_takes_as_many_queries_for_five_hundred_mentees_as_for_five(client_for) -> None:
    counts = []
    for number in (5, 500):
        toni = make_mentor()
        with one_commit():
            for n in range(number):
                mia = make_member(f"M{n}")
                match(toni, mia)
                for _ in range(2):
                    counting(mia, tells_milestones=True)
        client = client_for(toni)
        client.get("/mentees")
        counts.append(queries_of(lambda client=client: client.get("/mentees")))
    assert counts[0] == counts[1] <= 26
