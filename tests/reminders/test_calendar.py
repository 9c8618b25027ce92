"""The calendar at a secret address: who reads what, and how it is taken back."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet
from icalendar import Calendar
from sqlalchemy import delete, text, update

from peerapp.accounts import people, resets
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.privacy import encryption
from peerapp.reminders import breaks, feeds
from peerapp.reminders.models import CalendarFeed, Kind, Reminder
from tests.access.routes import without_passing
from tests.support.client import all_of
from tests.support.evening import BEFORE, DAY, HOUR, MONDAY, remind
from tests.support.people import make_member, suspend

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("in_the_afternoon")]

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture
def phone(client_for, mia):
    return client_for(mia)


def address(phone):
    """As the page shows it."""
    page = phone.get("/reminders").text
    [found] = re.findall(r'value="http://[^"]+(/reminders/calendar/[\w-]+\.ics)"', page)
    return found


def made(phone):
    assert phone.post("/reminders/calendar").status_code == 303
    return address(phone)


def events(client, where):
    response = client.get(where)
    assert response.status_code == 200
    return Calendar.from_ical(response.data).walk("VEVENT")


def test_an_app_that_is_signed_in_nowhere_reads_the_times_and_no_words(client, phone, mia):
    reminder = remind(mia, kind=Kind.OWN, words="Call Ana")
    where = made(phone)
    response = client.get(where)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in response.headers
    said = response.text
    assert "SUMMARY:A moment for you?" in said
    for word in ("Ana", "Mia", mia.email, str(mia.id), "Harbor", "recover", "check-in"):
        assert word not in said
    [event] = events(client, where)
    assert event["DTSTART"].dt == datetime(2026, 11, 23, 20, 0, tzinfo=NEW_YORK)
    assert str(event["UID"]) == str(reminder.id)


def test_what_each_is_for_is_said_only_when_the_person_ticks_it(client, phone, mia):
    remind(mia, kind=Kind.OWN, words="Call Ana")
    remind(mia, at=time(21, 0), kind=Kind.MEETING)
    where = made(phone)
    phone.post("/reminders/calendar/details", data={"shows": "yes"})
    titles = [str(event["SUMMARY"]) for event in events(client, where)]
    assert titles == ["Call Ana", "A meeting"]
    phone.post("/reminders/calendar/details", data={})
    assert {str(one["SUMMARY"]) for one in events(client, where)} == {"A moment for you?"}


def test_a_new_address_stops_the_old_one_at_once_and_so_does_removing(client, phone, mia):
    remind(mia)
    old = made(phone)
    phone.post("/reminders/calendar/renew")
    new = address(phone)
    assert new != old
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    for _ in range(2):  # a double tap
        assert phone.post("/reminders/calendar/remove").status_code == 303
    assert client.get(new).status_code == 404
    assert all_of(CalendarFeed) == []
    assert phone.post("/reminders/calendar/renew").status_code == 404


def test_two_taps_make_one_address(phone, mia):
    remind(mia)
    assert made(phone) == made(phone)


def test_the_secret_is_long_and_only_its_digest_and_a_sealed_copy_are_kept(app, phone, mia):
    remind(mia)
    secret = made(phone).rpartition("/")[2].removesuffix(".ics")
    assert len(secret) >= 43  # 256 bits, base64url
    row = db.session.execute(text("SELECT * FROM calendar_feeds")).one()
    assert secret not in repr(row)


@pytest.mark.parametrize("wrong", ["x", "A" * 43, "%00", "%F0%9F%9C%9A", "a" * 3000, "..%2f"])
def test_an_unknown_address_is_like_any_page_that_is_not_there(client, wrong):
    nothing = client.get(f"/reminders/calendar/{wrong}.ics")
    other = client.get("/no-such-page")
    assert without_passing(nothing) == without_passing(other)


def test_who_is_suspended_or_gone_has_none(client, phone, mia):
    remind(mia)
    where = made(phone)
    suspend(mia)
    assert client.get(where).status_code == 404
    mia.suspended_at = None
    db.session.commit()
    assert client.get(where).status_code == 200
    db.session.execute(delete(Person).where(Person.id == mia.id))
    db.session.commit()
    assert client.get(where).status_code == 404


def test_ended_and_parked_reminders_are_absent(client, phone, mia):
    remind(mia)
    ended, parked = remind(mia, at=time(8, 0), until=MONDAY), remind(mia, at=time(9, 0))
    assert ended.next_due_at is None  # eight in the morning is over
    db.session.execute(update(Reminder).where(Reminder.id == parked.id).values(parked_at=BEFORE))
    db.session.commit()
    assert len(events(client, made(phone))) == 1


def test_a_break_is_left_out(client, phone, mia):
    remind(mia, days=0b0010001)  # Mondays and Fridays
    breaks.begin(mia, MONDAY + 5 * DAY)
    db.session.commit()
    [event] = events(client, made(phone))
    assert event["DTSTART"].dt.date() == MONDAY + 7 * DAY
    breaks.end(mia)
    db.session.commit()
    [event] = events(client, address(phone))
    assert event["DTSTART"].dt.date() == MONDAY


def test_a_break_to_the_end_of_a_reminder_leaves_nothing(client, phone, mia):
    remind(mia, until=MONDAY + 3 * DAY)
    breaks.begin(mia, MONDAY + 4 * DAY)
    db.session.commit()
    assert events(client, made(phone)) == []


def test_who_changes_zone_gets_the_new_one_at_the_next_fetch(client, phone, mia):
    remind(mia)
    where = made(phone)
    people.change_zone(mia, "Asia/Tokyo")
    db.session.commit()
    said = client.get(where).text
    assert "TZID:Asia/Tokyo" in said
    assert "America" not in said
    [event] = events(client, where)
    assert event["DTSTART"].dt.time() == time(20, 0)


def test_a_reminder_that_follows_its_person_is_at_its_current_time(client, phone, mia):
    reminder = remind(mia, adapts=True)
    at = datetime(2026, 11, 23, 21, 35, tzinfo=NEW_YORK)
    db.session.execute(update(Reminder).values(next_due_at=at))
    db.session.commit()
    [event] = events(client, made(phone))
    assert (event["DTSTART"].dt, reminder.time) == (at, time(20, 0))


def test_when_it_was_fetched_is_shown_and_written_once_an_hour(client, phone, mia, time_machine):
    remind(mia)
    where = made(phone)
    assert "No app has fetched it yet" in phone.get("/reminders").text
    for minutes, noted in ((0, BEFORE), (59, BEFORE), (60, BEFORE + HOUR)):
        time_machine.move_to(BEFORE + timedelta(minutes=minutes), tick=False)
        assert client.get(where).status_code == 200
        assert all_of(CalendarFeed)[0].last_fetched_at == noted
        db.session.expire_all()
    assert re.search(r"Last fetched at 2:00\sPM", phone.get("/reminders").text)


def test_an_app_that_asks_without_end_has_to_wait(client, phone, mia):
    remind(mia)
    where = made(phone)
    codes = [client.get(where).status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
    phone.post("/reminders/calendar/renew")  # another address begins no other count
    assert client.get(address(phone)).status_code == 429


def test_a_person_in_a_zone_that_is_gone_has_an_empty_calendar(client, phone, mia):
    remind(mia)
    where = made(phone)
    db.session.execute(update(Person).values(timezone="Mars/Olympus"))
    db.session.commit()
    assert events(client, where) == []


def test_where_the_key_was_dropped_the_times_are_read_still(app, client, phone, mia):
    remind(mia, kind=Kind.OWN, words="Call Ana")
    where = made(phone)
    phone.post("/reminders/calendar/details", data={"shows": "yes"})
    old = app.extensions["keyring"]
    app.config["ENCRYPTION_KEYS"] = [Fernet.generate_key().decode()]
    encryption.set_up(app)
    try:
        [event] = events(client, where)
        assert str(event["SUMMARY"]) == "Something of my own"
        assert feeds.address(all_of(CalendarFeed)[0]) is None
    finally:
        app.extensions["keyring"] = old


def test_a_new_password_makes_a_new_address(app, client, phone, mia):
    remind(mia)
    where = made(phone)
    resets.change_password(mia, "a wholly new one for mia")
    db.session.commit()
    assert client.get(where).status_code == 404
    assert len(events(client, address(phone))) == 1


def test_a_break_that_never_ends_is_not_written_out(app, client, phone, mia):
    """As could be chosen before it was limited to a year."""
    remind(mia)
    where = made(phone)
    breaks.begin(mia, date(9999, 12, 31))
    db.session.commit()
    response = client.get(where)
    assert (response.status_code, len(response.data) < 2_000) == (200, True)
    phone.post("/reminders/break/end")
    for day in ("9999-12-31", "2099-01-01"):
        refused = phone.post("/reminders/break", data={"back_on": day})
        assert refused.status_code == 422
        assert "Please choose a day within a year." in refused.text


def test_d6_an_error_on_the_way_writes_no_secret_into_the_log(
    app, client, phone, mia, monkeypatch, caplog
):
    remind(mia)
    where = made(phone)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(feeds, "calendar", broken)
    assert client.get(where).status_code == 500
    assert "/reminders/calendar/<secret>.ics" in caplog.text
    assert where not in caplog.text


def test_the_page_offers_it_and_shows_the_address_to_its_person_only(app, phone, client_for, mia):
    remind(mia)
    page = phone.get("/reminders").text
    assert "In your calendar" in page
    assert "data-copy" not in page
    where = made(phone)
    answer = phone.post("/reminders/calendar", htmx=True).text
    assert answer.lstrip().startswith('<div id="reminders"')
    assert re.search(r'id="elsewhere"\s*open', answer)
    assert f'href="webcal://localhost:8000{where}"' in answer
    other = make_member("Noor")
    remind(other)
    assert where not in client_for(other).get("/reminders").text
