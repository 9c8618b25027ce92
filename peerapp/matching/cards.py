"""What a member sees of a mentor before they walk together: what the mentor wrote for it, no more.

`templates/matching/_mentor_card.html` draws one.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peerapp.accounts.models import Person
from peerapp.matching import hours_of_contact, names, sentences
from peerapp.matching.models import MatchProfile
from peerapp.matching.recovery import recovery_words


@dataclass(frozen=True)
class Card:
    """Of a mentor, or of a member who asks one."""

    person_id: UUID
    name: str
    words: str | None
    recovery: str | None
    contact: str | None
    answers: list[tuple[str, list[str]]]  # what they chose to show: (about what, its lines)


def of_mentor(row: MatchProfile, mentor: Person, today: date) -> Card:
    """`today` is the mentor's own."""
    return Card(
        person_id=mentor.id,
        name=names.until_match(row, mentor),
        words=row.words,
        recovery=recovery_words(row.recovery_since, row.recovery_shown, today),
        contact=hours_of_contact.words(contact_hours(row, mentor.timezone)),
        answers=sentences.shown_to_others(row, mentor.timezone, today),
    )


def of_member(row: MatchProfile, member: Person, today: date) -> Card:
    """What a mentor sees who is asked; the member's own words only if "hopes" is shown."""
    return Card(
        person_id=member.id,
        name=names.until_match(row, member),
        words=row.words if "hopes" in row.shown else None,
        recovery=None,
        contact=None,
        answers=sentences.shown_to_others(row, member.timezone, today),
    )


def contact_hours(row: MatchProfile, zone: str) -> hours_of_contact.Hours | None:
    return hours_of_contact.of(row.contact_from, row.contact_until, zone)
