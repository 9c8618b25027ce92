"""A person's own telephone number, and who may call it: asked anew at each request (A3).

Who walks with them now may, if they wish so; a mentor's mentees only inside the mentor's hours.
Who was told of a call for someone: see safety/call_numbers.py. Nobody else reads a number.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from peerapp import telephone
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import answers, bonds, cards, hours_of_contact, matches
from peerapp.matching.models import Match, MatchProfile, PhoneNumber, Side


@dataclass(frozen=True)
class Way:
    """How to call somebody, for who may."""

    name: str
    number: str | None  # None: not now, but in their hours
    hours: str | None = None  # "from 9 AM to 9 PM, Chicago time"; None: at any time

    @property
    def dials(self) -> str | None:
        return telephone.dialled(self.number)


def save(
    person: Person, number: str, for_matches: bool, for_calls: bool, now: datetime
) -> PhoneNumber:
    """Safe to call twice. `number` is one (see telephone.py)."""
    people.lock(person.id)
    row = of(person)
    if row is None:
        row = PhoneNumber(person_id=person.id)
        db.session.add(row)
    row.number, row.changed_at = number, now
    row.for_matches, row.for_calls = for_matches, for_calls
    db.session.flush()
    return row


def take_away(person: Person) -> None:
    """No row is left; safe to call twice."""
    people.lock(person.id)
    if row := of(person):
        db.session.delete(row)
        db.session.flush()


def of(person: Person) -> PhoneNumber | None:
    return db.session.get(PhoneNumber, person.id)


def is_missing(person: Person) -> bool:
    """Without a look at the number itself."""
    query = select(PhoneNumber.person_id).where(PhoneNumber.person_id == person.id)
    return db.session.scalar(query) is None


def of_mentees(mentor: Person, member_ids: Collection[UUID]) -> dict[UUID, Way]:
    """Of these members those who walk with this mentor now and let them call. In one query."""
    if not mentor.is_mentor or mentor.suspended_at or not member_ids:
        return {}
    query = (
        select(Person.id, Person.display_name, PhoneNumber.number)
        .join(PhoneNumber, PhoneNumber.person_id == Person.id)
        .join(Match, Match.member_id == Person.id)
        .where(
            Person.id.in_(member_ids),
            PhoneNumber.for_matches,
            Match.mentor_id == mentor.id,
            Match.ended_at.is_(None),
            matches.may_be_seen(),
        )
    )
    return {row.id: Way(row.display_name, row.number) for row in db.session.execute(query)}


def of_mentors(found: Sequence[Match], now: datetime) -> dict[UUID, Way]:
    """Of a member's current matches (`matches.of_member`) the mentors who let mentees call, by id.
    In two queries; none of who is paused, shut, or away now.
    """
    there = {
        match.mentor_id: match.mentor
        for match in found
        if match.mentor.is_mentor and not match.mentor.suspended_at
    }
    query = select(PhoneNumber.person_id, PhoneNumber.number).where(
        PhoneNumber.person_id.in_(there), PhoneNumber.for_matches
    )
    numbers = {row.person_id: row.number for row in db.session.execute(query)} if there else {}
    profiles = bonds.profiles_of(numbers) if numbers else {}
    return {
        mentor_id: way
        for mentor_id, mentor in there.items()
        if mentor_id in numbers
        and (way := way_to(mentor, numbers[mentor_id], profiles.get(mentor_id), now))
    }


def way_to(mentor: Person, number: str, row: MatchProfile | None, now: datetime) -> Way | None:
    if row is not None and answers.is_away(row, mentor.timezone, now):
        return None
    hours = cards.contact_hours(row, mentor.timezone) if row else None
    is_now = hours_of_contact.is_within(now, hours)
    return Way(mentor.display_name, number if is_now else None, hours_of_contact.from_to(hours))


def at_any_time(member: Person, now: datetime) -> list[Way]:
    """Of the mentors who set no hours: what a phone may keep, since it cannot look again."""
    found = of_mentors(matches.of_member(member), now)
    return [way for way in found.values() if way.hours is None]


def hours_of(mentor: Person) -> str | None:
    """In which mentees may call, in words; None where any time is fine."""
    row = answers.of(mentor, Side.MENTOR)
    return hours_of_contact.from_to(cards.contact_hours(row, mentor.timezone)) if row else None
