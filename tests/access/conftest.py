"""The world in which access is tested, and the routes of the app."""

import pytest

from tests.access.world import World, build


@pytest.fixture
def world(app) -> World:
    return build()
