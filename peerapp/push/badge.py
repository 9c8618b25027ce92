"""The number on the app's icon that goes with a notification: how much waits for a person.

Each feature counts its own, quickly, since it is asked whenever something rings. The pages say the
same to badge.js, and a mentor's list adds the mentees who need them, which takes longer to find.
"""

from collections.abc import Callable
from datetime import datetime

from peerapp.accounts.models import Person

Count = Callable[[Person, datetime], int]
found: list[Count] = []


def counts(count: Count) -> Count:
    """What the function gives back is added to the number."""
    found.append(count)
    return count


def number(person: Person, now: datetime) -> int:
    return sum(count(person, now) for count in found)
