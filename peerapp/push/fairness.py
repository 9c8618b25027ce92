"""Who is sent to next: a push service that hangs, and a person with much to be sent, take no more
than their share, so that all others' messages go on (P5).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from peerapp.push.attempts import Result
from peerapp.push.endpoints import CONNECTIONS_PER_HOST

AT_ONCE = 1_000  # messages that one process has under way
PER_ORIGIN = 4 * CONNECTIONS_PER_HOST
PER_PERSON = 20


def origin_of(endpoint: str) -> str:
    """`https://fcm.googleapis.com`: what its endpoint says of a push service."""
    return "/".join(endpoint.split("/", 3)[:3])


@dataclass
class Room:
    """What is under way, by push service and by person."""

    origins: Counter[str] = field(default_factory=Counter)
    people: Counter[UUID] = field(default_factory=Counter)

    def copy(self) -> Self:
        return type(self)(self.origins.copy(), self.people.copy())

    def enter(self, endpoint: str, person_id: UUID) -> bool:
        """Whether there was room for one more."""
        origin = origin_of(endpoint)
        if (
            self.origins.total() >= AT_ONCE
            or self.origins[origin] >= PER_ORIGIN
            or self.people[person_id] >= PER_PERSON
        ):
            return False
        self.origins[origin] += 1
        self.people[person_id] += 1
        return True

    def leave(self, endpoint: str, person_id: UUID) -> None:
        self.origins -= Counter([origin_of(endpoint)])
        self.people -= Counter([person_id])

    def full_origins(self) -> set[str]:
        return {one for one, count in self.origins.items() if count >= PER_ORIGIN}

    def full_people(self) -> set[UUID]:
        return {one for one, count in self.people.items() if count >= PER_PERSON}


@dataclass
class Patience:
    """Which push services asked for a pause (429 or 503 with Retry-After) for more than one device.

    Some count per device, and one who floods their own must not silence everybody on the same
    service: only when it has put off several people, and answered nobody otherwise in between, do
    the others' messages wait too.
    """

    PEOPLE = 3
    LONGEST = timedelta(minutes=15)

    put_off: defaultdict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    until: dict[str, datetime] = field(default_factory=dict)

    def note(self, endpoint: str, person_id: UUID, result: Result, now: datetime) -> None:
        origin = origin_of(endpoint)
        if result.retry_after is None:
            if result.status is not None:
                self.put_off.pop(origin, None)
            return
        self.put_off[origin].add(person_id)
        if len(self.put_off[origin]) >= self.PEOPLE:
            self.until[origin] = now + min(result.retry_after, self.LONGEST)

    def held_back(self, now: datetime) -> set[str]:
        # never longer than that, though the clock be set back meanwhile
        latest = now + self.LONGEST
        return {origin for origin, until in self.until.items() if now < until <= latest}


def pick(due: Iterable[tuple[UUID, UUID, str]], room: Room) -> list[UUID]:
    """Of what is due (id, person, endpoint) in its order, what there is room for."""
    trial = room.copy()
    return [one for one, person_id, endpoint in due if trial.enter(endpoint, person_id)]
