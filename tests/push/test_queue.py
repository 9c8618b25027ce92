"""The queue wakes who works; it may be signed, asked, and down."""

import pytest

from peerapp import queue
from tests.support.databases import on_disk

done: list[str] = []


@queue.task()
def note(text: str) -> None:
    done.append(text)


@queue.task()
def fail(text: str) -> None:
    raise ValueError(text)


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def run_one(runner):
    runner.execute(runner.dequeue())


def test_a_call_is_done_by_the_worker_inside_an_app_context(app):
    app.config["QUEUE_IMMEDIATE"] = False
    note("hello")
    assert done == []
    run_one(queue.runner())
    assert done == ["hello"]


def test_in_a_test_it_is_done_at_once(app):
    note(text="hello")
    assert done == ["hello"]


def test_a_message_that_we_did_not_sign_is_not_run(app):
    app.config["QUEUE_IMMEDIATE"] = False
    note("hello")
    storage = queue.runner().storage
    message = storage.dequeue()
    storage.enqueue(message[:-1] + (b"0" if message[-1:] != b"0" else b"1"))
    with pytest.raises(ValueError, match="mismatch"):
        queue.runner().dequeue()
    assert done == []


def test_d6_what_was_called_leaves_no_trace_in_the_file(app):
    app.config["QUEUE_IMMEDIATE"] = False
    note("canary@example.org")
    run_one(queue.runner())
    storage = queue.runner().storage
    storage.sql("pragma wal_checkpoint(truncate)", results=True)
    files = app.config["DATA_DIR"].glob("queue.db*")
    assert b"canary" not in on_disk(*files)


def test_a_queue_that_is_down_is_not_ready(app, monkeypatch):
    assert queue.is_ready()
    monkeypatch.setitem(app.config, "REDIS_URL", "redis://127.0.0.1:9/0")
    app.extensions.pop("queue", None)
    assert not queue.is_ready()
    app.extensions.pop("queue", None)


@pytest.mark.both_databases
def test_the_queue_lives_where_the_data_does(app):
    app.config["QUEUE_IMMEDIATE"] = False
    app.extensions.pop("queue", None)
    note("hello")
    run_one(queue.runner())
    kind = type(queue.runner().storage).__name__
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    assert kind == ("PostgresStorage" if url.startswith("postgresql") else "ForgetfulSqlite")
    app.extensions.pop("queue", None)


def test_d6_the_log_never_holds_the_words_of_an_error(app, caplog):
    """They may be an address of a person; which error it was and where, it says."""
    app.config["QUEUE_IMMEDIATE"] = False
    fail("canary@example.org")
    run_one(queue.runner())
    assert "ValueError" in caplog.text
    assert "test_queue.py" in caplog.text
    assert "canary" not in caplog.text
