"""A person's own number: typed, chosen for whom, taken away; and where who walks along reads it."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import text

from peerapp import clock
from peerapp.accounts.models import Role
from peerapp.extensions import db
from peerapp.matching import partings
from peerapp.matching.models import MatchProfile, PhoneNumber, Side
from tests.support.client import all_of
from tests.support.people import (
    answer_for_matching,
    make_coordinator,
    make_member,
    make_mentor,
    make_number,
    make_person,
    match,
    pause,
    suspend,
)
from tests.support.queries import queries_of

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # in New York
MIAS, TONIS = "(212) 555-0117", "+1 212 555 0118"
MIAS_LINK, TONIS_LINK = 'href="tel:2125550117"', 'href="tel:+12125550118"'
MIAS_DIALS, TONIS_DIALS = "2125550117", "+12125550118"
BOTH = {"for_matches": "yes", "for_calls": "yes"}

both_databases = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def toni(app):
    return make_mentor("Toni")


@pytest.fixture
def bond(mia, toni):
    return match(toni, mia)


@pytest.fixture
def hers(client_for, mia):
    return client_for(mia)


@pytest.fixture
def tonis(client_for, toni):
    return client_for(toni)


def saved() -> list[tuple[str, bool, bool]]:
    return [(row.number, row.for_matches, row.for_calls) for row in all_of(PhoneNumber)]


def shows_a_number(page: str) -> bool:
    return any(one in page for one in (MIAS, TONIS, MIAS_DIALS, TONIS_DIALS))


def pages_of_toni(mia, bond) -> list[str]:
    return ["/mentees", f"/mentees/{mia.id}", f"/matches/{bond.id}/messages"]


def pages_of_mia(bond) -> list[str]:
    return ["/match", "/help", f"/matches/{bond.id}/messages"]


# My number


@both_databases
def test_a_number_is_typed_with_both_choices_on_and_changed_later(hers):
    page = hers.get("/account").text
    for name in ("for_matches", "for_calls"):
        [box] = re.findall(f'<input[^>]*name="{name}"[^>]*>', page)
        assert " checked " in box, box
    assert "Take my number away" not in page
    answer = hers.post("/account/number", data={"number": f"  {MIAS} ", **BOTH})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert saved() == [(MIAS, True, True)]
    assert f'value="{MIAS}"' in hers.get("/account").text
    hers.post("/account/number", data={"number": TONIS, "for_calls": "yes"})
    assert saved() == [(TONIS, False, True)]


@pytest.mark.parametrize(
    ("copied", "kept", "dials"),
    [
        ("\u202a(212) 555-0117\u202c", "(212) 555-0117", "2125550117"),  # from Contacts
        ("\u200e+1 212 555 0118\u2069", "+1 212 555 0118", "+12125550118"),
        ("212\u2011555\u20130117", "212\u2011555\u20130117", "2125550117"),  # from a web page
    ],
)
def test_a_number_that_is_copied_is_taken_without_the_marks_nobody_sees(
    hers, tonis, bond, copied, kept, dials
):
    assert hers.post("/account/number", data={"number": copied, **BOTH}).status_code == 303
    assert saved() == [(kept, True, True)]
    assert f'href="tel:{dials}"' in tonis.get("/mentees").text


@both_databases
def test_it_is_taken_away_by_one_tap_and_twice_is_once(hers, mia):
    make_number(mia, MIAS)
    assert "Take my number away" in hers.get("/account").text
    for _ in range(2):
        assert hers.post("/account/number/remove").status_code == 303
    assert saved() == []
    assert MIAS not in hers.get("/account").text


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Please type your number."),
        ("call my sister", "This is not a number we can call."),
        ("*21*2125550117#", "This is not a number we can call."),
        ("javascript:alert(1)", "This is not a number we can call."),
        ("\uff12" * 10, "This is not a number we can call."),  # full-width digits
        ("2" * 16, "This is not a number we can call."),
        ("2 " * 30, "Please use 40 signs or fewer."),
        ("911", "This is the number of a service."),
        ("+911", "This is the number of a service."),
    ],
)
def test_what_is_no_number_is_said_kindly_beside_the_field(hers, typed, why):
    answer = hers.post("/account/number", data={"number": typed, **BOTH})
    assert answer.status_code == 422
    assert 'id="error-number"' in answer.text
    assert why in answer.text
    assert saved() == []


def test_who_came_from_a_page_goes_back_to_it_and_to_no_other_site(hers):
    page = hers.get("/account?back=/match").text
    assert 'name="back" type="hidden" value="/match"' in page
    assert "evil.example" not in hers.get("/account?back=https://evil.example").text
    for back, goes in (("/match", "/match"), ("https://evil.example", "/account")):
        answer = hers.post("/account/number", data={"number": MIAS, "back": back})
        assert answer.location == goes
    wrong = hers.post("/account/number", data={"number": "?", "back": "/match"})
    assert 'value="/match"' in wrong.text


def test_a_mentor_is_asked_for_mentees_and_reads_the_hours(tonis, toni):
    page = tonis.get("/account").text
    assert "My mentees may call me" in page
    assert "at any hour" in page
    assert "for_calls" not in page
    answer_for_matching(toni, Side.MENTOR, contact_from=time(9), contact_until=time(20))
    assert "from 9 AM to 8 PM, New York time" in tonis.get("/account").text
    tonis.post("/account/number", data={"number": TONIS, **BOTH})
    assert saved() == [(TONIS, True, False)]  # nobody is told of a mentor's calls


def test_who_can_have_none_is_not_asked(client_for, toni, tonis):
    cora = client_for(make_coordinator())
    assert "My phone number" not in cora.get("/account").text
    assert cora.post("/account/number", data={"number": MIAS}).status_code == 404
    pause(toni)
    assert "My phone number" in tonis.get("/account").text  # it is theirs to take away


@both_databases
def test_d7_a_number_is_not_readable_in_the_database(hers):
    hers.post("/account/number", data={"number": MIAS, **BOTH})
    [kept] = db.session.execute(text("SELECT number FROM phone_numbers")).scalars()
    assert kept.startswith("gAAAA")


# A mentor calls


@both_databases
def test_a_mentor_calls_a_mentee_from_each_of_their_pages(tonis, mia, bond):
    for path in pages_of_toni(mia, bond):
        assert "tel:" not in tonis.get(path).text, path
    make_number(mia, MIAS)
    for path in pages_of_toni(mia, bond):
        assert MIAS_LINK in tonis.get(path).text, path
    assert '>Call<span class="visually-hidden"> Mia</span></a>' in tonis.get("/mentees").text
    part = tonis.post(f"/mentees/{mia.id}/acts", data={"did": "called"}, htmx=True)
    assert "tel:" not in part.text  # the head of the row, with the link, stays as it is


def test_the_open_list_hears_of_a_new_number_and_of_one_that_is_gone(tonis, hers, mia, bond):
    seen = tonis.get("/mentees").text.partition("seen=")[2].partition('"')[0]
    assert tonis.get(f"/mentees/live?seen={seen}").status_code == 204
    make_number(mia, MIAS)
    now = tonis.get(f"/mentees/live?seen={seen}")
    assert MIAS_LINK in now.text
    seen = now.text.partition("seen=")[2].partition('"')[0]
    hers.post("/account/number/remove")
    assert "tel:" not in tonis.get(f"/mentees/live?seen={seen}").text


def test_the_numbers_of_all_rows_take_one_query(client_for):
    counts = []
    for number in (2, 12):
        toni = make_mentor()
        for n in range(number):
            mia = make_member(f"M{n}")
            match(toni, mia)
            make_number(mia, f"212-555-01{n:02}")
        client = client_for(toni)
        client.get("/mentees")  # that they were looked at is written down once an hour
        counts.append(queries_of(lambda client=client: client.get("/mentees")))
        assert client.get("/mentees").text.count('href="tel:') == number
    assert counts[0] == counts[1]


def no_for_matches(mia, toni, bond):
    make_number(mia, MIAS, for_matches=False)


def match_ended(mia, toni, bond):
    partings.end(bond, mia, clock.now())


def member_blocked(mia, toni, bond):
    partings.block(mia, toni, clock.now())


def mentor_blocked(mia, toni, bond):
    partings.block(toni, mia, clock.now())


def mentor_paused(mia, toni, bond):
    pause(toni)


def member_suspended(mia, toni, bond):
    suspend(mia)


def mentor_suspended(mia, toni, bond):
    suspend(toni)


WAYS = [no_for_matches, match_ended, member_blocked, mentor_blocked, mentor_paused]


# every way on SQLite, one on PostgreSQL too
EACH_WAY = [("sqlite", way) for way in (*WAYS, member_suspended, mentor_suspended)]
EACH_WAY += [("postgresql", match_ended)]


@pytest.mark.parametrize(("database", "way"), EACH_WAY, indirect=["database"])
def test_a3_the_mentor_reads_no_number_any_more(tonis, mia, toni, bond, way):
    make_number(mia, MIAS)
    assert MIAS_LINK in tonis.get("/mentees").text
    way(mia, toni, bond)
    for path in pages_of_toni(mia, bond):
        assert not shows_a_number(tonis.get(path).text), path


def test_a_mentor_of_somebody_else_reads_no_number(client_for, mia, bond):
    make_number(mia, MIAS)
    otto, noah = make_mentor("Otto"), make_member("Noah")
    match(otto, noah)
    ottos = client_for(otto)
    for path in pages_of_toni(mia, bond):
        assert not shows_a_number(ottos.get(path).text), path


# A member calls


@both_databases
def test_a_member_calls_her_mentor_from_her_pages(hers, toni, bond):
    for path in pages_of_mia(bond):
        assert TONIS_LINK not in hers.get(path).text, path
    make_number(toni, TONIS, for_calls=False)
    for path in pages_of_mia(bond):
        page = hers.get(path).text
        assert TONIS_LINK in page, path
    assert "the way you two agreed" not in hers.get("/help").text


def test_outside_of_the_mentors_hours_she_reads_when_and_no_number(hers, toni, bond, at_noon):
    make_number(toni, TONIS)
    answer_for_matching(toni, Side.MENTOR, contact_from=time(9), contact_until=time(20))
    assert TONIS_LINK in hers.get("/match").text
    at_noon.shift(timedelta(hours=9))  # nine in the evening
    for path in pages_of_mia(bond):
        assert not shows_a_number(hers.get(path).text), path
    for path in ("/match", "/help"):
        assert "You can call Toni from 9 AM to 8 PM, New York time." in hers.get(path).text


@pytest.mark.parametrize("way", [*WAYS[1:], mentor_suspended])
def test_a3_the_member_reads_no_number_any_more(hers, mia, toni, bond, way):
    make_number(toni, TONIS)
    assert TONIS_LINK in hers.get("/match").text
    way(mia, toni, bond)
    for path in pages_of_mia(bond):
        assert not shows_a_number(hers.get(path).text), path


def test_a_mentor_who_lets_nobody_call_or_is_away_is_not_called(hers, toni, bond):
    make_number(toni, TONIS, for_matches=False)
    assert TONIS_LINK not in hers.get("/match").text
    make_number(toni, TONIS)
    answer_for_matching(toni, Side.MENTOR, away_until=date(2026, 11, 30))
    assert TONIS_LINK not in hers.get("/match").text
    db.session.delete(all_of(MatchProfile)[0])
    assert TONIS_LINK in hers.get("/match").text


def test_of_two_who_walk_both_ways_each_calls_the_other_by_their_own_choice(client_for):
    ana = make_person("Ana", Role.MEMBER, Role.MENTOR)
    ben = make_person("Ben", Role.MEMBER, Role.MENTOR)
    match(ana, ben)
    make_number(ben, MIAS)
    assert MIAS_LINK in client_for(ana).get("/mentees").text  # whatever the hours
    assert "tel:2" not in client_for(ana).get("/match").text  # Ben is no mentor of hers


# To ask for it, where it is of use


def test_who_has_no_number_reads_so_on_the_page_of_the_match_and_not_on_home(
    hers, tonis, mia, bond
):
    assert "Your number is not here. Toni may not have it." in hers.get("/match").text
    assert "/account?back=/match#my-number" in hers.get("/match").text
    assert "Mia may not have it." in tonis.get(f"/mentees/{mia.id}").text
    for client in (hers, tonis):
        assert "cannot call you" not in client.get("/").text
    make_number(mia, MIAS, for_matches=False)  # she has said no
    assert "cannot call you" not in hers.get("/match").text
