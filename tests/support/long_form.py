"""Tests that try the same thing few times, and many times in `make faults`."""

import os

import pytest

IS_LONG = bool(os.environ.get("FAULTS"))
# Marks of such a test, so that `make faults` runs it too.
LONG_FORM = [pytest.mark.faults] if IS_LONG else []


def times(few: int, many: int) -> int:
    return many if IS_LONG else few


# On both databases in the long form, on SQLite in the bounded one.
BOTH_IN_FULL = [pytest.mark.both_databases] if IS_LONG else []
