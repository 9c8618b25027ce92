"""What is due is found, sent and written down without any table being read whole: so a reminder
takes no longer in a program that is a hundred times as large (`make bench` shows it).
"""

import re
from datetime import time, timedelta

import pytest
from sqlalchemy import event

from peerapp.extensions import Base, db
from peerapp.push import sender
from peerapp.reminders import due, email_sender, planning, rung
from peerapp.reminders.models import Kind, ReminderEmailWish
from peerapp.reminders.planning import Details
from peerapp.reminders.schedule import EVERY_DAY
from tests.reminders.test_due import BEFORE, EIGHT, MONDAY, in_the_afternoon, mia, turn_on
from tests.support.people import make_member, save

__all__ = ["in_the_afternoon", "mia"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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
    turn_on(app, mia, service)
    noah = make_member("Noah")
    save(ReminderEmailWish(person_id=noah.id, created_at=BEFORE, confirmed_at=BEFORE))
    for person in (mia, noah):
        for kind in Kind:
            planning.add(person, time(20), EVERY_DAY, BEFORE, Details(kind, nudges=True))
    db.session.commit()
    plans.clear()
    for now in (EIGHT, EIGHT + HOUR):
        assert due.claim_due(now)
        assert sender.send_due(now)
        email_sender.send_due(now)
    service.answers(410)
    assert due.claim_due(EIGHT + DAY)
    assert not sender.send_due(EIGHT + DAY)
    assert email_sender.send_due(EIGHT + DAY)
    changed, removed, *_ = planning.of(mia)
    for slot in rung.waiting(mia, MONDAY):
        rung.finish(slot, EIGHT)
    planning.change(changed, time(21), EVERY_DAY, EIGHT)
    planning.remove(removed)
    db.session.flush()
    assert len(plans) > 40
    tables = "|".join(Base.metadata.tables)
    whole = [plan for plan in plans.values() if re.search(rf"^SCAN ({tables})\b", plan, re.M)]
    assert not whole
