"""Several taps at once, and the worker at the same moment, on real threads."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from datetime import time as clock_time

import pytest
from sqlalchemy import update

from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.push import answers
from peerapp.push.models import Delivery
from peerapp.reminders import due, kinds, planning, rung
from peerapp.reminders.models import (
    CalendarFeed,
    Reminder,
    ReminderEmailWish,
    ReminderSlot,
    slot_key,
)
from peerapp.reminders.schedule import EVERY_DAY
from tests.support.client import all_of, client_of
from tests.support.people import (
    make_delivery,
    make_member,
    make_reminder,
    make_slot,
    make_subscription,
    one_commit,
)

pytestmark = pytest.mark.both_databases


def at_once(app, person, path, data, times=6):
    phones = [client_of(app, person) for _ in range(times)]
    for phone in phones:
        phone.token()
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(lambda phone: phone.post(path, data=data).status_code, phones))


def slowly(monkeypatch, module, name, seconds):
    """So that who comes at the same time does come in between."""
    real = getattr(module, name)

    def slow(*args):
        found = real(*args)
        time.sleep(seconds)
        return found

    monkeypatch.setattr(module, name, slow)


def test_r1_a_reminder_that_is_sent_several_times_at_once_is_one(app, monkeypatch):
    slowly(monkeypatch, planning, "of", 0.1)
    mia = make_member()
    data = {"time": "20:00", "days": ["mon", "tue"]}
    assert at_once(app, mia, "/reminders", data) == [303] * 6
    assert len(all_of(Reminder)) == 1


def test_a_person_has_no_more_reminders_than_one_may_have_however_fast_they_tap(app, monkeypatch):
    slowly(monkeypatch, planning, "of", 0.1)
    mia = make_member()
    with one_commit():
        for number in range(planning.MOST - 1):
            make_reminder(mia, clock_time(8 + number // 60, number % 60))
    phones = [client_of(app, mia) for _ in range(4)]

    def add(number):
        data = {"time": f"2{number}:00", "days": ["mon"]}
        return phones[number].post("/reminders", data=data).status_code

    for phone in phones:
        phone.token()
    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(add, range(4)))
    assert sorted(codes) == [303, 422, 422, 422]
    assert len(all_of(Reminder)) == planning.MOST


def test_a_reminder_that_is_removed_several_times_at_once_is_gone(app):
    mia = make_member()
    path = f"/reminders/{make_reminder(mia).id}/delete"
    codes = at_once(app, mia, path, {})
    assert set(codes) <= {303, 404}
    assert 303 in codes
    assert all_of(Reminder) == []


def test_an_address_of_a_calendar_and_a_wish_that_are_tapped_several_times_at_once_are_one(app):
    mia = make_member()
    for path, data, table in (
        ("/reminders/calendar", {}, CalendarFeed),
        ("/reminders/email", {"wanted": "yes"}, ReminderEmailWish),
    ):
        assert at_once(app, mia, path, data) == [303] * 6
        assert len(all_of(table)) == 1
    for path, table in (
        ("/reminders/calendar/remove", CalendarFeed),
        ("/reminders/email", ReminderEmailWish),
    ):
        assert at_once(app, mia, path, {}) == [303] * 6
        assert all_of(table) == []


def test_a_change_and_the_worker_at_the_same_moment_do_not_wait_for_each_other(app, monkeypatch):
    """The worker locks the reminder and then its person; a tap on a phone the other way round."""
    mia, now = make_member(), datetime(2026, 11, 23, 12, tzinfo=UTC)
    phone = client_of(app)
    make_subscription(mia, phone.sign_in(mia))
    reminder_id = make_reminder(mia).id
    db.session.execute(update(Reminder).values(next_date=now.date(), next_due_at=now))
    db.session.commit()
    phone.token()
    slowly(monkeypatch, planning, "waiting_keys", 0.4)
    slowly(monkeypatch, kinds, "done", 0.6)

    def ring():
        time.sleep(0.15)
        with app.app_context():
            return due.claim_due(now)

    def change():
        data = {"time": "21:00", "days": ["mon"]}
        return phone.post(f"/reminders/{reminder_id}", data=data).status_code

    with ThreadPoolExecutor(2) as pool:
        rung, code = pool.submit(ring), pool.submit(change)
        assert code.result() == 303
        assert rung.result() <= 1


def test_parked_reminders_are_counted_for_the_doctor(app):
    reminder = make_reminder(make_member())
    assert planning.parked() == 0
    db.session.execute(update(Reminder).values(days=0))
    db.session.commit()
    due.claim_due(reminder.next_due_at)
    assert planning.parked() == 1
    planning.change(reminder, clock_time(20, 0), EVERY_DAY, datetime.now(UTC))
    assert planning.parked() == 0


def pressed_at_once(app, tokens):
    phones = [client_of(app) for _ in tokens]

    def press(phone, token):
        return phone.post("/push/answers", json={"token": token}, csrf=False).status_code

    with ThreadPoolExecutor(len(tokens)) as pool:
        return sorted(pool.map(press, phones, tokens))


def rang_on(app, person, phones):
    """Deliveries of a reminder that has just rung on so many phones."""
    slot = make_slot(make_reminder(person))
    sign_in = client_of(app, person).sign_in(person)
    devices = [make_subscription(person, sign_in) for _ in range(phones)]
    return [make_delivery(device, slot_key(slot.id)) for device in devices]


def test_d2_two_buttons_of_a_notification_at_once_do_one_thing(app, monkeypatch):
    slowly(monkeypatch, rung, "find", 0.1)
    [delivery] = rang_on(app, make_member(), 1)
    buttons = ["mood-4", "mood-2", "mood-4", "later-1h", "mood-3", "mood-2"]
    codes = pressed_at_once(app, [answers.token_for(delivery.id, one) for one in buttons])
    assert codes == [200, 410, 410, 410, 410, 410]
    put_off = [slot for slot in all_of(ReminderSlot) if slot.again_at]
    assert len(all_of(CheckIn)) + len(put_off) == 1


def test_d2_the_same_notification_on_six_phones_at_once_is_one_check_in(app, monkeypatch):
    slowly(monkeypatch, rung, "find", 0.1)
    deliveries = rang_on(app, make_member(), 6)
    codes = pressed_at_once(app, [answers.token_for(one.id, "mood-4") for one in deliveries])
    assert codes == [200] * 6
    assert [one.mood for one in all_of(CheckIn)] == [4]
    assert all(one.answered_at for one in all_of(Delivery))


def test_what_is_told_several_times_at_once_is_noted_once(app):
    deliveries = rang_on(app, make_member(), 6)
    ids = [str(one.id) for one in deliveries]

    def tell(_number):
        sent = {"received": ids, "opened": ids[:3]}
        return client_of(app).post("/push/receipts", json=sent, csrf=False).status_code

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(tell, range(6))) == [204] * 6
    assert all(one.received_at for one in all_of(Delivery))
    assert sum(one.opened_at is not None for one in all_of(Delivery)) == 3
