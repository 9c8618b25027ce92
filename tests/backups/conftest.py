"""Machines to restore on: an app over a database without any table, and with the same keys."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask

from peerapp.extensions import db
from tests.support.databases import empty_database


@pytest.fixture
def run() -> Callable[..., Result]:
    """`run(app, "backup", file)`: a command, as it is typed."""

    def run_in(app: Flask, *words: str | Path) -> Result:
        done: Result = app.test_cli_runner().invoke(args=[str(word) for word in words])
        return done

    return run_in


@pytest.fixture
def empty_machine(make_app, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """`empty_machine("postgresql")`"""
    made: list[Flask] = []

    def make(kind: str = "sqlite", **settings: object) -> Flask:
        url = empty_database(kind, f"restored-{uuid4().hex}")
        made.append(make_app(url, DATA_DIR=tmp_path, **settings))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
