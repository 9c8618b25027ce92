"""What is known of a mentee, for the rules of attention_rules.py. No Flask, no database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Limits:
    """What a mentor can set for themselves."""

    silence: int = 3  # days without a check-in, at least
    craving: int = 7  # of 10
    low: int = 5  # days of low mood or high craving that make a stretch
    contact: int = 7  # days without contact


@dataclass(frozen=True)
class Said:
    """A check-in, as far as the mentor may see it: None is what was not said or is not shown."""

    day: date
    mood: int | None
    craving: int | None
    sober: bool | None
    at: datetime  # when it came to say this
    is_shown: bool = True  # else only that there was one


@dataclass(frozen=True)
class Used:
    """A return to use that is recorded with the dates that the mentor may see."""

    day: date
    at: datetime  # when it was told


@dataclass(frozen=True)
class Contact:
    what: str  # "you called"
    at: datetime


YOU = "you"  # who took a call, where it is the mentor who reads


@dataclass(frozen=True)
class Call:
    """That is open."""

    since: datetime
    taken_by: str | None = None  # YOU, or a name


@dataclass(frozen=True)
class Promise:
    due_on: date  # in the mentor's zone
    due_at: datetime  # when that day begins


@dataclass(frozen=True)
class Facts:
    """All that is known of a mentee. Days are the mentee's own, but for `mentors_today`."""

    today: date
    zone: str
    met_at: datetime
    mentors_today: date
    days: Sequence[Said] = ()  # the oldest first; of the last attention_rules.WINDOW days
    sees_days: bool = True  # whether the mentor may know of check-ins at all
    returns: Sequence[Used] = ()
    milestones: Sequence[tuple[str, date]] = ()  # those of today and tomorrow
    call: Call | None = None
    wrote_at: datetime | None = None  # when the mentee last wrote a message
    promises: Sequence[Promise] = ()
    handed_over_at: datetime | None = None  # and taken by nobody for a day
    last_contact: Contact | None = None
    acted_at: datetime | None = None  # when the mentor last said that they did something
    line_at: datetime | None = None  # when the mentor last sent a message
    limits: Limits = field(default_factory=Limits)

    @property
    def met_on(self) -> date:
        return self.met_at.astimezone(ZoneInfo(self.zone)).date()
