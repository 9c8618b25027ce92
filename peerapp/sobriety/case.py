"""A tracker's case of medallions: what was reached, what comes, and the member's own.

Who changes it holds the member's lock (`people.lock`).
"""

from datetime import date, datetime

from sqlalchemy import delete, select

from peerapp import clock
from peerapp.extensions import db
from peerapp.sobriety import live, milestones, trackers
from peerapp.sobriety.counting import Span
from peerapp.sobriety.limits import MOST_OF_MY_OWN
from peerapp.sobriety.milestones import Milestone, Own
from peerapp.sobriety.models import Celebration, OwnMilestone, Period, Tracker


class IsFull(Exception):
    """There are as many as fit."""


def reached(tracker: Tracker, today: date) -> list[Milestone]:
    return milestones.reached(spans_of(tracker), own(tracker), today)


def reached_in(tracker: Tracker, period: Period, today: date) -> list[Milestone]:
    place = tracker.periods.index(period)
    return milestones.reached_in(spans_of(tracker), own(tracker), today, place)


def spans_of(tracker: Tracker) -> list[Span]:
    return [Span(period.started_on, period.ended_on) for period in tracker.periods]


def reached_in_full(tracker: Tracker, timezone: str, now: datetime) -> list[Milestone]:
    return full(tracker, reached(tracker, clock.local_day(now, timezone)), timezone, now)


def full(tracker: Tracker, found: list[Milestone], timezone: str, now: datetime) -> list[Milestone]:
    """A day comes at midnight, but who gave the time of day sees when 24 hours are not over."""
    return [
        one
        for one in found
        if one.key != "d1" or not is_short_of_a_day(tracker.periods[one.period], timezone, now)
    ]


def is_short_of_a_day(period: Period, timezone: str, now: datetime) -> bool:
    if period.started_at is None:
        return False
    began = live.began(period.started_on, period.started_at, timezone)
    return live.minutes_since(began, now) < live.DAY


def coming(tracker: Tracker, today: date, limit: int) -> list[Milestone]:
    since = trackers.open_period(tracker).started_on
    return milestones.coming(since, own(tracker), today, limit)


def own(tracker: Tracker) -> list[Own]:
    return [Own(one.id, one.name, one.days, one.on) for one in tracker.own_milestones]


def add(
    tracker: Tracker, name: str | None, days: int | None, on: date | None, now: datetime
) -> OwnMilestone:
    """Either `days` or `on`. Safe to call twice: the same one is there once. Raises IsFull."""
    for one in tracker.own_milestones:
        if (one.name, one.days, one.on) == (name, days, on):
            return one
    if len(tracker.own_milestones) >= MOST_OF_MY_OWN:
        raise IsFull
    one = OwnMilestone(name=name, days=days, on=on, created_at=now)
    tracker.own_milestones.append(one)
    db.session.flush()
    return one


def remove(tracker: Tracker, one: OwnMilestone) -> None:
    """It leaves the case too; nothing else changes."""
    periods = select(Period.id).where(Period.tracker_id == tracker.id)
    db.session.execute(
        delete(Celebration).where(
            Celebration.period_id.in_(periods), Celebration.milestone == f"own:{one.id}"
        )
    )
    tracker.own_milestones.remove(one)
    db.session.flush()


def tell_mentor(tracker: Tracker, tells: bool) -> None:
    tracker.tells_milestones = tells
    db.session.flush()
