from tests.support.morning import clock, hers, mia

__all__ = ["clock", "hers", "mia"]
