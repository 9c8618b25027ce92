"""What a member can let a mentor see, field by field. Plain rules: no Flask, no database."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from peerapp import clock
from peerapp.language import lazy


class Field(StrEnum):
    MOOD = "mood"
    SOBER = "sober"
    CRAVING = "craving"
    TRIGGERS = "triggers"
    NOTE = "note"
    OTHER = "other"  # answers that the member shares in the settings of their check-in
    TRACKERS = "trackers"  # counts, medallions and returns to use
    TRENDS = "trends"  # days before yesterday


ALL = frozenset(Field)
OF_A_DAY = ALL - {Field.TRACKERS, Field.TRENDS}  # what a check-in says
VERSION = 1  # of the words below and on the page; 0 is what was told before there was a choice

# The name, and a sentence of what it is.
WORDS: dict[Field, tuple[str, str]] = {
    Field.MOOD: (lazy("Mood"), lazy("The face that you tap.")),
    Field.SOBER: (lazy("Sober or not"), lazy("Your answer of each day.")),
    Field.CRAVING: (lazy("Craving"), lazy("The number from 0 to 10.")),
    Field.TRIGGERS: (lazy("What was going on"), lazy("Such as tired, alone or payday.")),
    Field.NOTE: (lazy("Notes"), lazy("But not those that are “Only for me”.")),
    Field.OTHER: (
        lazy("Other answers"),
        lazy("Such as sleep, if you share them in your questions."),
    ),
    Field.TRACKERS: (
        lazy("Day counts"),
        lazy("With their names, milestones and a return to use. Not those you keep private."),
    ),
    Field.TRENDS: (lazy("Earlier days"), lazy("All days since you met, as a list and a chart.")),
}
TOGETHER = lazy("Goes only with “Sober or not”, since a count tells it.")

# How long a yes can hold: what is sent, how many days (None: until the match ends).
LENGTHS: dict[str, int | None] = {"match": None, "30": 30, "90": 90, "365": 365}
SHORTEST = 30
LENGTH_WORDS = {
    "match": lazy("Until our match ends"),
    "30": lazy("30 days"),
    "90": lazy("90 days"),
    "365": lazy("A year"),
}


@dataclass(frozen=True)
class Choice:
    """What a member says yes to."""

    fields: frozenset[Field] = ALL
    days: int | None = None  # None: until the match ends


@dataclass(frozen=True)
class Sees:
    """What one mentor may see of one member now. Without a consent: nothing."""

    fields: frozenset[Field] = frozenset()
    ended_at: datetime | None = None  # when a yes ran out, if it did

    @property
    def days(self) -> bool:
        """Whether a check-in may be known of at all."""
        return bool(self.fields & OF_A_DAY)

    @property
    def earlier_days(self) -> bool:
        return Field.TRENDS in self.fields

    def of_day(self, day: date, today: date, hidden: Collection[date]) -> frozenset[Field]:
        """What may be seen of a check-in; the day is the member's, `hidden` by them."""
        is_near = today - day <= timedelta(days=1)
        if day in hidden or not (is_near or self.earlier_days):
            return frozenset()
        return self.fields & OF_A_DAY


def known(names: Iterable[str]) -> frozenset[Field]:
    """What is not known counts as not ticked."""
    return frozenset(one for one in Field if one in set(names))


def held_together(fields: frozenset[Field]) -> frozenset[Field]:
    """A count says whether somebody is sober; earlier days are days of something."""
    if Field.SOBER not in fields:
        fields -= {Field.TRACKERS}
    return fields if fields & OF_A_DAY else fields - {Field.TRENDS}


def ends_at(days: int | None, now: datetime, zone: str) -> datetime | None:
    """At the end of the last of so many days after today, on the member's calendar."""
    if days is None:
        return None
    return clock.start_of(clock.local_day(now, zone) + timedelta(days=days + 1), zone)


def last_day(ends_at: datetime, zone: str) -> date:
    return clock.local_day(ends_at - timedelta(seconds=1), zone)


def is_not_shown(fields: Collection[Field]) -> list[str]:
    """The names of the rest, for the mentor to read."""
    return [str(WORDS[one][0]) for one in Field if one not in fields]
