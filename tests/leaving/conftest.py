"""A browser that has just said its person's password once more."""

from collections.abc import Callable
from typing import Any

import pytest

from peerapp.accounts.models import Person
from tests.support.client import Client
from tests.support.people import PASSWORD


@pytest.fixture
def confirmed(client_for: Callable[[Person], Client]) -> Callable[[Person], Client]:
    def make(person: Person) -> Client:
        client = client_for(person)
        answer = client.post("/confirm", data={"password": PASSWORD, "next": "/privacy/erase"})
        assert answer.headers["Location"] == "/privacy/erase"
        return client

    return make


def erase(client: Client, **more: Any) -> str:
    """Where it leads."""
    return str(client.post("/privacy/erase", data=more).headers["Location"])
