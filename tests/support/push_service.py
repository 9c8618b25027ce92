"""A push service on loopback that is as strict as the real ones.

    with PushService() as service:
        app.config.update(service.settings())       # or: house(**service.environment())
        device = service.subscribe()
        client.post("/push/subscriptions", json=device.to_json())
        ...
        [received] = service.wait_for(1)
        received.notification["title"]              # decrypted with the device's private key
        received.body, received.headers             # as they came, e.g. for DevTools
        service.answers(410, device)                # from now on

It speaks TLS under a certificate authority of its own, checks the signature and the claims of VAPID
(RFC 8292) and the three headers that every message must have, and decrypts RFC 8291. A message that
is not in order gets the status that a real service gives, and stands in `problems`.
"""

import json
import secrets
import shutil
import ssl
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import http_ece
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.support.certificates import make_certificates
from tests.support.push_keys import in_json, unbase64url

DAY = timedelta(days=1)
HANG_UP = "close"  # an answer that breaks off in the middle
HANG = "hang"  # no answer at all


class Refused(Exception):
    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(eq=False)
class Device:
    """A browser that has subscribed, with the keys that it keeps to itself."""

    endpoint: str
    private_key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False
    )
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    server_key: str | None = None  # what it subscribed under; None: any

    def to_json(self) -> dict[str, Any]:
        """As `PushSubscription.toJSON()`."""
        keys = in_json(self.private_key, self.auth)
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def decrypt(self, body: bytes) -> bytes:
        plain: bytes = http_ece.decrypt(
            body, private_key=self.private_key, auth_secret=self.auth, version="aes128gcm"
        )
        return plain


@dataclass(frozen=True)
class Received:
    device: Device
    headers: dict[str, str]  # names in lower case
    body: bytes  # encrypted
    data: bytes  # decrypted
    claims: dict[str, Any]
    at: float = field(default_factory=time.time)

    @property
    def notification(self) -> dict[str, Any]:
        said = json.loads(self.data)
        assert said["web_push"] == 8030
        notification: dict[str, Any] = said["notification"]
        return notification


class PushService:
    def __init__(self, host: str = "localhost") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="push-service-"))
        self.ca_file = self.folder / "ca.pem"
        self.received: list[Received] = []
        self.problems: list[str] = []
        self.connections = 0  # how many were opened
        self.requests = 0
        self.largest = 4096  # bytes of a body
        self._devices: dict[str, Device] = {}
        self._answers: dict[str | None, tuple[int | str, dict[str, str]]] = {}
        self._news = threading.Condition()
        self._hanging = threading.Event()  # until what hangs is let go
        self._server = Server(("127.0.0.1", 0), handler_of(self))
        self.port = self._server.server_port
        self.host = f"{host}:{self.port}"
        self.origin = f"https://{self.host}"
        self._good = self._server.context = make_certificates(self.folder)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        )
        self._thread.start()

    def settings(self) -> dict[str, Any]:
        """For `app.config`."""
        return {"PUSH_ALLOWED_HOSTS": [self.host], "PUSH_CA_FILE": str(self.ca_file)}

    def environment(self) -> dict[str, str]:
        """The same for a process."""
        return {"PUSH_ALLOWED_HOSTS": self.host, "PUSH_CA_FILE": str(self.ca_file)}

    def subscribe(
        self, server_key: str | None = None, make: Callable[..., Device] = Device
    ) -> Device:
        path = f"/push/{secrets.token_urlsafe(24)}"
        device = make(endpoint=self.origin + path, server_key=server_key)
        self._devices[path] = device
        return device

    def answers(self, what: int | str, device: Device | None = None, **headers: str) -> None:
        """From now on: a status, HANG or HANG_UP; to one device or to all. `retry_after="30"`."""
        path = device.endpoint.removeprefix(self.origin) if device else None
        named = {name.replace("_", "-").title(): value for name, value in headers.items()}
        self._answers[path] = (what, named)

    def shows_certificate(self, **wrong: Any) -> None:
        """From now on, another one: under an authority that nobody knows, or as `wrong` says."""
        other = Path(tempfile.mkdtemp(dir=self.folder))
        self._server.context = make_certificates(other, **wrong)
        if wrong:  # then that alone is wrong
            self.ca_file.write_bytes(self.ca_file.read_bytes() + (other / "ca.pem").read_bytes())

    def gets_well(self) -> None:
        """It takes all that is sent, and what has hung is cut off."""
        self._answers.clear()
        self._server.context = self._good
        self._let_go()

    def _let_go(self) -> None:
        hanging, self._hanging = self._hanging, threading.Event()
        hanging.set()

    def wait_for(self, count: int, seconds: float = 10) -> list[Received]:
        """All that was taken, once there are so many."""
        with self._news:
            came = self._news.wait_for(lambda: len(self.received) >= count, seconds)
        assert came, f"{len(self.received)} of {count} came; {self.problems}"
        return list(self.received)

    def close(self) -> None:
        self._let_go()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # what follows runs in the server's threads

    def take(
        self, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int | str, dict[str, str]]:
        self.requests += 1
        try:
            received = self.check(path, headers, body)
        except Refused as why:
            self.problems.append(f"{why.status} {why}")
            return why.status, {}
        what, more = self._answers.get(path) or self._answers.get(None) or (201, {})
        if what in (200, 201, 202, 204):
            with self._news:
                self.received.append(received)
                self._news.notify_all()
            more = {"Location": f"{self.origin}/message/{secrets.token_urlsafe(8)}", **more}
        return what, more

    def check(self, path: str, headers: dict[str, str], body: bytes) -> Received:
        device = self._devices.get(path)
        if device is None:
            raise Refused(404, "no such subscription")
        for name in ("ttl", "urgency", "topic"):
            if name not in headers:
                raise Refused(400, f"no {name}")
        if not headers["ttl"].isdigit():
            raise Refused(400, "TTL is no number")
        if headers["urgency"] not in ("very-low", "low", "normal", "high"):
            raise Refused(400, "an urgency that does not exist")
        topic = headers["topic"]
        if len(topic) > 32 or not set(topic) <= set(BASE64URL):
            raise Refused(400, "a topic that is too long or not base64url")
        if headers.get("content-encoding") != "aes128gcm":
            raise Refused(415, "not aes128gcm")
        if len(body) > self.largest:
            raise Refused(413, f"over {self.largest} bytes")
        claims = self.check_vapid(headers.get("authorization", ""), device)
        try:
            data = device.decrypt(body)
        except Exception as why:
            raise Refused(400, f"cannot be decrypted: {why!r}") from why
        return Received(device, headers, body, data, claims)

    def check_vapid(self, authorization: str, device: Device) -> dict[str, Any]:
        scheme, _, rest = authorization.partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(",") if "=" in part)
        if scheme != "vapid" or not {"t", "k"} <= set(parts):
            raise Refused(401, "no VAPID")
        signed, _, signature = parts["t"].rpartition(".")
        try:
            raw, point = unbase64url(signature), unbase64url(parts["k"])
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
            numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
            key.verify(encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(hashes.SHA256()))
        except (InvalidSignature, ValueError) as why:
            raise Refused(403, "the signature is wrong") from why
        if device.server_key not in (None, parts["k"]):
            raise Refused(403, "signed with another key than the subscription's")
        head, claims = (json.loads(unbase64url(part)) for part in signed.split("."))
        now = time.time()
        if head.get("alg") != "ES256":
            raise Refused(403, "not ES256")
        if claims.get("aud") != self.origin:
            raise Refused(403, f"for another audience: {claims.get('aud')}")
        if not now < claims.get("exp", 0) <= now + DAY.total_seconds():
            raise Refused(403, "expired, or valid for more than a day")
        if not str(claims.get("sub", "")).startswith(("mailto:", "https:")):
            raise Refused(403, "no contact")
        return dict(claims)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512
    context: ssl.SSLContext

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that went away


def handler_of(service: PushService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            # here, in the connection's own thread, so that a slow handshake holds up nobody
            service.connections += 1
            self.request = service._server.context.wrap_socket(self.request, server_side=True)
            super().setup()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            what, more = service.take(self.path, headers, body)
            if what == HANG:
                service._hanging.wait(60)
                self.close_connection = True
                return
            if what == HANG_UP:
                self.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Le")
                self.wfile.flush()
                self.close_connection = True
                return
            self.send_response(int(what))
            for name, value in more.items():
                self.send_header(name, value)
            said = b"" if int(what) < 300 else f"told to answer {what}".encode()
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
