"""The embedded database under several writers at once (D1)."""

from concurrent.futures import ThreadPoolExecutor

from peerapp.accounts.models import Person
from peerapp.extensions import db
from tests.support.client import all_of
from tests.support.people import make_member

WRITERS, EACH = 8, 100
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
