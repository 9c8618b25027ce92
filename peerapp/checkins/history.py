"""The last days in words. Plain functions: no Flask, no database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from peerapp.checkins.answers import MOODS


class HasMood(Protocol):
    mood: int


def summary(days: Sequence[date], found: Mapping[date, HasMood]) -> str:
    """A sentence for whom a picture says nothing. A day without a check-in is not counted."""
    moods = [found[day].mood for day in days if day in found]
    if not moods:
        return "Your days will show here, one by one."
    often = Counter(moods).most_common(1)[0][0]
    checked = "1 check-in" if len(moods) == 1 else f"{len(moods)} check-ins"
    return f"{checked} in the last {len(days)} days. Most often: {MOODS[often].lower()}."
