"""What a member reads of the mentors they walk with, and who walked with whom before."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import answers, cards, consents, hours_of_contact, matches, trials
from peerapp.matching.consents import Standing
from peerapp.matching.models import Match, MatchProfile, Side

END_SHOWS_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Bond:
    """A current match, as the member's pages show it."""

    match: Match
    is_there: bool  # the mentor sees the member's days now
    away_until: date | None  # the mentor's own break; what the member shares waits for them
    contact: str | None  # when they may be contacted
    is_asked: bool  # the question at the end of the trial
    said: str | None  # what the member answered to it
    sharing: Standing  # what the mentor sees

    @property
    def name(self) -> str:
        return self.match.mentor.display_name


def of_member(member: Person, now: datetime) -> list[Bond]:
    found = matches.of_member(member)
    rows = profiles_of({match.mentor_id for match in found})
    asked, said = trials.to_ask(found, member, now), trials.said_of(found, member)
    sharing = consents.standing([match.id for match in found], now)
    return [
        as_bond(
            match,
            rows.get(match.mentor_id),
            match.id in asked,
            said.get(match.id),
            sharing[match.id],
            now,
        )
        for match in found
    ]


def as_bond(
    match: Match,
    row: MatchProfile | None,
    is_asked: bool,
    said: str | None,
    sharing: Standing,
    now: datetime,
) -> Bond:
    mentor = match.mentor
    is_there = mentor.is_mentor and not mentor.suspended_at
    is_away = is_there and row is not None and answers.is_away(row, mentor.timezone, now)
    hours = cards.contact_hours(row, mentor.timezone) if row else None
    return Bond(
        match=match,
        is_there=is_there,
        away_until=row.away_until if row and is_away else None,
        contact=hours_of_contact.words(hours) if is_there else None,
        is_asked=is_asked,
        said=said,
        sharing=sharing,
    )


def profiles_of(mentor_ids: Collection[UUID]) -> dict[UUID, MatchProfile]:
    query = select(MatchProfile).where(
        MatchProfile.person_id.in_(mentor_ids), MatchProfile.side == Side.MENTOR
    )
    return {row.person_id: row for row in db.session.scalars(query)}


def ended_lately(person: Person, now: datetime) -> list[Match]:
    """What the person is told of: the other one ended it, in whatever way, some days ago."""
    query = (
        select(Match)
        .where(
            or_(Match.member_id == person.id, Match.mentor_id == person.id),
            Match.ended_at > now - END_SHOWS_FOR,
            or_(Match.ended_by_id.is_(None), Match.ended_by_id != person.id),
        )
        .order_by(Match.ended_at.desc(), Match.id)
    )
    found = list(db.session.scalars(query))
    if not found:
        return found
    over = {match.id for match in past(person)}
    return [match for match in found if match.id in over]


def may_look_again(member: Person) -> bool:
    """Whoever had a mentor, and is not on the waiting list."""
    row = answers.of(member, Side.MEMBER)
    had_one = select(Match.id).where(Match.member_id == member.id).exists()
    return not (row and row.looking_since) and bool(db.session.scalar(select(had_one)))


def past(person: Person) -> list[Match]:
    """The last match with each person whom one walked with before and does not now."""
    query = (
        select(Match)
        .where(or_(Match.member_id == person.id, Match.mentor_id == person.id))
        .order_by(Match.ended_at.is_not(None), Match.ended_at.desc(), Match.id)
        .options(joinedload(Match.member), joinedload(Match.mentor))
    )
    latest: dict[UUID, Match] = {}
    for match in db.session.scalars(query):  # those that go on come first
        latest.setdefault(other_of(match, person.id), match)
    return [match for match in latest.values() if match.ended_at]


def other_of(match: Match, person_id: UUID) -> UUID:
    return match.mentor_id if match.member_id == person_id else match.member_id
