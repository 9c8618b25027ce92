"""The push service of our tests refuses what a real one refuses (RFC 8030, 8188, 8291, 8292)."""

import json
from datetime import timedelta

import pytest
from pywebpush import WebPusher

from peerapp import clock, config
from peerapp.push.vapid import Signer
from tests.support.push_keys import base64url, unbase64url
from tests.support.push_service import PushService, Refused

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def service():
    with PushService() as service:
        yield service


@pytest.fixture(scope="module")
def signer():
    return Signer(config.make_vapid_key(), "mailto:operator@example.org")


@pytest.fixture
def device(service, signer):
    return service.subscribe(server_key=signer.public_key())


def headers_for(signer, device, now=None, **more):
    return {
        "authorization": signer.authorization(device.endpoint, now or clock.now()),
        "content-encoding": "aes128gcm",
        "ttl": "60",
        "urgency": "high",
        "topic": "a" * 32,
        **more,
    }


def encrypted(device, text=b"{}"):
    return WebPusher(device.to_json()).encode(text, "aes128gcm")["body"]


def status_of(service, device, headers, body):
    try:
        service.check(device.endpoint.removeprefix(service.origin), headers, body)
    except Refused as why:
        return why.status
    return 201


def signed(signer, service, **claims):
    good = {
        "aud": service.origin,
        "exp": int((clock.now() + HOUR).timestamp()),
        "sub": "mailto:operator@example.org",
    }
    signer.vapid.conf = {"no-strict": True}  # else it signs no bad contact
    return signer.vapid.sign({**good, **claims})["Authorization"]


def test_what_is_in_order_is_taken_and_decrypted(service, signer, device):
    body = encrypted(device, b'{"a": 1}')
    path = device.endpoint.removeprefix(service.origin)
    received = service.check(path, headers_for(signer, device), body)
    assert json.loads(received.data) == {"a": 1}
    assert received.claims["aud"] == service.origin


@pytest.mark.parametrize("name", ["ttl", "urgency", "topic"])
def test_a_message_needs_its_three_headers(service, signer, device, name):
    headers = headers_for(signer, device)
    del headers[name]
    assert status_of(service, device, headers, encrypted(device)) == 400


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("ttl", "soon", 400),
        ("ttl", "-1", 400),
        ("urgency", "very-high", 400),
        ("topic", "a" * 33, 400),
        ("topic", "a:b", 400),
        ("content-encoding", "aesgcm", 415),
        ("authorization", "", 401),
        ("authorization", "WebPush abc", 401),
        ("authorization", "vapid t=a.b.c, k=abc", 403),
    ],
)
def test_headers_that_are_not_in_order_are_refused(service, signer, device, name, value, status):
    headers = headers_for(signer, device, **{name: value})
    assert status_of(service, device, headers, encrypted(device)) == status


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://fcm.googleapis.com"},
        {"exp": int((clock.now() - timedelta(minutes=1)).timestamp())},
        {"exp": int((clock.now() + 25 * HOUR).timestamp())},
        {"sub": "operator"},
    ],
    ids=["another audience", "expired", "for more than a day", "no contact"],
)
def test_claims_that_are_not_in_order_are_refused(service, signer, device, claims):
    headers = headers_for(signer, device, authorization=signed(signer, service, **claims))
    assert status_of(service, device, headers, encrypted(device)) == 403


def test_another_key_than_that_of_the_subscription_is_refused(service, device):
    other = Signer(config.make_vapid_key(), "mailto:operator@example.org")
    assert status_of(service, device, headers_for(other, device), encrypted(device)) == 403


def test_claims_that_were_changed_after_they_were_signed_are_refused(service, signer, device):
    header = signed(signer, service)
    token, _, key = header.removeprefix("vapid t=").partition(",")
    head, claims, signature = token.split(".")
    changed = json.loads(unbase64url(claims)) | {"sub": "mailto:else@example.org"}
    forged = f"{head}.{base64url(json.dumps(changed).encode())}.{signature}"
    headers = headers_for(signer, device, authorization=f"vapid t={forged},{key}")
    assert status_of(service, device, headers, encrypted(device)) == 403


def test_what_cannot_be_decrypted_is_refused(service, signer, device):
    other = service.subscribe()
    headers = headers_for(signer, device)
    assert status_of(service, device, headers, encrypted(other)) == 400
    body = encrypted(device)
    changed = body[:-1] + bytes([body[-1] ^ 1])
    assert status_of(service, device, headers, changed) == 400


def test_a_device_that_is_not_there_and_a_body_that_is_too_large(service, signer, device):
    other = service.subscribe()
    service._devices.pop(other.endpoint.removeprefix(service.origin))
    assert status_of(service, other, headers_for(signer, other), encrypted(other)) == 404
    large = encrypted(device, b"a" * 4096)
    assert status_of(service, device, headers_for(signer, device), large) == 413
