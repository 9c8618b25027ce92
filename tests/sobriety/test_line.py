"""A return to use from one tap to its undo, and the line of periods, seen from outside."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
import time_machine

from peerapp.extensions import db
from peerapp.sobriety.models import Celebration, Lapse, Period, Tracker
from tests.support.client import all_of, client_of
from tests.support.people import make_member, make_tracker, save

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
HONEST = "Thank you for being honest. This day counts too."


@pytest.fixture(autouse=True)
def clock() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def member(app):
    return make_member()


@pytest.fixture
def tracker(member):
    return make_tracker(member, since=date(2026, 10, 1))


@pytest.fixture
def mia(client_for, member):
    return client_for(member)


def line() -> list[tuple[str, str | None, str | None]]:
    rows = sorted(all_of(Period), key=lambda row: (row.started_on, row.ended_on or date.max))
    return [(str(row.started_on), row.ended_on and str(row.ended_on), row.note) for row in rows]


def closed() -> Period:
    return next(row for row in all_of(Period) if row.ended_on)


@pytest.mark.both_databases
def test_h1_one_tap_from_the_check_in_records_it_and_one_more_undoes_it(mia, tracker) -> None:
    answer = mia.post("/sobriety/returned", data={"on": "2026-11-23"})
    assert answer.status_code == 303
    assert answer.location == "/sobriety"
    page = mia.get("/sobriety").text
    assert HONEST in page
    assert 'data-days="0"' in page
    assert "53</span>" in page  # what was earned stands there, not a large 0
    assert ">0</span>" not in page
    assert 'href="/help">Talk to someone' in page
    assert f"/sobriety/periods/{closed().id}/undo" in page
    mia.post(f"/sobriety/periods/{closed().id}/undo")
    assert line() == [("2026-10-01", None, None)]
    assert 'data-days="53"' in mia.get("/sobriety").text


def test_undo_is_offered_on_the_page_after_it_once_and_on_the_dates_own_page_for_good(
    client_for, member, mia, tracker, clock
) -> None:
    mia.post("/sobriety/returned", data={"on": "2026-11-20"})
    undo = f"/sobriety/periods/{closed().id}/undo"
    assert undo in mia.get("/sobriety").text
    assert undo not in mia.get("/sobriety").text
    clock.move_to(datetime(2027, 6, 1, tzinfo=UTC))
    assert undo in client_for(member).get(f"/sobriety/{tracker.id}").text


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ({"day": "2026-11-22", "on": ""}, "2026-11-22"),
        ({"day": "2026-11-22"}, "2026-11-22"),
        ({"day": "2026-11-22", "on": "2026-11-22"}, "2026-11-22"),
        ({"day": "another", "on": "2026-11-10"}, "2026-11-10"),
        ({"on": "2026-11-10"}, "2026-11-10"),
    ],
)
def test_today_and_yesterday_are_one_tap(mia, tracker, sent, day) -> None:
    for page in (mia.get("/sobriety/returned").text, mia.get(f"/sobriety/{tracker.id}").text):
        assert re.search(r'value="2026-11-22"[^>]*><span>Yesterday<', page)
        assert re.search(r'checked[^>]* value="2026-11-23"[^>]*><span>Today<', page)
    assert mia.post("/sobriety/returned", data=sent).status_code == 303
    assert closed().ended_on == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"day": "2026-11-22", "on": "2026-11-10"}, "Two days are chosen here"),
        ({"day": "2026-11-24", "on": ""}, "not come yet"),
        ({"day": "soon", "on": ""}, "day of the calendar"),
        ({"day": "another", "on": ""}, "Please choose the day."),
    ],
)
def test_a_tapped_day_that_cannot_be_is_said_kindly(mia, tracker, sent, words) -> None:
    for path in ("/sobriety/returned", f"/sobriety/{tracker.id}/return-to-use"):
        answer = mia.post(path, data=sent)
        assert answer.status_code == 422
        assert words in answer.text
    assert len(all_of(Period)) == 1


def test_undo_goes_back_to_where_it_stood(mia, tracker) -> None:
    for sent, back in (({"back": "dates"}, "/sobriety"), ({}, f"/sobriety/{tracker.id}")):
        mia.post("/sobriety/returned", data={"on": "2026-11-20"})
        assert 'name="back" value="dates"' in mia.get("/sobriety").text
        answer = mia.post(f"/sobriety/periods/{closed().id}/undo", data=sent)
        assert answer.location == back


def test_without_a_day_a_tap_is_of_today(mia, tracker) -> None:
    mia.post("/sobriety/returned")
    assert line()[0] == ("2026-10-01", "2026-11-23", None)


def test_with_several_dates_a_tap_says_which_and_several_can_be_chosen(
    mia, member, tracker
) -> None:
    nicotine = make_tracker(member, "Nicotine", since=date(2026, 11, 1))
    make_tracker(member, "Gambling", since=date(2026, 11, 1))
    sent = {"on": "2026-11-22", "kind": "restart"}
    answer = mia.post("/sobriety/returned", data=sent)
    assert answer.location == "/sobriety/returned?on=2026-11-22&kind=restart"
    assert len(all_of(Period)) == 3
    assert 'value="2026-11-22"' in mia.get(answer.location).text
    for one in (tracker, nicotine):
        mia.post("/sobriety/returned", data={**sent, "tracker": str(one.id)})
    page = mia.get(answer.location).text
    assert HONEST in page
    assert page.count(">Undo</button>") == 2
    assert page.count("a new count from Sunday, November 22") == 2
    assert page.count(">Add words<") == 2
    assert re.findall(r">Save for (\w+)<", page) == ["Gambling"]  # the two are saved
    assert ">Done</a>" in page
    again = mia.get(answer.location).text
    assert "Alcohol: saved for Sunday, November 22" in again
    assert re.findall(r">Save for (\w+)<", again) == ["Gambling"]
    assert len(all_of(Period)) == 5


def test_a2_another_members_date_cannot_be_named(mia, member, tracker) -> None:
    make_tracker(member, "Nicotine")
    other = make_tracker(make_member("Olga"))
    answer = mia.post("/sobriety/returned", data={"tracker": str(other.id)})
    assert answer.status_code == 404
    assert not [row for row in all_of(Period) if row.ended_on]


def test_without_a_date_one_can_be_set(mia) -> None:
    assert mia.post("/sobriety/returned", data={"on": "2026-11-23"}).location == "/sobriety"
    page = mia.get("/sobriety").text
    assert HONEST in page
    assert "Set my date" in page


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2026-11-24", "not come yet"),
        ("soon", "day of the calendar"),
        ("2026-01-01", "before the date you count from"),
    ],
)
def test_a_tap_with_a_day_that_cannot_be_says_so_kindly(mia, tracker, on, words) -> None:
    answer = mia.post("/sobriety/returned", data={"on": on})
    assert answer.status_code == 422
    assert words in answer.text
    assert len(all_of(Period)) == 1


@pytest.mark.both_databases
def test_h1_a_lapse_ends_nothing_and_can_become_a_restart(mia, tracker) -> None:
    sent = {"on": "2026-11-20", "note": "one evening", "kind": "lapse"}
    mia.post(f"/sobriety/{tracker.id}/return-to-use", data=sent)
    page = mia.get(f"/sobriety/{tracker.id}").text
    assert 'data-days="53"' in page
    assert "one evening" in page
    [lapse] = all_of(Lapse)
    mia.post(f"/sobriety/lapses/{lapse.id}/restart")
    assert all_of(Lapse) == []
    assert line() == [("2026-10-01", "2026-11-20", "one evening"), ("2026-11-20", None, None)]
    mia.post(f"/sobriety/periods/{closed().id}/undo", data={"kind": "lapse"})
    assert [one.note for one in all_of(Lapse)] == ["one evening"]
    assert line() == [("2026-10-01", None, None)]


def test_a_lapse_can_be_written_about_and_removed(mia, tracker) -> None:
    mia.post("/sobriety/returned", data={"on": "2026-11-20", "kind": "lapse"})
    [lapse] = all_of(Lapse)
    assert f"/sobriety/lapses/{lapse.id}/remove" in mia.get("/sobriety").text
    url = f"/sobriety/lapses/{lapse.id}"
    mia.post(url, data={"note": "with old friends"})
    assert "with old friends" in mia.get(url).text
    assert mia.post(url, data={"note": "x" * 20_000}).status_code == 422
    mia.post(f"{url}/remove")
    assert all_of(Lapse) == []
    assert mia.get(url).status_code == 404


def test_a_lapse_on_the_day_of_a_restart_is_not_taken_for_it_in_silence(mia, tracker) -> None:
    url = f"/sobriety/{tracker.id}/return-to-use"
    mia.post(url, data={"on": "2026-11-20", "note": "a"})
    answer = mia.post(url, data={"on": "2026-11-20", "note": "typed", "kind": "lapse"})
    assert answer.status_code == 422
    assert "you can make it a lapse instead" in answer.text
    assert ">typed</textarea>" in answer.text.replace("\r\n", "")


def test_no_word_is_lost_when_a_return_is_written_twice_or_undone(mia, tracker) -> None:
    url = f"/sobriety/{tracker.id}/return-to-use"
    for note in ("the first words", "the second words", "the first words", ""):
        mia.post(url, data={"on": "2026-11-20", "note": note})
    assert closed().note == "the first words\n\nthe second words"
    mia.post(f"/sobriety/periods/{closed().id}/undo")
    page = mia.get(f"/sobriety/{tracker.id}").text
    assert "the first words" in page
    mia.post(url, data={"on": "2026-11-21", "note": "the third"})
    assert closed().note == "the first words\n\nthe second words\n\nthe third"


def test_a_return_that_comes_to_mind_later_splits_an_old_time(mia, tracker) -> None:
    url = f"/sobriety/{tracker.id}/return-to-use"
    mia.post(url, data={"on": "2026-11-20", "note": "late"})
    mia.post(url, data={"on": "2026-10-15", "note": "early"})
    assert line() == [
        ("2026-10-01", "2026-10-15", "early"),
        ("2026-10-15", "2026-11-20", "late"),
        ("2026-11-20", None, None),
    ]
    assert "53 sober days in all" in mia.get(f"/sobriety/{tracker.id}").text


@pytest.mark.both_databases
def test_h1_an_old_time_can_be_added_and_counts_in_the_total(mia, tracker) -> None:
    url = f"/sobriety/{tracker.id}/periods"
    sent = {"started_on": "2020-01-01", "ended_on": "2020-04-10", "note": "the first time"}
    for _ in range(2):
        assert mia.post(url, data=sent).location == f"/sobriety/{tracker.id}"
    page = mia.get(f"/sobriety/{tracker.id}").text
    assert "153 sober days in all. Longest: 100 days." in page
    assert "the first time" in page
    assert 'data-days="53"' in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"started_on": "2026-09-01", "ended_on": "2026-10-02"}, "Some days would count twice"),
        ({"started_on": "2026-11-01", "ended_on": "2026-11-05"}, "Some days would count twice"),
        ({"started_on": "2020-02-01", "ended_on": "2020-01-01"}, "before its first day"),
        ({"started_on": "2027-01-01", "ended_on": "2027-02-01"}, "not come yet"),
        ({"started_on": "1900-01-01", "ended_on": "1901-01-01"}, "check the year"),
        ({"started_on": "2020-01-01"}, "choose the day it ended"),
        ({"started_on": "", "ended_on": ""}, "choose the first day"),
        ({"started_on": "2020-01-01", "ended_on": "2020-02-01", "note": "x" * 11_000}, "10,000"),
    ],
)
def test_an_old_time_that_cannot_be_is_said_kindly_and_the_rest_is_kept(
    mia, tracker, sent, words
) -> None:
    typed = {"note": "these words stay", **sent}
    answer = mia.post(f"/sobriety/{tracker.id}/periods", data=typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert typed["note"][:50] in answer.text
    assert len(all_of(Period)) == 1


@pytest.mark.both_databases
def test_a_corrected_return_moves_both_of_its_sides(mia, tracker) -> None:
    mia.post("/sobriety/returned", data={"on": "2026-11-20"})
    url = f"/sobriety/periods/{closed().id}"
    assert 'value="2026-11-20"' in mia.get(url).text
    mia.post(url, data={"started_on": "2026-10-01", "ended_on": "2026-11-18", "note": "so it was"})
    assert line() == [("2026-10-01", "2026-11-18", "so it was"), ("2026-11-18", None, None)]


def test_a_correction_that_overlaps_changes_nothing_and_keeps_what_was_typed(mia, tracker) -> None:
    mia.post(
        f"/sobriety/{tracker.id}/periods",
        data={"started_on": "2026-01-01", "ended_on": "2026-03-01"},
    )
    before = line()
    answer = mia.post(
        f"/sobriety/periods/{closed().id}",
        data={"started_on": "2026-01-01", "ended_on": "2026-10-20", "note": "kept"},
    )
    assert answer.status_code == 422
    assert "Some days would count twice: January 1, 2026 to October 20, 2026" in answer.text
    assert 'value="2026-10-20"' in answer.text
    assert "kept" in answer.text
    assert line() == before


def test_the_date_that_is_counted_from_can_be_corrected_and_stays_open(mia, tracker) -> None:
    [row] = all_of(Period)
    sent = {"started_on": "2026-09-01", "started_at": "21:30", "ended_on": "2026-10-01"}
    mia.post(f"/sobriety/periods/{row.id}", data=sent)
    [row] = all_of(Period)
    assert (row.started_on, str(row.started_at), row.ended_on) == (
        date(2026, 9, 1),
        "21:30:00",
        None,
    )


def test_days_in_between_must_be_corrected_before_a_return_is_undone(mia, tracker) -> None:
    mia.post("/sobriety/returned", data={"on": "2026-11-10"})
    current = next(row for row in all_of(Period) if row.ended_on is None)
    mia.post(f"/sobriety/periods/{current.id}", data={"started_on": "2026-11-15"})
    before = line()
    assert before[0][1] == "2026-11-10"
    mia.post(f"/sobriety/periods/{closed().id}/undo")
    assert line() == before
    assert "There are days in between" in mia.get(f"/sobriety/{tracker.id}").text


def test_a_time_that_never_was_can_be_removed_but_not_the_open_one(mia, tracker) -> None:
    [current] = all_of(Period)
    mia.post(
        f"/sobriety/{tracker.id}/periods",
        data={"started_on": "2020-01-01", "ended_on": "2020-03-01"},
    )
    for row in (closed(), current):
        assert mia.post(f"/sobriety/periods/{row.id}/remove").status_code == 303
    assert [row.id for row in all_of(Period)] == [current.id]


def test_what_was_celebrated_before_an_undone_return_is_not_celebrated_again(mia, tracker) -> None:
    [row] = all_of(Period)
    save(Celebration(period_id=row.id, milestone="30 days", seen_at=NOW))
    mia.post("/sobriety/returned", data={"on": "2026-11-20"})
    mia.post(f"/sobriety/periods/{closed().id}/undo")
    [row] = all_of(Period)
    assert [(one.period_id, one.milestone) for one in all_of(Celebration)] == [(row.id, "30 days")]


def at_once(app, person, act, times: int = 6) -> list[int]:
    phones = [client_of(app, person) for _ in range(times)]
    for phone in phones:
        phone.token()
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, phones))


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["restart", "lapse"])
def test_d2_a_tap_sent_several_times_at_once_is_one(app, member, tracker, kind) -> None:
    sent = {"on": "2026-11-20", "kind": kind}
    codes = at_once(
        app, member, lambda phone: phone.post("/sobriety/returned", data=sent).status_code
    )
    assert codes == [303] * 6
    assert len(all_of(Period)) + len(all_of(Lapse)) == 2


@pytest.mark.both_databases
def test_d2_an_undo_sent_several_times_at_once_undoes_one_return(app, member, mia, tracker) -> None:
    for on in ("2026-11-10", "2026-11-20"):
        mia.post("/sobriety/returned", data={"on": on})
    url = f"/sobriety/periods/{closed().id}/undo"
    codes = at_once(app, member, lambda phone: phone.post(url).status_code)
    assert sorted(codes) == [303] + [404] * 5
    assert len(all_of(Period)) == 2


@pytest.mark.both_databases
def test_d2_a_removal_beside_other_taps_breaks_nothing(app, member, tracker) -> None:
    urls = iter([f"/sobriety/{tracker.id}/{what}" for what in ("remove", "move", "savings") * 2])
    codes = at_once(app, member, lambda phone: phone.post(next(urls)).status_code)
    assert set(codes) <= {303, 404}
    assert all_of(Tracker) == []
    db.session.rollback()


def mark_in(page: str) -> str:
    """Of the first form that has one."""
    return re.findall(r'name="seen" type="hidden" value="([0-9a-f]+)"', page)[0]


@pytest.mark.both_databases
def test_d2_an_old_page_does_not_share_a_date_that_became_private(mia, tracker) -> None:
    url = f"/sobriety/{tracker.id}"
    old = mark_in(mia.get(url).text)
    private = {"name": "Alcohol", "is_private": "y", "seen": old}
    assert [mia.post(url, data=private).status_code for _ in range(2)] == [303, 303]
    answer = mia.post(url, data={"name": "Wine", "seen": old})
    assert answer.status_code == 422
    assert "It is now only for you, with the name “Alcohol”" in answer.text
    assert 'value="Wine"' in answer.text
    [row] = all_of(Tracker)
    assert (row.name, row.is_private) == ("Alcohol", True)
    again = {"name": "Wine", "is_private": "y", "seen": mark_in(answer.text)}
    assert mia.post(url, data=again).status_code == 303
    assert all_of(Tracker)[0].name == "Wine"


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["restart", "lapse"])
def test_d2_words_of_another_tab_are_not_overwritten_in_silence(mia, tracker, kind) -> None:
    mia.post("/sobriety/returned", data={"on": "2026-11-20", "kind": kind})
    url = (
        f"/sobriety/lapses/{all_of(Lapse)[0].id}"
        if kind == "lapse"
        else f"/sobriety/periods/{closed().id}"
    )

    def write(note: str, seen: str):
        days = {"started_on": "2026-10-01", "ended_on": "2026-11-20"}
        return mia.post(url, data={**days, "note": note, "seen": seen})

    def saved() -> str | None:
        return all_of(Lapse)[0].note if kind == "lapse" else closed().note

    old = mark_in(mia.get(url).text)
    assert [write("the first tab", old).status_code for _ in range(2)] == [303, 303]
    answer = write("the second tab", old)
    assert answer.status_code == 422
    for words in (
        "Another device saved this meanwhile. Save again to keep yours instead.",
        "the first tab",
        "the second tab",
    ):
        assert words in answer.text
    assert saved() == "the first tab"
    assert write("the second tab", mark_in(answer.text)).status_code == 303
    assert saved() == "the second tab"
