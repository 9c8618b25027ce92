"""A member's sobriety dates, seen from outside."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from peerapp.sobriety.models import Period, Tracker
from tests.support.client import Client, all_of
from tests.support.people import make_member, make_mentor, make_tracker

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mia(client_for: Callable[..., Client]) -> Client:
    return client_for(make_member())


def counts(page: str) -> list[int]:
    return [int(days) for days in re.findall(r'data-days="(\d+)"', page)]


@pytest.mark.both_databases
def test_a_date_is_counted_on_today_and_on_its_own_page(app, client_for) -> None:
    mia = client_for(make_member())
    sent = {"name": "Alcohol", "started_on": "2026-11-01", "started_at": "21:30"}
    assert mia.post("/sobriety", data=sent).location == "/sobriety"
    assert counts(mia.get("/").text) == counts(mia.get("/sobriety").text) == [22]


def test_the_count_turns_at_the_members_own_midnight(client_for, clock) -> None:
    member = make_member(timezone="Pacific/Auckland")
    make_tracker(member, since=date(2026, 11, 20))
    clock.move_to(datetime(2026, 11, 23, 10, 59, tzinfo=UTC))  # 23:59 in Auckland
    client = client_for(member)
    assert counts(client.get("/").text) == [3]
    clock.shift(timedelta(minutes=1))
    assert counts(client.get("/").text) == [4]


@pytest.mark.both_databases
def test_h1_after_a_return_to_use_all_that_was_earned_is_still_there(app, client_for) -> None:
    member = make_member()
    tracker = make_tracker(member, since=date(2026, 10, 1))
    mia = client_for(member)
    url = f"/sobriety/{tracker.id}/return-to-use"
    answer = mia.post(url, data={"on": "2026-11-20", "note": "a hard night"})
    assert answer.status_code == 303
    page = mia.get("/sobriety").text
    assert "Thank you for being honest. This day counts too." in page
    assert counts(page) == [3]
    assert "53 sober days in all. Longest: 50 days." in page


def test_the_same_return_twice_is_one(client_for) -> None:
    member = make_member()
    tracker = make_tracker(member, since=date(2026, 10, 1))
    mia = client_for(member)
    for _ in range(2):
        mia.post(f"/sobriety/{tracker.id}/return-to-use", data={"on": "2026-11-20", "note": ""})
    assert len(all_of(Period)) == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"on": "2026-11-24"}, "not come yet"),
        ({"on": "1900-01-01"}, "check the year"),
        ({"on": "2026-09-01"}, "before the date you count from"),
        ({"on": ""}, "choose the day"),
        ({"on": "soon"}, "day of the calendar"),
        ({"on": "2026-11-20", "note": "x" * 3000}, "2,000 letters or fewer"),
    ],
)
def test_a_return_that_cannot_be_is_said_kindly_and_keeps_the_words(
    client_for, sent: dict[str, str], words: str
) -> None:
    member = make_member()
    tracker = make_tracker(member, since=date(2026, 10, 1))
    typed = {"note": "these words stay", **sent}
    answer = client_for(member).post(f"/sobriety/{tracker.id}/return-to-use", data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert typed["note"][:50] in answer.text
    assert len(all_of(Period)) == 1


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"started_on": "2026-11-24"}, "not come yet"),
        ({"started_on": "1900-01-01"}, "check the year"),
        ({"started_on": ""}, "choose the first day"),
        ({"started_at": "25:00"}, "a time of the day"),
        ({"name": ""}, "Give it a name"),
        ({"name": "x" * 10_000}, "60 letters or fewer"),
    ],
)
def test_a_date_that_cannot_be_is_said_kindly(
    mia: Client, sent: dict[str, str], words: str
) -> None:
    answer = mia.post("/sobriety", data={"name": "Alcohol", "started_on": "2026-11-01", **sent})
    assert answer.status_code == 422
    assert words in answer.text
    assert all_of(Tracker) == []


def test_a2_another_members_date_is_not_there(client_for) -> None:
    tracker = make_tracker(make_member("Mia"))
    for other in (make_member("Olga"), make_mentor("Toni")):
        answer = client_for(other).post(
            f"/sobriety/{tracker.id}/return-to-use", data={"on": "2026-11-20"}
        )
        assert answer.status_code == 404
    assert len(all_of(Period)) == 1


def test_h1_nobody_is_cheered_at_on_the_first_day_after_a_return_to_use(client_for, clock) -> None:
    member = make_member()
    tracker = make_tracker(member, since=date(2026, 10, 1))
    mia = client_for(member)
    mia.post(f"/sobriety/{tracker.id}/return-to-use", data={"on": "2026-11-22", "note": ""})
    assert "Nothing you earned is lost." in mia.get("/").text
    assert "You did this" not in mia.get("/").text
    clock.shift(timedelta(days=6))
    assert "Today: 7 days. You did this." in mia.get("/").text
    mia.post("/checkins", data={"mood": "2", "sober": "no"})
    assert "You did this" not in mia.get("/").text
