"""What a member sees of a mentor before they walk together: what the mentor wrote for it, no more.

`templates/matching/_mentor_card.html` draws one.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from peerapp.accounts.models import Person
from peerapp.matching import hours_of_contact, said
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


def name_shown(row: MatchProfile | None, person: Person) -> str:
    """The name until a match: the one they chose for it, or their first name."""
    return name_of(row.alias if row else None, person.display_name)


def name_of(alias: str | None, display_name: str) -> str:
    return alias or display_name.split()[0]


def of_mentor(row: MatchProfile, mentor: Person, today: date) -> Card:
    """`today` is the mentor's own."""
    return Card(
        person_id=mentor.id,
        name=name_shown(row, mentor),
        words=row.words,
        recovery=recovery_words(row.recovery_since, row.recovery_shown, today),
        contact=hours_of_contact.words(contact_hours(row, mentor.timezone)),
        answers=said.shown_to_others(row, mentor.timezone, today),
    )


def of_member(row: MatchProfile, member: Person, today: date) -> Card:
    """What a mentor sees who is asked; the member's own words only if "hopes" is shown."""
    return Card(
        person_id=member.id,
        name=name_shown(row, member),
        words=row.words if "hopes" in row.shown else None,
        recovery=None,
        contact=None,
        answers=said.shown_to_others(row, member.timezone, today),
    )


def contact_hours(row: MatchProfile, zone: str) -> hours_of_contact.Hours | None:
    return hours_of_contact.of(row.contact_from, row.contact_until, zone)
