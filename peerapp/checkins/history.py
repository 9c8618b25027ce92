"""Days in words. Plain functions: no Flask, no database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from peerapp.checkins.answers import MOODS

ENOUGH = 5  # days to speak of what is most often


class HasMood(Protocol):
    @property
    def mood(self) -> int: ...


def summary(days: Sequence[date], found: Mapping[date, HasMood]) -> str:
    """A sentence for whom a picture says nothing. A day without a check-in is not counted."""
    moods = [found[day].mood for day in days if day in found]
    if not moods:
        return "Your days will show here, one by one."
    return counted(moods, f"in the last {len(days)} days")


def of_month(found: Mapping[date, HasMood], name: str) -> str:
    moods = [one.mood for one in found.values()]
    return counted(moods, f"in {name}") if moods else f"No check-ins in {name}."


def counted(moods: Sequence[int], when: str) -> str:
    checked = "1 check-in" if len(moods) == 1 else f"{len(moods)} check-ins"
    said = f"{checked} {when}."
    if len(moods) < ENOUGH:
        return said
    often = Counter(moods).most_common(1)[0][0]
    return f"{said} Most often: {MOODS[often].lower()}."
