from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from flask import Flask

from peerapp.accounts.models import Person
from tests.push.conftest import hanging, service
from tests.support.evening import BEFORE
from tests.support.people import make_member
from tests.support.push_service import PushService
from tests.support.worker import Workers

__all__ = ["hanging", "service"]


@pytest.fixture
def workers(app: Flask, service: PushService) -> Iterator[Workers]:
    """Real worker processes on this test's database and queue."""
    app.config["QUEUE_IMMEDIATE"] = False
    with closing(Workers(app)) as workers:
        yield workers


@pytest.fixture
def in_the_afternoon(time_machine: Any) -> None:
    """The clock stands still, some hours before reminders ring."""
    time_machine.move_to(BEFORE, tick=False)


@pytest.fixture
def mia(app: Flask) -> Person:
    return make_member("Mia")
