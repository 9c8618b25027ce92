"""The mentors of the program, as a coordinator sees them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person, Role
from peerapp.extensions import db
from peerapp.language import _, ngettext
from peerapp.matching.models import Match, MatchProfile, MatchRequest, Origin, Side


@dataclass(frozen=True)
class Mentor:
    person: Person
    mentees: int
    held: int = 0  # places kept for pairs that the program suggested
    capacity: int | None = None
    is_open: bool = False
    away_until: date | None = None  # where that is still to come

    @property
    def state(self) -> str:
        """waiting, paused, active, or shut (a suspended account)"""
        grant = self.person.grant(Role.MENTOR)
        if self.person.suspended_at:
            return "shut"
        if grant is None or grant.approved_at is None:
            return "waiting"
        return "paused" if grant.paused_at else "active"

    @property
    def free(self) -> int:
        return max(0, (self.capacity or 0) - self.mentees - self.held)

    @property
    def takes(self) -> str:
        """Whether new members can come, in words."""
        if not self.is_open or not self.capacity:
            return _("Not open to new members")
        if self.free == 0:
            return ngettext("No free place", "All %(num)s places are taken", self.capacity)
        return ngettext(
            "%(free)s of %(num)s place free",
            "%(free)s of %(num)s places free",
            self.capacity,
            free=self.free,
        )


def mentors(now: datetime) -> list[Mentor]:
    """Who waits for an approval first."""
    mentees = counts_of(Match, Match.ended_at.is_(None))
    is_open = MatchRequest.closed_at.is_(None)
    held = counts_of(MatchRequest, is_open, MatchRequest.origin == Origin.PROGRAM)
    given = {row.person_id: row for row in db.session.execute(offered()).all()}
    found = []
    for person in people.with_role(Role.MENTOR):
        own = given.get(person.id)
        until = own and own.away_until
        is_away = until and clock.local_day(now, person.timezone) < until
        found.append(
            Mentor(
                person,
                mentees.get(person.id, 0),
                held.get(person.id, 0),
                own and own.capacity,
                bool(own and own.open_since),
                until if is_away else None,
            )
        )
    return sorted(found, key=lambda mentor: mentor.state != "waiting")


def offered() -> Select[UUID, int | None, date | None, datetime | None]:
    """The columns alone: a mentor's own words are not read here."""
    return select(
        MatchProfile.person_id,
        MatchProfile.capacity,
        MatchProfile.away_until,
        MatchProfile.open_since,
    ).where(MatchProfile.side == Side.MENTOR)


def counts_of(table: type[Match | MatchRequest], *which: ColumnElement[bool]) -> dict[UUID, int]:
    counted = select(table.mentor_id, func.count()).where(*which).group_by(table.mentor_id)
    return dict(db.session.execute(counted).all())
