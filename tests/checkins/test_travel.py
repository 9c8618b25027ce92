"""The day belongs to the member: across the date line, in a new zone, on 23- and 25-hour days."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from peerapp import clock
from peerapp.checkins import answers
from peerapp.checkins.models import CheckIn
from tests.support.client import Client, all_of
from tests.support.people import check_in, make_member

ZONES = st.sampled_from(sorted(clock.zones()))
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))


@given(INSTANTS, ZONES)
def test_the_day_is_the_one_on_the_members_wall(instant: datetime, zone: str) -> None:
    """Compared with the offset that the zone has at that instant, counted by hand."""
    offset = instant.astimezone(ZoneInfo(zone)).utcoffset()
    assert offset is not None
    assert clock.local_day(instant, zone) == (instant + offset).date()


@given(INSTANTS, ZONES, st.integers(1, 48))
def test_the_day_never_goes_back_while_nobody_moves_but_by_a_change_of_rules(
    instant: datetime, zone: str, hours: int
) -> None:
    """Not more than the one day that some places have moved across the date line by."""
    before, after = (
        clock.local_day(at, zone) for at in (instant, instant + timedelta(hours=hours))
    )
    assert after >= before - timedelta(days=1)
    assert (after - before).days <= hours / 24 + 2


@given(INSTANTS, ZONES)
def test_yesterday_is_only_offered_in_the_night_and_is_always_open(
    instant: datetime, zone: str
) -> None:
    local = clock.local(instant, zone)
    before = answers.still_yesterday(local)
    assert (before is not None) == (local.hour < 4)
    if before is not None:
        assert before == local.date() - timedelta(days=1)
        assert answers.is_open(before, local.date())


def days_of(member_id: object) -> list[date]:
    return sorted(row.day for row in all_of(CheckIn) if row.member_id == member_id)


@pytest.mark.both_databases
def test_west_across_the_date_line_a_day_is_left_out_and_east_it_comes_twice(
    app, client_for: Callable[..., Client]
) -> None:
    """Honolulu to Auckland and back: each calendar day has at most one check-in, none is lost."""
    with time_machine.travel(datetime(2026, 11, 20, 20, tzinfo=UTC), tick=False) as now:
        person = make_member(timezone="Pacific/Honolulu")
        member_id = person.id
        mia = client_for(person)
        mia.post("/checkins", data={"mood": "3"})  # Friday 10:00 in Honolulu
        now.move_to(datetime(2026, 11, 21, 10, 30, tzinfo=UTC))  # half past midnight there
        mia.post("/account/timezone", data={"timezone": "Pacific/Auckland"})
        mia.post("/checkins", data={"mood": "4"})  # Saturday 23:30 in Auckland
        assert days_of(member_id) == [date(2026, 11, 20), date(2026, 11, 21)]
        now.move_to(datetime(2026, 11, 21, 23, tzinfo=UTC))  # Sunday noon in Auckland
        mia.post("/checkins", data={"mood": "5"})
        mia.post("/account/timezone", data={"timezone": "Pacific/Honolulu"})
        # it is Saturday again, and Saturday's answer is there, to be changed
        page = mia.get("/").text
        assert "Saturday, November 21" in page
        assert 'value="4" aria-pressed="true"' in page
        mia.post("/checkins", data={"mood": "2", "note": "the second Saturday"})
    found = {row.day: row.mood for row in all_of(CheckIn)}
    assert found == {date(2026, 11, 20): 3, date(2026, 11, 21): 2, date(2026, 11, 22): 5}
    with time_machine.travel(datetime(2026, 11, 23, 12, tzinfo=UTC), tick=False):
        page = mia.get("/checkins/2026-11-21").text
        assert "Good (4 of 5)" in page  # what it said before


@pytest.mark.parametrize(
    ("zone", "first", "hours"),
    [
        ("America/New_York", "2026-03-08T00:00-05:00", 23),
        ("America/New_York", "2026-11-01T00:00-04:00", 25),
        ("Australia/Lord_Howe", "2026-04-05T00:00+11:00", 24.5),
        ("Africa/Cairo", "2026-04-24T01:00+03:00", 23),  # its midnight does not exist
    ],
)
def test_a_short_or_long_day_is_one_day_to_its_last_minute(
    client_for: Callable[..., Client], zone: str, first: str, hours: float
) -> None:
    begin = datetime.fromisoformat(first)
    end = begin + timedelta(hours=hours)
    with time_machine.travel(begin, tick=False) as now:
        person = make_member(timezone=zone)
        mia = client_for(person)
        for at in (begin, end - timedelta(minutes=1), end):
            now.move_to(at)
            mia.post("/checkins", data={"mood": "3"})
    assert days_of(person.id) == [begin.date(), begin.date() + timedelta(days=1)]


def test_a_zone_that_is_none_changes_nothing(client_for: Callable[..., Client]) -> None:
    person = make_member()
    mia = client_for(person)
    assert mia.post("/account/timezone", data={"timezone": "Mars/Olympus"}).location == "/account"
    assert "do not know this time zone" in mia.get("/account").text
    assert 'selected value="America/New_York"' in mia.get("/account").text


def test_a_phone_that_has_traveled_is_asked_and_nothing_changes_by_itself(
    phone_of: Callable[..., Page],
) -> None:
    mia = make_member(timezone="America/New_York")
    check_in(mia)
    page = phone_of(mia, timezone_id="Asia/Tokyo")
    page.goto("/")
    expect(page.get_by_text("on the clock of Tokyo")).to_be_visible()
    page.locator("[data-zone-dismiss]").tap()
    expect(page.get_by_text("on the clock of")).to_be_hidden()
    page.reload()
    expect(page.get_by_text("on the clock of")).to_be_hidden()
    other = phone_of(mia, timezone_id="Asia/Tokyo")
    other.goto("/")
    other.get_by_role("button", name="Yes, follow it").tap()
    expect(other.get_by_text("Your days follow this clock now.")).to_be_visible()
    expect(other.get_by_text("on the clock of")).to_be_hidden()


def test_a_phone_at_home_is_not_asked(phone_of: Callable[..., Page]) -> None:
    page = phone_of(make_member(timezone="America/Detroit"))  # the clock of New York
    page.goto("/")
    expect(page.get_by_role("heading", name="How is today?")).to_be_visible()
    expect(page.locator("[data-zone-hint]")).to_be_hidden()
