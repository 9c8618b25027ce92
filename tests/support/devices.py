"""Devices that take a push from the stand-in."""

from flask import Flask

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import subscriptions
from peerapp.push.endpoints import Allowed
from tests.support.client import client_of
from tests.support.push_service import Device, PushService


def turn_on(
    app: Flask, person: Person, service: PushService, server_key: str | None = None
) -> Device:
    """A new device on which the person is signed in and takes pushes."""
    sign_in = client_of(app).sign_in(person)
    device = service.subscribe(server_key)
    allowed = Allowed.with_extra(app.config["PUSH_ALLOWED_HOSTS"])
    browser = subscriptions.read(device.to_json(), allowed)
    subscriptions.subscribe(browser, sign_in, clock.now())
    db.session.commit()
    return device
