from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask

from tests.push.conftest import hanging, service
from tests.support.push_service import PushService
from tests.support.worker import Workers

__all__ = ["hanging", "service"]


@pytest.fixture
def workers(app: Flask, service: PushService) -> Iterator[Workers]:
    """Real worker processes on this test's database and queue."""
    app.config["QUEUE_IMMEDIATE"] = False
    with closing(Workers(app)) as workers:
        yield workers
