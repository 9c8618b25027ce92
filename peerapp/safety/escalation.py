"""When a call goes on, and to whom: the rule alone, without a database or a clock.

Somebody is told, and has so long to answer; then the next are told, until all were. After that it
is repeated now and then, until a person answers or half a day has passed. Who takes a call and does
not say that the two talked is asked once more; then it goes on as if nobody had taken it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from peerapp.safety.models import Stage

OPEN_FOR = timedelta(hours=12)


@dataclass(frozen=True)
class Timing:
    answer: timedelta
    repeat: timedelta
    follow: timedelta


class Move(Enum):
    WAIT = auto()
    TELL_NEXT = auto()  # the next stage
    REPEAT = auto()
    ASK_AGAIN = auto()  # who took it
    LET_GO = auto()
    END = auto()


@dataclass(frozen=True)
class State:
    """`last`: the last stage that this call may reach; `stage`: the last that was told."""

    reached_at: datetime
    last: Stage
    stage: Stage | None = None
    due_at: datetime | None = None
    is_taken: bool = False
    was_asked_again: bool = False
    is_closed: bool = False


def move(state: State, now: datetime) -> Move:
    """What is to be done at this instant."""
    if state.is_closed or state.due_at is None or state.due_at > now:
        return Move.WAIT
    if state.is_taken:
        return Move.LET_GO if state.was_asked_again else Move.ASK_AGAIN
    if now >= state.reached_at + OPEN_FOR:
        return Move.END
    if state.stage is None or state.stage < state.last:
        return Move.TELL_NEXT
    return Move.REPEAT


def due_after(
    done: Move, state: State, timing: Timing, now: datetime, is_reached: bool = True
) -> datetime:
    """When to look again, after that was done and `state` is what came of it.

    `is_reached`: whether anybody of those told can be rung or written to; if nobody, the next are
    told at once. After an outage what would have been due meanwhile is due now, but it is repeated
    only once.
    """
    due = state.due_at or now
    if done == Move.TELL_NEXT and state.stage is not None and state.stage < state.last:
        return due + timing.answer if is_reached else now
    if done == Move.ASK_AGAIN:
        return now + timing.answer
    if done == Move.LET_GO:
        return now
    return min(now + timing.repeat, max(now, state.reached_at + OPEN_FOR))


def due_once_taken(timing: Timing, now: datetime) -> datetime:
    return now + timing.follow


def due_once_passed_on(state: State, is_left: bool, timing: Timing, now: datetime) -> datetime:
    """When to look again once somebody said "I cannot now", or handed over what they had taken
    (`state` is as it was before that).

    `is_left`: whether somebody is left who was told and has not passed it on: of the last stage
    that was told, or once all were told, of all.
    """
    if state.stage is not None and state.stage < state.last:
        goes_on = state.is_taken or not is_left
    else:  # it can only be repeated, and not to who passed it on a moment ago
        goes_on = state.is_taken and is_left
    if goes_on:
        return now
    later = now + timing.repeat
    return later if state.is_taken or state.due_at is None else max(now, state.due_at)


def whom_again(may: Sequence[UUID], passed: Collection[UUID]) -> list[UUID]:
    """All who were told and may be told again, but who passed it on; all of them, if each did."""
    return [one for one in may if one not in passed] or list(may)


def in_order(
    candidates: Mapping[Stage, Sequence[UUID]], apart: Collection[UUID], last: Stage
) -> dict[Stage, list[UUID]]:
    """Whom each stage tells: nobody twice, nobody who is kept apart, and no stage after `last`."""
    seen = set(apart)
    found: dict[Stage, list[UUID]] = {}
    for stage in Stage:
        new = dict.fromkeys(one for one in candidates.get(stage, ()) if one not in seen)
        found[stage] = list(new) if stage <= last else []
        seen |= new.keys()
    return found
