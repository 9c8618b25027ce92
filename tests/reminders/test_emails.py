"""An email where no device can ring: what it says, when it goes, and what a mail server may do."""

import os
import re
import subprocess
import sys
import time
from datetime import time as clock_time
from datetime import timedelta
from threading import Thread

import pytest
import time_machine as travel
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from peerapp import clock, doctor, jobs, mail
from peerapp.config import ROOT
from peerapp.extensions import db
from peerapp.push import quiet, sender
from peerapp.push.attempts import MOST
from peerapp.push.models import Delivery, PushSubscription
from peerapp.push.unsent import got_or_coming
from peerapp.reminders import breaks, due, email_sender, email_wishes, emails, planning, rung, usual
from peerapp.reminders.models import (
    Kind,
    Outcome,
    Reminder,
    ReminderEmail,
    ReminderEmailWish,
    ReminderSlot,
)
from peerapp.reminders.planning import Details
from peerapp.reminders.schedule import EVERY_DAY, Later
from tests.support.client import all_of, client_of
from tests.support.devices import turn_on
from tests.support.evening import BEFORE, DAY, EIGHT, HOUR, MINUTE, MONDAY, slots
from tests.support.mail_server import MailServer, mail_server
from tests.support.people import check_in, make_member, suspend

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("in_the_afternoon")]


@pytest.fixture
def post(app):
    with mail_server() as server:
        app.config["SMTP_URL"] = server.url
        yield server


@pytest.fixture(autouse=True)
def a_short_patience(monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT", 0.5)


def remind(person, at=clock_time(20, 0), **details):
    email_wishes.wish(person, BEFORE)
    email_wishes.confirm(person, BEFORE)
    reminder = planning.add(person, at, EVERY_DAY, BEFORE, Details(**details))
    db.session.commit()
    return reminder


def changed(link):
    """By one letter. Not the last one, of which some bits say nothing: of sixteen tokens, one would
    be as good as before.
    """
    return link[:-2] + ("A" if link[-2] != "A" else "B") + link[-1]


def rings(now):
    """How many letters go out when a worker looks at this instant."""
    due.claim_due(now)
    return email_sender.send_due(now)


def only_email():
    [found] = all_of(ReminderEmail)
    db.session.refresh(found)
    return found


def test_who_has_no_device_gets_a_letter_that_says_nothing_of_them(app, post, mia):
    remind(mia, kind=Kind.OWN, words="Call Ana")
    assert rings(EIGHT) == 1
    [letter] = post.letters
    assert letter["To"] == mia.email
    assert letter["Subject"] == "A moment for you?"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"]
    text = post.messages[0].replace(mia.email, "")
    [slot] = all_of(ReminderSlot)
    assert f"http://localhost:8000/reminders/rung/{slot.id}\n" in text
    for word in ("Ana", "Mia", "recover", "sober", "check-in", "Harbor", str(mia.id)):
        assert word not in text
    assert slots() == [(MONDAY, Outcome.EMAILED)]
    assert rings(EIGHT + HOUR) == 0
    assert only_email().sent_at


def test_who_has_a_device_is_rung_there_and_gets_no_letter(app, service, post, mia):
    turn_on(app, mia, service)
    remind(mia)
    assert rings(EIGHT) == 0
    assert sender.send_due(EIGHT) == 1
    assert slots() == [(MONDAY, Outcome.QUEUED)]


def test_who_did_not_ask_for_letters_gets_none(app, post, mia):
    remind(mia)
    email_wishes.withdraw(mia)
    assert rings(EIGHT) == 0
    assert slots() == [(MONDAY, Outcome.NO_DEVICE)]


def test_a_letter_is_written_with_its_slot_or_not_at_all(app, post, mia, monkeypatch):
    remind(mia)

    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(emails, "who_wish", broken)
    due.claim_due(EIGHT)
    assert (slots(), all_of(ReminderEmail)) == ([], [])


@pytest.mark.parametrize(
    "how", ["check-in", "break", "removal", "change", "wish", "suspension", "done"]
)
def test_r5_what_is_to_be_a_letter_already_is_stopped(app, post, mia, how):
    reminder = remind(mia)
    due.claim_due(EIGHT)
    if how == "check-in":
        check_in(mia, day=MONDAY)
    elif how == "break":
        breaks.begin(mia, MONDAY + 2 * DAY)
    elif how == "removal":
        planning.remove(reminder)
    elif how == "change":
        planning.change(reminder, clock_time(21, 0), EVERY_DAY, EIGHT)
    elif how == "wish":
        email_wishes.withdraw(mia)
    elif how == "suspension":
        suspend(mia)
    else:
        rung.finish(all_of(ReminderSlot)[0], EIGHT)
    db.session.commit()
    assert email_sender.send_due(EIGHT + MINUTE) == 0
    assert post.messages == []
    assert not db.session.scalars(select(ReminderEmail).where(emails.is_due(EIGHT + DAY))).all()


def test_r5_what_was_changed_before_its_letter_went_comes_at_its_new_time(app, post, mia):
    reminder = remind(mia)
    due.claim_due(EIGHT)
    planning.change(reminder, clock_time(21, 0), EVERY_DAY, EIGHT)
    db.session.commit()
    assert [rings(EIGHT), rings(EIGHT + HOUR)] == [0, 1]


def test_r1_a_date_that_had_its_letter_gets_no_second_when_the_time_is_changed(app, post, mia):
    reminder = remind(mia)
    assert rings(EIGHT) == 1
    planning.change(reminder, clock_time(21, 0), EVERY_DAY, EIGHT)
    db.session.commit()
    assert [rings(EIGHT + HOUR), rings(EIGHT + HOUR + DAY)] == [0, 1]


def test_r1_a_letter_is_not_followed_by_a_nudge_nor_by_later(app, post, mia):
    remind(mia, nudges=True)
    assert rings(EIGHT) == 1
    rung.put_off(all_of(ReminderSlot)[0], Later.TEN_MINUTES, EIGHT)
    db.session.commit()
    assert [rings(EIGHT + 10 * MINUTE), rings(EIGHT + HOUR)] == [0, 0]


def test_r4_a_letter_that_an_outage_delayed_is_not_sent_at_night(app, post, mia):
    remind(mia)
    due.claim_due(EIGHT)
    assert email_sender.send_due(EIGHT + 7 * HOUR) == 0
    assert only_email().last_error == "too late"
    # nor is one written then
    assert rings(EIGHT + DAY + 7 * HOUR) == 0
    assert len(all_of(ReminderEmail)) == 1


@pytest.mark.parametrize(("adapts", "sent"), [(False, 1), (True, 0)])
def test_quiet_hours_hold_up_a_usual_time_and_not_a_chosen_one(
    app, post, mia, monkeypatch, adapts, sent
):
    monkeypatch.setattr(usual, "rings_at", lambda *_: clock_time(19, 0))
    remind(mia, adapts=adapts)
    db.session.execute(update(Reminder).values(next_due_at=EIGHT - HOUR if adapts else EIGHT))
    quiet.set_hours(mia, clock_time(18, 0), clock_time(21, 0))
    db.session.commit()
    assert rings(EIGHT) == sent
    assert rings(EIGHT + HOUR) == 1 - sent


def test_one_connection_takes_many_letters(app, post):
    for number in range(30):
        remind(make_member(f"Member {number}"))
    assert rings(EIGHT) == 30
    assert post.connections == 1
    assert len({letter["To"] for letter in post.letters}) == 30
    assert len({letter["Message-ID"] for letter in post.letters}) == 30


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_what_the_mail_server_refuses_for_good_is_settled_with_the_error(app, post, mia, verb):
    remind(mia)
    post.answers[verb] = f"550 no such person <{mia.email}>"
    assert rings(EIGHT) == 0
    row = only_email()
    assert row.next_try_at is None
    assert row.last_error.startswith("550")
    assert mia.email not in row.last_error
    assert email_sender.send_due(EIGHT + HOUR) == 0
    assert "1 emails: 550" in doctor.letters()
    page = client_of(app, mia).get("/reminders").text
    assert "The last email could not be delivered." in page


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("RCPT", "450 later"),
        ("DATA", "451 later"),
        ("CONNECT", "421 busy"),
        ("CONNECT", MailServer.CLOSE),
        ("CONNECT", MailServer.HANG),
        ("RCPT", MailServer.HANG),
        ("DATA", MailServer.CLOSE),
    ],
)
def test_what_may_get_through_later_is_tried_again_with_more_and_more_time_between(
    app, post, mia, verb, answer
):
    remind(mia)
    post.answers[verb] = answer
    waits, now = [], EIGHT
    assert rings(now) == 0
    for _ in range(3):
        row = only_email()
        assert row.lease is None
        waits.append(row.next_try_at - now)
        now = row.next_try_at
        assert email_sender.send_due(now - timedelta(seconds=1)) == 0
        assert email_sender.send_due(now) == 0
    assert waits == sorted(waits)
    post.answers.clear()
    assert email_sender.send_due(only_email().next_try_at) == 1
    assert only_email().last_error is None
    assert len(post.messages) == 1


def test_a_mail_server_that_is_down_is_asked_a_few_times_and_not_for_each_letter(app, post):
    for number in range(30):
        remind(make_member(f"Member {number}"))
    post.answers["CONNECT"] = MailServer.CLOSE
    assert rings(EIGHT) == 0
    assert post.connections == email_sender.PATIENCE
    post.answers.clear()
    assert email_sender.send_due(EIGHT + HOUR) == 30


def test_no_mail_server_at_all_is_like_one_that_is_down(app, mia):
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9"  # nobody listens there
    remind(mia)
    assert rings(EIGHT) == 0
    assert only_email().last_error == "ConnectionRefusedError"


def test_a_letter_that_cannot_be_written_stops_no_other(app, post, mia):
    broken = make_member("Noor", email="a\nb@example.org")
    for person in (broken, mia):
        remind(person)
    assert rings(EIGHT) == 1
    [letter] = post.letters
    assert letter["To"] == mia.email


def test_a_hanging_mail_server_holds_no_transaction_and_no_second_thread(app, post, mia):
    """Somebody writes while a letter is under way, and a second call of the task does not wait."""
    remind(mia)
    due.claim_due(EIGHT)
    desk = email_sender.the_desk()
    with desk.turn:
        email_sender.send_later()  # returns at once
    assert post.connections == 0
    written = []

    def while_it_is_sent(_message):
        # another connection, as another process has it: on SQLite it would wait for a writer
        with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
            connection.execute(update(Reminder).values(nudges=True))
            connection.commit()
        written.append(db.session().in_transaction())

    class Post(mail.Post):
        send = staticmethod(while_it_is_sent)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail, "Post", Post)
        assert email_sender.send_due(EIGHT) == 1
    assert written == [False]


def test_while_a_mail_server_hangs_pushes_go_out(app, service, post, mia, monkeypatch):
    monkeypatch.setattr(mail, "TIMEOUT", 30)
    remind(mia)
    noor = make_member("Noor")
    turn_on(app, noor, service)
    remind(noor)
    due.claim_due(EIGHT)
    post.answers["CONNECT"] = MailServer.HANG

    def send_letters():
        with app.app_context():
            email_sender.send_due(EIGHT)

    thread = Thread(target=send_letters)
    thread.start()
    while not post.connections:
        time.sleep(0.01)
    assert sender.send_due(EIGHT) == 1
    jobs.tick(EIGHT)  # which finds no letter that is due
    assert thread.is_alive()
    post.is_over.set()
    thread.join()


# Imports once and then forks, since starting is most of what a process costs here.
TWO_SENDERS = """
import multiprocessing
import sys
from datetime import datetime
import time_machine
from peerapp import create_app
from peerapp.reminders import due, email_sender

fork = multiprocessing.get_context("fork")
ready, results = fork.Barrier(2), fork.SimpleQueue()

def work(now):
    app = create_app({"QUEUE_IMMEDIATE": True})
    with app.app_context(), time_machine.travel(now):
        ready.wait(30)
        due.claim_due(now)
        ready.wait(30)
        results.put(email_sender.send_due(now))

workers = [fork.Process(target=work, args=[datetime.fromisoformat(sys.argv[1])]) for _ in range(2)]
for one in workers:
    one.start()
for one in workers:
    one.join()
    assert one.exitcode == 0
print(results.get() + results.get())
"""


def environment_of(app):
    return {
        **os.environ,
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "ENCRYPTION_KEYS": ",".join(app.config["ENCRYPTION_KEYS"]),
        "DATA_DIR": str(app.config["DATA_DIR"]),
        "SMTP_URL": app.config["SMTP_URL"],
    }


def test_r1_two_workers_at_once_send_each_letter_once(app, post, mia):
    for number in range(50):
        remind(make_member(f"Member {number}"))
    done = subprocess.run(
        [sys.executable, "-c", TWO_SENDERS, EIGHT.isoformat()],
        cwd=ROOT,
        env=environment_of(app),
        stdout=subprocess.PIPE,
        text=True,
        timeout=90,
        check=True,
    )
    assert int(done.stdout) == 50
    assert len(post.messages) == 50
    assert len({letter["Message-ID"] for letter in post.letters}) == 50


ONE_THAT_DIES = """
import os
import sys
from datetime import datetime
import time_machine
from peerapp import create_app
from peerapp.reminders import email_sender, emails

emails.settle = lambda *_: os._exit(9)  # as a kill between sending and writing it down
now = datetime.fromisoformat(sys.argv[1])
with create_app({"QUEUE_IMMEDIATE": True}).app_context(), time_machine.travel(now):
    email_sender.send_due(now)
"""


def test_r2_a_worker_that_dies_after_sending_repeats_at_most_that_letter(app, post, mia):
    people = [mia, *(make_member(f"Member {number}") for number in range(4))]
    for person in people:
        remind(person)
    due.claim_due(EIGHT)
    done = subprocess.run(
        [sys.executable, "-c", ONE_THAT_DIES, EIGHT.isoformat()],
        cwd=ROOT,
        env=environment_of(app),
        timeout=60,
    )
    assert done.returncode == 9
    assert len(post.messages) == 1
    assert email_sender.send_due(EIGHT + MINUTE) == 0  # the leases hold
    assert email_sender.send_due(EIGHT + MINUTE + emails.LEASE) == 5  # nothing is lost
    assert len(post.messages) == 6
    assert len({letter["Message-ID"] for letter in post.letters}) == 5


def test_the_worker_sees_that_a_letter_is_due_and_sends_it(app, post, mia):
    reminder = remind(mia)
    assert not jobs.something_is_due(BEFORE)
    with travel.travel(reminder.next_due_at, tick=False):
        jobs.tick(clock.now())
        assert len(post.messages) == 1
        assert not jobs.something_is_due(clock.now() + HOUR)
        due.claim_due(clock.now() + DAY)
    assert jobs.something_is_due(EIGHT + DAY)


def test_old_letters_are_cleaned_away(app, post, mia, time_machine):
    remind(mia)
    rings(EIGHT)
    for days, left in ((6, 1), (8, 0)):
        time_machine.move_to(EIGHT + days * DAY, tick=False)
        jobs.clean()
        assert len(all_of(ReminderEmail)) == left


# --- The wish, and the link that ends it ---


def off_link(post):
    [letter] = post.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [path] = re.findall(r"<http://localhost:8000(/reminders/email/off/[\w.-]+)>",
                        letter["List-Unsubscribe"])  # fmt: skip
    return path


def test_a_mailbox_ends_the_letters_with_one_click_and_no_session(app, client, post, mia):
    remind(mia)
    rings(EIGHT)
    where = off_link(post)
    assert where in post.letters[0].get_content()  # for the person too
    assert "Turn these emails off" in client.get(where).text
    assert all_of(ReminderEmailWish)  # to look at a link ends nothing
    for _ in range(2):
        response = client.post(where, data={"List-Unsubscribe": "One-Click"}, csrf=False)
        assert response.status_code == 200
        assert "These emails are off" in response.text
    assert all_of(ReminderEmailWish) == []
    assert rings(EIGHT + DAY) == 0


@pytest.mark.parametrize("how", ["changed", "made up", "another's"])
def test_a_link_that_is_not_ours_ends_nothing(app, client, post, mia, how):
    remind(mia)
    rings(EIGHT)
    where = off_link(post)
    wrong = {
        "changed": changed(where),
        "made up": "/reminders/email/off/nonsense",
        "another's": where.replace(where.rpartition("/")[2].partition(".")[0], "IngiCg"),
    }[how]
    for response in (client.get(wrong), client.post(wrong, csrf=False)):
        assert response.status_code == 404
    assert len(all_of(ReminderEmailWish)) == 1


def test_the_wish_is_ticked_and_unticked_on_the_page(app, post, mia):
    phone = client_of(app, mia)
    phone.post("/reminders", data={"time": "20:00", "days": ["mon"]})
    page = phone.get("/reminders").text
    assert mia.email in page
    assert not re.search(r'id="email-wanted"[^>]* checked', page)
    for _ in range(2):
        assert phone.post("/reminders/email", data={"wanted": "yes"}).status_code == 303
    assert re.search(r'id="email-wanted"[^>]* checked', phone.get("/reminders").text)
    phone.post("/reminders/email", data={})
    assert all_of(ReminderEmailWish) == []


def on_link(server):
    [letter] = server.letters
    [found] = re.findall(r"(/reminders/email/on/\S+)", letter.get_content())
    return found


def test_p2_no_letter_comes_before_the_mailbox_has_said_so(app, client, post, mia):
    """Anybody can sign up with another's address."""
    phone = client_of(app, mia)
    phone.post("/reminders/email", data={"wanted": "yes"})
    planning.add(mia, clock_time(20, 0), EVERY_DAY, BEFORE)
    db.session.commit()
    where = on_link(post)
    assert "look into your mailbox" in phone.get("/reminders").text
    assert "Is this your address?" in client.get(where).text
    assert rings(EIGHT) == 0
    assert slots() == [(MONDAY, Outcome.NO_DEVICE)]
    for _ in range(2):
        assert "These emails are on" in client.post(where, csrf=False).text
    assert "look into your mailbox" not in phone.get("/reminders").text
    assert rings(EIGHT + DAY) == 1
    phone.post("/reminders/email", data={})
    assert client.post(where, csrf=False).status_code == 404  # taken back meanwhile


def test_an_address_is_asked_three_times_a_day_however_many_accounts_it_has(app, post, mia):
    other = make_member("Nora", email=mia.email)
    for person in (mia, other):
        phone = client_of(app, person)
        for wanted in ({"wanted": "yes"}, {}) * 3:
            assert phone.post("/reminders/email", data=wanted).status_code == 303
    assert len(post.letters) == 3
    assert all("confirm" in letter["Subject"] for letter in post.letters)


@pytest.mark.parametrize("how", ["changed", "old", "made up", "an end"])
def test_a_confirmation_that_is_none_confirms_nothing(app, client, post, mia, time_machine, how):
    client_of(app, mia).post("/reminders/email", data={"wanted": "yes"})
    where = on_link(post)
    if how == "old":
        time_machine.move_to(BEFORE + email_wishes.CONFIRM_WITHIN + 2 * MINUTE)
    wrong = {
        "changed": changed(where),
        "old": where,
        "made up": "/reminders/email/on/nonsense",
        "an end": f"/reminders/email/on/{email_wishes.token_of(mia.id)}",
    }[how]
    for response in (client.get(wrong), client.post(wrong, csrf=False)):
        assert response.status_code == 404
    assert all_of(ReminderEmailWish)[0].confirmed_at is None


def test_where_no_mail_is_set_up_it_is_not_offered_and_nothing_is_written(app, mia):
    remind(mia)
    app.config["PRODUCTION"] = True
    phone = client_of(app, mia)
    page = phone.get("/reminders").text
    assert "In your calendar" in page
    assert "email-wanted" not in page
    assert phone.post("/reminders/email", data={"wanted": "yes"}).status_code == 404
    due.claim_due(EIGHT)
    assert slots() == [(MONDAY, Outcome.NO_DEVICE)]


NEVER = [410, 404, 403, 400]


def devices_of(app, person, service, many=1):
    return [turn_on(app, person, service) for _ in range(many)]


def pushed_then_rings(now):
    """How many letters go out, when a worker first sends what is for devices."""
    due.claim_due(now)
    sender.send_due(now)
    return email_sender.send_due(now)


@pytest.mark.parametrize("status", NEVER)
def test_where_the_only_device_turns_out_to_be_gone_a_letter_goes(app, service, post, mia, status):
    devices_of(app, mia, service)
    remind(mia, nudges=True)
    service.answers(status)
    assert pushed_then_rings(EIGHT) == 1
    assert pushed_then_rings(EIGHT + HOUR) == 0  # one letter, and no second one
    assert rung.waiting(mia, MONDAY)  # it is not done for that


@pytest.mark.parametrize("status", NEVER)
def test_where_one_device_was_rung_no_letter_goes(app, service, post, mia, status):
    gone, _ = devices_of(app, mia, service, 2)
    remind(mia)
    service.answers(status, gone)
    assert pushed_then_rings(EIGHT) == 0


def test_where_one_device_is_gone_and_another_may_still_be_rung_no_letter_goes(
    app, service, post, mia
):
    gone, busy = devices_of(app, mia, service, 2)
    remind(mia)
    service.answers(410, gone)
    service.answers(503, busy)
    assert pushed_then_rings(EIGHT) == 0
    service.answers(410, busy)
    assert pushed_then_rings(EIGHT + MINUTE) == 1


def test_where_all_devices_are_gone_at_once_one_letter_goes(app, service, post, mia):
    devices_of(app, mia, service, 3)
    remind(mia)
    service.answers(410)
    assert pushed_then_rings(EIGHT) == 1
    assert len(all_of(ReminderEmail)) == 1


def test_r5_what_quiet_hours_held_back_for_a_device_that_is_gone_waits_as_a_letter_too(
    app, service, post, mia
):
    devices_of(app, mia, service)
    remind(mia)
    other = remind(mia, kind=Kind.MEETING)
    due.claim_due(EIGHT)
    held_back = update(Delivery).where(Delivery.key.in_(planning.waiting_keys(other)))
    db.session.execute(held_back.values(next_try_at=EIGHT + HOUR))
    db.session.commit()
    service.answers(410)
    assert pushed_then_rings(EIGHT) == 1
    assert pushed_then_rings(EIGHT + HOUR - MINUTE) == 0
    assert pushed_then_rings(EIGHT + HOUR) == 1


@pytest.mark.parametrize("status", NEVER)
def test_a_second_ring_that_reaches_no_device_is_a_letter(app, service, post, mia, status):
    """Whether the device is gone, with what it was sent before, or only refuses."""
    devices_of(app, mia, service)
    remind(mia, nudges=True)
    assert pushed_then_rings(EIGHT) == 0
    service.answers(status)
    assert pushed_then_rings(EIGHT + HOUR) == 1


def test_it_comes_later_as_a_letter_where_the_device_is_gone_by_then(app, service, post, mia):
    """By the answer to another reminder."""
    devices_of(app, mia, service)
    remind(mia)
    assert pushed_then_rings(EIGHT) == 0
    [slot] = rung.waiting(mia, MONDAY)
    rung.put_off(slot, Later.AN_HOUR, EIGHT)
    planning.add(mia, clock_time(20, 30), EVERY_DAY, BEFORE, Details(Kind.MEETING))
    db.session.commit()
    service.answers(410)
    assert pushed_then_rings(EIGHT + 30 * MINUTE) == 1
    assert pushed_then_rings(EIGHT + HOUR) == 1


def test_what_is_of_no_use_any_more_is_no_letter(app, service, post, mia):
    devices_of(app, mia, service)
    remind(mia)
    due.claim_due(EIGHT)
    db.session.execute(update(Delivery).values(next_try_at=EIGHT + DAY))
    planning.add(mia, clock_time(21, 0), EVERY_DAY, BEFORE + DAY, Details(Kind.MEETING))
    db.session.commit()
    service.answers(410)
    assert pushed_then_rings(EIGHT + DAY + HOUR) == 1 + 1  # of that day
    assert emails.troubles(EIGHT + DAY + HOUR) == []


def test_what_was_tried_too_often_is_a_letter(app, service, post, mia):
    devices_of(app, mia, service)
    remind(mia)
    due.claim_due(EIGHT)
    db.session.execute(update(Delivery).values(attempts=MOST))
    db.session.commit()
    assert pushed_then_rings(EIGHT) == 1


def test_without_the_wish_a_device_that_is_gone_is_no_letter(app, service, post, mia):
    devices_of(app, mia, service)
    remind(mia)
    email_wishes.withdraw(mia)
    db.session.commit()
    service.answers(410)
    assert pushed_then_rings(EIGHT) == 0


def test_who_has_done_it_meanwhile_gets_no_letter_for_a_device_that_is_gone(
    app, service, post, mia
):
    devices_of(app, mia, service)
    remind(mia)
    service.answers(410)
    due.claim_due(EIGHT)
    sender.send_due(EIGHT)
    check_in(mia, day=MONDAY)
    assert email_sender.send_due(EIGHT) == 0


def test_r1_a_date_of_which_a_letter_went_out_does_not_ring_again(app, service, post, mia):
    devices_of(app, mia, service)
    reminder = remind(mia)
    service.answers(410)
    assert pushed_then_rings(EIGHT) == 1
    planning.change(reminder, clock_time(21, 0), EVERY_DAY, EIGHT)
    db.session.commit()
    assert reminder.next_date == MONDAY + DAY


def test_a_database_that_is_busy_for_a_moment_loses_no_letter(app, service, post, mia, monkeypatch):
    devices_of(app, mia, service)
    remind(mia)
    once = iter([OperationalError("SELECT 1", None, Exception("database is locked"))])

    def busy(keys):
        if why := next(once, None):
            raise why
        return got_or_coming(keys)

    monkeypatch.setattr(emails, "got_or_coming", busy)
    service.answers(410)
    assert pushed_then_rings(EIGHT) == 1


def test_p5_a_letter_that_cannot_be_made_stops_no_message(app, service, post, mia, monkeypatch):
    """Nor any other letter."""
    noah = make_member("Noah")
    for person in (mia, noah):
        devices_of(app, person, service)
        remind(person)

    def broken(slots, now):
        if any(slot.person_id == noah.id for slot in slots):
            raise ZeroDivisionError
        return add(slots, now)

    add = emails.add
    monkeypatch.setattr(emails, "add", broken)
    service.answers(410)
    assert pushed_then_rings(EIGHT) == 1
    assert all_of(PushSubscription) == []
