"""Toni, who walks with Mia."""

import pytest

from tests.support.morning import clock, hers, mia
from tests.support.people import make_mentor, match

__all__ = ["clock", "hers", "mia"]


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
