"""The fixtures of every test.

`app` is the real app over a real, migrated database that is empty at the start of each test
(SQLite; with `@pytest.mark.both_databases` once more on PostgreSQL). The test itself runs in an app
context, so it may use `db.session`. `client` is a browser of nobody, `client_for(person)` one that
is signed in. A browser is `phone` (Chromium, 390 x 844, against `live_server`); `house` is the
whole product started as an operator starts it. People are made by tests/support/people.py.
"""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before anything of ours is imported: the settings of whoever runs the tests stay out of them.
for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ENCRYPTION_KEYS", "VAPID_PRIVATE_KEY",
             "VAPID_SUBJECT", "PUBLIC_URL", "PUSH_ALLOWED_HOSTS", "PUSH_CA_FILE", "SMTP_URL",
             "MAIL_FROM", "PROGRAM_NAME", "MENTORS_ARE_VETTED", "TRUSTED_PROXIES", "EXIT_URL",
             "APP_NAME", "APP_ICON", "SERVICE_WORKER", "BACKUP_DIR", "BACKUP_HOUR", "BACKUP_DAYS",
             "BACKUP_WEEKS"):  # fmt: skip
    os.environ.pop(name, None)
if "PEERAPP_TEST_DIR" not in os.environ:
    os.environ["PEERAPP_TEST_DIR"] = tempfile.mkdtemp(prefix="peerapp-tests-")
    # PostgreSQL will not run as root, so another user must be able to reach its directory
    Path(os.environ["PEERAPP_TEST_DIR"]).chmod(0o711)
os.environ["DATA_DIR"] = str(Path(os.environ["PEERAPP_TEST_DIR"]) / "data")

# No example of Hypothesis is timed: a busy machine is no fault of ours. Each run tries the same
# ones, and `make faults` others.
settings.register_profile(
    "peerapp",
    deadline=None,
    derandomize=not os.environ.get("FAULTS"),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("peerapp")

LONG_FORM = 3600  # seconds for a test of `make faults`, which may well take minutes

pytest_plugins = ["tests.support.fixtures", "tests.support.chromium"]


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two more than there are processors: two thirds of the time a test waits for a browser, for
    PostgreSQL or for the clock.
    """
    return len(os.sched_getaffinity(0)) + 2


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not look through it again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return  # only the one that started the workers cleans up after them
    from tests.support.databases import shared_dir, stop_postgres

    stop_postgres()
    shutil.rmtree(shared_dir(), ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for marker in ("faults", "engines"):
        if not os.environ.get(marker.upper()):
            others = [item for item in items if item.get_closest_marker(marker)]
            config.hook.pytest_deselected(items=others)
            items[:] = [item for item in items if item not in others]
    for item in items:
        if item.get_closest_marker("faults"):
            item.add_marker(pytest.mark.timeout(LONG_FORM))
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            # Chromium starts once per file, so the tests of a file stay together
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::")[0]))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    has = metafunc.definition.get_closest_marker
    if has("both_databases") and not has("sqlite_is_enough"):
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)
