"""A member's sobriety dates: starting one, changing it, and a return to use."""

from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from blinker import Namespace
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _
from peerapp.sobriety import counting, periods
from peerapp.sobriety.counting import Span
from peerapp.sobriety.limits import LONGEST_WORDS, MOST_PERIODS, MOST_TRACKERS
from peerapp.sobriety.models import Lapse, Period, Tracker

signals = Namespace()
# Sent by the tracker, with now=, inside the transaction in which a return to use is told. What is
# not for the mentor's eyes is the receiver's to find out.
returned = signals.signal("returned")


class CannotBe(Exception):
    """The text says why, for the member."""


def of(member: Person, with_words: bool = False) -> list[Tracker]:
    """In the member's own order; a new one comes last. Without `with_words` those of a period are
    left until somebody reads them: to decrypt a thousand takes most of a page's time.
    """
    periods_of = selectinload(Tracker.periods)
    query = (
        select(Tracker)
        .options(periods_of if with_words else periods_of.defer(Period.note))
        .where(Tracker.member_id == member.id)
        .order_by(Tracker.position.is_(None), Tracker.position, Tracker.created_at, Tracker.id)
    )
    return list(db.session.scalars(query))


def shared_by(member: Person) -> list[Tracker]:
    """What the member's mentor may see."""
    return [tracker for tracker in of(member) if not tracker.is_private]


def mine(member: Person, tracker_id: UUID) -> Tracker | None:
    query = select(Tracker).where(Tracker.id == tracker_id, Tracker.member_id == member.id)
    return db.session.scalar(query)


def start(
    member: Person,
    name: str,
    started_on: date,
    started_at: time | None,
    now: datetime,
    is_private: bool = False,
) -> Tracker:
    """The same name and day sent again is the one that is there."""
    people.lock(member.id)
    found = of(member)
    for tracker in found:
        if tracker.name == name and line_of(tracker) == [Span(started_on)]:
            return tracker
    if len(found) >= MOST_TRACKERS:
        raise CannotBe(
            _("You have %(most)s dates, which is all that fits here.", most=MOST_TRACKERS)
        )
    tracker = Tracker(member_id=member.id, name=name, created_at=now, is_private=is_private)
    tracker.periods.append(Period(started_on=started_on, started_at=started_at))
    db.session.add(tracker)
    db.session.flush()
    return tracker


def change(tracker: Tracker, name: str, is_private: bool) -> None:
    tracker.name, tracker.is_private = name, is_private
    db.session.flush()


def price(
    tracker: Tracker, money_per_week: Decimal | None, currency: str | None, minutes: int | None
) -> None:
    """What the use took in a week: money and time, or None."""
    tracker.money_per_week, tracker.currency = money_per_week, currency
    tracker.minutes_per_week = minutes
    db.session.flush()


def move(member: Person, tracker: Tracker, up: bool) -> None:
    """One place up or down in the member's order."""
    people.lock(member.id)
    found = of(member)
    here = found.index(tracker)
    there = here - 1 if up else here + 1
    if 0 <= there < len(found):
        found[here], found[there] = found[there], found[here]
    for position, one in enumerate(found):
        one.position = position
    db.session.flush()


def remove(tracker: Tracker) -> None:
    """Final: its periods, lapses and words go too."""
    db.session.delete(tracker)
    db.session.flush()


def return_to_use(tracker: Tracker, on: date, note: str | None, now: datetime) -> Period:
    """Close the period that holds this day and open the next on it; nothing earned is lost (H1).

    The same day twice is one return; words that are new are added. A lapse of that day becomes it.
    Answers with the period that it closed.
    """
    people.lock(tracker.member_id)
    lapse = lapse_on(tracker, on)
    if lapse:
        note = together(lapse.note, note)
        tracker.lapses.remove(lapse)
    rows, line = rows_of(tracker), line_of(tracker)
    known = periods.ending(line, on)
    if known is not None:
        closed = rows[known]
        closed.note = together(closed.note, note)
        closed.told_at = closed.told_at or now  # it was put in as past, and is said only now
    else:
        closed = close(tracker, rows, line, on, note, now)
    db.session.flush()
    returned.send(tracker, now=now)
    return closed


def close(
    tracker: Tracker,
    rows: list[Period],
    line: list[Span],
    on: date,
    note: str | None,
    now: datetime,
) -> Period:
    index = periods.holding(line, on)
    if index is None:
        raise CannotBe(outside(line, on))
    if len(rows) >= MOST_PERIODS:
        raise CannotBe(_("The line is full. You can remove an old time first."))
    closed = rows[index]
    following = Period(started_on=on, ended_on=closed.ended_on, told_at=closed.told_at)
    if closed.ended_on is None:  # words of a return that was undone stand here
        closed.note = together(closed.note, note)
    else:
        following.note, closed.note = closed.note, note
    closed.ended_on, closed.told_at = on, now
    db.session.flush()  # the old one is closed before the new one opens: only one may be open
    tracker.periods.append(following)
    return closed


def outside(line: list[Span], on: date) -> str:
    if on < line[0].started_on:
        return _("This is before the date you count from. Please choose a later day.")
    return _("This day is between two times, so it is not counted as sober. Please check the day.")


def lapse(tracker: Tracker, on: date, note: str | None, now: datetime) -> Lapse:
    """A day of use after which the count goes on. The same day twice is one lapse."""
    people.lock(tracker.member_id)
    known = lapse_on(tracker, on)
    if known:
        known.note = together(known.note, note)
        db.session.flush()
        return known
    line = line_of(tracker)
    if periods.ending(line, on) is not None:
        raise CannotBe(
            _("You started again from this day already. Below, you can make it a lapse instead.")
        )
    if periods.holding(line, on) is None:
        raise CannotBe(outside(line, on))
    if len(tracker.lapses) >= MOST_PERIODS:
        raise CannotBe(_("The line is full. You can remove an old lapse first."))
    new = Lapse(on=on, note=note, created_at=now)
    tracker.lapses.append(new)
    db.session.flush()
    return new


def is_told(tracker: Tracker, on: date | None) -> bool:
    """Whether a return to use or a lapse of this day is saved."""
    if on is None:
        return False
    return lapse_on(tracker, on) is not None or any(row.ended_on == on for row in tracker.periods)


def returns_on(member: Person, day: date) -> list[tuple[Tracker, bool]]:
    """What is recorded of a day: each tracker with whether it is a lapse, not a new count."""
    return [
        (tracker, is_lapse)
        for tracker in of(member)
        for is_lapse, days in (
            (False, {period.ended_on for period in tracker.periods}),
            (True, {lapse.on for lapse in tracker.lapses}),
        )
        if day in days
    ]


def lapse_on(tracker: Tracker, on: date) -> Lapse | None:
    return next((lapse for lapse in tracker.lapses if lapse.on == on), None)


def together(words: str | None, more: str | None) -> str | None:
    """Both texts, one below the other; nothing that was written is lost in silence."""
    if not more or (words and more in words):
        return words
    both = f"{words}\n\n{more}" if words else more
    if len(both) > LONGEST_WORDS:
        raise CannotBe(_("There are very many words here. Please make the ones before shorter."))
    return both


def rows_of(tracker: Tracker) -> list[Period]:
    """The periods, the first one first; the open one last."""
    return sorted(tracker.periods, key=lambda row: periods.in_order(span_of(row)))


def line_of(tracker: Tracker) -> list[Span]:
    return [span_of(row) for row in rows_of(tracker)]


def span_of(period: Period) -> Span:
    return Span(period.started_on, period.ended_on)


def open_period(tracker: Tracker) -> Period:
    return next(period for period in tracker.periods if period.ended_on is None)


def count(tracker: Tracker, today: date) -> counting.Count:
    return counting.count([span_of(row) for row in tracker.periods], today)


def count_of(period: Period, today: date) -> int:
    return counting.days_of(span_of(period), today)
