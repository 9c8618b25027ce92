"""Quiet hours on a person's wall clock, in every zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerapp import clock
from peerapp.push import quiet

zones = st.sampled_from(sorted(clock.zones()))
instants = st.datetimes(datetime(2010, 1, 1), datetime(2037, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("at", "starts", "ends", "expected"),
    [
        ("21:59", time(22), time(7), None),
        ("22:00", time(22), time(7), "07:00"),
        ("03:00", time(22), time(7), "07:00"),
        ("07:00", time(22), time(7), None),
        ("13:30", time(13), time(14), "14:00"),
        ("14:00", time(13), time(14), None),
    ],
)
def test_the_hours_end_on_the_wall_clock(at, starts, ends, expected) -> None:
    place = ZoneInfo("Europe/Berlin")
    instant = datetime.fromisoformat(f"2026-11-24T{at}").replace(tzinfo=place).astimezone(UTC)
    end = quiet.end(instant, "Europe/Berlin", starts, ends)
    assert end.astimezone(place).strftime("%H:%M") == (expected or at)


def test_on_the_night_the_clock_goes_back_they_end_in_that_night() -> None:
    second_quarter_past_one = datetime(2026, 11, 1, 6, 15, tzinfo=UTC)
    end = quiet.end(second_quarter_past_one, "America/New_York", time(22), time(1, 30))
    assert end == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@given(instants, zones, times, times)
def test_what_comes_out_is_not_within_them_and_not_far(instant, zone, starts, ends) -> None:
    if starts == ends:
        return
    end = quiet.end(instant, zone, starts, ends)
    assert end >= instant
    assert end - instant <= timedelta(hours=50)  # a zone may skip a date
    if end == instant:
        assert not quiet.is_within(instant, zone, starts, ends)
    else:
        assert quiet.is_within(instant, zone, starts, ends)
        wall = end.astimezone(ZoneInfo(zone))
        assert wall.time() >= ends or wall.time() < starts  # a clock that skips `ends` is past it
