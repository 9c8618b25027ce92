"""The number on the app's icon that goes with what rings."""

import json

import pytest

from peerapp import clock
from peerapp.accounts import sign_ins
from peerapp.matching.models import Match
from peerapp.push import badge, outbox
from peerapp.push.models import Delivery
from peerapp.safety.models import HelpCall
from tests.support.client import all_of
from tests.support.people import (
    call_for_help,
    make_member,
    make_mentor,
    make_message,
    make_reminder,
    make_slot,
    make_subscription,
    match,
    save,
)
from tests.support.requests import make_looking_member, make_open_mentor, make_request

pytestmark = pytest.mark.both_databases


@pytest.fixture
def toni(app):
    """A mentor for whom four things wait: two messages, a call and a request."""
    toni, mia = make_open_mentor("Toni"), make_member("Mia")
    walk = match(toni, mia)
    make_message(walk, by=mia)
    make_message(walk, by=mia)
    make_message(walk, by=toni)  # her own waits for Mia
    call_for_help(mia, told=toni)
    make_request(make_looking_member("Noah"), toni)
    return toni


def number(person) -> int:
    return badge.number(person, clock.now())


def test_it_counts_messages_calls_and_requests_that_wait_for_this_person(toni):
    assert number(toni) == 4
    assert number(make_mentor("Another")) == 0


def test_what_rang_is_one_however_much_it_was(app):
    mia = make_member()
    for _ in range(2):
        make_slot(make_reminder(mia))
    assert number(mia) == 1


def test_a_call_that_somebody_else_has_taken_counts_for_nobody_else(toni):
    [call] = all_of(HelpCall)
    call.taken_by_id, call.taken_at = make_mentor("Dee").id, clock.now()
    save(call)
    assert number(toni) == 3
    call.taken_by_id = toni.id  # hers until the two have talked
    save(call)
    assert number(toni) == 4


def test_a3_nothing_of_who_is_not_there_any_more_counts(toni):
    [walk] = all_of(Match)
    walk.ended_at = clock.now()
    save(walk)
    assert number(toni) == 1  # the request


def test_it_goes_along_with_a_call(client_for):
    toni, mia = make_mentor("Toni"), make_member("Mia")
    make_message(match(toni, mia), by=mia)
    client_for(toni)
    make_subscription(toni, sign_ins.of(toni)[0])
    client_for(mia).post("/help/request")
    [payload] = [outbox.opened(one.payload) for one in all_of(Delivery)]
    assert json.loads(payload)["app_badge"] == 2
