"""The number on a call for someone: for who was told, while it is open, and as the member chose."""

import logging
import re

import pytest

from peerapp.extensions import db
from peerapp.push.models import Delivery
from peerapp.push.outbox import opened
from tests.safety.night import MINUTE, night, page_of, tick, with_phone
from tests.safety.ways_out import WAYS
from tests.support import people as make
from tests.support.client import all_of

NUMBER, DIALS = "212-555-0117", "2125550117"

pytestmark = pytest.mark.usefixtures("at_nine")


@pytest.fixture
def tonight(app):
    made = night(app)
    with_phone(app, made.ana, made.ben, made.cora, made.mia)
    return made


def shown_to(tonight, who, call_id, htmx: bool = False) -> bool:
    """Both the link and the number; or neither."""
    page = tonight.client(who).get(f"/help/calls/{call_id}", htmx=htmx).text
    assert (f'href="tel:{DIALS}"' in page) == (NUMBER in page) == (DIALS in page)
    return NUMBER in page


def everybody_is_told(at_nine) -> None:
    at_nine.shift(10 * MINUTE)
    tick()
    at_nine.shift(10 * MINUTE)
    tick()


def test_of_who_can_be_called_at_any_hour_no_page_says_they_cannot_be_reached(tonight) -> None:
    make.make_number(tonight.ana, NUMBER)
    tonight.client(tonight.ana).post("/help/duty", data={"nights": "no"})
    page = page_of(tonight.client(tonight.mia), "/help")
    assert "It is night for Ana, who is not told now." in page
    assert "Call Ana" in page
    assert "cannot be reached" not in page


@pytest.mark.both_databases
def test_each_who_is_told_can_call_while_it_is_open(tonight, at_nine) -> None:
    make.make_number(tonight.mia, NUMBER, for_matches=False)
    call_id = tonight.ask()
    assert shown_to(tonight, tonight.ana, call_id)
    for not_yet in (tonight.ben, tonight.cora):
        assert not shown_to(tonight, not_yet, call_id)
    everybody_is_told(at_nine)
    for told in (tonight.ana, tonight.ben, tonight.cora):
        assert shown_to(tonight, told, call_id)
        page = page_of(tonight.client(told), f"/help/calls/{call_id}")
        assert "Call Mia" in page
        assert "has not written yet how to be reached" not in page
    tonight.act(tonight.ben, call_id, "take", how="call")
    assert shown_to(tonight, tonight.ben, call_id)  # who said so calls now
    tonight.act(tonight.mia, call_id, "okay")
    for told in (tonight.ana, tonight.ben, tonight.cora):
        assert not shown_to(tonight, told, call_id)


def test_where_somebody_else_has_answered_there_is_nothing_to_call(tonight, at_nine) -> None:
    make.make_number(tonight.mia, NUMBER)
    call_id = tonight.ask()
    everybody_is_told(at_nine)
    tonight.act(tonight.ana, call_id, "take", how="call")
    assert not shown_to(tonight, tonight.ben, call_id)
    tonight.act(tonight.ana, call_id, "pass")
    assert shown_to(tonight, tonight.ben, call_id)


def test_only_for_matches_is_not_for_who_is_on_call(tonight, at_nine) -> None:
    make.make_number(tonight.mia, NUMBER, for_calls=False)
    call_id = tonight.ask()
    everybody_is_told(at_nine)
    assert shown_to(tonight, tonight.ana, call_id)
    for other in (tonight.ben, tonight.cora):
        assert not shown_to(tonight, other, call_id)
    mias = page_of(tonight.client(tonight.mia), f"/help/calls/{call_id}")
    assert "Others who are told do not know your number." in mias


def test_a_tap_on_call_claims_nothing(tonight) -> None:
    make.make_number(tonight.mia, NUMBER)
    call_id = tonight.ask()
    page = tonight.client(tonight.ana).get(f"/help/calls/{call_id}").text
    [link] = re.findall(r"<a [^>]*tel:2125550117[^>]*>", page)
    assert link == '<a class="button button--wide" href="tel:2125550117">'
    assert tonight.says(tonight.mia, call_id) == "Nobody has answered yet."


def test_who_said_that_they_call_finds_the_button_that_does_first(tonight) -> None:
    make.make_number(tonight.mia, NUMBER)
    call_id = tonight.ask()
    tonight.act(tonight.ana, call_id, "take", how="call")
    page = tonight.client(tonight.ana).get(f"/help/calls/{call_id}").text
    buttons = re.findall(r'<(?:a|button) class="button button--wide *([^"]*)"[^>]*>', page)
    assert buttons.count("button--main") == 1
    assert buttons[0] == "button--main"
    assert page.index("tel:2125550117") < page.index("We talked")


def she_takes_it_away(tonight) -> None:
    tonight.client(tonight.mia).post("/account/number/remove")


@pytest.mark.parametrize("way", [*WAYS, she_takes_it_away])
def test_a3_the_number_is_gone_from_the_call_at_once(tonight, way) -> None:
    make.make_number(tonight.mia, NUMBER)
    call_id = tonight.ask()
    assert shown_to(tonight, tonight.ana, call_id)
    way(tonight)
    db.session.commit()
    for htmx in (False, True):
        assert not shown_to(tonight, tonight.ana, call_id, htmx)


def test_nothing_that_rings_or_is_logged_holds_the_number(tonight, at_nine, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    make.make_number(tonight.mia, NUMBER)
    call_id = tonight.ask()
    everybody_is_told(at_nine)
    tonight.act(tonight.ana, call_id, "take", how="call")
    payloads = [opened(row.payload) for row in all_of(Delivery)]
    assert len(payloads) >= 4
    for text in (*payloads, caplog.text):
        assert NUMBER not in text
        assert "2125550117" not in text


def test_a_coordinator_reads_no_number_on_the_pages_of_the_program(tonight, at_nine) -> None:
    make.make_number(tonight.mia, NUMBER)
    make.make_number(tonight.ana, "212-555-0118")
    tonight.ask()
    everybody_is_told(at_nine)
    cora = tonight.client(tonight.cora)
    for path in ("/", "/program", "/program/calls", "/program/waiting", "/account"):
        page = cora.get(path, follow_redirects=True).text
        assert "555-01" not in page, path
        assert "tel:212" not in page, path


def test_the_member_reads_whom_she_can_call_herself_and_that_her_number_is_missing(tonight) -> None:
    make.make_number(tonight.ana, "212-555-0118")
    call_id = tonight.ask()
    mia, path = tonight.client(tonight.mia), f"/help/calls/{call_id}"
    page = page_of(mia, path)
    assert "You can also call Ana yourself." in page
    assert 'href="tel:2125550118"' in page
    assert "Your number is not here. Those who are told may not have it." in page
    add = f"/account?back={path}"
    assert f'value="{path}"' in mia.get(add).text
    answer = mia.post("/account/number", data={"number": NUMBER, "for_calls": "yes", "back": path})
    assert answer.location == path
    page = page_of(mia, path)
    assert "cannot call you" not in page
    assert "They also see your phone number." in page
    tonight.act(tonight.mia, call_id, "okay")
    assert "tel:2125550118" not in page_of(mia, path)
