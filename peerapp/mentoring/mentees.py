"""What a mentor sees of their mentees: current matches only, and only what is shared."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.checkins.answers import is_pain, last_days
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.matching import matches
from peerapp.matching.models import Match
from peerapp.mentoring import glance
from peerapp.sobriety import telling
from peerapp.sobriety.milestones import Milestone


@dataclass
class Mentee:
    """One row of the mentor's list, or the head of a mentee's page."""

    match: Match
    today: date  # in the mentee's own zone
    days: list[date]
    found: dict[date, CheckIn] = field(default_factory=dict)
    told: list[tuple[str, Milestone]] = field(default_factory=list)  # with the tracker's name

    @property
    def person(self) -> Person:
        return self.match.member

    @property
    def shared_from(self) -> date:
        """The mentee's day on which the two were matched."""
        return clock.local_day(self.match.started_at, self.person.timezone)

    @property
    def checkin(self) -> CheckIn | None:
        return self.found.get(self.today)

    @property
    def last_day(self) -> date | None:
        return max(self.found, default=None)

    @property
    def state(self) -> glance.State:
        return glance.state(self.checkin)

    @property
    def sentence(self) -> str:
        return glance.sentence(self.checkin, self.last_day, self.today)


def of(mentor: Person, now: datetime, days: int = 14) -> list[Mentee]:
    """All current mentees, who may need the mentor first; as many queries for 5 as for 500."""
    mentees = [as_mentee(match, now, days) for match in matches.of_mentor(mentor)]
    fill(mentees, now)
    return sorted(
        mentees, key=lambda one: (one.state, one.last_day or date.min, one.person.display_name)
    )


def one(mentor: Person, member_id: UUID, now: datetime, days: int = 30) -> Mentee | None:
    """None for everybody who is not a current mentee."""
    match = matches.between(mentor, member_id)
    if match is None:
        return None
    mentee = as_mentee(match, now, days)
    fill([mentee], now)
    return mentee


def visible_checkin(mentor: Person, checkin_id: UUID) -> CheckIn | None:
    """A check-in that is shared with this mentor now."""
    checkin = db.session.get(CheckIn, checkin_id)
    match = checkin and matches.between(mentor, checkin.member_id)
    return checkin if checkin and match and is_shared(checkin, match) else None


def as_mentee(match: Match, now: datetime, days: int) -> Mentee:
    today = clock.local_day(now, match.member.timezone)
    return Mentee(match, today, last_days(today, days))


def fill(mentees: Iterable[Mentee], now: datetime) -> None:
    by_id = {mentee.person.id: mentee for mentee in mentees}
    if not by_id:
        return
    oldest = min(mentee.days[0] for mentee in by_id.values())
    query = select(CheckIn).where(CheckIn.member_id.in_(by_id), CheckIn.day >= oldest)
    for checkin in db.session.scalars(query):
        mentee = by_id[checkin.member_id]
        if is_shared(checkin, mentee.match) and mentee.days[0] <= checkin.day <= mentee.today:
            mentee.found[checkin.day] = checkin
    for wish in telling.of(by_id):
        mentee = by_id[wish.member_id]
        if mentee.checkin and is_pain(mentee.checkin):
            continue
        milestone = wish.recent(mentee.today, mentee.person.timezone, now)
        if milestone and milestone.day >= mentee.shared_from:
            mentee.told.append((wish.tracker, milestone))


def is_shared(checkin: CheckIn, match: Match) -> bool:
    """Shared is what the member logs from the day of the match on, not what they wrote before."""
    first_day = clock.local_day(match.started_at, match.member.timezone)
    return checkin.day >= first_day or checkin.created_at >= match.started_at
