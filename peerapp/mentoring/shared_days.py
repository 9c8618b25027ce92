"""A check-in as its member's mentor reads it, with no more in it than the member shows.

What templates get of another's days is made here, and a mentee's facts in shown.py: both ask
matching/consents.py, so no page has to think of what may be shown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from peerapp.accounts.models import Person
from peerapp.checkins import saying
from peerapp.checkins.models import Acknowledgement, CheckIn
from peerapp.checkins.saying import Line, Wording
from peerapp.checkins.settings import Settings
from peerapp.matching.consent_fields import Field

FIELDS = {
    "sober": Field.SOBER,
    "craving": Field.CRAVING,
    "triggers": Field.TRIGGERS,
    "note": Field.NOTE,
}


@dataclass(frozen=True)
class SharedDay:
    """What `mentoring/_day.html` shows."""

    id: UUID
    member: Person
    day: date
    changed_at: datetime
    acknowledgements: Collection[Acknowledgement]
    mood: int | None
    lines: list[Line]


def as_shared(
    checkin: CheckIn, may_see: Collection[Field], asked: Settings, wordings: Mapping[str, Wording]
) -> SharedDay:
    """`asked` are the member's settings, which say what of their other answers is for mentors."""

    def sees(name: str) -> bool:
        if name == "note" and checkin.note_is_private:
            return False
        if name in FIELDS:
            return FIELDS[name] in may_see
        return Field.OTHER in may_see and asked.mentor_sees(name)

    return SharedDay(
        id=checkin.id,
        member=checkin.member,
        day=checkin.day,
        changed_at=checkin.changed_at,
        acknowledgements=checkin.acknowledgements,
        mood=checkin.mood if Field.MOOD in may_see else None,
        lines=saying.lines(checkin, wordings, sees),
    )
