"""Looking back at one's days, seen from outside."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine

from peerapp.accounts.models import Person
from tests.support.client import Client
from tests.support.people import check_in, make_member, make_mentor, match, one_commit
from tests.support.queries import queries_of

NOON_IN_NEW_YORK = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
TODAY = NOON_IN_NEW_YORK.date()
PAGES = (
    "/checkins",
    "/checkins/calendar",
    "/checkins/calendar?month=2026-10",
    "/checkins/trends?days=14",
    "/checkins/trends?days=30",
    "/checkins/trends?days=90",
    "/checkins/trends?days=365",
    "/checkins/hard-days",
    "/checkins/search?q=walk",
    "/checkins/search?q=nowhere",
)


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOON_IN_NEW_YORK, tick=False) as clock:
        yield clock


@pytest.fixture
def mia(app) -> Person:
    return make_member("Mia")


@pytest.fixture
def her(client_for: Callable[..., Client], mia: Person) -> Client:
    return client_for(mia)


def days_of(person: Person, count: int, **answers: Any) -> None:
    with one_commit():
        for back in range(count):
            check_in(person, TODAY - timedelta(days=back), **{"note": "a walk", **answers})


def words(page: str) -> str:
    """What a person reads, tags left out."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.both_databases
@pytest.mark.parametrize("path", PAGES)
def test_every_page_can_be_read_with_no_day_with_few_and_with_many(
    app, client_for, path: str
) -> None:
    for count in (0, 1, 6, 120):
        person = make_member()
        days_of(person, count, craving=3, sleep=2, triggers=["tired"], meetings=1)
        assert client_for(person).get(path).status_code == 200


def test_a_page_takes_as_many_queries_for_400_days_as_for_5(app, client_for) -> None:
    few, many = make_member("Few"), make_member("Many")
    days_of(few, 5, craving=3, sleep=2, triggers=["tired"], gratitude="rain")
    days_of(many, 400, craving=3, sleep=2, triggers=["tired"], gratitude="rain")
    counts = {
        person.display_name: [queries(client_for(person), path) for path in PAGES]
        for person in (few, many)
    }
    assert counts["Few"] == counts["Many"]
    assert max(counts["Many"]) <= 7  # one of them for the number at "Messages"


def queries(client: Client, path: str) -> int:
    client.get(path)  # what is done once for a device is done
    return queries_of(lambda: client.get(path))


def test_history_leads_to_every_way_to_look_back(her: Client) -> None:
    page = her.get("/checkins").text
    for path in ("calendar", "trends", "hard-days", "search"):
        assert f'href="/checkins/{path}"' in page
    for back in range(8):
        assert f'href="/checkins/{TODAY - timedelta(days=back)}"' in page
    assert f'href="/checkins/{TODAY - timedelta(days=8)}"' not in page


def test_the_history_does_not_offer_a_mentor_to_fill_in_a_day(client_for, mia) -> None:
    toni = make_mentor("Toni")
    match(toni, mia)
    page = client_for(toni).get(f"/mentees/{mia.id}").text
    assert "no check-in" in page
    assert "fill in" not in page


def test_the_calendar_shows_a_month_in_faces_numbers_and_words(her: Client, mia) -> None:
    check_in(mia, TODAY, mood=4)
    check_in(mia, date(2026, 11, 2), mood=1)
    page = her.get("/checkins/calendar").text
    assert "<h1>November 2026</h1>" in page
    assert "2 check-ins in November." in page
    assert "Mon, Nov 2: Very hard, 1 of 5" in page
    assert "Mon, Nov 23: Good, 4 of 5" in page
    assert 'href="/checkins/2026-11-02"' in page
    assert page.count("face--1") >= 1
    assert page.count('aria-current="date"') == 1
    heads = re.findall(r'<th scope="col"><span class="visually-hidden">(\w+)', page)
    assert heads[0] == "Sunday"
    assert len(heads) == 7


def test_a_week_begins_on_monday_for_a_member_in_berlin(client_for) -> None:
    page = client_for(make_member(timezone="Europe/Berlin")).get("/checkins/calendar").text
    assert re.findall(r'<th scope="col"><span class="visually-hidden">(\w+)', page)[0] == "Monday"


def test_open_days_lead_to_filling_in_and_other_empty_days_lead_nowhere(her: Client) -> None:
    page = her.get("/checkins/calendar").text
    links = set(re.findall(r'href="/checkins/(2026-\d\d-\d\d)"', page))
    assert links == {str(TODAY - timedelta(days=back)) for back in range(8)}
    assert page.count(": fill in") == 8
    for day in ("2026-11-16", "2026-11-23"):
        assert her.get(f"/checkins/{day}").status_code == 200


def test_one_turns_from_month_to_month_and_not_into_the_future(her: Client) -> None:
    page = her.get("/checkins/calendar?month=2026-01").text
    assert 'rel="prev" href="/checkins/calendar?month=2025-12"' in page
    assert 'rel="next" href="/checkins/calendar?month=2026-02"' in page
    assert 'rel="next"' not in her.get("/checkins/calendar").text
    assert 'rel="prev"' not in her.get("/checkins/calendar?month=1900-01").text


def test_ten_years_of_months_are_two_taps_away(her: Client, mia) -> None:
    check_in(mia, date(2016, 11, 24), mood=3)
    page = her.get("/checkins/calendar").text
    for year in range(2016, 2026):
        assert f'href="/checkins/calendar?month={year}-11"' in page
    for number in range(1, 12):
        assert f'href="/checkins/calendar?month=2026-{number:02}"' in page
    assert "Thu, Nov 24: Okay, 3 of 5" in her.get("/checkins/calendar?month=2016-11").text


def test_a_month_before_the_first_check_in_is_simply_empty(her: Client, mia) -> None:
    check_in(mia)
    page = her.get("/checkins/calendar?month=2020-02").text
    assert "No check-ins in February." in page
    assert '<span class="day">29</span>' in page
    assert '<span class="day">30</span>' not in page


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-12", "1066-10", "%00", "2026-11-23"])
def test_w5_a_month_that_cannot_be_is_refused_kindly_with_this_month(her: Client, month) -> None:
    answer = her.get(f"/checkins/calendar?month={month}")
    assert answer.status_code == 422
    assert "Here is this month." in answer.text
    assert "<h1>November 2026</h1>" in answer.text


def test_the_calendar_is_the_members_own_today(client_for, at_noon) -> None:
    at_noon.move_to(datetime(2026, 11, 30, 11, 30, tzinfo=UTC))
    titles = [
        re.findall("<h1>(.*)</h1>", client_for(make_member(timezone=zone)).get(
            "/checkins/calendar").text)[0]
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago")
    ]  # fmt: skip
    assert titles == ["December 2026", "November 2026"]


def test_trends_draw_only_what_was_answered(her: Client, mia) -> None:
    days_of(mia, 12, sleep=4)
    page = her.get("/checkins/trends").text
    assert page.count('<svg class="trend__drawing"') == 2
    assert "Not answered in this time: craving, anxiety, feeling connected." in page
    assert 'style="' not in page


def test_trends_say_in_words_and_numbers_what_they_draw(her: Client, mia) -> None:
    with one_commit():
        for back in range(28):
            check_in(mia, TODAY - timedelta(days=back), mood=4 if back < 14 else 3)
    page = her.get("/checkins/trends?days=30").text
    assert "Mostly between okay and good; the last two weeks higher than the two before." in page
    assert "Mon, Nov 23 4 (good)" in words(page)
    assert page.count('<th scope="row">') == 28
    assert re.search(r'<div class="trend [^>]*aria-hidden="true"', page)


def test_a_year_is_told_by_week(her: Client, mia) -> None:
    days_of(mia, 365, mood=3)
    page = her.get("/checkins/trends?days=365").text
    assert 52 <= page.count('<th scope="row">') <= 54
    assert "Nov 22 3.0 2" in words(page)


def test_an_empty_stretch_breaks_the_line(her: Client, mia) -> None:
    with one_commit():
        for back in (*range(8), *range(20, 30)):
            check_in(mia, TODAY - timedelta(days=back), mood=3)
    [line] = re.findall(r'class="trend__line" d="([^"]+)"', her.get("/checkins/trends").text)
    assert line.count("M") == 2


def test_a_few_days_are_dots_without_a_line_and_without_a_verdict(her: Client, mia) -> None:
    days_of(mia, 3, mood=1)
    page = her.get("/checkins/trends").text
    assert "3 days so far." in page
    assert 'class="trend__line"' not in page
    assert re.findall(r'class="trend__dots" d="([^"]+)"', page)[0].count("M") == 3


@pytest.mark.parametrize("days", ["0", "-1", "9999999", "x", "", "٣٠", "30.0"])
def test_w5_another_span_of_days_shows_the_usual_one(her: Client, days: str) -> None:
    answer = her.get("/checkins/trends", query_string={"days": days})
    assert answer.status_code == 422
    assert 'days=30" aria-current="page"' in answer.text


def test_what_goes_with_hard_days_waits_until_there_is_enough(her: Client, mia) -> None:
    days_of(mia, 9, mood=1, triggers=["tired"])
    page = words(her.get("/checkins/hard-days").text)
    assert "There is not enough to say yet." in page
    assert "9 hard days and 0 other days" in page
    assert "you were tired" not in page


def test_what_goes_with_hard_days_is_told_in_counts_and_claims_no_cause(her: Client, mia) -> None:
    with one_commit():
        for back in range(90):
            mood = 1 if back < 12 else 4
            is_tired = back < 9 or 12 <= back < 32
            triggers = ["tired"] if is_tired else ["celebration"]
            check_in(mia, TODAY - timedelta(days=back), mood=mood, triggers=triggers)
    page = words(her.get("/checkins/hard-days").text)
    assert "On 9 of 12 hard days you were tired; on other days 20 of 78." in page
    assert "This does not say why. They only come together." in page
    assert "Answered too seldom to compare: sleep, meetings." in page


def test_when_nothing_stands_out_it_says_so(her: Client, mia) -> None:
    with one_commit():
        for back in range(140):
            check_in(mia, TODAY - timedelta(days=back), mood=1 if back % 5 == 0 else 4)
    page = words(her.get("/checkins/hard-days").text)
    assert "Nothing stands out" in page
    assert "They only come together" not in page


def test_a_search_finds_notes_and_gratitude_the_newest_first(her: Client, mia) -> None:
    check_in(mia, date(2020, 1, 1), note="The Café was open")
    check_in(mia, date(2026, 5, 1), gratitude="café talk with Sam")
    check_in(mia, date(2026, 6, 1), note="nothing of it")
    page = her.get("/checkins/search?q=CAFE").text
    assert re.findall("<mark>(.*?)</mark>", page) == ["café", "Café"]
    assert page.index("May 1, 2026") < page.index("January 1, 2020")
    assert 'href="/checkins/2020-01-01"' in page
    assert 'value="CAFE"' in page


def test_w3_what_is_found_is_escaped(her: Client, mia) -> None:
    check_in(mia, note="<script>alert(1)</script> & <mark>not ours</mark>")
    page = her.get("/checkins/search", query_string={"q": "<script> not"}).text
    assert "<mark>&lt;script&gt;</mark>alert(1)&lt;/script&gt;" in page
    assert "&lt;mark&gt;<mark>not</mark> ours&lt;/mark&gt;" in page
    assert "<script>alert" not in page


@pytest.mark.both_databases
def test_a_search_shows_twenty_days_and_leads_to_the_older_ones(app, client_for) -> None:
    person = make_member()
    days_of(person, 45)
    client, path, seen = client_for(person), "/checkins/search?q=walk", []
    for _ in range(3):
        page = client.get(path).text
        seen.append(len(re.findall("<article", page)))
        older = re.search(r'href="(/checkins/search\?[^"]*before=[^"]*)"', page)
        path = unescape(older.group(1)) if older else ""
    assert (seen, path) == ([20, 20, 5], "")


def test_a2_a_search_and_all_other_pages_show_only_ones_own(client_for, mia) -> None:
    days_of(mia, 3, note="canary of mia", gratitude="second canary", mood=1)
    toni, olga = make_mentor(), make_member("Olga")
    match(toni, mia)
    for path in (*PAGES, "/checkins/search?q=canary", "/checkins/calendar?month=2026-11"):
        page = client_for(olga).get(path)
        assert page.status_code == 200
        assert "canary of" not in page.text
        assert "day--1" not in page.text
        assert "<article" not in page.text
        assert client_for(toni).get(path).status_code == 404


def test_what_was_there_before_a_change_is_not_searched(her: Client) -> None:
    her.post("/checkins", data={"mood": "3", "note": "first words"})
    her.post("/checkins", data={"mood": "3", "note": "second words"})
    assert "No days with these words" in her.get("/checkins/search?q=first").text
    assert "1 day" in her.get("/checkins/search?q=second").text


@pytest.mark.parametrize(
    ("asked", "why"),
    [("a" * 101, "100 letters or fewer"), ("nul\0", "cannot be searched for"),
     (" ".join("abcdefghi"), "8 words or fewer")],
)  # fmt: skip
def test_w5_a_search_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    her: Client, asked: str, why: str
) -> None:
    answer = her.get("/checkins/search", query_string={"q": asked})
    assert answer.status_code == 422
    assert why in answer.text
    assert f'value="{asked.replace(chr(0), "")}"' in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%20", "?q=%CC%81", "?before=x", "?before=%00"])
def test_an_empty_search_is_only_the_form(her: Client, mia, query: str) -> None:
    check_in(mia, note="a walk")
    page = her.get(f"/checkins/search{query}")
    assert page.status_code == 200
    assert "<article" not in page.text
    assert 'autocomplete="off"' in page.text


def test_d6_nothing_that_is_looked_for_is_logged(her: Client, mia, caplog) -> None:
    check_in(mia, note="canary in a note")
    with caplog.at_level(0):
        her.get("/checkins/search?q=canary")
    assert "canary" not in caplog.text
