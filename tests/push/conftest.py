from collections.abc import Iterator

import pytest
from flask import Flask

from tests.support.push_service import PushService


@pytest.fixture
def service(app: Flask) -> Iterator[PushService]:
    """A push service that the app may send to."""
    with PushService() as service:
        app.config.update(service.settings())
        yield service
