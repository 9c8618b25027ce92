"""What can be said of a day, and of which days. Plain rules: no Flask, no database."""

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from peerapp.language import _, lazy

MOODS = {
    1: lazy("Very hard"),
    2: lazy("Hard"),
    3: lazy("Okay"),
    4: lazy("Good"),
    5: lazy("Very good"),
}
SOBER = {"yes": True, "no": False, "skip": None}

# HALT (hungry, angry, lonely, tired) is the field's own list of four states to look at first.
TRIGGERS = {
    "hungry": lazy("Hungry"),
    "angry": lazy("Angry"),
    "lonely": lazy("Lonely"),
    "tired": lazy("Tired"),
    "stress": lazy("Stress"),
    "people": lazy("People"),
    "places": lazy("Places"),
    "pain": lazy("Pain"),
    "celebration": lazy("Celebration"),
    "other": lazy("Something else"),
}
# Beyond the first: each in one tap, from 1 to 5, like the mood.
SLEEP = {
    1: lazy("Very badly"),
    2: lazy("Badly"),
    3: lazy("So-so"),
    4: lazy("Well"),
    5: lazy("Very well"),
}
ANXIETY = {
    1: lazy("Calm"),
    2: lazy("A little tense"),
    3: lazy("Tense"),
    4: lazy("Anxious"),
    5: lazy("Very anxious"),
}
CONNECTEDNESS = {
    1: lazy("Alone"),
    2: lazy("A little alone"),
    3: lazy("In between"),
    4: lazy("Close"),
    5: lazy("Very close"),
}
MEDICATION = {"yes": lazy("Yes"), "no": lazy("No"), "none": lazy("Not for me")}
MOST_MEETINGS = 9
LONGEST_NOTE = 5000
LONGEST_GRATITUDE = 1000
DAYS_BACK = 7  # a check-in can be filled in for so many days before today
UNANSWERED: dict[str, Any] = {
    "sober": None,
    "craving": None,
    "triggers": [],
    "note": None,
    "note_is_private": False,
    "sleep": None,
    "anxiety": None,
    "connectedness": None,
    "medication": None,
    "meetings": None,
    "gratitude": None,
    "own": None,
}
FIELDS = ("mood", *UNANSWERED)

# What may be asked beside the mood, in the order of the screen, with the words for it in settings.
EXTRAS = {
    "sober": lazy("Sober today?"),
    "sleep": lazy("How I slept"),
    "craving": lazy("Craving"),
    "anxiety": lazy("How anxious I was"),
    "connectedness": lazy("How connected I felt"),
    "medication": lazy("Medication taken"),
    "meetings": lazy("Meetings I went to"),
    "triggers": lazy("What was going on"),
    "gratitude": lazy("What I am thankful for"),
    "note": lazy("A note"),
}
ASKED_AT_FIRST = ("sober", "craving", "triggers", "note")
# What of these a mentor sees is said in the match (matching/consents.py); each of the others when
# the member says so in the settings too.
SHARED_BY_MATCH = frozenset({"mood", "sober", "craving", "triggers", "note"})
NIGHT_ENDS_AT = 4  # o'clock: until then it may still be yesterday for who is awake
HARD_MOOD = 2  # and below
STRONG_CRAVING = 7  # and above, of 10


class SaysHow(Protocol):
    @property
    def mood(self) -> int | None: ...  # None: not for who reads
    @property
    def sober(self) -> bool | None: ...
    @property
    def craving(self) -> int | None: ...


def is_hard(said: SaysHow) -> bool:
    """What counts as a hard day, for the mentor's list and for looking back."""
    has_strong_craving = said.craving is not None and said.craving >= STRONG_CRAVING
    has_hard_mood = said.mood is not None and said.mood <= HARD_MOOD
    return has_hard_mood or said.sober is False or has_strong_craving


def is_heavy(said: SaysHow) -> bool:
    """When a check-in is answered with the way to a person, though it says nothing of use."""
    return said.mood == 1 or (said.craving is not None and said.craving >= STRONG_CRAVING)


def is_pain(said: SaysHow) -> bool:
    """Nobody is cheered at on such a day, and no milestone is told; it waits."""
    return said.mood == 1 or said.sober is False


def is_open(day: date, today: date) -> bool:
    """Whether a check-in for this day can be made or changed today."""
    return today - timedelta(days=DAYS_BACK) <= day <= today


def why_closed(day: date, today: date) -> str | None:
    if day > today:
        return _("This day has not come yet.")
    if not is_open(day, today):
        return _(
            "A check-in can be filled in for today and the %(days)s days before.", days=DAYS_BACK
        )
    return None


def still_yesterday(local: datetime) -> date | None:
    """The day before, when it is so late (by the member's wall clock) that it may be meant."""
    return local.date() - timedelta(days=1) if local.hour < NIGHT_ENDS_AT else None


def last_days(today: date, count: int) -> list[date]:
    """`count` days up to today, the oldest first."""
    return [today - timedelta(days=back) for back in reversed(range(count))]


def digest(day: date, given: dict[str, Any]) -> str:
    """A mark of what was sent, so that the same sent again is known as such."""
    content = json.dumps([day.isoformat(), given], sort_keys=True, default=str)
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
