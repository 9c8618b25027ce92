"""Taking over check-ins from a file: what would come in, and writing it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.checkins import answers
from peerapp.checkins.models import CheckIn, EarlierVersion
from peerapp.checkins.portable import Day
from peerapp.extensions import db

BATCH = 500
MOST_VERSIONS = 100  # of one check-in, as in log.py


@dataclass
class Plan:
    """What would happen to each day of a file."""

    new: list[Day] = field(default_factory=list)
    same: list[Day] = field(default_factory=list)  # here already, to the last letter
    other: list[Day] = field(default_factory=list)  # here already, saying something else
    here: dict[date, Mapping[str, Any]] = field(default_factory=dict)  # what, of those others


def plan(days: Iterable[Day], here: Mapping[date, Mapping[str, Any]]) -> Plan:
    found = Plan()
    for day in sorted(days, key=lambda day: day.day):
        if day.day not in here:
            found.new.append(day)
        elif is_same(here[day.day], day.given):
            found.same.append(day)
        else:
            found.other.append(day)
            found.here[day.day] = here[day.day]
    return found


def is_same(here: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whichever way it says nothing: no list is the same as an empty one."""
    return all(something(here[name]) == something(given[name]) for name in answers.FIELDS)


def something(value: Any) -> Any:
    return None if value in ([], {}, "") else value


def said_here(member: Person, days: Iterable[Day]) -> dict[date, dict[str, Any]]:
    """What the member's check-ins say of the days of a file."""
    wanted = {day.day for day in days}
    if not wanted:
        return {}
    columns = [getattr(CheckIn, name) for name in answers.FIELDS]
    query = select(CheckIn.day, *columns).where(
        CheckIn.member_id == member.id, CheckIn.day.between(min(wanted), max(wanted))
    )
    return {
        day: dict(zip(answers.FIELDS, said, strict=True))
        for day, *said in db.session.execute(query)
        if day in wanted
    }


def take_over(member: Person, days: list[Day], replaces: bool, now: datetime) -> Plan:
    """Write the days, and answer with what became of each. The same again writes none.

    A day that has a check-in stays as it is, unless the member `replaces` it: then what was there
    is kept as an earlier version (D2). A day counts as logged at its own noon, so that no mentor
    sees what was written before the two were matched.
    """
    people.lock(member.id)
    found = plan(days, said_here(member, days))
    rows = [row_of(member, day, now) for day in found.new]
    for start in range(0, len(rows), BATCH):
        db.session.execute(insert(CheckIn), rows[start : start + BATCH])
    if replaces:
        for start in range(0, len(found.other), BATCH):
            replace(member, found.other[start : start + BATCH], now)
    db.session.flush()
    return found


def row_of(member: Person, day: Day, now: datetime) -> dict[str, Any]:
    own_id = uuid4()
    said_at = min(noon(day.day, member.timezone), now)
    return {
        **day.given,
        "id": own_id,
        "member_id": member.id,
        "day": day.day,
        "created_at": said_at,
        "changed_at": said_at,
        "said_at": said_at,
        "said_id": own_id,
        "stamps": None,
    }


def noon(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(zone))


def replace(member: Person, days: list[Day], now: datetime) -> None:
    """The file says it now, and nobody else's answer that comes late is older than that."""
    given = {day.day: day.given for day in days}
    query = select(CheckIn).where(CheckIn.member_id == member.id, CheckIn.day.in_(given))
    rows = db.session.scalars(query).all()
    for row in rows:
        kept = (*answers.FIELDS, "said_at", "said_id", "stamps")
        before = {name: getattr(row, name) for name in kept}
        db.session.add(EarlierVersion(checkin_id=row.id, replaced_at=now, **before))
        for name, value in given[row.day].items():
            setattr(row, name, value)
        row.changed_at = row.said_at = now
        row.said_id, row.stamps = uuid4(), None
    db.session.flush()
    drop_oldest_versions([row.id for row in rows])


def drop_oldest_versions(checkin_ids: list[UUID]) -> None:
    of = EarlierVersion.checkin_id
    crowded = select(of).where(of.in_(checkin_ids)).group_by(of)
    for checkin_id in db.session.scalars(crowded.having(func.count() > MOST_VERSIONS)).all():
        newest = select(EarlierVersion.id).where(of == checkin_id)
        newest = newest.order_by(EarlierVersion.replaced_at.desc()).offset(MOST_VERSIONS)
        oldest = list(db.session.scalars(newest))
        db.session.execute(delete(EarlierVersion).where(EarlierVersion.id.in_(oldest)))
