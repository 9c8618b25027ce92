from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from tests.push.conftest import service

__all__ = ["service"]

NINE_PM = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # in New York, on the 23rd


@pytest.fixture
def at_nine() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NINE_PM, tick=False) as traveller:
        yield traveller
