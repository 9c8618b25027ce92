from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask, g

from peerapp import clock
from peerapp.accounts.models import SignIn
from peerapp.extensions import db
from peerapp.push import outbox
from peerapp.push.notifications import Notification
from tests.support.people import make_member, make_subscription, one_commit, save
from tests.support.push_service import HANG, PushService


@pytest.fixture
def service(app: Flask) -> Iterator[PushService]:
    """A push service that the app may send to."""
    with PushService() as service:
        app.config.update(service.settings())
        yield service


@pytest.fixture
def hanging(app: Flask, service: PushService) -> Iterator[PushService]:
    """A second push service, which takes a connection and says nothing."""
    g.pop("is_a_test")  # the test writes beside the thread that sends, so it has to wait its turn
    with PushService() as hanging:
        hanging.answers(HANG)
        authorities = service.ca_file.read_bytes() + hanging.ca_file.read_bytes()
        service.ca_file.write_bytes(authorities)
        app.config["PUSH_ALLOWED_HOSTS"] = [service.host, hanging.host]
        yield hanging


def many_devices(service: PushService, people: int, due: int = 1) -> None:
    """People with twenty devices each at a push service, and so much due on each of these."""
    now = clock.now()
    with one_commit():
        them = [make_member(f"Member {number}") for number in range(people)]
        for person in them:
            for _ in range(20):
                sign_in = SignIn(
                    person=person,
                    token_hash=uuid4().hex,
                    device="Chrome on Android",
                    created_at=now,
                    seen_at=now,
                )
                save(sign_in)
                device = service.subscribe()
                subscription = make_subscription(person, sign_in, device.endpoint)
                keys = device.to_json()["keys"]
                subscription.p256dh, subscription.auth = keys["p256dh"], keys["auth"]
    for person in them:
        for number in range(due):
            notification = Notification(f"test:old:{number}", now + timedelta(hours=1))
            outbox.put(person, notification, now - timedelta(minutes=1))
    db.session.commit()
