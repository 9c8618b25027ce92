"""The last days in words. Plain functions: no Flask, no database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from peerapp.checkins.answers import MOODS

ENOUGH = 5  # days to speak of what is most often


class HasMood(Protocol):
    mood: int


def summary(days: Sequence[date], found: Mapping[date, HasMood]) -> str:
    """A sentence for whom a picture says nothing. A day without a check-in is not counted."""
    moods = [found[day].mood for day in days if day in found]
    if not moods:
        return "Your days will show here, one by one."
    checked = "1 check-in" if len(moods) == 1 else f"{len(moods)} check-ins"
    said = f"{checked} in the last {len(days)} days."
    if len(moods) < ENOUGH:
        return said
    often = Counter(moods).most_common(1)[0][0]
    return f"{said} Most often: {MOODS[often].lower()}."
