from tests.push.conftest import hanging, service

__all__ = ["hanging", "service"]
