"""P1: a subscription's endpoint is an address that a stranger may have made up."""

import asyncio
import socket
from datetime import timedelta

import aiohttp
import pytest

from peerapp import clock
from peerapp.extensions import db
from peerapp.push import endpoints, outbox, sender, subscriptions
from peerapp.push.endpoints import Allowed, BadEndpoint, is_public
from peerapp.push.models import PushSubscription
from peerapp.push.notifications import Notification
from tests.push.test_sending import parked
from tests.support.client import client_of
from tests.support.people import make_member, make_subscription
from tests.support.push_keys import push_keys
from tests.support.push_service import PushService

KNOWN = Allowed.with_extra([])

REAL = [
    "https://fcm.googleapis.com/fcm/send/dQw4w9WgXcQ:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx",
    "https://fcm.googleapis.com/wp/dQw4w9WgXcQ:APA91bHun4MxP5egoKMwt2KZFBaFUH-1RYqx",
    "https://fcm.googleapis.com:443/fcm/send/abc",
    "https://jmt17.google.com/fcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABk",
    "https://wns2-by3p.notify.windows.com/w/?token=BQYAAAD%2bAbc%3d",
    "https://web.push.apple.com/QGuQyavXutnMH",
]

HOSTILE = [
    "",
    "/push/abc",
    "http://fcm.googleapis.com/fcm/send/abc",
    "ftp://fcm.googleapis.com/abc",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "https://fcm.googleapis.com",
    "https://fcm.googleapis.com:8443/abc",
    "https://fcm.googleapis.com:22/abc",
    "https://fcm.googleapis.com:0443x/abc",
    "https://127.0.0.1/abc",
    "https://127.1/abc",
    "https://2130706433/abc",
    "https://0x7f000001/abc",
    "https://0177.0.0.1/abc",
    "https://[::1]/abc",
    "https://[::ffff:127.0.0.1]/abc",
    "https://10.0.0.5/abc",
    "https://169.254.169.254/latest/meta-data/",
    "https://localhost/abc",
    "https://intranet.example.org/abc",
    "https://fcm.googleapis.com.evil.example/abc",
    "https://evilfcm.googleapis.com.example/abc",
    "https://notify.windows.com.evil.example/abc",
    "https://evilpush.apple.com/abc",
    "https://notify.windows.com/abc",
    "https://fcm.googleapis.com@127.0.0.1/abc",
    "https://user:secret@fcm.googleapis.com/abc",
    "https://127.0.0.1#@fcm.googleapis.com/abc",
    "https://127.0.0.1\\@fcm.googleapis.com/abc",
    "https://fcm.googleapis.com/abc#fragment",
    "https://fcm.googleapis.com/abc\r\nX-Evil: 1",
    "https://fcm.googleapis.com./abc",
    "https://fcm。googleapis。com/abc",
    "https://FCM.googleapis.com/abc\x00",
    " https://fcm.googleapis.com/abc",
    "https://fcm.googleapis.com/" + "a" * 3000,
]


@pytest.mark.parametrize("endpoint", REAL)
def test_p1_the_push_services_of_the_browsers_are_taken(endpoint):
    KNOWN.check(endpoint)


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_p1_a_hostile_endpoint_is_refused(endpoint):
    with pytest.raises(BadEndpoint):
        KNOWN.check(endpoint)


def test_p1_a_host_that_the_operator_adds_is_under_the_same_rules():
    allowed = Allowed.with_extra(
        ["push.example.org", ".up.example.net", "10.0.0.5", "localhost:4430"]
    )
    allowed.check("https://push.example.org/abc")
    allowed.check("https://one.up.example.net/abc")
    allowed.check("https://localhost:4430/abc")
    for refused in (
        "https://push.example.org:8443/abc",
        "https://a.push.example.org/abc",
        "https://10.0.0.5/abc",
        "https://localhost/abc",
        "https://localhost:4431/abc",
        "http://localhost:4430/abc",
    ):
        with pytest.raises(BadEndpoint):
            allowed.check(refused)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
     "100.64.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
     "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1",
     "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1",
     "::7f00:1"],
)  # fmt: skip
def test_p1_an_address_inside_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["142.250.80.10", "17.57.144.10", "2a00:1450:4001:80e::200a"])
def test_p1_an_address_of_the_internet_is_public(address):
    assert is_public(address)


def test_p1_hostile_endpoints_are_never_connected_to(app, monkeypatch):
    """Past the first check as well, as if the rules had been looser when they were stored."""
    connected = []
    monkeypatch.setattr(socket.socket, "connect", lambda *target: connected.append(target))
    monkeypatch.setattr(socket.socket, "connect_ex", lambda *target: connected.append(target))
    stored = [endpoint for endpoint in HOSTILE if endpoint]
    for endpoint in stored:
        mia = make_member()
        make_subscription(mia, client_of(app).sign_in(mia), endpoint)
        outbox.put(mia, Notification("test:1", clock.now() + timedelta(hours=1)), clock.now())
    db.session.commit()
    assert sender.send_due(clock.now()) == 0
    assert len(parked()) == len(stored)
    assert connected == []


def fetch(url, allowed, ca_file):
    async def post():
        async with (
            endpoints.session(allowed, ca_file) as http,
            http.post(url, data=b"", allow_redirects=False) as answer,
        ):
            return answer.status

    return asyncio.run(post())


def test_p1_a_known_name_that_leads_inside_is_not_connected_to(monkeypatch):
    """DNS rebinding: the name is right, the address is not."""
    with PushService() as service:
        inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", service.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
        with pytest.raises(aiohttp.ClientConnectorError):
            fetch(f"https://fcm.googleapis.com:{service.port}/abc", KNOWN, str(service.ca_file))
        assert service.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433"])
def test_p1_an_ip_in_the_url_passes_no_resolver_and_is_still_not_connected_to(host):
    with PushService() as service:
        with pytest.raises(aiohttp.ClientError):
            fetch(f"https://{host}:{service.port}/abc", KNOWN, str(service.ca_file))
        assert service.connections == 0


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_p1_a_host_and_port_that_is_allowed_is_taken_as_it_stands(host):
    with PushService(host) as service:
        allowed = Allowed.with_extra([service.host])
        url = service.subscribe().endpoint
        assert fetch(url, allowed, str(service.ca_file)) == 400  # reached, and not in order


def test_p1_a_certificate_that_nobody_vouches_for_is_not_trusted():
    with PushService() as service, pytest.raises(aiohttp.ClientConnectorCertificateError):
        fetch(service.subscribe().endpoint, Allowed.with_extra([service.host]), None)


def test_p1_a_proxy_of_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with PushService() as service:
        allowed = Allowed.with_extra([service.host])
        assert fetch(service.subscribe().endpoint, allowed, str(service.ca_file)) == 400


@pytest.mark.parametrize("endpoint", HOSTILE[:30])
def test_p1_a_hostile_endpoint_is_answered_kindly_and_not_kept(app, client_for, endpoint):
    client = client_for(make_member())
    response = client.post("/push/subscriptions", json={"endpoint": endpoint, "keys": push_keys()})
    assert response.status_code == 422
    assert response.json["error"] == subscriptions.NOT_KNOWN
    assert db.session.query(PushSubscription).count() == 0
