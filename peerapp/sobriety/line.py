"""Changes of a tracker's line of periods: undoing a return, adding and correcting what was."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import select, update

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _
from peerapp.sobriety import periods, trackers
from peerapp.sobriety.counting import Span
from peerapp.sobriety.limits import MOST_PERIODS
from peerapp.sobriety.models import Celebration, Lapse, Period, Tracker
from peerapp.sobriety.trackers import CannotBe, line_of, rows_of, together


def my_period(member: Person, period_id: UUID) -> tuple[Tracker, Period] | None:
    query = (
        select(Tracker, Period)
        .join(Period, Period.tracker_id == Tracker.id)
        .where(Period.id == period_id, Tracker.member_id == member.id)
    )
    found = db.session.execute(query).first()
    return found and (found[0], found[1])


def my_lapse(member: Person, lapse_id: UUID) -> tuple[Tracker, Lapse] | None:
    query = (
        select(Tracker, Lapse)
        .join(Lapse, Lapse.tracker_id == Tracker.id)
        .where(Lapse.id == lapse_id, Tracker.member_id == member.id)
    )
    found = db.session.execute(query).first()
    return found and (found[0], found[1])


def undo_return(tracker: Tracker, closed: Period) -> Period:
    """Join the period with the next, as if there had been no return; its words stay on the joined
    one. Answers with that: it is the later row, so that a second tap finds nothing to undo.
    """
    rows, line = rows_of(tracker), line_of(tracker)
    index = rows.index(closed)
    if not periods.touches_next(line, index):
        raise CannotBe(_("There are days in between. Correct the days first, then undo."))
    following = rows[index + 1]
    both = periods.joined(line, index)[index]
    note = together(closed.note, following.note)
    started_at = closed.started_at
    hand_over_celebrations(closed, following)
    tracker.periods.remove(closed)
    db.session.flush()
    following.started_on, following.started_at, following.note = both.started_on, started_at, note
    db.session.flush()
    return following


def hand_over_celebrations(closed: Period, following: Period) -> None:
    """What was celebrated before the return that never was is not celebrated again."""
    seen = select(Celebration.milestone).where(Celebration.period_id == following.id)
    db.session.execute(
        update(Celebration)
        .where(Celebration.period_id == closed.id, Celebration.milestone.not_in(seen))
        .values(period_id=following.id),
        execution_options={"synchronize_session": False},
    )


def make_lapse(tracker: Tracker, closed: Period, now: datetime) -> Lapse:
    """It was a lapse, not a restart: the count goes on over that day, which keeps its words."""
    on, note = closed.ended_on, closed.note
    if on is None:
        raise CannotBe(_("This is the time you count now."))
    closed.note = None
    undo_return(tracker, closed)
    return trackers.lapse(tracker, on, note, now)


def make_return(tracker: Tracker, lapse: Lapse, now: datetime) -> Period:
    """It was a restart, not a lapse: with its words."""
    return trackers.return_to_use(tracker, lapse.on, None, now)


def write_lapse(lapse: Lapse, note: str | None) -> None:
    lapse.note = note
    db.session.flush()


def remove_lapse(tracker: Tracker, lapse: Lapse) -> None:
    tracker.lapses.remove(lapse)
    db.session.flush()


def add_period(
    tracker: Tracker, started_on: date, started_at: time | None, ended_on: date, note: str | None
) -> Period:
    """An old one, before the first or in a gap. The same days twice are one period."""
    people.lock(tracker.member_id)
    new, line = Span(started_on, ended_on), line_of(tracker)
    if new in line:
        return rows_of(tracker)[line.index(new)]
    if len(line) >= MOST_PERIODS:
        raise CannotBe(_("The line is full. You can remove an old time first."))
    refuse(periods.problem([*line, new]))
    period = Period(started_on=started_on, started_at=started_at, ended_on=ended_on, note=note)
    tracker.periods.append(period)
    db.session.flush()
    return period


def correct(
    tracker: Tracker,
    period: Period,
    started_on: date,
    started_at: time | None,
    ended_on: date | None,
    note: str | None,
) -> None:
    """`ended_on` is None for the open one, which stays open."""
    rows, line = rows_of(tracker), line_of(tracker)
    after = periods.corrected(line, rows.index(period), started_on, ended_on)
    refuse(periods.problem(after))
    for row, span in zip(rows, after, strict=True):
        if row.started_on != span.started_on and row is not period:
            row.started_at = None  # it was of another day
        row.started_on, row.ended_on = span.started_on, span.ended_on
    period.started_at, period.note = started_at, note
    db.session.flush()


def remove_period(tracker: Tracker, period: Period) -> None:
    """One that never was; the open one stays, since a tracker counts something."""
    if period.ended_on is None:
        raise CannotBe(_("This is the time you count now. You can correct its days."))
    tracker.periods.remove(period)
    db.session.flush()


def refuse(problem: str | None) -> None:
    if problem:
        raise CannotBe(problem)
