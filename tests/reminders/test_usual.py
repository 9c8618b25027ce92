"""The time at which a member usually checks in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerapp.accounts import people
from peerapp.extensions import db
from peerapp.push import quiet
from peerapp.push.models import Delivery
from peerapp.reminders import due, planning, usual
from peerapp.reminders.models import Kind
from peerapp.reminders.planning import Details
from peerapp.reminders.schedule import EVERY_DAY
from tests.support.client import all_of
from tests.support.devices import turn_on
from tests.support.people import check_in, make_member

times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # in New York
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("given_times", "expected"),
    [
        ([time(20, 14)] * 6, None),
        ([time(20, 14)] * 7, time(20, 10)),
        ([time(8, 0), *[time(20, 14)] * 7, time(23, 59)], time(20, 10)),  # two odd days
        ([time(23, 50)] * 4 + [time(0, 30)] * 4, time(23, 50)),  # around midnight
        ([time(0, 31)] * 7, time(0, 30)),
        ([time(3, 59)] * 7, time(3, 55)),
    ],
)
def test_it_is_the_middle_and_not_before_there_are_seven(given_times, expected) -> None:
    assert usual.middle(given_times) == expected


@given(st.lists(times, min_size=7, max_size=28), times)
def test_one_day_that_was_different_does_not_take_it_outside_the_others(some, odd) -> None:
    def after_four(at: time) -> int:
        return (at.hour * 60 + at.minute - 240) % 1440

    found = usual.middle([*some, odd])
    assert found is not None
    assert found.minute % 5 == 0
    low, high = min(map(after_four, some)), max(map(after_four, some))
    assert low - 5 < after_four(found) <= high


@pytest.fixture
def mia(app, time_machine):
    """Checks in at 20:14, seven days up to yesterday."""
    mia = make_member("Mia")
    for back in range(7, 0, -1):
        time_machine.move_to(NOON - back * DAY + timedelta(hours=8, minutes=14), tick=False)
        check_in(mia)
    time_machine.move_to(NOON, tick=False)
    return mia


def remind(person, **more):
    reminder = planning.add(person, time(18, 0), EVERY_DAY, NOON, Details(adapts=True, **more))
    db.session.commit()
    return reminder


@pytest.mark.both_databases
def test_a_reminder_keeps_to_it_from_day_to_day(mia, time_machine) -> None:
    reminder = remind(mia)
    assert reminder.next_due_at == datetime(2026, 11, 24, 1, 10, tzinfo=UTC)  # 20:10 there
    due.claim_due(reminder.next_due_at)
    db.session.expire_all()
    assert (reminder.next_date, reminder.next_due_at.minute) == (date(2026, 11, 24), 10)


@pytest.mark.both_databases
def test_it_follows_the_person_to_another_zone(mia) -> None:
    reminder = remind(mia)
    people.change_zone(mia, "America/Los_Angeles")
    db.session.commit()
    # the same instants are 17:14 on the new wall clock
    assert reminder.next_due_at == datetime(2026, 11, 24, 1, 10, tzinfo=UTC)


def test_quiet_hours_and_other_kinds_keep_to_the_time_that_was_set(mia) -> None:
    other = remind(mia, kind=Kind.MEDICATION)
    quiet.set_hours(mia, time(20, 0), time(7, 0))
    reminder = remind(mia)
    six = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert (other.next_due_at, reminder.next_due_at) == (six, six)


@pytest.mark.parametrize(("hours_begin", "waits"), [(time(20, 0), True), (time(21, 0), False)])
def test_r5_quiet_hours_set_after_it_was_planned_hold_a_usual_time_back(
    app, mia, service, hours_begin, waits
) -> None:
    turn_on(app, mia, service)
    reminder = remind(mia)
    quiet.set_hours(mia, hours_begin, time(7, 0))
    db.session.commit()
    due.claim_due(reminder.next_due_at)
    [delivery] = all_of(Delivery)
    assert (delivery.next_try_at > delivery.created_at + timedelta(hours=8)) is waits


def test_a_check_in_that_was_made_on_another_day_says_nothing_of_the_time(
    app, time_machine
) -> None:
    time_machine.move_to(NOON, tick=False)
    mia = make_member("Mia")
    for back in range(1, 9):
        check_in(mia, day=date(2026, 11, 23) - back * DAY)
    assert usual.times_of(mia, NOON) == []
    assert remind(mia).next_due_at == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
