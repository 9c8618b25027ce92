"""What of the plan stands beside a hard day at check-in: what helps, and whom to call."""

from typing import Any

from peerapp.accounts.models import Person
from peerapp.plan import lines
from peerapp.plan.sections import Section

FEW = 3  # of each: the card is read with the thumb over it


def of(member: Person) -> dict[str, Any] | None:
    """The first lines of both; None where nothing is written."""
    found = lines.of(member, [Section.COPING, Section.PEOPLE])
    callable_ones = [line for line in found[Section.PEOPLE] if line.dialled]
    if not found[Section.COPING] and not callable_ones:
        return None
    return {"coping": found[Section.COPING][:FEW], "people": callable_ones[:FEW]}
