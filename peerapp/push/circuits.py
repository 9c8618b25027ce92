"""A push service that is sick is left alone for a while (P5).

Errors of its own (5xx), time-outs and connections that fail, for several people one after the
other, open its circuit: what is for it is not claimed, so that it takes no room from others and no
tries from its own messages. When the time is over one message goes as a probe. If that fails too
the circuit stays open for twice as long; any answer that shows a service at work closes it. (The
name is Michael Nygard's, in "Release It!".)

One who floods their own broken address must not silence everybody on the same service: it takes
several people, nobody answered in between, and another person's message makes the probe if there is
one. Each process learns by itself, and forgets when it ends.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from peerapp.push.attempts import Result

PEOPLE = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)


def jitter() -> float:
    """So that not all processes probe in the same second."""
    return random.uniform(0.75, 1.0)  # noqa: S311 - nobody has to be unable to guess it


@dataclass
class Circuit:
    """Of one push service. Closed while `until` is None; open before it, half open from it on."""

    failed_for: set[UUID] = field(default_factory=set)  # people, since the last good answer
    opened: int = 0  # times, one after the other
    until: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Never for longer than that, though the clock be set back meanwhile."""
        return self.until is not None and now < self.until <= now + LONGEST_WAIT

    def fail(self, person_id: UUID, now: datetime, wait_by: Callable[[], float]) -> None:
        self.failed_for.add(person_id)
        if self.is_open(now) or len(self.failed_for) < PEOPLE:
            return  # what was under way when it opened says nothing new
        self.until = now + wait(self.opened) * wait_by()
        self.opened += 1


def wait(opened: int) -> timedelta:
    return min(FIRST_WAIT * (1 << min(opened, 10)), LONGEST_WAIT)


def is_sick(result: Result) -> bool:
    """A service that says itself when to come again is not: it gets its pause (see Patience)."""
    if result.status is None:
        return not result.is_final
    return result.status >= 500 and result.retry_after is None


def is_well(result: Result) -> bool:
    return result.status is not None and result.status < 500


@dataclass
class Circuits:
    """By origin."""

    jitter: Callable[[], float] = jitter
    circuits: defaultdict[str, Circuit] = field(default_factory=lambda: defaultdict(Circuit))

    def note(self, origin: str, person_id: UUID, result: Result, now: datetime) -> None:
        if is_sick(result):
            self.circuits[origin].fail(person_id, now, self.jitter)
        elif is_well(result):
            self.circuits.pop(origin, None)

    def open(self, now: datetime) -> set[str]:
        return {origin for origin, one in self.circuits.items() if one.is_open(now)}

    def half_open(self, now: datetime) -> dict[str, set[UUID]]:
        """With the people it failed for."""
        return {
            origin: one.failed_for
            for origin, one in self.circuits.items()
            if one.until and not one.is_open(now)
        }
