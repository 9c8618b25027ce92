"""Where we send to: a subscription's endpoint is an address that a stranger may have made up (P1).

Its text must be https on port 443 at a known push service. When we connect, only addresses that our
own resolver has just found public are connected to, so neither an IP in the URL nor a name that
changes between check and use reaches the inside of our network.
"""

import asyncio
import re
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

# The push services of the browsers, and (with a dot in front) all hosts below a name.
KNOWN_HOSTS = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Samsung Internet, Opera, Brave
    "jmt17.google.com",  # Chromium as Linux distributions build it
    "android.googleapis.com",  # old subscriptions of Chrome
    ".push.services.mozilla.com",  # Firefox
    ".notify.windows.com",  # Edge on Windows
    ".push.apple.com",  # Safari on macOS and on iOS 16.4 and later
)

# Every parser that keeps to RFC 3986 reads a host the same out of this: no user, no brackets,
# no backslash, no fragment, no letter outside ASCII.
PLAIN_URL = re.compile(
    r"https://(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[!-~]*)"
)
LONGEST = 2048

RESOLVE_SECONDS = 5
CONNECT_SECONDS = 5  # with the TLS handshake
READ_SECONDS = 10
CONNECTIONS_PER_HOST = 64

# Addresses that carry an IPv4 address inside could lead to a private one: NAT64, 6to4, Teredo.
GLOBAL_UNICAST = IPv6Network("2000::/3")
TUNNELS = (IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16"), IPv6Network("2001::/32"))


class BadEndpoint(ValueError):
    """The address of a subscription is not one that we send to."""


class NotPublic(OSError):
    """A host resolved to nothing that we may connect to."""


@dataclass(frozen=True)
class Allowed:
    """What may be sent to; `extra` is PUSH_ALLOWED_HOSTS.

    A bare extra host is one more push service, under all the same rules (a dot in front: all hosts
    below). A `host:port` is taken as it stands, loopback included: only tests and demos do that.
    """

    hosts: tuple[str, ...]
    as_they_stand: frozenset[str]

    @classmethod
    def with_extra(cls, extra: Iterable[str]) -> "Allowed":
        words = [word.lower() for word in extra]
        return cls(
            hosts=KNOWN_HOSTS + tuple(word for word in words if ":" not in word),
            as_they_stand=frozenset(word for word in words if ":" in word),
        )

    def check(self, endpoint: str) -> None:
        """Raises BadEndpoint."""
        found = PLAIN_URL.fullmatch(endpoint) if len(endpoint) <= LONGEST else None
        if found is None or set("#\\") & set(found["path"]):
            raise BadEndpoint("not a plain https address")
        host, port = found["host"], int(found["port"] or 443)
        if f"{host}:{port}" in self.as_they_stand:
            return
        if port != 443:
            raise BadEndpoint("not on port 443")
        if is_ip(host):
            raise BadEndpoint("an IP address instead of a name")
        if not any(belongs(host, known) for known in self.hosts):
            raise BadEndpoint("not a push service that we know")


def origin_of(endpoint: str) -> str:
    """`https://fcm.googleapis.com`: what its endpoint says of a push service."""
    return "/".join(endpoint.split("/", 3)[:3])


def belongs(host: str, known: str) -> bool:
    return host.endswith(known) if known.startswith(".") else host == known


def is_ip(host: str) -> bool:
    """Also in the shorthands that a resolver takes for one, such as 127.1 or 0x7f000001."""
    last = host.rsplit(".", 1)[-1]
    return last.isdigit() or re.fullmatch("0x[0-9a-f]*", last) is not None


def is_public(address: str) -> bool:
    ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip not in GLOBAL_UNICAST or any(ip in tunnel for tunnel in TUNNELS):
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


@dataclass
class Gate(AbstractResolver):
    """Resolves a host, and lets sockets be made only to the addresses that it found good."""

    allowed: Allowed
    good: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        # aiohttp asks no resolver about an IP literal, so one that is taken as it stands is noted
        for entry in self.allowed.as_they_stand:
            host, _, port = entry.rpartition(":")
            if is_ip(host):
                self.good.add((host, int(port)))

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        looked_up = loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        found = await asyncio.wait_for(looked_up, RESOLVE_SECONDS)
        as_it_stands = f"{host}:{port}" in self.allowed.as_they_stand
        results = []
        for kind, _, proto, _, sockaddr in found:
            address = str(sockaddr[0])
            if as_it_stands or is_public(address):
                self.good.add((address, port))
                results.append(
                    ResolveResult(
                        hostname=host,
                        host=address,
                        port=port,
                        family=kind,
                        proto=proto,
                        flags=socket.AI_NUMERICHOST,
                    )
                )
        if not results:
            raise NotPublic(f"{host} has no public address")
        return results

    async def close(self) -> None:
        pass

    def make_socket(self, address: tuple[Any, ...]) -> socket.socket:
        """aiohttp's socket factory: the last word before a connection is made."""
        family, kind, proto, _, sockaddr = address
        if (sockaddr[0], sockaddr[1]) not in self.good:
            raise NotPublic(f"{sockaddr[0]} was not found by our resolver")
        return socket.socket(family, kind, proto)


@cache
def trust(ca_file: str | None) -> ssl.SSLContext:
    """The system's authorities and one more; reading them for every batch would cost more than
    sending it.
    """
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def session(allowed: Allowed, ca_file: str | None) -> aiohttp.ClientSession:
    """A client that connects only where it may; to be made inside a running loop.

    Redirects are the caller's to refuse, per request (`allow_redirects=False`).
    """
    gate = Gate(allowed)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            resolver=gate,
            socket_factory=gate.make_socket,
            ssl=trust(ca_file),
            limit=0,
            limit_per_host=CONNECTIONS_PER_HOST,  # a host that hangs holds up only its own
        ),
        timeout=aiohttp.ClientTimeout(
            total=None, sock_connect=CONNECT_SECONDS, sock_read=READ_SECONDS
        ),
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )
