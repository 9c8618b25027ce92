"""A phone whose clock is a day off, and that had no signal: its days are ours."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from peerapp.accounts.models import Person
from peerapp.checkins.models import CheckIn
from tests.support.client import Client, all_of
from tests.support.people import make_member

NOON_IN_NEW_YORK = datetime(2026, 11, 23, 17, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def mia(app, client_for: Callable[[Person], Client]):
    with time_machine.travel(NOON_IN_NEW_YORK, tick=False):
        yield client_for(make_member("Mia"))


def say(mia: Client, waited: timedelta, off: timedelta):
    sent = NOON_IN_NEW_YORK + off
    made = sent - waited
    said = {"mood": "2", "made_at": made.isoformat(), "sent_at": sent.isoformat()}
    return mia.post("/checkins", data=said)


@pytest.mark.parametrize("off", [-400 * DAY, -DAY, timedelta(seconds=-30), DAY, 400 * DAY])
@pytest.mark.parametrize("waited", [timedelta(hours=1), 3 * DAY])
def test_d2_a_check_in_is_of_the_day_of_the_tap_whatever_the_phones_clock_says(mia, waited, off):
    day = (NOON_IN_NEW_YORK - waited).date().isoformat()
    assert say(mia, waited, off).status_code == 303
    [checkin] = all_of(CheckIn)
    assert checkin.day.isoformat() == day
    assert abs(checkin.said_at - (NOON_IN_NEW_YORK - waited)) <= timedelta(minutes=1)


def test_a_clock_that_was_set_back_while_it_waited_says_it_now(mia):
    assert say(mia, -DAY, -DAY).status_code == 303
    [checkin] = all_of(CheckIn)
    assert checkin.said_at == NOON_IN_NEW_YORK


def test_what_waited_more_than_a_year_is_refused_in_words_also_then(mia):
    answer = say(mia, 400 * DAY, -900 * DAY)
    assert answer.status_code == 422
    assert "more than a year ago" in answer.text


@pytest.mark.parametrize("sent_at", ["", "now", "2026-11-21", "9999-12-31T23:59Z", "1" * 5000])
def test_w5_what_is_no_time_to_send_says_nothing(mia, sent_at):
    made = (NOON_IN_NEW_YORK - DAY).isoformat()
    mia.post("/checkins", data={"mood": "2", "made_at": made, "sent_at": sent_at})
    [checkin] = all_of(CheckIn)
    assert checkin.said_at == NOON_IN_NEW_YORK - DAY
