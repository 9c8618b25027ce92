"""Whether a member can be brought to a mentor now, and whether a mentor can answer now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.fit import scoring
from peerapp.fit.profiles import Profile
from peerapp.language import N_
from peerapp.matching import answers, apart, names
from peerapp.matching.models import Match, MatchProfile, MatchRequest, Origin, Outcome, Side


class Why(StrEnum):
    """Why not. A member reads the same words for all that is a mentor's own affair."""

    SELF = "self"
    THEIRS = "theirs"  # the two walk together already
    NOT_OPEN = "not open"  # not approved, paused, shut, away, or takes nobody on
    FULL = "full"
    APART = "apart"
    MUST = "must"  # a must of either is not met
    NOT_AGAIN = "not again"  # the mentor said no a short while ago, or was asked again and again


NOT_NOW = N_("This mentor cannot be asked right now. Nothing was sent. Please choose someone else.")
FOR_MEMBER = {
    Why.SELF: N_("This is you. Please choose someone else."),
    Why.THEIRS: N_("This mentor walks with you already."),
    Why.NOT_AGAIN: N_(
        "You asked this mentor a short while ago. Please give it some weeks, and choose someone "
        "else for now."
    ),
}
NOT_AGAIN_FOR = timedelta(days=30)
OFTEN = 3  # of what is asked and taken back, a mentor's phone rings each time
FOR_COORDINATOR = {
    Why.SELF: N_("This is one and the same person."),
    Why.THEIRS: N_("The two walk together already."),
    Why.NOT_OPEN: N_("This mentor takes nobody on now."),
    Why.FULL: N_("This mentor has no free place now."),
    Why.APART: N_("Something stands between these two."),
    Why.MUST: N_("Something stands between these two."),
}


@dataclass(frozen=True)
class Given:
    """A person and what they gave for matching, if anything."""

    person: Person
    row: MatchProfile | None

    @property
    def profile(self) -> Profile:
        zone = self.person.timezone
        return answers.as_profile(self.row, zone) if self.row else Profile(self.person.id, zone)

    @property
    def name(self) -> str:
        """As the other side reads it until the two are matched: the alias, or the first name."""
        return names.until_match(self.row, self.person)


def member_side(person: Person) -> Given:
    return Given(person, answers.of(person, Side.MEMBER))


def mentor_side(person: Person) -> Given:
    return Given(person, answers.of(person, Side.MENTOR))


def why_not(member: Given, mentor: Given, now: datetime) -> Why | None:
    """None: the mentor can be asked."""
    if member.person.id == mentor.person.id:
        return Why.SELF
    if walk_together(member.person.id, mentor.person.id):
        return Why.THEIRS
    if apart.are(member.person.id, mentor.person.id):
        return Why.APART
    if not is_open(mentor, now):
        return Why.NOT_OPEN
    if free_places(mentor) < 1:
        return Why.FULL
    if breaks_a_must(member.profile, mentor.profile, now):
        return Why.MUST
    return None


def is_too_soon(member_id: UUID, mentor_id: UUID, now: datetime) -> bool:
    """A no is heard: a member does not ask again at once. The program may suggest it still.

    A no is the mentor's to any request, the program's too, and their end of a match.
    """
    ended = select(Match.id).where(
        Match.member_id == member_id,
        Match.mentor_id == mentor_id,
        Match.ended_by_id == mentor_id,
        Match.ended_at > now - NOT_AGAIN_FOR,
    )
    if db.session.scalar(ended.limit(1)):
        return True
    query = select(MatchRequest).where(
        MatchRequest.member_id == member_id,
        MatchRequest.mentor_id == mentor_id,
        MatchRequest.asked_at.is_not(None),
        MatchRequest.closed_at > now - NOT_AGAIN_FOR,
    )
    found = list(db.session.scalars(query))
    said_no = any(
        one.outcome == Outcome.DECLINED and one.closed_by_id == mentor_id for one in found
    )
    return said_no or sum(one.origin == Origin.MEMBER for one in found) >= OFTEN


def is_there(member: Person) -> bool:
    """Of a member whose account is shut, or who is none any more, nobody is asked or reads."""
    return member.is_member and member.suspended_at is None


def is_open(mentor: Given, now: datetime) -> bool:
    """Takes requests now; whether there is a free place is not asked here."""
    row = mentor.row
    return bool(row and row.open_since and row.capacity is not None and may_answer(mentor, now))


def may_answer(mentor: Given, now: datetime) -> bool:
    """Who shut the door behind a request can still answer it; who is away or paused can't."""
    person, row = mentor.person, mentor.row
    if not person.is_mentor or person.suspended_at:
        return False
    return row is None or not answers.is_away(row, person.timezone, now)


def free_places(mentor: Given) -> int:
    """Without those that the program's own open requests are to fill."""
    if mentor.row is None or mentor.row.capacity is None:
        return 0
    promised = select(func.count()).where(
        MatchRequest.mentor_id == mentor.person.id,
        MatchRequest.origin == Origin.PROGRAM,
        MatchRequest.closed_at.is_(None),
    )
    return mentor.row.capacity - taken(mentor.person.id) - (db.session.scalar(promised) or 0)


def has_a_place(mentor: Given) -> bool:
    """For one who was asked: a capacity of None sets no limit."""
    capacity = mentor.row.capacity if mentor.row else None
    return capacity is None or taken(mentor.person.id) < capacity


def taken(mentor_id: UUID) -> int:
    query = select(func.count()).where(Match.mentor_id == mentor_id, Match.ended_at.is_(None))
    return db.session.scalar(query) or 0


def walk_together(member_id: UUID, mentor_id: UUID) -> bool:
    query = select(Match.id).where(
        Match.member_id == member_id, Match.mentor_id == mentor_id, Match.ended_at.is_(None)
    )
    return db.session.scalar(query.limit(1)) is not None


def breaks_a_must(member: Profile, mentor: Profile, now: datetime) -> bool:
    return bool(scoring.musts_broken(member, mentor, week_of(now)))


def week_of(now: datetime) -> date:
    """The week whose hours are compared: the one that `now` is in, from its Monday on."""
    day = clock.local_day(now, "UTC")
    return day - timedelta(days=day.weekday())
