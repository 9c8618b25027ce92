"""An app over a new, migrated database, and work in a process of its own, for the benchmarks."""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flask import Flask

from peerapp import create_app
from peerapp.extensions import db
from tests.support.databases import new_database, stop_postgres
from tests.support.people import QUICK_ARGON2


@contextmanager
def new_databases(*kinds: str) -> Iterator[dict[str, str]]:
    """Their URLs by kind; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="peerapp-bench-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL runs as another user than root
        os.environ |= {"PEERAPP_TEST_DIR": folder, "DATA_DIR": f"{folder}/data"}
        try:
            yield {kind: new_database(kind, f"bench-{kind}") for kind in kinds}
        finally:
            stop_postgres()


@contextmanager
def app_over(url: str) -> Iterator[Flask]:
    settings = {"ARGON2": QUICK_ARGON2, "QUEUE_IMMEDIATE": True, "SQLALCHEMY_DATABASE_URI": url}
    app = create_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def aside(work: Callable[..., Any], *args: Any) -> Any:
    """In a process that did nothing before, so that its peak of memory is that of the work."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(work, *args).result()
