"""The hours in which a person may be rung up."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from peerapp import clock
from peerapp.matching.contact import is_within, next_opening

ZONES = st.sampled_from(sorted(clock.zones()))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@given(INSTANTS, ZONES, TIMES, TIMES)
def test_the_next_opening_is_soon_and_never_before_now(now, zone, opens, closes) -> None:
    found = next_opening(now, zone, opens, closes)
    assert now <= found <= now + timedelta(hours=49)
    if found == now:
        assert is_within(clock.local(now, zone).time(), opens, closes)


def test_hours_over_midnight_are_open_at_night() -> None:
    night = datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert next_opening(night, "UTC", time(20), time(6)) == night
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert next_opening(noon, "UTC", time(20), time(6)) == noon.replace(hour=20)


def test_an_opening_in_the_hour_that_the_clock_leaves_out_comes_all_the_same() -> None:
    before = datetime(2026, 3, 8, 6, 30, tzinfo=UTC)  # 1:30 AM in New York, where 2 AM is left out
    found = next_opening(before, "America/New_York", time(2, 30), time(5))
    assert found == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)  # 3:30 AM on the new clock


def test_after_the_hours_of_today_they_begin_tomorrow() -> None:
    evening = datetime(2026, 11, 23, 22, tzinfo=UTC)
    tomorrow = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert next_opening(evening, "UTC", time(8), time(21)) == tomorrow
