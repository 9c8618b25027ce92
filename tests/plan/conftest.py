"""Mia on a quiet Monday morning in New York, and Toni, who walks with her."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.support.people import make_member, make_mentor, match

EIGHT = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)  # in the morning, in New York


@pytest.fixture
def clock():
    with time_machine.travel(EIGHT, tick=False) as clock:
        yield clock


@pytest.fixture
def mia(app, clock):
    return make_member("Mia")


@pytest.fixture
def hers(client_for, mia):
    return client_for(mia)


@pytest.fixture
def toni(app, clock):
    return make_mentor("Toni")


@pytest.fixture
def bond(toni, mia):
    """Their match."""
    return match(toni, mia)


@pytest.fixture
def tonis(client_for, toni):
    return client_for(toni)
