"""Setting, changing and removing reminders on the page."""

import re
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from peerapp import clock
from peerapp.extensions import db
from peerapp.reminders import planning
from peerapp.reminders.models import Reminder
from tests.support.people import make_member, make_mentor, make_reminder, make_slot, one_commit
from tests.support.queries import queries_of

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@pytest.fixture(autouse=True)
def in_the_afternoon(time_machine):
    # an hour later is still today, and tonight is still to come
    time_machine.move_to(datetime(2026, 11, 23, 18, 0, tzinfo=UTC))


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


def test_there_is_an_end_to_reminders(client, mia):
    client.post("/reminders", data={"time": "06:00", "days": ["mon"]})
    fill_up(client, mia)
    for _ in range(2):
        response = client.post("/reminders", data={"time": "21:00", "days": ["mon"]})
        assert response.status_code == 422
        assert "You have 100 reminders" in response.text
        assert 'value="21:00"' in response.text  # kept
    assert len(reminders()) == planning.MOST == 100


def fill_up(client, person, count=planning.MOST):
    with one_commit():
        for number in range(len(reminders()), count):
            make_reminder(person, time(8 + number // 60, number % 60))


@pytest.mark.parametrize(
    "tries", [150, pytest.param(1000, id="a-thousand", marks=pytest.mark.faults)]
)
def test_who_sends_more_than_one_may_have_gets_a_clear_answer_and_nothing_twice(client, mia, tries):
    fill_up(client, mia, 95)
    before = {(one.time, one.days) for one in reminders()}
    codes = []
    for number in range(tries):
        at = f"{number // 60 % 4 + 20:02}:{number % 60:02}"
        codes.append(client.post("/reminders", data={"time": at, "days": ["mon"]}).status_code)
    assert codes[:5] == [303] * 5
    # the same once more is the one that there is; anything else is one too many
    assert set(codes[5:240]) == {422}
    now = [(one.time, one.days) for one in reminders()]
    assert len(now) == len(set(now)) == 100
    assert before < set(now)


def test_a_hundred_reminders_are_as_quick_a_page_as_one(client, mia):
    def look():
        assert client.get("/reminders").status_code == 200

    fill_up(client, mia, 1)
    look()
    few = queries_of(look)
    fill_up(client, mia)
    page = client.get("/reminders").text
    assert queries_of(look) == few
    assert len(page) < 80_000
    assert page.count("data-reminder-id=") == 100
    assert "92 more, later in the day" in page
    assert page.count("<form") < 20  # each has a page with its own instead


def test_of_many_each_is_changed_on_a_page_of_its_own(client, client_for, mia):
    fill_up(client, mia)
    last = max(reminders(), key=lambda one: one.time)
    where = f"/reminders/{last.id}"
    assert f'href="{where}#reminder-{last.id}"' in client.get("/reminders").text
    page = client.get(where).text
    assert f'id="time-{last.id}"' in page
    assert page.count("Remove this reminder") == 1
    wrong = client.post(where, data={"time": "25:00", "days": ["fri"]})
    assert wrong.status_code == 422
    assert f'id="error-time-{last.id}"' in wrong.text
    assert 'value="25:00"' in wrong.text
    assert client.post(where, data={"time": "23:15", "days": ["fri"]}).status_code == 303
    assert max(one.time for one in reminders()) == time(23, 15)
    assert client_for(make_member("Noor")).get(where).status_code == 404


def test_a_wrong_change_keeps_all_that_was_typed(client, mia):
    where = f"/reminders/{remind(mia).id}"
    typed = {**WHOLE, "time": "25:00", "days": [], "until": "2020-01-01", "words": "Call Ana"}
    page = client.post(where, data=typed)
    assert page.status_code == 422
    for message in ("a time like 20:00", "at least one day", "This day is over."):
        assert message in page.text
    for kept in ('value="25:00"', 'value="2020-01-01"', 'value="Call Ana"'):
        assert kept in page.text
    assert (only().time, only().until) == (time(8, 0), None)


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
        # it is Monday, one in the afternoon in New York
        ({"until": "2026-11-23"}, "It would not ring until then."),
        ({"until": "2026-11-25", "days": ["fri"]}, "It would not ring until then."),
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


def test_an_end_on_the_very_day_of_its_one_ring_is_kept(client):
    data = {**WHOLE, "time": "20:00", "until": "2026-11-23"}
    assert client.post("/reminders", data=data).status_code == 303
    assert only().next_date == date(2026, 11, 23)


def test_a_reminder_that_has_had_its_last_can_be_changed_in_the_rest(client, time_machine):
    client.post("/reminders", data={**WHOLE, "time": "20:00", "until": "2026-11-23"})
    time_machine.move_to(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))  # nine in the evening
    data = {**WHOLE, "time": "20:00", "until": "2026-11-23", "words": "Call Ben"}
    assert client.post(f"/reminders/{only().id}", data=data).status_code == 303
    assert only().words == "Call Ben"


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
    assert client.post("/reminders/break", data={"back_on": "2027-01-31"}).status_code == 303
    page = client.get("/reminders").text
    assert "They ring again from January 31, 2027 on." in page
    assert "Ring again now" in page
    assert client.post("/reminders/break/end").status_code == 303
    assert "They ring again from" not in client.get("/reminders").text


def test_a_reminder_that_ends_in_a_break_says_so(client, mia):
    until = {"until": "2026-12-02", "kind": "check_in"}
    client.post("/reminders", data={"time": "08:00", "days": "mon", **until})
    client.post("/reminders/break", data={"back_on": "2026-12-20"})
    assert "It ends before your break does." in client.get("/reminders").text


def test_what_was_done_is_said_where_it_was_done_and_the_focus_goes_there(client, mia):
    def told(page):
        return re.findall(r'<p class="notice" role="status" data-focus[^>]*>([^<]*)<', page)

    page = client.post("/reminders", data={"time": "08:00", "days": "mon"}, htmx=True).text
    assert told(page) == ["Saved."]
    assert page.index(f'id="reminder-{only().id}"') < page.index("data-focus")
    where = f"/reminders/{only().id}"
    assert told(client.post(where, data={"time": "09:00", "days": "mon"}, htmx=True).text) == [
        "Saved."
    ]
    rest = {"back_on": "2026-12-20"}
    assert told(client.post("/reminders/break", data=rest, htmx=True).text)
    assert told(client.post("/reminders/break/end", htmx=True).text)
    page = client.post("/reminders/quiet", data={"starts": "", "ends": ""}, htmx=True).text
    assert told(page) == ["Saved. There are no quiet hours."]
    assert told(client.post("/reminders/calendar", htmx=True).text)
    assert told(client.post(f"{where}/delete", htmx=True).text) == [
        "Removed. It will not ring any more."
    ]


def test_of_many_the_one_that_was_just_saved_is_in_sight(client, mia):
    with one_commit():
        for hour in range(9):
            make_reminder(mia, time(hour, 0))
    page = client.post("/reminders", data={"time": "22:30", "days": "mon"}, htmx=True).text
    assert re.search(r'<details class="stack folded" open>\s*<summary>2 more', page)
    assert "Saved." in page


def test_without_a_script_what_is_wrong_stands_at_the_top_with_the_way_to_it(client, mia):
    remind(mia)
    page = client.post("/reminders/quiet", data={"starts": "22:00", "ends": ""}).text
    assert page.index("Not saved yet.") < page.index("data-reminder-id")
    assert '<a href="#ends">Until</a>' in page
    assert 'id="ends"' in page


def test_quiet_hours_that_begin_and_end_at_one_time_are_not_taken_for_none(client, mia):
    remind(mia)
    response = client.post("/reminders/quiet", data={"starts": "22:00", "ends": "22:00"})
    assert response.status_code == 422
    assert "Please give two different times, or leave both empty." in response.text


def test_words_that_are_too_long_are_kept_and_said(client):
    """They are not cut while they are typed."""
    words = "w" * 200
    sent = {"time": "08:00", "days": "mon", "kind": "own", "words": words}
    response = client.post("/reminders", data=sent)
    assert response.status_code == 422
    assert words in response.text
    assert "Please use at most 120 letters." in response.text
    assert "maxlength" not in response.text


def test_what_was_put_off_is_seen_on_its_card_and_on_its_page(client, mia):
    remind(mia)
    slot = make_slot(only())
    where = f"/reminders/rung/{slot.id}"
    client.post(f"{where}/later", data={"when": "1h"})
    assert re.search(r"My check-in: it rings again at 2:00\sPM", client.get("/").text)
    for page in (where, "/reminders"):
        assert re.search(r"It rings again at 2:00\sPM", client.get(page).text)


def test_in_a_break_nothing_is_offered_that_would_be_refused(client, mia):
    remind(mia)
    where = f"/reminders/rung/{make_slot(only()).id}"
    client.post("/reminders/break", data={"back_on": "2026-12-20"})
    page = client.get(where).text
    assert "In 10 minutes" not in page
    assert "Your reminders ring again from December 20, 2026 on." in page


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
    client.post("/reminders/break", data={"back_on": "2026-11-30"})
    assert client.post(f"{where}/later", data={"when": "1h"}).location == where  # R5
    assert "You are taking a break" in client.get(where).text
    client.post("/reminders/break/end")
    assert client.post(f"{where}/later", data={"when": "1h"}).location == "/"
    assert "Call Ana: it rings again at" in client.get("/").text
    assert client.post(f"{where}/done").location == "/"
    assert "You did it." in client.get(where).text
    db.session.expire_all()
    assert (slot.again_at, slot.done_at is None) == (None, False)
