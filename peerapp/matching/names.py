"""What the other side calls a person before they walk together."""

from peerapp.accounts.models import Person
from peerapp.matching.models import MatchProfile


def until_match(row: MatchProfile | None, person: Person) -> str:
    """The name until a match: the one they chose for it, or their first name."""
    return name_of(row.alias if row else None, person.display_name)


def name_of(alias: str | None, display_name: str) -> str:
    return alias or display_name.split()[0]
