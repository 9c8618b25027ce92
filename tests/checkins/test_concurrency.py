"""Two phones at once, or two taps of a shaking hand, on real threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask

from peerapp.accounts.models import Person
from peerapp.checkins.models import Acknowledgement, CheckIn, EarlierVersion
from peerapp.matching.models import Match
from peerapp.sobriety.models import Period
from tests.support.client import Client, all_of, client_of
from tests.support.people import (
    check_in,
    invite,
    make_member,
    make_mentor,
    make_tracker,
    match,
)


def at_once(app: Flask, person: Person, act: Callable[[Client], int], times: int = 6) -> list[int]:
    """Each from a browser of its own, all at the same moment."""
    phones = [client_of(app, person) for _ in range(times)]
    for phone in phones:
        phone.token()
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(act, phones))


@pytest.mark.both_databases
def test_d1_d2_eight_phones_at_once_make_one_check_in_and_lose_no_word(app) -> None:
    mia = make_member()
    phones = [client_of(app, mia) for _ in range(8)]
    for phone in phones:
        phone.token()
    sent = [{"mood": str(n % 5 + 1), "id": str(uuid4()), "note": f"phone {n}"} for n in range(8)]

    def send(n: int) -> int:
        return phones[n % 8].post("/checkins", data=sent[n % 8]).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(send, range(24)))  # each phone sends the same three times
    assert set(codes) == {303}
    [checkin] = all_of(CheckIn)
    notes = {version.note for version in all_of(EarlierVersion)} | {checkin.note}
    assert notes == {one["note"] for one in sent}


@pytest.mark.both_databases
def test_undo_tapped_several_times_at_once_is_one_undo(app) -> None:
    mia = make_member()
    url = f"/checkins/{check_in(mia).id}/undo"
    codes = at_once(app, mia, lambda phone: phone.post(url).status_code)
    assert set(codes) <= {303, 404}
    assert 303 in codes
    assert all_of(CheckIn) == []


@pytest.mark.both_databases
def test_an_acknowledgement_tapped_several_times_at_once_is_one(app) -> None:
    toni, mia = make_mentor(), make_member()
    match(toni, mia)
    url = f"/checkins/{check_in(mia).id}/acknowledge"
    assert at_once(app, toni, lambda phone: phone.post(url).status_code) == [303] * 6
    assert len(all_of(Acknowledgement)) == 1


@pytest.mark.both_databases
def test_a_return_to_use_sent_several_times_at_once_is_one(app) -> None:
    mia = make_member()
    url = f"/sobriety/{make_tracker(mia, since=date(2020, 1, 1)).id}/return-to-use"
    codes = at_once(app, mia, lambda phone: phone.post(url, data={"on": "2026-01-02"}).status_code)
    assert codes == [303] * 6
    assert len(all_of(Period)) == 2


@pytest.mark.both_databases
def test_a_yes_sent_several_times_at_once_is_one_match(app) -> None:
    toni, mia = make_mentor(), make_member()
    url = f"/i/{invite(toni).code}"
    assert at_once(app, mia, lambda phone: phone.post(url).status_code) == [303] * 6
    assert len(all_of(Match)) == 1


def test_a_page_that_stayed_open_over_midnight_checks_in_for_the_new_day(client_for) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 17, tzinfo=UTC), tick=False) as clock:
        mia = client_for(make_member())
        mia.post("/checkins", data={"mood": "5"})
        page = mia.get("/").text
        assert 'name="day"' not in page
        assert 'data-today="2026-11-22" data-zone="America/New_York"' in page
        clock.shift(timedelta(days=1))
        mia.post("/checkins", data={"mood": "1"})
        found = {str(one.day): one.mood for one in all_of(CheckIn)}
        assert found == {"2026-11-22": 5, "2026-11-23": 1}
