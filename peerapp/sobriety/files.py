"""A member's sobriety dates out to a file, and in from one."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.csv_files import text
from peerapp.extensions import db
from peerapp.sobriety import comparing, portable, trackers
from peerapp.sobriety.limits import MOST_TRACKERS
from peerapp.sobriety.models import Lapse, OwnMilestone, Period, Tracker


def lines(member: Person) -> Iterator[str]:
    rows = (row for dates in here(member) for row in portable.rows_of(dates))
    return text.write(portable.COLUMNS, rows)


def here(member: Person) -> list[portable.Dates]:
    return [as_dates(tracker) for tracker in trackers.of(member, with_words=True)]


def as_dates(tracker: Tracker) -> portable.Dates:
    return portable.Dates(
        name=tracker.name,
        is_private=tracker.is_private,
        tells_milestones=tracker.tells_milestones,
        money_per_week=tracker.money_per_week,
        currency=tracker.currency,
        minutes_per_week=tracker.minutes_per_week,
        periods=[
            portable.Period(one.started_on, one.started_at, one.ended_on, one.note)
            for one in tracker.periods
        ],
        lapses=[portable.Lapse(one.on, one.note) for one in tracker.lapses],
        milestones=[
            portable.Milestone(one.name, one.days, one.on) for one in tracker.own_milestones
        ],
    )


def plan(member: Person, found: list[portable.Dates]) -> comparing.Plan:
    return comparing.plan(found, counted_here(member), MOST_TRACKERS)


def counted_here(member: Person) -> list[portable.Dates]:
    """Only what is compared: to load all rows as objects takes long, also under the lock."""
    query = select(Tracker.id, Tracker.name).where(Tracker.member_id == member.id)
    found = {own_id: portable.Dates(name) for own_id, name in db.session.execute(query)}
    spans = select(Period.tracker_id, Period.started_on, Period.started_at, Period.ended_on)
    for own_id, start, at, end in db.session.execute(spans.where(Period.tracker_id.in_(found))):
        found[own_id].periods.append(portable.Period(start, at, end, None))
    return list(found.values())


def take_over(member: Person, found: list[portable.Dates], now: datetime) -> int:
    """Write the dates that are new; how many were. The same again writes none.

    Give it those that were `plan`ned as new while nobody waited: only they are compared again.
    """
    people.lock(member.id)
    new = plan(member, found).new
    for place, dates in enumerate(new):
        # one after the other, so that they keep their order
        db.session.add(as_tracker(member, dates, now + timedelta(microseconds=place)))
    db.session.flush()
    return len(new)


def as_tracker(member: Person, dates: portable.Dates, now: datetime) -> Tracker:
    return Tracker(
        member_id=member.id,
        name=dates.name,
        created_at=now,
        is_private=dates.is_private,
        tells_milestones=dates.tells_milestones,
        money_per_week=dates.money_per_week,
        currency=dates.currency,
        minutes_per_week=dates.minutes_per_week,
        periods=[
            Period(
                started_on=one.started_on,
                started_at=one.started_at,
                ended_on=one.ended_on,
                note=one.note,
            )
            for one in dates.periods
        ],
        lapses=[Lapse(on=one.on, note=one.note, created_at=now) for one in dates.lapses],
        own_milestones=[
            OwnMilestone(
                name=one.name,
                days=one.days,
                on=one.on,
                created_at=now + timedelta(microseconds=place),
            )
            for place, one in enumerate(dates.milestones)
        ],
    )
