"""The buttons of a reminder: how it is, done, later; and what still waits on Today."""

from datetime import time

import pytest
from sqlalchemy import update

from peerapp.accounts.models import Role
from peerapp.checkins import log
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.push import answers, sender, subscriptions
from peerapp.push.models import Delivery, PushSubscription
from peerapp.reflections.models import Pledge
from peerapp.reminders import breaks, buttons, due, planning
from peerapp.reminders.models import Kind, Reminder, ReminderSlot
from peerapp.reminders.rung import IN_A_BREAK, MOST_RINGS, RANG_OFTEN
from tests.support.client import all_of
from tests.support.devices import turn_on
from tests.support.evening import BEFORE, DAY, EIGHT, HOUR, MINUTE, MONDAY, remind, rings
from tests.support.people import check_in, make_mentor

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("in_the_afternoon")]


@pytest.fixture
def phone(app, service, mia):
    turn_on(app, mia, service)
    return service


@pytest.fixture
def rung(phone, mia, time_machine):
    """`rung(kind)`: it has just rung; what her phone got, and the titles of the buttons."""

    def ring(kind=Kind.CHECK_IN, at=EIGHT, **details):
        remind(mia, at=time(20 - (EIGHT - at) // HOUR, 0), kind=kind, **details)
        time_machine.move_to(at, tick=False)
        assert rings(at) == 1
        return phone.received[-1].notification

    return ring


def press(client, notification, action):
    token = notification["data"]["tokens"][action]
    return client.post("/push/answers", json={"token": token}, csrf=False)


def titles(notification):
    return [one["title"] for one in notification["actions"]]


def slot():
    [one] = all_of(ReminderSlot)
    return one


def show_details():
    all_of(PushSubscription)[0].shows_details = True
    db.session.commit()


def test_p3_a_discreet_phone_shows_faces_without_a_word(rung):
    assert titles(rung()) == ["🙂", "🙁", "Later", "😐", "In 10 minutes", "In 1 hour"]


def test_a_phone_with_details_on_says_what_the_faces_mean(rung):
    show_details()
    assert titles(rung())[:2] == ["🙂 Good", "🙁 Hard"]


def test_tonight_is_offered_until_the_evening_has_come(rung):
    assert titles(rung(Kind.MEDICATION, EIGHT - 2 * HOUR))[2:] == [
        "In 1 hour", "Tonight", "In 10 minutes"
    ]  # fmt: skip
    assert "Tonight" not in titles(rung(Kind.MEETING, EIGHT))


def test_it_rings_tonight_when_a_button_says_so(client, rung):
    assert press(client, rung(Kind.MEDICATION, EIGHT - 6 * HOUR), "later-tonight").json["said"] == (
        "It rings again at 8:00 PM."
    )
    assert slot().again_at == EIGHT


def test_a_button_that_shows_others_does_nothing_by_itself(rung):
    data = rung(Kind.MEDICATION)["data"]
    assert "later" not in data["tokens"]
    assert len(data["tokens"]) == 3


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.CHECK_IN])
def test_what_has_no_mood_is_done_or_comes_later(rung, kind):
    notification = rung(kind, words="my sister's number")
    assert titles(notification) == ["Done", "Later", "In 10 minutes", "In 1 hour"]
    page = f"/reminders/rung/{slot().id}"
    assert all(one["navigate"].endswith(page) for one in notification["actions"])


def test_the_number_on_the_icon_is_one_for_what_can_be_seen_to_be_done(phone, mia, time_machine):
    for number, kind in enumerate((Kind.CHECK_IN, Kind.MEETING)):
        at = EIGHT + number * MINUTE
        remind(mia, at=time(20, number), kind=kind)
        time_machine.move_to(at, tick=False)
        rings(at)
    badges = [received.notification.get("app_badge") for received in phone.received]
    assert badges == [1, None]


@pytest.mark.parametrize(("action", "mood"), list(buttons.MOODS.items()))
def test_a_face_checks_in_for_the_day_on_which_it_rang(client, rung, action, mood):
    response = press(client, rung(), action)
    assert response.status_code == 200
    assert response.json["app_badge"] == 0
    [checkin] = all_of(CheckIn)
    assert (checkin.day, checkin.mood, checkin.created_at) == (MONDAY, mood, EIGHT)


def test_past_midnight_it_is_still_the_day_on_which_it_rang(client, phone, mia, time_machine):
    remind(mia, at=time(23, 50))
    late = EIGHT + 3 * HOUR + 50 * MINUTE
    time_machine.move_to(late, tick=False)
    rings(late)
    time_machine.move_to(late + 20 * MINUTE, tick=False)  # 0:10
    press(client, phone.received[0].notification, "mood-4")
    assert [one.day for one in all_of(CheckIn)] == [MONDAY]


def test_a_hard_day_is_met_with_thanks_and_the_way_to_a_person(client, rung):
    said = press(client, rung(), "mood-2").json
    assert said["said"] == "Thank you for saying so."
    assert said["hint"] == "Tap here if you want to talk to someone."
    assert said["navigate"] == "/help"


def test_d2_a_face_does_not_change_a_check_in_that_is_there(client, rung, mia):
    notification = rung()
    check_in(mia, day=MONDAY, mood=1, note="as it is")
    response = press(client, notification, "mood-4")
    assert (response.status_code, response.json["said"]) == (200, buttons.SAVED_ALREADY)
    [checkin] = all_of(CheckIn)
    assert (checkin.mood, checkin.note) == (1, "as it is")


def test_d2_the_same_face_on_two_phones_is_one_check_in(app, client, phone, mia):
    turn_on(app, mia, phone)
    remind(mia)
    due.claim_due(EIGHT)
    sender.send_due(EIGHT)
    said = [press(client, one.notification, "mood-4").json["said"] for one in phone.received]
    assert said == [buttons.SAVED, buttons.SAVED_ALREADY]
    assert len(all_of(CheckIn)) == 1


def test_a_check_in_that_was_taken_back_can_be_made_by_the_next_notification(
    client, rung, phone, time_machine
):
    press(client, rung(nudges=True), "mood-4")
    log.undo(all_of(CheckIn)[0], EIGHT)
    db.session.commit()
    time_machine.move_to(EIGHT + HOUR, tick=False)
    assert rings(EIGHT + HOUR) == 1
    press(client, phone.received[1].notification, "mood-2")
    assert [one.mood for one in all_of(CheckIn)] == [2]


@pytest.mark.parametrize(
    ("action", "after", "at"),
    [("later-10m", 10 * MINUTE, "8:10"), ("later-1h", HOUR, "9:00")],
)
def test_later_rings_again_then(client, rung, phone, time_machine, action, after, at):
    response = press(client, rung(), action)
    assert response.json["said"].startswith(f"It rings again at {at}")
    assert slot().again_at == EIGHT + after
    assert rings(EIGHT + after - MINUTE) == 0
    time_machine.move_to(EIGHT + after, tick=False)
    assert rings(EIGHT + after) == 1
    first, second = phone.received
    assert first.notification["tag"] == second.notification["tag"]


def test_what_rang_too_often_is_not_put_off_and_leaves_the_other_buttons(client, rung):
    notification = rung()
    db.session.execute(update(ReminderSlot).values(rings=MOST_RINGS))
    db.session.commit()
    refused = press(client, notification, "later-1h")
    assert (refused.status_code, refused.json["error"]) == (410, RANG_OFTEN)
    assert press(client, notification, "mood-4").status_code == 200


def test_r5_done_rings_no_more(client, rung):
    said = press(client, rung(Kind.OWN, words="Call Ana", nudges=True), "done").json
    assert said["said"] == buttons.SAVED
    assert slot().done_at == EIGHT
    assert rings(EIGHT + HOUR) == 0


def test_r5_what_is_done_is_not_put_off(client, rung, mia):
    notification = rung(Kind.PLEDGE)
    db.session.add(Pledge(member_id=mia.id, day=MONDAY, words="Today.", made_at=EIGHT))
    db.session.commit()
    assert press(client, notification, "later-1h").json["said"] == buttons.SAVED_ALREADY
    assert slot().again_at is None


def test_r5_in_a_break_it_is_not_said_that_it_rings_again(client, rung, mia):
    notification = rung()
    breaks.begin(mia, MONDAY + 2 * DAY)
    db.session.commit()
    refused = press(client, notification, "later-1h")
    assert (refused.status_code, refused.json["error"]) == (410, IN_A_BREAK)
    assert press(client, notification, "mood-4").status_code == 200


def test_a_button_of_a_reminder_that_was_removed_does_nothing(client, rung):
    notification = rung()
    planning.remove(all_of(Reminder)[0])
    db.session.commit()
    refused = press(client, notification, "mood-4")
    assert (refused.status_code, refused.json["error"]) == (410, buttons.NOT_THERE)
    assert all_of(CheckIn) == []


def test_a_button_that_this_reminder_does_not_have_does_nothing(client, rung):
    rung()
    [delivery] = all_of(Delivery)
    token = answers.token_for(delivery.id, "delete")
    assert client.post("/push/answers", json={"token": token}, csrf=False).status_code == 410


def test_who_is_no_member_any_more_does_not_check_in(client, rung, mia):
    notification = rung()
    db.session.delete(mia.grant(Role.MEMBER))
    db.session.commit()
    assert press(client, notification, "mood-4").status_code == 410
    assert all_of(CheckIn) == []


def test_p2_nobody_elses_phone_answers_for_her(client, client_for, rung, mia):
    notification = rung()
    subscriptions.turn_off(all_of(PushSubscription)[0], EIGHT)
    db.session.commit()
    assert press(client, notification, "mood-4").json["error"] == answers.GONE
    assert all_of(CheckIn) == []


def test_a_hard_day_is_heard_even_if_the_check_in_is_there(client, rung, mia):
    notification = rung()
    check_in(mia, mood=4, day=MONDAY)
    said = press(client, notification, "mood-2").json
    assert (said["said"], said["navigate"]) == ("Thank you for saying so.", "/help")
    assert [one.mood for one in all_of(CheckIn)] == [4]


def test_who_has_flown_west_checks_in_for_the_day_that_is_there(client, rung, mia):
    notification = rung()
    db.session.execute(update(ReminderSlot).values(date=MONDAY + DAY))
    db.session.commit()
    press(client, notification, "mood-4")
    assert [one.day for one in all_of(CheckIn)] == [MONDAY]


STRIP = "Not now? Ring again:"


def test_today_offers_later_while_the_check_in_waits(client_for, rung, mia, time_machine):
    hers = client_for(mia)
    assert STRIP not in hers.get("/").text
    rung(at=EIGHT - HOUR)
    page = hers.get("/").text
    assert STRIP in page and 'data-waits="check_in"' in page and ">Tonight<" in page
    later = f"/reminders/rung/{slot().id}/later"
    assert hers.post(later, data={"when": "10m"}).location == "/"
    assert "It rings again at" in hers.get("/").text
    time_machine.move_to(EIGHT + MINUTE, tick=False)
    assert ">Tonight<" not in hers.get("/").text
    check_in(mia, day=MONDAY)
    page = hers.get("/").text
    assert STRIP not in page and 'data-waits=""' in page


@pytest.mark.parametrize("kind", [Kind.PLEDGE, Kind.MEDICATION])
def test_what_else_waits_is_on_the_icon_and_not_on_the_page(client_for, rung, mia, kind):
    rung(kind)
    page = client_for(mia).get("/").text
    assert STRIP not in page
    assert f'data-waits="{kind}"' in page


@pytest.mark.parametrize("kind", [Kind.MEETING, Kind.OWN])
def test_what_nothing_tells_us_the_end_of_does_not_wait(client_for, rung, mia, kind):
    rung(kind, words="my sister's number")
    assert 'data-waits=""' in client_for(mia).get("/").text


def test_what_rang_yesterday_does_not_wait(client_for, rung, mia, time_machine):
    rung()
    time_machine.move_to(BEFORE + DAY, tick=False)
    assert 'data-waits=""' in client_for(mia).get("/").text


def test_another_persons_reminder_is_not_on_ones_page(client_for, rung):
    rung()
    assert STRIP not in client_for(make_mentor("Toni")).get("/").text
