"""Whose number shows on a call for someone, while it is open."""

from collections.abc import Sequence
from datetime import datetime

from peerapp.accounts.models import Person
from peerapp.matching import matches, numbers
from peerapp.matching.models import Match
from peerapp.matching.numbers import Way
from peerapp.safety import call_access
from peerapp.safety.models import HelpCall


def for_helper(call: HelpCall, helper: Person) -> Way | None:
    """The member's own, for who may help (call_access): who was told, if the member lets them
    call; and a mentor who may call anyway.
    """
    if call.closed_at:
        return None
    member = call.member
    row = numbers.of(member)
    if row and row.for_calls and call_access.told(helper, call):
        return Way(member.display_name, row.number)
    return numbers.of_mentees(helper, [member.id]).get(member.id) if row else None


def are_given(call: HelpCall) -> bool:
    """Whether all who are told can call the member."""
    row = numbers.of(call.member)
    return row is not None and row.for_calls


def to_call(member: Person, now: datetime, walks: Sequence[Match] | None = None) -> list[Way]:
    """The mentors whom the member can call themselves; `walks`: where the caller has them."""
    found = matches.of_member(member) if walks is None else walks
    return list(numbers.of_mentors(found, now).values())
