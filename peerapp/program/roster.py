"""The mentors of the program, as a coordinator sees them."""

from dataclasses import dataclass

from sqlalchemy import func, select

from peerapp.accounts import people
from peerapp.accounts.models import Person, Role
from peerapp.extensions import db
from peerapp.matching.models import Match


@dataclass(frozen=True)
class Mentor:
    person: Person
    mentees: int

    @property
    def state(self) -> str:
        """waiting, paused, active, or shut (a suspended account)"""
        grant = self.person.grant(Role.MENTOR)
        if self.person.suspended_at:
            return "shut"
        if grant is None or grant.approved_at is None:
            return "waiting"
        return "paused" if grant.paused_at else "active"


def mentors() -> list[Mentor]:
    """Who waits for an approval first."""
    counted = (
        select(Match.mentor_id, func.count())
        .where(Match.ended_at.is_(None))
        .group_by(Match.mentor_id)
    )
    counts = {mentor_id: count for mentor_id, count in db.session.execute(counted)}  # noqa: C416 - rows
    found = [Mentor(person, counts.get(person.id, 0)) for person in people.with_role(Role.MENTOR)]
    return sorted(found, key=lambda mentor: mentor.state != "waiting")
