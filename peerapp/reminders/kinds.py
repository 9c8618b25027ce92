"""What reminders are for, and whether that is done already: nobody is asked for what they did."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from peerapp.accounts.models import Person
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.reflections.models import Pledge, Review
from peerapp.reminders.models import Kind

LABELS: Mapping[str, str] = {
    Kind.CHECK_IN: lazy("My check-in"),
    Kind.PLEDGE: lazy("My morning pledge"),
    Kind.REVIEW: lazy("My evening review"),
    Kind.MEDICATION: lazy("My medication"),
    Kind.MEETING: lazy("A meeting"),
    Kind.OWN: lazy("Something of my own"),
}
# Where a tap on the notification leads; the others have a page that says what it is time for.
PLACES: Mapping[str, str] = {Kind.CHECK_IN: "/", Kind.PLEDGE: "/", Kind.REVIEW: "/review"}
OF_MEMBERS = (Kind.CHECK_IN, Kind.PLEDGE, Kind.REVIEW, Kind.MEDICATION)

Day = tuple[UUID, date]  # a person, and a day of theirs
KindOfDay = tuple[str, UUID, date]


def offered(person: Person) -> list[Kind]:
    """Who is no member has no day of their own to look after here."""
    return [kind for kind in Kind if person.is_member or kind not in OF_MEMBERS]


def name_of(kind: str, words: str | None) -> str:
    """In the person's own words, or what it is for."""
    return words or LABELS[kind]


def place_of(kind: str, slot_id: UUID) -> str:
    """The path to which a reminder of a kind leads when it has rung."""
    return PLACES.get(kind, f"/reminders/rung/{slot_id}")


def usual(person: Person) -> Kind:
    """Where nothing is said of it."""
    return Kind.CHECK_IN if person.is_member else Kind.OWN


def done(kind: str, days: Collection[Day]) -> set[Day]:
    """Those on which it is done. Nothing tells us of a meeting, or of what is only in words."""
    return FIND[kind](days) if kind in FIND and days else set()


def done_of(days: Iterable[KindOfDay]) -> set[KindOfDay]:
    """The same for many kinds, in one query each."""
    by_kind: defaultdict[str, set[Day]] = defaultdict(set)
    for kind, person_id, day in days:
        by_kind[kind].add((person_id, day))
    return {(kind, *one) for kind, some in by_kind.items() for one in done(kind, some)}


def found(
    person: Any, day: Any, *more: ColumnElement[bool]
) -> Callable[[Collection[Day]], set[Day]]:
    def find(days: Collection[Day]) -> set[Day]:
        # Not `(person, day) IN (...)`, for which SQLite reads the whole table.
        people, dates = {person_id for person_id, _ in days}, {date for _, date in days}
        query = select(person, day).where(person.in_(people), day.in_(dates), *more)
        return {(person_id, on) for person_id, on in db.session.execute(query)} & set(days)

    return find


FIND: Mapping[str, Callable[[Collection[Day]], set[Day]]] = {
    Kind.CHECK_IN: found(CheckIn.member_id, CheckIn.day),
    Kind.PLEDGE: found(Pledge.member_id, Pledge.day),
    Kind.REVIEW: found(Review.member_id, Review.day),
    Kind.MEDICATION: found(CheckIn.member_id, CheckIn.day, CheckIn.medication == "yes"),
}
