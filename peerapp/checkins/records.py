"""What looking back reads of a member's check-ins: one query a page, and only the columns that it
shows, so that ten years of days cost what ten days cost. Nothing is decrypted but for a search.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select

from peerapp.accounts.models import Person
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db

BATCH = 200  # rows that are in memory at once


class DayMood(NamedTuple):
    id: UUID
    day: date
    mood: int


class DayNumbers(NamedTuple):
    """What trends draw."""

    day: date
    mood: int
    craving: int | None
    sleep: int | None
    anxiety: int | None
    connectedness: int | None


class DayAnswers(NamedTuple):
    """What insights compare."""

    day: date
    mood: int
    sober: bool | None
    craving: int | None
    triggers: list[str]
    sleep: int | None
    meetings: int | None


class DayText(NamedTuple):
    day: date
    mood: int
    note: str | None
    gratitude: str | None


def moods(member: Person, first: date, last: date) -> dict[date, DayMood]:
    query = select(CheckIn.id, CheckIn.day, CheckIn.mood).where(
        CheckIn.member_id == member.id, CheckIn.day.between(first, last)
    )
    return {row.day: DayMood(*row) for row in db.session.execute(query)}


def first_day(member: Person) -> date | None:
    """Of the oldest check-in."""
    return db.session.scalar(select(func.min(CheckIn.day)).where(CheckIn.member_id == member.id))


def numbers(member: Person, first: date, last: date) -> list[DayNumbers]:
    return [DayNumbers(*row) for row in columns(DayNumbers._fields, member, first, last)]


def answers(member: Person, first: date, last: date) -> list[DayAnswers]:
    return [DayAnswers(*row) for row in columns(DayAnswers._fields, member, first, last)]


def columns(
    names: Sequence[str], member: Person, first: date, last: date
) -> Iterable[Sequence[Any]]:
    query = select(*(getattr(CheckIn, name) for name in names)).where(
        CheckIn.member_id == member.id, CheckIn.day.between(first, last)
    )
    return db.session.execute(query)


def texts(member: Person, before: date | None = None) -> Iterator[DayText]:
    """What the member typed, the newest first, read and decrypted bit by bit: who has found enough
    stops asking for more.
    """
    query = (
        select(CheckIn.day, CheckIn.mood, CheckIn.note, CheckIn.gratitude)
        .where(
            CheckIn.member_id == member.id,
            or_(CheckIn.note.is_not(None), CheckIn.gratitude.is_not(None)),
        )
        .order_by(CheckIn.day.desc())
        .execution_options(yield_per=BATCH)
    )
    if before:
        query = query.where(CheckIn.day < before)
    with db.session.execute(query) as found:
        for row in found:
            yield DayText(*row)
