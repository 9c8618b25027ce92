"""What devices tell of the notifications that they got, and what the person's page says of it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from peerapp import clock
from peerapp.extensions import db
from peerapp.push import answers
from peerapp.push.models import Delivery, PushSubscription
from tests.support.client import all_of
from tests.support.people import make_delivery, make_member, make_reminder, make_subscription, save

TUESDAY = datetime(2026, 11, 24, 20, 5, tzinfo=UTC)  # 15:05 in New York
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
pytestmark = pytest.mark.both_databases


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(TUESDAY, tick=False)


@pytest.fixture
def mia(app):
    mia = make_member("Mia")
    make_reminder(mia)
    return mia


@pytest.fixture
def phone(client_for, mia):
    phone = client_for(mia)
    phone.device = make_subscription(mia, phone.sign_in(mia))
    return phone


@pytest.fixture
def ring(phone):
    """A notification that has just gone out to her phone."""

    def ring_now():
        device = only_device()
        device.last_sent_at = clock.now()
        return make_delivery(device, f"test:{uuid4()}")

    return ring_now


def only_device():
    return all_of(PushSubscription)[0]


def tell(client, **what):
    return client.post("/push/receipts", json=what, csrf=False)


def told():
    return [(one.received_at, one.opened_at) for one in all_of(Delivery)]


def test_a_device_tells_that_one_came_and_later_that_it_was_opened(client, ring, time_machine):
    delivery = ring()
    response = tell(client, received=[str(delivery.id)])
    assert (response.status_code, response.data) == (204, b"")
    assert "Set-Cookie" not in response.headers
    assert told() == [(TUESDAY, None)]
    assert only_device().last_received_at == TUESDAY
    time_machine.move_to(TUESDAY + HOUR, tick=False)
    tell(client, opened=[str(delivery.id)])
    assert told() == [(TUESDAY, TUESDAY + HOUR)]
    assert only_device().last_received_at == TUESDAY  # it is no news that it came


def test_the_first_word_counts(client, ring, time_machine):
    ids = [str(ring().id)]
    tell(client, received=ids, opened=ids)
    time_machine.move_to(TUESDAY + HOUR, tick=False)
    tell(client, received=ids, opened=ids)
    assert told() == [(TUESDAY, TUESDAY)]


def test_what_was_opened_has_come(client, ring):
    tell(client, opened=[str(ring().id)])
    assert told() == [(TUESDAY, TUESDAY)]
    assert only_device().last_received_at == TUESDAY


def test_many_at_once_and_what_is_not_known_is_passed_over(client, ring):
    mine = [str(ring().id) for _ in range(3)]
    unknown = [str(uuid4()) for _ in range(97)]
    assert tell(client, received=[*unknown, *mine], opened=unknown).status_code == 204
    assert told() == [(TUESDAY, None)] * 3


NONSENSE = [
    [],
    "x",
    {"received": "x"},
    {"received": None},
    {"received": {}},
    {"received": [1]},
    {"received": [None]},
    {"received": ["x"]},
    {"opened": ["\ud800"]},
    {"opened": [["a"]]},
    {"received": [str(uuid4())] * 101},
    {"received": [], "opened": [str(uuid4()) for _ in range(1000)]},
]


@pytest.mark.parametrize("sent", NONSENSE)
def test_nonsense_is_refused_and_nothing_is_noted(client, ring, sent):
    known = str(ring().id)
    if isinstance(sent, dict):
        sent = {"received": [known], **sent} if "received" not in sent else sent
    response = client.post("/push/receipts", json=sent, csrf=False)
    assert (response.status_code, response.json["error"]) == (400, answers.NOT_OURS)
    assert told() == [(None, None)]


def test_a_device_that_is_gone_is_told_nothing_of(client, ring):
    known = str(ring().id)
    db.session.delete(only_device())
    db.session.commit()
    assert tell(client, received=[known]).status_code == 204


def test_the_page_says_when_a_device_last_got_one_only_if_it_tells(phone, ring):
    delivery = ring()
    page = phone.get("/reminders").text
    assert "The last one went out at 3:05" in page
    assert "got one" not in page
    tell(phone, received=[str(delivery.id)])
    assert "It last got one at 3:05" in phone.get("/reminders").text


SILENT = "As far as it tells us, it has not received one since"


def test_a_device_that_falls_silent_is_noticed_after_a_day(phone, ring, time_machine):
    tell(phone, received=[str(ring().id)])
    for hours in (1, 20):
        time_machine.move_to(TUESDAY + hours * HOUR, tick=False)
        ring()
    time_machine.move_to(TUESDAY + 25 * HOUR, tick=False)
    assert SILENT not in phone.get("/reminders").text  # 24 hours after the first of them
    time_machine.move_to(TUESDAY + 25 * HOUR + MINUTE, tick=False)
    page = phone.get("/reminders").text
    assert f"{SILENT} Tuesday." in page
    assert "battery saver" in page
    time_machine.move_to(TUESDAY + 9 * DAY, tick=False)
    assert f"{SILENT} Tue, Nov 24." in phone.get("/reminders").text
    tell(phone, received=[str(ring().id)])
    assert SILENT not in phone.get("/reminders").text


def test_an_old_one_that_is_opened_does_not_hide_that_nothing_comes(phone, ring, time_machine):
    old = str(ring().id)
    tell(phone, received=[old])
    time_machine.move_to(TUESDAY + HOUR, tick=False)
    ring()
    time_machine.move_to(TUESDAY + 2 * DAY, tick=False)
    tell(phone, opened=[old])
    assert SILENT in phone.get("/reminders").text


def test_nothing_is_said_of_a_device_that_never_told_us(phone, ring, time_machine):
    ring()
    time_machine.move_to(TUESDAY + 3 * DAY, tick=False)
    assert SILENT not in phone.get("/reminders").text


def test_nothing_is_said_of_a_device_to_which_nothing_went(phone, ring, time_machine):
    tell(phone, received=[str(ring().id)])
    time_machine.move_to(TUESDAY + 3 * DAY, tick=False)
    assert SILENT not in phone.get("/reminders").text


def test_nothing_is_said_of_safari_which_shows_them_by_itself(phone, ring, time_machine):
    tell(phone, received=[str(ring().id)])
    device = only_device()
    device.endpoint = "https://web.push.apple.com/abc"
    save(device)
    time_machine.move_to(TUESDAY + HOUR, tick=False)
    ring()
    time_machine.move_to(TUESDAY + 3 * DAY, tick=False)
    assert SILENT not in phone.get("/reminders").text
