"""The embedded database under several writers at once (D1)."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from flask import has_request_context
from sqlalchemy import event

from peerapp.accounts.models import Person
from peerapp.extensions import db
from tests.support.client import all_of
from tests.support.people import make_member

WRITERS, EACH = 8, 60
SETTINGS = {
    "journal_mode": "wal",
    "foreign_keys": 1,
    "busy_timeout": 15000,
    "synchronous": 2,  # FULL
    "secure_delete": 1,
}


def test_d1_the_settings_are_those_that_lose_nothing(app) -> None:
    with db.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in SETTINGS}
    assert found == SETTINGS


def test_d1_eight_writers_that_read_before_they_write_are_never_locked_out(app) -> None:
    """Begun deferred, these fail at once: their snapshot is older than another's write."""
    counted = make_member("0").id
    db.session.rollback()

    def work(_: int) -> None:
        with app.app_context():
            for _ in range(EACH):
                person = db.session.get(Person, counted)
                assert person
                person.display_name = str(int(person.display_name) + 1)
                db.session.commit()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    db.session.expire_all()
    assert [person.display_name for person in all_of(Person)] == [str(WRITERS * EACH)]


def test_d1_what_is_saved_is_answered_while_another_writes(app, client_for) -> None:
    """The answer is made after the commit: it must not wait for the write lock again."""
    client = client_for(make_member())
    client.token()

    other = sqlite3.connect(str(db.engine.url.database), isolation_level=None)

    def take_the_lock(_session: object) -> None:
        if has_request_context():
            other.execute("BEGIN IMMEDIATE")

    event.listen(db.session, "after_commit", take_the_lock)
    started = monotonic()
    try:
        answer = client.post("/checkins", data={"mood": "4"}, htmx=True)
    finally:
        event.remove(db.session, "after_commit", take_the_lock)
        other.close()
    assert answer.status_code == 200
    assert monotonic() - started < 10  # the busy timeout is 15
