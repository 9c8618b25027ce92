"""What is decided for many at once, and one among them that cannot be."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push import sender
from peerapp.reminders import batches, due, planning
from peerapp.reminders.models import Reminder, ReminderSlot
from tests.support.client import all_of
from tests.support.devices import turn_on
from tests.support.evening import EIGHT, HOUR, remind
from tests.support.people import make_member, one_commit
from tests.support.queries import queries_of

pytestmark = pytest.mark.usefixtures("in_the_afternoon")


@pytest.mark.both_databases
@pytest.mark.parametrize("broken", [{0}, {6}, {2, 3}, set(range(7))])
def test_some_that_cannot_be_computed_are_parked_and_the_others_ring(app, service, broken) -> None:
    people = [make_member(f"Member {number}") for number in range(7)]
    for person in people:
        turn_on(app, person, service)
        remind(person)
    gone = [people[number].id for number in broken]
    db.session.execute(update(Person).where(Person.id.in_(gone)).values(timezone="Mars/Olympus"))
    db.session.commit()
    assert due.claim_due(EIGHT) == 7 - len(broken)
    assert sender.send_due(EIGHT) == 7 - len(broken)
    parked = select(Reminder.person_id).where(Reminder.parked_at.is_not(None))
    assert set(db.session.scalars(parked)) == set(gone)


@pytest.mark.both_databases
def test_a_database_that_is_out_of_reach_parks_nothing(app, service, monkeypatch) -> None:
    remind(make_member())

    def fail(*_):
        raise OperationalError("SELECT 1", None, Exception("the server closed the connection"))

    with monkeypatch.context() as out_of_reach:
        out_of_reach.setattr(due, "ask", fail)
        with pytest.raises(OperationalError):
            due.claim_due(EIGHT)
    db.session.rollback()
    assert planning.parked() == 0
    assert due.claim_due(EIGHT) == 1


@pytest.mark.both_databases
def test_the_number_of_queries_does_not_grow_with_what_is_due(app, service) -> None:
    def count(people, now):
        with one_commit():
            for number in range(people):
                remind(make_member(f"Member {people} {number}"))
        return queries_of(lambda: due.claim_batch(now))

    assert count(7, EIGHT) <= count(1, EIGHT + HOUR) + 1  # a batch of one writes in one statement


def test_each_half_is_tried_down_to_the_one_that_is_to_blame(app) -> None:
    tried, given_up = [], []

    def work(rows):
        tried.append(list(rows))
        if 3 in rows:
            raise ValueError(3)
        return len(rows)

    done = batches.in_halves(range(8), work, lambda row, why: given_up.append((row, str(why))))
    assert (done, given_up) == (7, [(3, "3")])
    assert tried == [[*range(8)], [0, 1, 2, 3], [0, 1], [2, 3], [2], [3], [4, 5, 6, 7]]
    assert batches.in_halves([], work, lambda *_: None) == 0


@pytest.mark.parametrize("fault", [ProgrammingError, OperationalError, MemoryError])
def test_what_no_row_is_to_blame_for_gives_up_none(app, fault) -> None:
    why = fault() if fault is MemoryError else fault("SELECT", {}, Exception("no such table"))

    def work(_rows):
        raise why

    def give_up(*_):
        pytest.fail("given up")

    with pytest.raises(fault):
        batches.in_halves(range(8), work, give_up)


@pytest.mark.both_databases
def test_nobody_has_a_slot_where_nothing_was_due(app) -> None:
    remind(make_member())
    assert due.claim_batch(EIGHT - HOUR) is None
    assert all_of(ReminderSlot) == []
