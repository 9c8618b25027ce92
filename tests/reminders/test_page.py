"""Setting, changing and removing reminders on the page."""

import re
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from peerapp import clock
from peerapp.extensions import db
from peerapp.reminders import planning
from peerapp.reminders.models import Reminder
from tests.support.people import make_member, make_mentor, make_slot

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@pytest.fixture(autouse=True)
def in_the_afternoon(time_machine):
    # an hour later is still today, and tonight is still to come
    time_machine.move_to(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def client(client_for, mia):
    return client_for(mia)


def reminders():
    db.session.expire_all()
    return list(db.session.scalars(select(Reminder)))


def only():
    [reminder] = reminders()
    return reminder


def remind(person):
    reminder = planning.add(person, time(8, 0), 0b1, clock.now())
    db.session.commit()
    return reminder


def checked(page):
    return re.findall(r'<input checked[^>]* name="days"[^>]* value="(\w+)"', page)


def test_the_page_suggests_eight_in_the_evening_of_every_day(client):
    page = client.get("/reminders").text
    assert 'value="20:00"' in page
    assert checked(page) == WEEK
    assert "data-push-subscribe" not in page  # asked only once there is something to ring


def test_a_reminder_is_set_and_then_this_device_is_asked(client):
    response = client.post("/reminders", data={"time": "07:30", "days": ["sat", "sun"]})
    assert (response.status_code, response.location) == (303, "/reminders")
    reminder = only()
    assert (reminder.time, reminder.days) == (time(7, 30), 0b1100000)
    page = client.get("/reminders").text
    assert f'data-reminder-id="{reminder.id}"' in page
    assert re.search(r"7:30\sAM", page)
    assert "Saturday and Sunday" in page
    assert "data-push-subscribe" in page
    assert "A moment for you?" in page  # what a locked screen will show


def test_htmx_gets_the_part_only(client):
    response = client.post("/reminders", data={"time": "20:00", "days": WEEK}, htmx=True)
    assert response.status_code == 200
    assert response.text.lstrip().startswith('<div id="reminders"')
    assert "<html" not in response.text


def test_the_same_sent_twice_is_one_reminder(client):
    for _ in range(2):
        client.post("/reminders", data={"time": "20:00", "days": WEEK})
    assert len(reminders()) == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"time": "25:00", "days": WEEK}, "Please give a time like 20:00."),
        ({"time": "12:60", "days": WEEK}, "Please give a time like 20:00."),
        ({"time": "8", "days": WEEK}, "Please give a time like 20:00."),
        ({"time": "٢٠:٠٠", "days": WEEK}, "Please give a time like 20:00."),
        ({"time": "20:00\n", "days": WEEK}, "Please give a time like 20:00."),
        ({"time": "", "days": WEEK}, "Please give a time like 20:00."),
        ({"days": WEEK}, "Please give a time like 20:00."),
        ({"time": "20:00"}, "Please choose at least one day."),
        ({"time": "20:00", "days": ["mon", "someday"]}, "We do not know this day: someday."),
        ({"time": "20:00", "days": ["\0"]}, "We do not know this day"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_wrong_is_said_beside_the_field(client, typed, message, htmx):
    response = client.post("/reminders", data=typed, htmx=htmx)
    assert response.status_code == 422
    assert message in response.text
    assert reminders() == []


def test_what_was_typed_is_kept(client):
    page = client.post("/reminders", data={"time": "25:00", "days": ["tue", "sat"]}).text
    assert 'value="25:00"' in page
    assert checked(page) == ["tue", "sat"]


def test_a_reminder_is_changed(client, mia):
    reminder = remind(mia)
    where = f"/reminders/{reminder.id}"
    assert client.post(where, data={"time": "21:15", "days": ["fri"]}).status_code == 303
    assert (only().time, only().days) == (time(21, 15), 0b10000)


def test_a_wrong_change_stays_in_its_own_form(client, mia):
    reminder = remind(mia)
    response = client.post(f"/reminders/{reminder.id}", data={"time": "99:00", "days": ["fri"]})
    assert response.status_code == 422
    assert f'id="error-time-{reminder.id}"' in response.text
    assert 'value="99:00"' in response.text
    assert only().time == time(8, 0)


def test_a_reminder_is_removed(client, mia):
    where = f"/reminders/{remind(mia).id}/delete"
    assert client.post(where).status_code == 303
    assert reminders() == []
    assert client.post(where).status_code == 404


@pytest.mark.parametrize("where", ["/reminders/{}", "/reminders/{}/delete"])
def test_nobody_changes_the_reminder_of_another(app, client_for, mia, where):
    reminder = remind(mia)
    stranger = client_for(make_mentor())
    data = {"time": "21:15", "days": ["fri"]}
    response = stranger.post(where.format(reminder.id), data=data)
    assert response.status_code == 404
    assert only().time == time(8, 0)
    assert str(reminder.id) not in stranger.get("/reminders").text


def test_there_is_an_end_to_reminders(client):
    for minute in range(planning.MOST):
        client.post("/reminders", data={"time": f"08:{minute:02}", "days": ["mon"]})
    response = client.post("/reminders", data={"time": "21:00", "days": ["mon"]})
    assert response.status_code == 422
    assert "Remove one first" in response.text
    assert len(reminders()) == planning.MOST


def test_each_thing_on_the_page_has_an_id_of_its_own(client, mia):
    for minute in range(3):
        client.post("/reminders", data={"time": f"08:{minute:02}", "days": ["mon"]})
    ids = re.findall(r'\bid="([^"]+)"', client.get("/reminders").text)
    assert len(ids) == len(set(ids))


WHOLE = {
    "time": "07:30",
    "days": ["mon"],
    "kind": "own",
    "words": "Call  Ana",
    "until": "2099-01-31",
    "nudges": "y",
}


def test_what_it_is_for_and_how_long_is_kept_and_shown(client):
    assert client.post("/reminders", data=WHOLE).status_code == 303
    reminder = only()
    assert (reminder.kind, reminder.words, reminder.nudges) == ("own", "Call Ana", True)
    assert reminder.until == date(2099, 1, 31)
    page = client.get("/reminders").text
    assert "Call Ana" in page
    assert "January 31, 2099" in page
    assert "once more after an hour" in page


def test_another_client_that_says_no_more_than_the_time_changes_no_more(client):
    client.post("/reminders", data=WHOLE)
    client.post(f"/reminders/{only().id}", data={"time": "21:15", "days": ["fri"]})
    reminder = only()
    assert (reminder.time, reminder.kind, reminder.words) == (time(21, 15), "own", "Call Ana")
    assert reminder.until
    assert reminder.nudges
    client.post(f"/reminders/{reminder.id}", data={**WHOLE, "kind": "meeting", "words": ""})
    assert (only().kind, only().words) == ("meeting", None)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"kind": "own", "words": " "}, "Please say what it is for."),
        ({"kind": "nonsense"}, "Please choose one of these."),
        ({"until": "2020-01-01"}, "This day is over."),
        ({"until": "9999-12-31"}, "Please choose an earlier day."),
        ({"until": "2026-02-30"}, "Please choose a day of the calendar."),
        ({"words": "a" * 121}, "at most 120 letters"),
        ({"words": "a\0b"}, "A character here cannot be kept."),
    ],
)
def test_what_is_wrong_with_the_rest_is_said_beside_it_too(client, typed, message):
    response = client.post("/reminders", data={**WHOLE, **typed})
    assert response.status_code == 422
    assert message in response.text
    assert reminders() == []


def test_who_is_no_member_is_not_offered_a_members_day(app, client_for):
    toni = client_for(make_mentor("Toni"))
    page = toni.get("/reminders").text
    assert "My check-in" not in page
    assert "A meeting" in page
    assert toni.post("/reminders", data={**WHOLE, "kind": "check_in"}).status_code == 422
    assert toni.post("/reminders", data={"time": "20:00", "days": ["mon"]}).status_code == 303


def test_a_break_is_taken_and_ended(client, mia):
    remind(mia)
    for wrong in ("", "2020-01-01", "nonsense"):
        response = client.post("/reminders/break", data={"back_on": wrong})
        assert response.status_code == 422
        assert 'id="error-back_on"' in response.text
    assert client.post("/reminders/break", data={"back_on": "2099-01-31"}).status_code == 303
    page = client.get("/reminders").text
    assert "Your reminders rest until" in page
    assert "Ring again now" in page
    assert client.post("/reminders/break/end").status_code == 303
    assert "rest until" not in client.get("/reminders").text


def test_quiet_hours_are_kept_and_taken_away(client, mia):
    remind(mia)
    response = client.post("/reminders/quiet", data={"starts": "22:00", "ends": ""})
    assert response.status_code == 422
    assert "Please give both times, or none." in response.text
    assert 'value="22:00"' in response.text
    client.post("/reminders/quiet", data={"starts": "22:00", "ends": "07:00"})
    page = client.get("/reminders").text
    assert 'value="22:00"' in page
    assert 'value="07:00"' in page
    client.post("/reminders/quiet", data={"starts": "", "ends": ""})
    assert 'value="22:00"' not in client.get("/reminders").text


def test_what_rang_says_what_it_is_for_and_can_be_done_or_put_off(client, mia):
    client.post("/reminders", data=WHOLE)
    slot = make_slot(only())
    where = f"/reminders/rung/{slot.id}"
    assert "Call Ana" in client.get(where).text
    for wrong in ({}, {"when": "never"}):
        assert client.post(f"{where}/later", data=wrong).location == where
        assert "Please choose another one." in client.get(where).text
    assert client.post(f"{where}/later", data={"when": "1h"}).location == "/"
    assert "It rings again at" in client.get("/").text
    assert client.post(f"{where}/done").location == "/"
    assert "You did it." in client.get(where).text
    db.session.expire_all()
    assert (slot.again_at, slot.done_at is None) == (None, False)
