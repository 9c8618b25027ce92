"""P3: what a push service and a stranger at the lock screen can learn."""

import pytest

from peerapp import clock
from peerapp.push import sender
from peerapp.push.notifications import PADDED_LENGTH, Notification, TooLong, declarative, padded
from tests.push.test_sending import put, turn_on
from tests.support.people import make_member


def test_p3_a_thousand_payloads_hold_no_name_and_have_one_length(app, service):
    words = ("mia", "nora", "recover", "sober", "check", "peer", "mentor", "craving", "meeting")
    people = [make_member(name) for name in ("Mia", "Nora")]
    for person in people:
        for _ in range(20):
            turn_on(app, person, service)
    for number in range(25):
        for person in people:
            put(person, key=f"reminder-like:{number}")
    sender.send_due(clock.now())
    assert len(service.received) == 1000
    assert {len(received.data) for received in service.received} == {PADDED_LENGTH}
    assert len({len(received.body) for received in service.received}) == 1
    for received in service.received:
        said = " ".join(
            received.notification[part] for part in ("title", "body", "tag")
        ) + received.notification["navigate"].removeprefix(app.config["PUBLIC_URL"])
        assert not any(word in said.lower() for word in words)


def test_p3_what_does_not_fit_into_the_one_length_is_not_sent():
    long = Notification(key="test:1", useful_until=clock.now(), body="ü" * 1000)
    with pytest.raises(TooLong):
        padded(declarative(long, "https://peerapp.example"))
