"""D8: a member reads who saw what, in plain words; where it cannot be written nothing is shown."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy.exc import OperationalError

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import partings
from peerapp.matching.models import Match
from peerapp.privacy import viewings
from peerapp.privacy.models import As, Viewing, What
from peerapp.privacy.viewings import Look
from peerapp.who_saw import days
from tests.support.client import all_of
from tests.support.people import (
    call_for_help,
    check_in,
    hand_over,
    make_coordinator,
    make_member,
    make_mentor,
    make_number,
    make_report,
    match,
)
from tests.support.queries import queries_of

pytestmark = pytest.mark.both_databases

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # noon in New York


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def two(app) -> tuple[Person, Person]:
    mia, toni = make_member("Mia"), make_mentor("Toni")
    match(toni, mia)
    check_in(mia, note="a hard night")
    return mia, toni


def read(client) -> str:
    """The page as text, a line a block."""
    page = client.get("/privacy/seen").text.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s*\n\s*", "\n", unescape(re.sub(r"<[^>]+>", "\n", page)))


def test_d8_a_member_reads_who_opened_what_and_when(two, client_for, at_noon):
    mia, toni = two
    client_for(toni).get(f"/mentees/{mia.id}")
    at_noon.shift(timedelta(hours=3))
    client_for(toni).get(f"/mentees/{mia.id}")
    page = read(client_for(mia))
    assert "\nMonday, November 23\nToni, your mentor\n" in page
    assert "\nOpened your page: your days, and what you wrote on them\n12:00 PM, 3:00 PM\n" in page


def test_d8_a_page_that_asks_anew_makes_one_row_and_a_row_that_says_nothing_none(
    two, client_for, at_noon
):
    mia, toni = two
    client = client_for(toni)
    page = client.get(f"/mentees/{mia.id}").text
    first = [row.id for row in all_of(Viewing)]
    (seen,) = set(re.findall(r"live\?seen=(\w+)", page))
    at_noon.shift(timedelta(hours=2))
    assert client.get(f"/mentees/{mia.id}/live?seen={seen}").status_code in (200, 204)
    again = len(all_of(Viewing))
    for _ in range(3):
        at_noon.shift(timedelta(seconds=30))
        client.get(f"/mentees/{mia.id}/live?seen=other")
    assert len(all_of(Viewing)) == max(again, 2 * len(first))


@pytest.mark.sqlite_is_enough
def test_d8_a_list_of_thirty_takes_as_many_queries_as_one_of_two(client_for):
    counts = []
    for number in (1, 2, 30):
        toni = make_mentor()
        for n in range(number):
            match(toni, make_member(f"Mentee {n}"))
        client = client_for(toni)
        counts.append([queries_of(lambda client=client: client.get("/mentees")) for _ in range(2)])
    assert len(all_of(Viewing)) == 33
    (_, few_again), (few, _), many = counts  # the very first look makes the key
    assert many == [few, few_again]
    assert few - few_again <= 12


def test_d8_where_it_cannot_be_written_nothing_is_shown(two, client_for, monkeypatch):
    mia, toni = two
    client = client_for(toni)
    monkeypatch.setattr(viewings, "write", refuse)
    for path in (f"/mentees/{mia.id}", "/mentees", "/messages"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert "Mia" not in answer.text
        assert "hard night" not in answer.text


def refuse(*_: object) -> None:
    raise OperationalError("INSERT", {}, Exception("database or disk is full"))


def test_d8_h3_a_call_for_someone_is_shown_even_if_it_cannot_be_written(
    two, client_for, monkeypatch
):
    mia, toni = two
    make_number(mia, "212-555-0117")
    call = call_for_help(mia, toni)
    client = client_for(toni)
    monkeypatch.setattr(viewings, "write", refuse)
    for path in (f"/help/calls/{call.id}", "/help/calls", "/account"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "Mia" in answer.text


def test_d8_what_is_refused_or_leads_elsewhere_writes_nothing(two, client_for):
    mia, toni = two
    other, client = make_mentor("Omar"), client_for(toni)
    client_for(other).get(f"/mentees/{mia.id}")
    client.post(f"/mentees/{mia.id}/acts", data={"did": "called"})
    client.get(f"/matches/{all_of(Match)[0].id}/messages/{mia.id}/photo")
    assert all_of(Viewing) == []


def test_d8_what_a_member_sees_of_themselves_is_no_matter(two, client_for):
    mia, _ = two
    conversation = f"/matches/{all_of(Match)[0].id}/messages"
    for path in ("/", "/checkins", "/plan", "/match", "/messages", conversation, "/privacy/seen"):
        client_for(mia).get(path)
    assert all_of(Viewing) == []


def test_d8_a_coordinator_is_named_with_what_they_saw_and_did(two, client_for):
    mia, _ = two
    row = hand_over(db.session.query(Match).one(), "please call her")
    cora = make_coordinator("Cora")
    client_for(cora).get("/program/hand-overs")
    client_for(cora).post(f"/program/hand-overs/{row.id}/take")
    page = read(client_for(mia))
    assert "\nCora, a coordinator\n" in page
    assert "\nSaw what your mentor asked the coordinators about you\n" in page
    assert "\nTook on what your mentor asked the coordinators about you\n" in page
    assert "please call her" not in page


def test_d8_what_was_reported_of_a_member_in_confidence_is_written_and_not_listed(two, client_for):
    mia, toni = two
    make_report(about=mia, by=toni, body="Words of Mia")
    make_report(about=toni, by=mia, body="Words of Toni")
    client_for(make_coordinator("Cora")).get("/program/reports")
    assert {row.what for row in all_of(Viewing)} == {What.CONFIDED, What.REPORT}
    page = read(client_for(mia))
    assert page.count("reported") == 1
    assert "\nSaw a message that you reported\n" in page


def test_d8_whoever_left_is_read_of_as_the_member_knew_them(two, client_for):
    mia, toni = two
    fay = make_mentor("Fay")
    match(fay, mia)
    for mentor in (toni, fay):
        client_for(mentor).get(f"/mentees/{mia.id}")
    partings.block(mia, toni, clock.now())
    old = db.session.query(Match).filter_by(mentor_id=fay.id).one()
    old.ended_at, old.ended_by_id = clock.now(), fay.id
    toni.display_name = fay.display_name = "A New Name"
    db.session.commit()
    page = read(client_for(mia))
    assert "A New Name" not in page
    assert "\nYour mentor from October 24, 2026 to November 23, 2026\n" in page
    assert "\nToni\n" in page  # as it was when Mia blocked them


def test_d8_nobody_reads_the_list_of_another(two, client_for):
    mia, toni = two
    client_for(toni).get(f"/mentees/{mia.id}")
    assert "Toni" not in read(client_for(make_member("Noah")))
    assert client_for(toni).get("/privacy/seen").status_code == 404
    assert client_for(make_coordinator()).get("/privacy/seen").status_code == 404


def test_d8_an_empty_list_says_so(client_for):
    assert "Nobody has looked at anything of yours so far." in read(client_for(make_member()))


@pytest.mark.parametrize("before", ["x", "-1", "0", "99999999999", "1", ""])
def test_d8_an_address_that_means_nothing_is_no_error(two, client_for, before):
    assert (
        client_for(two[0]).get("/privacy/seen", query_string={"before": before}).status_code == 200
    )


def test_d8_a_long_list_has_pages_and_no_day_is_cut(two, client_for, monkeypatch):
    mia, toni = two
    monkeypatch.setattr(days, "MOST", 10)
    for hours in reversed(range(0, 24 * 4, 4)):  # six a day
        look = Look(toni.id, mia.id, As.MENTOR, What.LINE)
        viewings.write([look], NOW - timedelta(hours=hours))
    db.session.commit()
    client, heads, path = client_for(mia), [], "/privacy/seen"
    while path:
        page = client.get(path).text
        heads += re.findall(r'id="day-([\d-]+)"', page)
        following = re.search(r'href="(/privacy/seen\?before=\d+)"', page)
        path = following and following[1]
    assert len(heads) == len(set(heads)) == 5
    assert heads == sorted(heads, reverse=True)


def test_d8_two_hundred_looks_of_a_day_are_a_few_lines(two, client_for):
    mia, toni = two
    fay = make_mentor("Fay")
    match(fay, mia)
    kinds = (What.LINE, What.PAGE, What.PLAN, What.MESSAGES, What.NUMBER, What.GOALS)
    for hour in range(17):
        at = NOW - timedelta(hours=12 - hour) + timedelta(hours=4)
        looks = [Look(one.id, mia.id, As.MENTOR, what) for one in (toni, fay) for what in kinds]
        viewings.write(looks, at)
    assert len(all_of(Viewing)) > 200
    client = client_for(mia)
    page = read(client)
    assert page.count("\n17 times between 4:00 AM and 8:00 PM\n") == 12


def test_d8_in_spanish(two, client_for):
    mia, toni = two
    client_for(toni).get(f"/mentees/{mia.id}")
    mia.language = "es"
    db.session.commit()
    page = read(client_for(mia))
    assert "\nQuién vio qué\n" in page
    assert "\nToni, tu mentor\n" in page


def test_d8_a_mentor_is_told_that_the_member_can_read_it(two, client_for):
    mia, toni = two
    assert "Mia can read when you opened this page." in client_for(toni).get(
        f"/mentees/{mia.id}"
    ).text.replace("&#39;", "'")
