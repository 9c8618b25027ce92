"""Mia and Toni, who walk together, at noon."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from werkzeug.test import TestResponse

from peerapp.accounts.models import Person
from peerapp.matching.models import Match
from tests.support.client import Client, client_of
from tests.support.people import make_member, make_mentor, match

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # noon in New York


@dataclass
class Pair:
    mia: Person
    toni: Person
    match: Match
    as_mia: Client
    as_toni: Client

    def __post_init__(self) -> None:
        self.url = f"/matches/{self.match.id}/messages"

    def say(self, client: Client, body: str, **more: Any) -> TestResponse:
        htmx = more.pop("htmx", False)
        return client.post(self.url, data={"body": body, "id": str(uuid4()), **more}, htmx=htmx)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pair(app) -> Pair:
    toni, mia = make_mentor("Toni"), make_member("Mia")
    return Pair(mia, toni, match(toni, mia), client_of(app, mia), client_of(app, toni))
