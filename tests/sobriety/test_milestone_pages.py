"""The case of medallions, milestones of one's own, celebrations, seen from outside."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from peerapp.sobriety.models import Celebration, OwnMilestone, Tracker
from tests.support.client import Client, all_of
from tests.support.people import (
    make_member,
    make_mentor,
    make_own_milestone,
    make_tracker,
    match,
    one_commit,
)
from tests.support.queries import queries_of

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # noon in New York
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def start(member: Any, days: int, name: str = "Alcohol", kept: int = 900) -> Tracker:
    """Counting since so many days, and kept with us since `kept` days."""
    tracker = make_tracker(member, name, since=days_ago(days))
    tracker.created_at = NOW - timedelta(days=kept)
    return tracker


def medallions(page: str) -> list[str]:
    return re.findall(r'medallion--lit[^>]*aria-label="([^"]+)"', page)


def celebrated(page: str) -> str | None:
    found = re.search(r'id="celebration-title">(.*?)</h2>', page, re.DOTALL)
    return " ".join(found.group(1).split()) if found else None


def thank(client: Client, page: str) -> Any:
    [action] = re.findall(r'action="(/milestones/[^"]+/seen)"', page)
    [key] = re.findall(r'name="milestone" value="([^"]+)"', page)
    return client.post(action, data={"milestone": key})


# The case


def test_the_case_shows_what_was_reached_with_its_day_and_what_comes(client_for) -> None:
    member = make_member()
    tracker = start(member, 40)
    page = client_for(member).get(f"/sobriety/{tracker.id}/milestones").text
    assert medallions(page) == ["30 days", "7 days", "24 hours"]
    for words in ("November 13, 2026", "60 days", "December 13, 2026", "90 days", "6 months"):
        assert words in page
    assert "9 months" not in page


def test_h1_after_a_return_to_use_every_medallion_is_still_there(client_for) -> None:
    member = make_member()
    tracker = start(member, 100)
    mia = client_for(member)
    where = f"/sobriety/{tracker.id}/milestones"
    before = set(medallions(mia.get(where).text))
    assert before == {"90 days", "60 days", "30 days", "7 days", "24 hours"}
    mia.post(f"/sobriety/{tracker.id}/return-to-use", data={"on": TODAY.isoformat(), "note": ""})
    for path in (where, "/milestones"):
        assert set(medallions(mia.get(path).text)) == before
    assert "Tap one to make a picture." in mia.get("/milestones").text


def test_what_was_reached_twice_is_one_medallion_with_both_days(client_for) -> None:
    member = make_member()
    tracker = start(member, 50)
    mia = client_for(member)
    on = days_ago(10).isoformat()
    mia.post(f"/sobriety/{tracker.id}/return-to-use", data={"on": on, "note": ""})
    page = mia.get(f"/sobriety/{tracker.id}/milestones").text
    assert medallions(page) == ["7 days", "24 hours", "30 days"]
    assert "Reached before, too" in page
    assert "November 20, 2026" in page
    assert "October 11, 2026" in page


def test_forty_years_of_twenty_dates_are_as_many_queries_as_one(client_for) -> None:
    one, many = make_member(), make_member()
    start(one, 10)
    with one_commit():
        for number in range(20):
            tracker = start(many, 365 * 40, name=f"Count {number}")
            make_own_milestone(tracker, days=1000 + number)
    pages = {}
    counts = []
    for member in (one, many):
        client = client_for(member)
        client.get("/milestones")
        counts.append(queries_of(lambda client=client: pages.update(it=client.get("/milestones"))))
    assert counts[0] == counts[1] < 12
    assert len(medallions(pages["it"].text)) == 20 * 3
    assert len(pages["it"].data) < 300_000


def test_another_members_case_is_not_there(client_for) -> None:
    tracker = start(make_member("Mia"), 40)
    assert client_for(make_member()).get(f"/sobriety/{tracker.id}/milestones").status_code == 404
    assert client_for(make_member()).get(f"/sobriety/{uuid4()}/milestones").status_code == 404


# Of one's own


@pytest.mark.both_databases
def test_a_milestone_of_my_own_comes_is_reached_and_can_be_removed(
    app, client_for, at_noon
) -> None:
    member = make_member()
    tracker = start(member, 99)
    mia, where = client_for(member), f"/sobriety/{tracker.id}/milestones"
    for _ in range(2):  # the same twice is one
        sent = mia.post(where, data={"days": "100", "on": "", "name": "A hundred!"})
        assert sent.status_code == 303
    [own] = all_of(OwnMilestone)
    assert "100 days" not in medallions(mia.get(where).text)
    assert "A hundred!" in mia.get(where).text
    at_noon.shift(timedelta(days=1))
    assert "100 days" in medallions(mia.get(where).text)
    thank(mia, mia.get("/").text)
    mia.post(f"{where}/{own.id}/remove")
    assert "A hundred!" not in mia.get(where).text
    assert "own" not in " ".join(one.milestone for one in all_of(Celebration))


def test_a_day_of_my_own_may_have_no_name(client_for) -> None:
    member = make_member()
    tracker = start(member, 99)
    mia, where = client_for(member), f"/sobriety/{tracker.id}/milestones"
    mia.post(where, data={"days": "", "on": "2026-11-25", "name": ""})
    page = mia.get(where).text
    assert 'aria-label="25 Nov"' in page
    assert "A day of my own" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "after how many days, or on which day"),
        ({"days": "5", "on": "2026-12-24"}, "one of the two"),
        ({"days": "0"}, "from 1 to 36,500 days"),
        ({"days": "36501"}, "from 1 to 36,500 days"),
        ({"days": "9" * 6000}, "a number of days"),
        ({"days": "many"}, "a number of days"),
        ({"on": "2020-01-01"}, "before you began to count"),
        ({"on": "2926-01-01"}, "check the year"),
        ({"on": "soon"}, "day of the calendar"),
        ({"days": "5", "name": "x" * 10_000}, "60 letters or fewer"),
        ({"days": "5", "name": "a\x00b"}, "cannot be kept"),
    ],
)
def test_one_of_my_own_that_cannot_be_is_said_kindly_and_keeps_the_words(
    client_for, sent: dict[str, str], words: str
) -> None:
    member = make_member()
    tracker = start(member, 99)
    typed = {"name": "these words stay", **sent}
    answer = client_for(member).post(f"/sobriety/{tracker.id}/milestones", data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert typed["name"][:3] in answer.text
    assert all_of(OwnMilestone) == []


def test_fifty_of_my_own_are_all_that_fits(client_for) -> None:
    member = make_member()
    tracker = start(member, 99)
    with one_commit():
        for days in range(1, 51):
            make_own_milestone(tracker, days=days)
    answer = client_for(member).post(f"/sobriety/{tracker.id}/milestones", data={"days": "51"})
    assert answer.status_code == 422
    assert "all that fits" in answer.text
    assert len(all_of(OwnMilestone)) == 50


# Celebrating


@pytest.mark.both_databases
def test_a_milestone_is_celebrated_until_the_thank_you(app, client_for) -> None:
    member = make_member()
    start(member, 30)
    mia = client_for(member)
    page = mia.get("/").text
    assert celebrated(page) == "Today: 30 days. You did this."
    assert thank(mia, page).location == "/"
    assert thank(mia, page).location == "/"  # twice is once
    assert celebrated(mia.get("/").text) is None
    assert sorted(one.milestone for one in all_of(Celebration)) == ["d1", "d30", "d7"]


def test_it_waits_two_weeks_to_be_seen_and_no_longer(client_for, at_noon) -> None:
    member = make_member()
    start(member, 30)
    mia = client_for(member)
    at_noon.shift(timedelta(days=14))
    assert celebrated(mia.get("/").text) == "30 days, on November 23, 2026. You did this."
    at_noon.shift(timedelta(days=1))
    assert celebrated(mia.get("/").text) is None


def test_a_date_that_is_set_in_the_past_celebrates_nothing_of_before(client_for) -> None:
    member = make_member()
    start(member, 31, kept=0)
    assert celebrated(client_for(member).get("/").text) is None
    start(member, 30, name="Nicotine", kept=0)
    assert celebrated(client_for(member).get("/").text) == "Today: 30 days. You did this."


@pytest.mark.parametrize("pain", [{"mood": "1"}, {"mood": "4", "sober": "no"}])
def test_h1_nobody_is_cheered_at_over_pain_it_waits_for_a_better_day(
    client_for, at_noon, pain: dict[str, str]
) -> None:
    member = make_member()
    start(member, 30)
    mia = client_for(member)
    mia.post("/checkins", data=pain)
    assert celebrated(mia.get("/").text) is None
    at_noon.shift(timedelta(days=1))
    assert celebrated(mia.get("/").text) == "30 days, on November 23, 2026. You did this."
    mia.post("/checkins", data={"mood": "3"})
    assert celebrated(mia.get("/").text)


def test_h1_after_a_return_to_use_the_first_days_are_quiet(client_for, at_noon) -> None:
    member = make_member()
    tracker = start(member, 30)
    make_own_milestone(tracker, "Two days", days=2)
    mia = client_for(member)
    on = TODAY.isoformat()
    mia.post(f"/sobriety/{tracker.id}/return-to-use", data={"on": on, "note": ""})
    assert celebrated(mia.get("/").text) is None
    at_noon.shift(timedelta(days=1))
    page = mia.get("/").text
    assert celebrated(page) == "Today: 24 hours."
    assert "You did this" not in page
    at_noon.shift(timedelta(days=2))
    assert celebrated(mia.get("/").text) == "24 hours, on November 24, 2026."
    at_noon.shift(timedelta(days=4))
    assert celebrated(mia.get("/").text) == "Today: 7 days. You did this."


def test_the_day_is_the_members_own(client_for, at_noon) -> None:
    member = make_member(timezone="Pacific/Auckland")
    start(member, 29)  # it is the 24th there at noon in New York
    at_noon.move_to(datetime(2026, 11, 23, 10, 59, tzinfo=UTC))
    assert "30 days" not in str(celebrated(client_for(member).get("/").text))
    at_noon.shift(timedelta(minutes=1))
    assert celebrated(client_for(member).get("/").text) == "Today: 30 days. You did this."


def test_who_gave_the_time_of_day_hears_of_24_hours_when_they_are_full(client_for, at_noon) -> None:
    """The day is reached at midnight; "24 hours" after fewer would be one too many."""
    member = make_member()
    mia = client_for(member)
    mia.post("/sobriety", data={"name": "x", "started_on": "2026-11-22", "started_at": "18:00"})
    page = mia.get("/").text
    assert 'data-days="1"' in page
    assert re.search(r"Today: 24 hours, at 6:00\sPM", page)
    assert "You did this" not in page
    assert celebrated(page) is None
    at_noon.shift(timedelta(hours=6, minutes=1))
    page = mia.get("/").text
    assert celebrated(page) == "Today: 24 hours. You did this."


def test_24_hours_are_given_nowhere_before_they_are_full(client_for, at_noon) -> None:
    member, toni = make_member(), make_mentor("Toni")
    match(toni, member)
    mia, mentor = client_for(member), client_for(toni)
    mia.post("/sobriety", data={"name": "x", "started_on": "2026-11-22", "started_at": "18:00"})
    [tracker] = all_of(Tracker)
    mia.post(f"/sobriety/{tracker.id}/milestones/tell", data={"tells": "yes"})
    case = ("/milestones", f"/sobriety/{tracker.id}/milestones")

    def given() -> list[bool]:
        return [
            *("24 hours" in medallions(mia.get(path).text) for path in case),
            f"{tracker.periods[0].id}.d1" in mia.get(f"/sobriety/{tracker.id}/picture").text,
            "Today: 24 hours" in mentor.get(f"/mentees/{member.id}").text,
            "Reached 24 hours" in mentor.get("/mentees").text,
        ]

    assert given() == [False] * 5
    assert ">18 hours, 0 minutes</span>" in mia.get("/").text
    assert 'count__number">1<' not in mia.get("/").text
    assert "18 hours" not in mentor.get(f"/mentees/{member.id}").text
    at_noon.shift(timedelta(hours=6, minutes=1))
    assert given() == [True] * 5
    assert 'count__number">1<' in mia.get("/").text


def test_what_was_not_reached_and_what_is_not_mine_cannot_be_seen(client_for) -> None:
    member = make_member()
    tracker = start(member, 30)
    where = f"/milestones/{tracker.periods[0].id}/seen"
    mia, noah = client_for(member), client_for(make_member("Noah"))
    for key in ("d60", "y1", "own:", "", "x" * 5000, "d30\x00"):
        assert mia.post(where, data={"milestone": key}).status_code == 404
    assert noah.post(where, data={"milestone": "d30"}).status_code == 404
    assert all_of(Celebration) == []


def test_with_htmx_only_the_card_comes_back_and_says_where_it_is_kept(client_for) -> None:
    member = make_member()
    tracker = start(member, 30)
    where = f"/milestones/{tracker.periods[0].id}/seen"
    answer = client_for(member).post(where, data={"milestone": "d30"}, htmx=True)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "case of medallions" in answer.text


def test_today_takes_one_query_for_any_number_of_milestones(client_for) -> None:
    counts = []
    for number in (1, 20):
        member = make_member()
        with one_commit():
            for n in range(number):
                start(member, 30, name=f"Count {n}")
        client: Client = client_for(member)
        client.get("/")
        counts.append(queries_of(lambda client=client: client.get("/")))
    assert counts[0] == counts[1]
