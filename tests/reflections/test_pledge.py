"""The morning's pledge, seen from outside."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text

from peerapp.extensions import db
from peerapp.reflections import pledging
from peerapp.reflections.models import Pledge, ReflectionSettings
from tests.support.client import all_of, client_of
from tests.support.people import make_member

ASKS = "I make my pledge"
ON = {"pledge_is_on": "y", "pledge": "sober"}


@pytest.fixture
def wants(hers):
    hers.post("/reflections", data=ON)
    return hers


def days() -> list[date]:
    return [pledge.day for pledge in all_of(Pledge)]


def test_it_is_off_until_it_is_wanted(hers):
    assert ASKS not in hers.get("/").text
    hers.post("/reflections", data=ON)
    assert ASKS in hers.get("/").text
    hers.post("/reflections", data={"pledge": "sober"})
    assert ASKS not in hers.get("/").text


def test_one_tap_makes_it_and_undo_takes_it_back(wants):
    answer = wants.post("/pledge", htmx=True)
    assert answer.text.lstrip().startswith("<section")
    assert ASKS not in answer.text
    assert days() == [date(2026, 11, 23)]
    assert "My pledge today" in wants.get("/").text
    assert ASKS in wants.post("/pledge/undo", htmx=True).text
    assert days() == []


def test_without_javascript_it_leads_back_to_today(wants):
    for address in ("/pledge", "/pledge", "/pledge/undo", "/pledge/undo"):
        answer = wants.post(address)
        assert (answer.status_code, answer.location) == (303, "/")


def test_own_words_are_used_and_a_pledge_keeps_the_words_it_was_made_with(wants, clock):
    own = {**ON, "pledge": "own", "pledge_words": " One hour,  then the next. "}
    wants.post("/reflections", data=own)
    wants.post("/pledge")
    wants.post("/reflections", data={**ON, "pledge": "kind"})
    [pledge] = all_of(Pledge)
    assert pledge.words == "One hour, then the next."
    assert "One hour, then the next." in wants.get("/").text
    clock.shift(timedelta(days=1))
    assert pledging.WORDS["kind"] in wants.get("/").text


@pytest.mark.parametrize("choice", pledging.WORDS)
def test_each_of_our_words_can_be_chosen(wants, choice):
    wants.post("/reflections", data={**ON, "pledge": choice})
    assert pledging.WORDS[choice] in wants.get("/").text
    page = wants.get("/reflections").text
    assert f'checked id="pledge-{list(pledging.WORDS).index(choice)}"' in page


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"pledge": "own"}, "write your own words"),
        ({"pledge": "own", "pledge_words": "x" * 201}, "200 letters or fewer"),
        ({"pledge": "own", "pledge_words": "a\x00"}, "cannot be kept"),
        ({"pledge": "moon"}, "choose one of these"),
    ],
)
def test_w5_what_cannot_be_is_said_kindly(hers, sent, says):
    answer = hers.post("/reflections", data={"review_is_on": "y", **sent})
    assert answer.status_code == 422
    assert says in answer.text
    assert 'checked id="review_is_on"' in answer.text
    assert all_of(ReflectionSettings) == []


@pytest.mark.parametrize(
    ("hour", "minute", "asks"),
    [(3, 59, False), (4, 0, True), (8, 0, True), (11, 59, True), (12, 0, False), (23, 0, False)],
)
def test_it_is_asked_for_in_the_local_morning_and_does_not_nag_later(
    wants, clock, hour, minute, asks
):
    clock.move_to(datetime(2026, 11, 24, 5, tzinfo=UTC) + timedelta(hours=hour, minutes=minute))
    assert (ASKS in wants.get("/").text) == asks
    assert ASKS in wants.get("/reflections").text  # who looks for it always finds it


def test_the_day_is_the_members_own(app, client_for, clock):
    clock.move_to(datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        client_for(make_member(timezone=zone)).post("/pledge")
    assert sorted(days()) == [date(2026, 11, 23), date(2026, 11, 24)]


def test_a_minute_past_midnight_is_another_day(wants, clock):
    clock.move_to(datetime(2026, 11, 24, 4, 59, tzinfo=UTC))
    wants.post("/pledge")
    clock.shift(timedelta(minutes=2))
    wants.post("/pledge/undo")  # a page that stayed open: yesterday's stays
    assert days() == [date(2026, 11, 23)]
    wants.post("/pledge")
    assert days() == [date(2026, 11, 23), date(2026, 11, 24)]


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_a_day_of_23_or_25_hours_has_one_pledge_and_one_morning(app, client_for, clock, day):
    start = datetime.combine(day, time(4), UTC)  # at 11 PM or midnight, in New York
    clock.move_to(start)
    hers = client_for(make_member())
    hers.post("/reflections", data=ON)
    asked = []
    for half_hours in range(1, 40):
        clock.move_to(start + timedelta(minutes=30 * half_hours))
        asked.append(ASKS in hers.get("/").text)
    assert sum(asked) == 16  # from 4 until noon
    for half_hours in range(40):
        clock.move_to(start + timedelta(minutes=30 * half_hours))
        hers.post("/pledge")
    assert days().count(day) == 1


def test_the_last_14_days_are_shown_and_an_empty_one_is_simply_empty(wants, mia, clock):
    wants.post("/pledge")
    clock.shift(timedelta(days=2))
    page = wants.get("/reflections").text
    assert page.count('class="day ') == 14
    assert page.count("pledge made") == 1
    assert "Mon, Nov 23: pledge made" in page
    assert ">Tue, Nov 24</span>" in page
    clock.shift(timedelta(days=12))
    assert "pledge made" not in wants.get("/reflections").text


@pytest.mark.both_databases
def test_tapped_several_times_at_once_it_is_one(app, mia):
    phones = [client_of(app, mia) for _ in range(6)]
    for phone in phones:
        phone.token()
    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(lambda phone: phone.post("/pledge").status_code, phones * 2))
    assert codes == [303] * 12
    assert len(days()) == 1
    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(lambda phone: phone.post("/pledge/undo").status_code, phones))
    assert codes == [303] * 6
    assert days() == []


@pytest.mark.both_databases
def test_d7_its_words_are_not_readable_in_the_database(app, wants):
    wants.post("/reflections", data={**ON, "pledge": "own", "pledge_words": "canary-of-mia"})
    wants.post("/pledge")
    for query in ("SELECT words FROM pledges", "SELECT pledge_words FROM reflection_settings"):
        assert "canary" not in db.session.execute(text(query)).scalar_one()
