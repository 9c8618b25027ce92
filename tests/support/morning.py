"""Mia on a quiet Monday morning in New York."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from peerapp.accounts.models import Person
from tests.support.client import Client
from tests.support.people import make_member

EIGHT = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # in the morning, in New York


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(EIGHT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mia(app: Any, clock: time_machine.Traveller) -> Person:
    return make_member("Mia")


@pytest.fixture
def hers(client_for: Any, mia: Person) -> Client:
    client: Client = client_for(mia)
    return client
