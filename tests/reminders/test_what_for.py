"""What a reminder is for, how long it rings, a second time, later, a break, and quiet hours."""

from datetime import UTC, datetime, time, timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import outbox, quiet, sender
from peerapp.push.models import Delivery
from peerapp.push.notifications import Notification
from peerapp.reflections.models import Pledge, Review
from peerapp.reminders import breaks, due, planning, rung, wanted
from peerapp.reminders.models import Kind, Outcome, Reminder, ReminderSlot
from peerapp.reminders.planning import Details
from peerapp.reminders.schedule import EVERY_DAY, Later
from tests.support.client import all_of
from tests.support.devices import turn_on
from tests.support.evening import BEFORE, DAY, EIGHT, HOUR, MINUTE, MONDAY, remind, rings, slots
from tests.support.people import check_in, make_member, save
from tests.support.queries import queries_of

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("in_the_afternoon")]


@pytest.fixture
def phone(app, service, mia):
    turn_on(app, mia, service)
    return service


def do(kind, person):
    if kind == Kind.PLEDGE:
        save(Pledge(member_id=person.id, day=MONDAY, words="Today.", made_at=BEFORE))
    elif kind == Kind.REVIEW:
        save(Review(member_id=person.id, day=MONDAY, answers={}, written_at=BEFORE))
    else:
        check_in(person, day=MONDAY, medication="yes")


@pytest.mark.parametrize("kind", [Kind.CHECK_IN, Kind.PLEDGE, Kind.REVIEW, Kind.MEDICATION])
def test_nobody_is_asked_for_what_is_done(phone, mia, kind):
    remind(mia, kind=kind)
    other = make_member("Noor")
    do(kind, other)  # what another did is not hers
    do(kind, mia)
    assert rings(EIGHT) == 0
    assert slots() == [(MONDAY, Outcome.DONE)]


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_rings_where_it_is_not_done(phone, mia, kind):
    remind(mia, kind=kind, words="my sister's number")
    assert rings(EIGHT) == 1
    [received] = phone.received
    assert "sister" not in received.data.decode()
    assert received.notification["title"] == "A moment for you?"


def test_a_check_in_without_medication_does_not_stop_that_reminder(phone, mia):
    remind(mia, kind=Kind.MEDICATION)
    check_in(mia, day=MONDAY, medication="no")
    assert rings(EIGHT) == 1


def test_it_rings_on_its_last_day_and_not_after(phone, mia):
    reminder = remind(mia, until=MONDAY)
    assert rings(EIGHT) == 1
    db.session.expire_all()
    assert (reminder.next_date, reminder.next_due_at) == (None, None)
    assert rings(EIGHT + DAY) == 0
    assert slots() == [(MONDAY, Outcome.QUEUED)]
    later = Details(until=MONDAY + 2 * DAY)
    planning.change(reminder, time(20, 0), EVERY_DAY, EIGHT + DAY, later)
    db.session.commit()
    assert reminder.next_date == MONDAY + 2 * DAY


def test_a_last_day_before_its_first_weekday_never_rings(app, mia):
    reminder = planning.add(mia, time(20, 0), 0b0010000, BEFORE, Details(until=MONDAY))  # Fridays
    assert reminder.next_due_at is None


def test_r5_a_break_stops_what_is_queued_and_what_comes(phone, mia, time_machine):
    remind(mia)
    due.claim_due(EIGHT)
    breaks.begin(mia, MONDAY + 2 * DAY)
    db.session.commit()
    assert sender.send_due(EIGHT) == 0
    time_machine.move_to(EIGHT + DAY, tick=False)
    assert rings(EIGHT + DAY) == 0
    assert slots()[-1] == (MONDAY + DAY, Outcome.PAUSED)
    time_machine.move_to(EIGHT + 2 * DAY, tick=False)
    assert rings(EIGHT + 2 * DAY) == 1


def test_a_break_that_is_ended_early_rings_again(phone, mia):
    remind(mia)
    breaks.begin(mia, MONDAY + 9 * DAY)
    breaks.end(mia)
    db.session.commit()
    assert rings(EIGHT) == 1


def test_r1_the_second_ring_replaces_the_first_and_is_the_last(phone, mia):
    remind(mia, nudges=True)
    assert rings(EIGHT) == 1
    assert rings(EIGHT + HOUR - MINUTE) == 0
    assert rings(EIGHT + HOUR) == 1
    assert rings(EIGHT + 2 * HOUR) == 0
    first, second = phone.received
    assert first.headers["topic"] == second.headers["topic"]
    assert first.notification["tag"] == second.notification["tag"]


def test_r5_what_is_done_rings_no_second_time(phone, mia):
    remind(mia, nudges=True)
    rings(EIGHT)
    check_in(mia, day=MONDAY)
    assert rings(EIGHT + HOUR) == 0


def test_who_did_not_ask_for_it_is_not_nudged(phone, mia):
    remind(mia)
    assert [rings(EIGHT), rings(EIGHT + HOUR)] == [1, 0]


@pytest.mark.parametrize("at", [time(23, 0), time(23, 40)])
def test_a_second_ring_never_comes_after_midnight(phone, mia, at):
    remind(mia, at=at, nudges=True)
    rang_at = EIGHT + timedelta(hours=at.hour - 20, minutes=at.minute)
    assert rings(rang_at) == 1
    assert rings(rang_at + HOUR) == 0


def test_a_second_ring_keeps_out_of_the_quiet_hours_and_the_first_does_not(phone, mia):
    quiet.set_hours(mia, time(19, 30), time(7, 0))
    remind(mia, nudges=True)
    assert [rings(EIGHT), rings(EIGHT + HOUR)] == [1, 0]


def test_a_second_ring_that_cannot_be_computed_stops_no_other(app, phone, mia):
    broken = make_member("Noor")
    turn_on(app, broken, phone)
    for person in (broken, mia):
        remind(person, nudges=True)
    assert rings(EIGHT) == 2
    db.session.execute(update(Person).where(Person.id == broken.id).values(timezone="Mars/Olympus"))
    db.session.commit()
    assert rings(EIGHT + HOUR) == 1
    assert {slot.again_at for slot in all_of(ReminderSlot)} == {None}


def test_a_break_in_a_zone_that_is_gone_stops_no_other_persons_reminder(app, phone, mia):
    broken = make_member("Noor")
    turn_on(app, broken, phone)
    for person in (broken, mia):
        remind(person)
    breaks.begin(broken, MONDAY + 2 * DAY)
    db.session.execute(update(Person).where(Person.id == broken.id).values(timezone="Mars/Olympus"))
    db.session.commit()
    assert rings(EIGHT) == 1
    assert rings(EIGHT + MINUTE) == 0


def test_r4_a_second_ring_that_an_outage_delayed_is_not_sent_at_night(phone, mia):
    remind(mia, nudges=True)
    rings(EIGHT)
    assert rings(EIGHT + 7 * HOUR) == 0
    assert all_of(ReminderSlot)[0].again_at is None


def test_a_reminder_that_is_changed_or_removed_does_not_nudge(phone, mia):
    reminder = remind(mia, nudges=True)
    rings(EIGHT)
    planning.change(reminder, time(22, 30), EVERY_DAY, EIGHT)
    db.session.commit()
    assert rings(EIGHT + HOUR) == 0
    planning.remove(reminder)
    db.session.commit()
    assert rings(EIGHT + 3 * HOUR) == 0


def only_slot():
    [slot] = all_of(ReminderSlot)
    return slot


@pytest.mark.parametrize(
    ("when", "after"), [(Later.TEN_MINUTES, 10 * MINUTE), (Later.AN_HOUR, HOUR)]
)
def test_later_rings_once_more_then(phone, mia, when, after):
    remind(mia, kind=Kind.OWN, words="Call Ana")
    rings(EIGHT)
    assert rung.put_off(only_slot(), when, EIGHT) == EIGHT + after
    db.session.commit()
    assert [rings(EIGHT + after - MINUTE), rings(EIGHT + after)] == [0, 1]
    assert rings(EIGHT + after + HOUR) == 0
    assert rung.put_off(only_slot(), when, EIGHT + after)  # and later once more
    db.session.commit()
    assert rings(EIGHT + 2 * after) == 1
    assert len({received.headers["topic"] for received in phone.received}) == 1


def test_tonight_is_eight_in_the_evening_and_not_once_that_is_over(phone, mia):
    remind(mia, at=time(14, 0))
    rings(BEFORE + HOUR)
    assert rung.put_off(only_slot(), Later.TONIGHT, BEFORE + HOUR) == EIGHT
    with pytest.raises(rung.NotPutOff, match="That time has passed"):
        rung.put_off(only_slot(), Later.TONIGHT, EIGHT)


def test_done_stops_what_waits_and_the_second_ring(phone, mia):
    remind(mia, kind=Kind.OWN, words="Call Ana", nudges=True)
    due.claim_due(EIGHT)
    rung.finish(only_slot(), EIGHT)
    db.session.commit()
    assert sender.send_due(EIGHT) == 0
    assert rings(EIGHT + HOUR) == 0
    assert only_slot().done_at == EIGHT


def test_what_is_put_off_in_vain_comes_to_an_end(phone, mia):
    remind(mia)
    rings(EIGHT)
    db.session.execute(update(ReminderSlot).values(rings=rung.MOST_RINGS))
    with pytest.raises(rung.NotPutOff, match="It rang many times"):
        rung.put_off(only_slot(), Later.AN_HOUR, EIGHT)


def test_all_but_a_chosen_time_waits_for_the_end_of_the_quiet_hours(phone, mia, time_machine):
    quiet.set_hours(mia, time(20, 0), time(7, 0))
    news = Notification("test:news", EIGHT + 20 * HOUR)
    outbox.put(mia, news, EIGHT)
    db.session.commit()
    morning = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # 7:00 in New York
    assert db.session.scalars(select(Delivery.next_try_at)).one() == morning
    assert sender.send_due(EIGHT + HOUR) == 0
    time_machine.move_to(morning, tick=False)
    assert sender.send_due(morning) == 1


def test_quiet_hours_are_taken_away(app, mia):
    quiet.set_hours(mia, time(22, 0), time(7, 0))
    quiet.set_hours(mia, time(21, 0), time(6, 0))
    assert (quiet.of(mia).starts, quiet.of(mia).ends) == (time(21, 0), time(6, 0))
    for starts, ends in ((None, None), (time(5), time(5))):
        quiet.set_hours(mia, starts, ends)
        assert quiet.of(mia) is None


def test_words_that_cannot_be_read_stop_no_reminder(app, phone, mia):
    remind(mia, kind=Kind.OWN, words="Call Ana")
    remind(mia, at=time(20, 1))
    other_key = Fernet(Fernet.generate_key()).encrypt(b"Call Ana").decode()
    db.session.execute(
        update(Reminder).where(Reminder.kind == Kind.OWN).values(words=other_key)
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    db.session.commit()
    assert rings(EIGHT + MINUTE) == 2


def test_the_number_of_queries_before_sending_does_not_grow_with_what_waits(phone, mia):
    def count():
        ids = [str(slot.id) for slot in all_of(ReminderSlot)]
        return queries_of(lambda: wanted.still_wanted(ids, EIGHT))

    remind(mia)
    due.claim_due(EIGHT)
    one = count()
    for number in range(6):
        other = make_member(f"Noor{number}")
        remind(other)
        breaks.begin(other, MONDAY - DAY)  # long over
    db.session.commit()
    due.claim_due(EIGHT)
    assert len(all_of(ReminderSlot)) == 7
    assert count() <= one
