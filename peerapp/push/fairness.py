"""Who is sent to next: a push service that hangs, and a person with much to be sent, take no more
than their share, so that all others' messages go on (P5).
"""

import math
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import NamedTuple, Self
from uuid import UUID

from peerapp.push.attempts import Result
from peerapp.push.endpoints import CONNECTIONS_PER_HOST, origin_of

AT_ONCE = 2_048  # messages that one process has under way
PER_ORIGIN = 8 * CONNECTIONS_PER_HOST
PER_PERSON = 20


@dataclass
class Room:
    """What is under way, by push service and by person."""

    origins: Counter[str] = field(default_factory=Counter)
    people: Counter[UUID] = field(default_factory=Counter)
    # Push services that may be well again (see circuits.py): room for one, and rather for somebody
    # else than the people they failed for.
    half_open: Mapping[str, Collection[UUID]] = field(default_factory=dict)

    def copy(self) -> Self:
        return type(self)(self.origins.copy(), self.people.copy(), self.half_open)

    def most(self, origin: str) -> int:
        return 1 if origin in self.half_open else PER_ORIGIN

    def enter(self, endpoint: str, person_id: UUID) -> bool:
        """Whether there was room for one more."""
        origin = origin_of(endpoint)
        if (
            self.origins.total() >= AT_ONCE
            or self.origins[origin] >= self.most(origin)
            or self.people[person_id] >= PER_PERSON
        ):
            return False
        self.origins[origin] += 1
        self.people[person_id] += 1
        return True

    def leave(self, endpoint: str, person_id: UUID) -> None:
        origin = origin_of(endpoint)
        self.origins[origin] -= 1
        self.people[person_id] -= 1
        if not self.people[person_id]:  # there are many, of whom most never come again
            del self.people[person_id]

    def full_origins(self) -> set[str]:
        return {one for one, count in self.origins.items() if count >= self.most(one)}

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
                self.until.pop(origin, None)
            return
        self.put_off[origin].add(person_id)
        if len(self.put_off[origin]) >= self.PEOPLE:
            self.until[origin] = now + min(result.retry_after, self.LONGEST)
            del self.put_off[origin]  # the next pause takes several again

    def held_back(self, now: datetime) -> set[str]:
        # never longer than that, though the clock be set back meanwhile
        latest = now + self.LONGEST
        return {origin for origin, until in self.until.items() if now < until <= latest}


class Due(NamedTuple):
    """A message that is due, for whom, and where it goes."""

    id: UUID
    person_id: UUID
    endpoint: str


def pick(due: Iterable[Due], room: Room, but_origins: Collection[str], most: int) -> list[UUID]:
    """Of what is due, at most so many for which there is room, which they take: first one of each
    person, then a second one, and so on.
    """
    turn: Counter[UUID] = Counter()
    in_turns: defaultdict[int, list[Due]] = defaultdict(list)
    rather_not = []
    for one in due:
        origin = origin_of(one.endpoint)
        if origin in but_origins:
            continue
        if one.person_id in room.half_open.get(origin, ()):
            rather_not.append(one)
        else:
            in_turns[turn[one.person_id]].append(one)
            turn[one.person_id] += 1
    ones = chain(*in_turns.values(), rather_not)
    may_go = (one.id for one in ones if room.enter(one.endpoint, one.person_id))
    return list(islice(may_go, most))


@dataclass
class FarLooks:
    """When to look at all that is due. That takes the longer the more is due, so it is done in a
    twentieth of the time at most.
    """

    SHARE = 20

    not_before: float = -math.inf  # of time.monotonic
    is_wanted: bool = False

    def may_be_taken(self) -> bool:
        return self.is_wanted and time.monotonic() >= self.not_before

    @contextmanager
    def taken(self) -> Iterator[None]:
        began, self.is_wanted = time.monotonic(), False
        yield
        ended = time.monotonic()
        self.not_before = ended + (self.SHARE - 1) * (ended - began)

    def wait(self) -> float | None:
        """How many seconds until the next one, if one is wanted."""
        return max(self.not_before - time.monotonic(), 0) if self.is_wanted else None
