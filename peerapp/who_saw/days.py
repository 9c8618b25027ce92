"""The list by day in the member's zone, the newest first, and in a day by person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import ngettext
from peerapp.pages import clock_time
from peerapp.privacy.models import As, Viewing
from peerapp.who_saw import acts, names
from peerapp.who_saw.names import Who
from peerapp.who_saw.words import CONFIDED, SAW

MOST = 300  # rows of a page; a day is not cut in two where that can be
SINGLY = 3  # times of the day that are named one by one


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: Who
    words: str


@dataclass
class Did:
    words: str
    ats: list[datetime] = field(default_factory=list)

    @property
    def times(self) -> str:
        ats = sorted(self.ats)
        if len(ats) <= SINGLY:
            return ", ".join(clock_time(at) for at in ats)
        return ngettext(
            "%(num)s times between %(first)s and %(last)s",
            "%(num)s times between %(first)s and %(last)s",
            len(ats),
            first=clock_time(ats[0]),
            last=clock_time(ats[-1]),
        )


@dataclass
class ByOne:
    name: str
    did: list[Did]


@dataclass
class Day:
    day: date
    people: list[ByOne]


@dataclass
class Page:
    days: list[Day]
    older: int | None  # `before` of the next page


def page(member: Person, before: int | None) -> Page:
    """`before`: the number of the last look that the page before showed."""
    zone = member.timezone
    rows, is_more = rows_of(member, before)
    telling_first = sorted(rows, key=lambda row: list(SAW).index(row.what))
    found = [Entry(row.at, (row.viewer_id, row.role), str(SAW[row.what])) for row in telling_first]
    until = clock.local_day(first.at, zone) if (first := row_of(member, before)) else None
    since = clock.local_day(rows[-1].at, zone) if is_more else None
    for at, by_id, words in acts.of(member):
        day = clock.local_day(at, zone)
        if (until is None or day < until) and (since is None or day >= since):
            found.append(Entry(at, (by_id, As.COORDINATOR), words))
    return Page(by_day(member, found), rows[-1].number if is_more else None)


def rows_of(member: Person, before: int | None) -> tuple[Sequence[Viewing], bool]:
    """The newest, and whether there are older ones."""
    query = select(Viewing).where(Viewing.member_id == member.id, Viewing.what.not_in(CONFIDED))
    if before is not None:
        query = query.where(Viewing.number < before)
    rows = db.session.scalars(query.order_by(Viewing.number.desc()).limit(MOST + 1)).all()
    if len(rows) <= MOST:
        return rows, False
    cut = clock.local_day(rows[MOST].at, member.timezone)
    whole = [row for row in rows if clock.local_day(row.at, member.timezone) != cut]
    return whole or rows[:MOST], True


def row_of(member: Person, number: int | None) -> Viewing | None:
    if number is None:
        return None
    query = select(Viewing).where(Viewing.member_id == member.id, Viewing.number == number)
    return db.session.scalar(query)


def by_day(member: Person, entries: Iterable[Entry]) -> list[Day]:
    newest_first = sorted(entries, key=lambda one: one.at, reverse=True)
    named = names.of(member, {one.who for one in newest_first})
    days: dict[date, dict[str, dict[str, Did]]] = {}
    for one in newest_first:
        people = days.setdefault(clock.local_day(one.at, member.timezone), {})
        did = people.setdefault(named[one.who], {})
        did.setdefault(one.words, Did(one.words)).ats.append(one.at)
    return [
        Day(day, [ByOne(name, list(did.values())) for name, did in people.items()])
        for day, people in days.items()
    ]
