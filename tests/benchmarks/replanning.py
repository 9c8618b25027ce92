"""How long a worker plans 100,000 reminders again after new rules of the time zones.

`python -m tests.benchmarks.replanning`. Two runs on each database: where no zone's rules changed,
and where every coming slot has to move.
"""

import random
import sys
import time
from datetime import time as clock_time
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import delete, insert, select, update

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.reminders import replanning, schedule
from peerapp.reminders.models import PlannedWith, Reminder
from tests.benchmarks.databases import app_over, new_databases

REMINDERS = 100_000
EACH = 10  # of one person


def fill(count: int) -> None:
    chance, now = random.Random(6), clock.now()
    places = clock.places()
    people = [
        {
            "id": uuid4(),
            "email": f"member{number}@example.org",
            "display_name": "Member",
            "password_hash": "-",
            "timezone": chance.choice(places),
            "created_at": now,
        }
        for number in range(count // EACH)
    ]
    db.session.execute(insert(Person), people)
    reminders = []
    for person in people:
        for _ in range(EACH):
            at, days = clock_time(chance.randrange(24), 15 * chance.randrange(4)), 0b1111111
            slot = schedule.first_slot(now, at, days, person["timezone"])
            row = {"id": uuid4(), "person_id": person["id"], "time": at, "days": days}
            row |= {"next_date": slot.date, "next_due_at": slot.due_at, "created_at": now}
            reminders.append(row)
    db.session.execute(insert(Reminder), reminders)
    db.session.commit()


def run() -> tuple[int, float]:
    db.session.execute(delete(PlannedWith))
    db.session.commit()
    began = time.perf_counter()
    moved = replanning.replan_all(clock.now())
    return moved, time.perf_counter() - began


def main(count: int) -> None:
    with new_databases("sqlite", "postgresql") as urls:
        for kind, url in urls.items():
            with app_over(url):
                fill(count)
                moved, seconds = run()
                print(f"{kind}: {count:,} reminders, {moved} moved: {seconds:.1f} s")
                off = [
                    {"id": one.id, "next_due_at": one.next_due_at + timedelta(hours=1)}
                    for one in db.session.execute(select(Reminder.id, Reminder.next_due_at))
                ]
                db.session.execute(update(Reminder), off)
                db.session.commit()
                moved, seconds = run()
                print(f"{kind}: {count:,} reminders, {moved} moved: {seconds:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else REMINDERS)
