"""Days in words. Plain functions: no Flask, no database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from peerapp.checkins.answers import MOODS
from peerapp.language import _, ngettext

ENOUGH = 5  # days to speak of what is most often


class HasMood(Protocol):
    @property
    def mood(self) -> int: ...


def summary(days: Sequence[date], found: Mapping[date, HasMood]) -> str:
    """A sentence for whom a picture says nothing. A day without a check-in is not counted."""
    moods = [found[day].mood for day in days if day in found]
    if not moods:
        return _("Your days will show here, one by one.")
    said = ngettext(
        "%(num)s check-in in the last %(days)s days.",
        "%(num)s check-ins in the last %(days)s days.",
        len(moods),
        days=len(days),
    )
    return with_most_often(said, moods)


def of_month(found: Mapping[date, HasMood], name: str) -> str:
    moods = [one.mood for one in found.values()]
    if not moods:
        return _("No check-ins in %(month)s.", month=name)
    said = ngettext(
        "%(num)s check-in in %(month)s.", "%(num)s check-ins in %(month)s.", len(moods), month=name
    )
    return with_most_often(said, moods)


def with_most_often(said: str, moods: Sequence[int]) -> str:
    if len(moods) < ENOUGH:
        return said
    often = Counter(moods).most_common(1)[0][0]
    most_often = _("Most often: %(mood)s.", mood=MOODS[often].lower())
    return f"{said} {most_often}"
