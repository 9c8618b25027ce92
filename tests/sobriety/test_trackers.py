"""A member's sobriety dates, seen from outside."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.sobriety.models import Period, Tracker
from tests.support.client import Client, all_of
from tests.support.people import (
    check_in,
    make_member,
    make_mentor,
    make_tracker,
    match,
    one_commit,
    save,
)
from tests.support.queries import queries_of

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


def test_who_sees_a_date_is_said_so_that_it_holds_with_a_mentor_and_without(client_for) -> None:
    member = make_member()
    tracker = make_tracker(member)
    mia = client_for(member)
    for path in ("/sobriety", f"/sobriety/{tracker.id}"):
        page = mia.get(path).text
        assert "Not private: a mentor of yours sees it" in page
        assert "Shared with my mentor" not in page


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


def test_a_common_word_is_chosen_by_a_chip_and_a_typed_word_wins(mia: Client) -> None:
    day = {"started_on": "2026-11-01"}
    mia.post("/sobriety", data={**day, "word": "opioids", "name": ""})
    mia.post("/sobriety", data={**day, "word": "gambling", "name": "Poker"})
    mia.post("/sobriety", data={**day, "word": "own", "name": "Sugar"})
    assert [tracker.name for tracker in all_of(Tracker)] == ["Opioids", "Poker", "Sugar"]
    for word in ("own", "nonsense", ""):
        answer = mia.post("/sobriety", data={**day, "word": word})
        assert answer.status_code == 422
        assert "Give it a name" in answer.text


def test_the_same_date_sent_twice_is_one_and_twenty_fit(mia: Client) -> None:
    for n in [0, 0, *range(1, 20)]:
        mia.post("/sobriety", data={"name": f"Word {n}", "started_on": "2026-11-01"})
    assert len(all_of(Tracker)) == 20
    answer = mia.post("/sobriety", data={"name": "One more", "started_on": "2026-11-01"})
    assert answer.status_code == 422
    assert "all that fits here" in answer.text
    assert 'value="One more"' in answer.text


def test_a_time_of_today_that_has_not_come_is_said_kindly(mia: Client) -> None:
    sent = {"name": "Alcohol", "started_on": "2026-11-23", "started_at": "12:01"}
    answer = mia.post("/sobriety", data=sent)  # it is noon in New York
    assert answer.status_code == 422
    assert "This time has not come yet." in answer.text
    assert mia.post("/sobriety", data={**sent, "started_at": "12:00"}).status_code == 303


def test_the_first_days_show_hours_and_minutes_of_the_members_own_clock(mia, clock) -> None:
    sent = {"name": "Alcohol", "started_on": "2026-11-22", "started_at": "21:30"}
    mia.post("/sobriety", data=sent)
    for path in ("/", "/sobriety"):
        page = mia.get(path).text
        assert 'data-live-since="2026-11-23T02:30:00+00:00"' in page
        assert re.search(r"14 hours, 30 minutes</span> <span [^>]+>since 9:30", page)
        assert counts(page) == [1]  # a day is reached at midnight, as at a meeting
    clock.shift(timedelta(days=2))
    assert counts(mia.get("/sobriety").text) == [3]
    assert "data-live-since" not in mia.get("/sobriety").text


def test_minutes_that_nobody_knows_are_not_shown(mia: Client) -> None:
    mia.post("/sobriety", data={"name": "Alcohol", "started_on": "2026-11-23"})
    page = mia.get("/sobriety").text
    assert "data-live-since" not in page
    assert counts(page) == [0]
    assert "Today</span>" in page


def test_a_long_count_is_also_said_as_people_say_it(client_for) -> None:
    member = make_member()
    tracker = make_tracker(member, since=date(2025, 9, 20))
    page = client_for(member).get(f"/sobriety/{tracker.id}").text
    assert "1 year, 2 months, 3 days, or 61 weeks and 2 days" in page


def test_today_says_a_long_count_in_months_too_and_leads_to_its_page(client_for) -> None:
    member = make_member()
    tracker = make_tracker(member, since=date(2026, 9, 20))
    mia = client_for(member)
    for path in ("/", "/sobriety"):
        assert "2 months, 3 days</p>" in mia.get(path).text
    assert f'class="count__open" href="/sobriety/{tracker.id}"' in mia.get("/").text
    page = mia.get(f"/sobriety/{tracker.id}").text
    assert page.count("2 months, 3 days") == 1
    assert "in all" not in page  # one period: the number stands above already


def test_a_time_of_day_is_said_in_one_way(mia) -> None:
    mia.post("/sobriety", data={"name": "x", "started_on": "2026-11-01", "started_at": "18:15"})
    assert re.search(r"November 1, 2026, 6:15\sPM", mia.get("/sobriety").text)


def names(page: str) -> list[str]:
    return re.findall(r'count__name">([^<]+)<', page)


@pytest.mark.both_databases
def test_dates_stand_in_the_members_own_order(app, client_for, clock) -> None:
    member = make_member()
    rows = []
    for name in ("A", "B", "C"):
        rows.append(make_tracker(member, name))
        clock.shift(timedelta(seconds=1))
    mia = client_for(member)
    mia.post(f"/sobriety/{rows[2].id}/move", data={"to": "up"})
    assert names(mia.get("/sobriety").text) == ["A", "C", "B"]
    mia.post(f"/sobriety/{rows[0].id}/move", data={"to": "up"})
    mia.post(f"/sobriety/{rows[0].id}/move", data={"to": "down"})
    mia.post("/sobriety", data={"name": "D", "started_on": "2026-11-01"})
    assert names(mia.get("/sobriety").text) == ["C", "A", "B", "D"]
    assert names(mia.get("/").text) == ["C", "A", "B", "D"]


def test_a_date_is_renamed_and_a_bad_name_says_so_and_stays(client_for) -> None:
    member = make_member()
    tracker = make_tracker(member)
    mia = client_for(member)
    mia.post(f"/sobriety/{tracker.id}", data={"name": "Wine"})
    assert names(mia.get("/sobriety").text) == ["Wine"]
    for name in ("", "x" * 10_000):
        answer = mia.post(f"/sobriety/{tracker.id}", data={"name": name, "is_private": "y"})
        assert answer.status_code == 422
        assert f'value="{name}"' in answer.text
        assert "checked" in answer.text
    assert [tracker.is_private for tracker in all_of(Tracker)] == [False]


@pytest.mark.both_databases
def test_a_private_date_never_reaches_the_mentor(app, client_for) -> None:
    member, toni = make_member(), make_mentor("Toni")
    match(toni, member)
    make_tracker(member, "Shared word", since=date(2026, 11, 3))
    mia, mentor = client_for(member), client_for(toni)
    sent = {"name": "A canary word", "started_on": "2026-07-07", "is_private": "y"}
    mia.post("/sobriety", data=sent)
    private = next(tracker for tracker in all_of(Tracker) if tracker.is_private)
    mia.post(f"/sobriety/{private.id}/return-to-use", data={"on": "2026-07-17", "note": "canary"})
    checkin = check_in(member)
    seen = [
        mentor.get("/"),
        mentor.get("/mentees"),
        mentor.get(f"/mentees/{member.id}"),
        mentor.get(f"/mentees/{member.id}", htmx=True),
        mentor.post(f"/checkins/{checkin.id}/acknowledge", htmx=True),
        mentor.get(f"/sobriety/{private.id}"),
    ]
    for answer in seen:
        assert "canary" not in answer.text
        assert str(private.id) not in answer.text or answer.status_code == 404
        assert not {129, 139} & set(counts(answer.text))
    assert counts(seen[2].text) == [20]
    assert "Shared word" in seen[2].text
    mia.post(f"/sobriety/{private.id}", data={"name": "No longer private"})
    assert "No longer private" in mentor.get(f"/mentees/{member.id}").text


def test_the_mentor_sees_no_lapse_and_none_of_the_words(client_for) -> None:
    member, toni = make_member(), make_mentor("Toni")
    match(toni, member)
    tracker = make_tracker(member, since=date(2026, 9, 1))
    url = f"/sobriety/{tracker.id}/return-to-use"
    mia = client_for(member)
    mia.post(url, data={"on": "2026-10-01", "note": "canary one", "kind": "lapse"})
    mia.post(url, data={"on": "2026-11-01", "note": "canary two"})
    page = client_for(toni).get(f"/mentees/{member.id}").text
    assert "canary" not in page
    assert "lapse" not in page.lower()


@pytest.mark.both_databases
def test_a_removal_says_first_what_goes_and_is_final(app, client_for) -> None:
    member = make_member()
    tracker = make_tracker(member, since=date(2026, 10, 1))
    mia = client_for(member)
    mia.post(f"/sobriety/{tracker.id}/return-to-use", data={"on": "2026-11-20", "note": "words"})
    url = f"/sobriety/{tracker.id}/remove"
    page = mia.get(url).text
    assert "53 sober days in all" in page
    assert page.index("Keep it") < page.index("Yes, remove it for good")
    mia.post(url)
    assert all_of(Tracker) == all_of(Period) == []
    assert mia.get(url).status_code == 404


def test_what_was_saved_counts_the_sober_days_of_all_periods(client_for) -> None:
    member = make_member()
    tracker = make_tracker(member, since=date(2026, 4, 20))
    mia = client_for(member)
    here = f"/sobriety/{tracker.id}"
    assert "stayed yours" not in mia.get(here).text
    sent = {"money_per_week": "40,00", "currency": "$", "hours_per_week": "10"}
    mia.post(f"{here}/savings", data=sent)
    mia.post(f"{here}/return-to-use", data={"on": "2026-11-20"})
    page = mia.get(here).text
    assert "About $1,240 and 310 hours that stayed yours." in page
    assert 'value="40"' in page
    mia.post(f"{here}/savings", data={"money_per_week": "", "currency": "", "hours_per_week": ""})
    assert "stayed yours" not in mia.get(here).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"money_per_week": "NaN"}, "from 0 to 1,000,000"),
        ({"money_per_week": "-1"}, "from 0 to 1,000,000"),
        ({"money_per_week": "1e300"}, "from 0 to 1,000,000"),
        ({"money_per_week": "a lot"}, "type a number"),
        ({"money_per_week": "9" * 10_000}, "type a number"),
        ({"hours_per_week": "169"}, "from 0 to 168"),
        ({"currency": "x" * 9}, "8 letters or fewer"),
    ],
)
def test_a_price_that_cannot_be_is_said_kindly_and_the_rest_is_kept(
    client_for, sent, words
) -> None:
    member = make_member()
    tracker = make_tracker(member)
    typed = {"money_per_week": "41", "currency": "CHF", "hours_per_week": "7.25", **sent}
    answer = client_for(member).post(f"/sobriety/{tracker.id}/savings", data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    for value in typed.values():
        assert f'value="{value}"' in answer.text
    [tracker] = all_of(Tracker)
    assert tracker.money_per_week is None


def test_twenty_long_lines_take_as_many_queries_as_two_short_ones(client_for) -> None:
    figures = []
    for number, periods in ((2, 1), (20, 60)):
        member = make_member()
        with one_commit():
            for n in range(number):
                make_long_tracker(member, f"Word {n}", periods)
        mia = client_for(member)
        mia.get("/sobriety")
        first = db.session.scalar(select(Tracker.id).where(Tracker.member_id == member.id))
        paths = ("/sobriety", f"/sobriety/{first}", "/")
        figures.append([queries_of(lambda path=path, mia=mia: mia.get(path)) for path in paths])
    assert figures[0] == figures[1]


def make_long_tracker(member: Person, name: str, periods: int) -> None:
    tracker = make_tracker(member, name, since=date(2026, 1, 1))
    for n in range(periods):
        start = date(2025, 12, 1) - timedelta(days=20 * n)
        end = start + timedelta(days=20)
        tracker.periods.append(Period(started_on=start, ended_on=end, note="some words " * 20))
    save(tracker)
