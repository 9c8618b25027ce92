"""What is due is found, sent and written down without any table being read whole: so a reminder
takes no longer in a program that is a hundred times as large (`make bench` shows it).
"""

import re
from datetime import time, timedelta

import pytest
from sqlalchemy import event

from peerapp.extensions import db
from peerapp.push import sender
from peerapp.reminders import due, email_sender, planning, rung
from peerapp.reminders.models import Kind, ReminderEmailWish
from peerapp.reminders.planning import Details
from peerapp.reminders.schedule import EVERY_DAY
from tests.support.devices import turn_on
from tests.support.evening import BEFORE, EIGHT, MONDAY
from tests.support.people import make_member, save

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

pytestmark = pytest.mark.usefixtures("in_the_afternoon")

# A table, by its own name or another; and all that waits in the outbox, for whomever.
WHOLE = re.compile(r"^SCAN (?!\(|anon_|\d+ CONSTANT|CONSTANT)|next_try_at \(state=\?\)", re.M)


@pytest.fixture
def plans(app):
    """Of each statement, as SQLite means to carry it out."""
    seen: dict[str, str] = {}

    def explain(connection, _cursor, statement, parameters, *_) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            raw = connection.connection.driver_connection.cursor()
            one = parameters[0] if isinstance(parameters, list) else parameters
            plan = raw.execute(f"EXPLAIN QUERY PLAN {statement}", one)
            seen[statement] = "\n".join(row[3] for row in plan)

    event.listen(db.engine, "before_cursor_execute", explain)
    yield seen
    event.remove(db.engine, "before_cursor_execute", explain)


def test_nothing_that_becomes_of_a_reminder_reads_a_whole_table(app, service, mia, plans):
    refusing, gone = (turn_on(app, mia, service) for _ in range(2))
    noah = make_member("Noah")
    for person in (mia, noah):
        save(ReminderEmailWish(person_id=person.id, created_at=BEFORE, confirmed_at=BEFORE))
    for person in (mia, noah):
        for kind in Kind:
            planning.add(person, time(20), EVERY_DAY, BEFORE, Details(kind, nudges=True))
    db.session.commit()
    plans.clear()
    for now in (EIGHT, EIGHT + HOUR):
        assert due.claim_due(now)
        assert sender.send_due(now)
        email_sender.send_due(now)
    service.answers(403, refusing)
    service.answers(410, gone)
    assert due.claim_due(EIGHT + DAY)
    assert not sender.send_due(EIGHT + DAY)
    assert email_sender.send_due(EIGHT + DAY) == 2 * len(Kind)
    changed, removed, *_ = planning.of(mia)
    for slot in rung.waiting(mia, MONDAY):
        rung.finish(slot, EIGHT)
    planning.change(changed, time(21), EVERY_DAY, EIGHT)
    planning.remove(removed)
    db.session.flush()
    assert len(plans) > 40
    assert [plan for plan in plans.values() if WHOLE.search(plan)] == []
