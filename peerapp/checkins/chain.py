"""A check-in's rows as the chain of states that merging.py knows, and back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from peerapp.checkins import answers
from peerapp.checkins.merging import Key, State
from peerapp.checkins.models import Answers, CheckIn, EarlierVersion

# Each of the program's questions is a field of its own: `question:<id>`.
QUESTION = "question:"


def of(checkin: CheckIn) -> list[State]:
    """The oldest state first, what the check-in says now last."""
    states = []
    since = None
    for version in reversed(checkin.versions):
        states.append(state_of(version, since or version.said_at or checkin.created_at))
        since = version.replaced_at
    return [*states, state_of(checkin, since or checkin.said_at or checkin.created_at)]


def state_of(row: CheckIn | EarlierVersion, since: datetime) -> State:
    """`since` is when it was said. Where the row says something else, it was changed by code that
    does not know these columns: then all of it counts as said at that time.
    """
    said = flat(row)
    if row.stamps is None or row.said_id is None or row.said_at != since:
        key = Key(since, row.said_id or row.id)
        return State(key, said, dict.fromkeys(said, key))
    key = Key(since, row.said_id)
    stamps = {
        name: Key(datetime.fromisoformat(at), UUID(said_id))
        for name, (at, said_id) in row.stamps.items()
    }
    return State(key, said, stamps)


def flat(row: Answers) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in answers.FIELDS if name != "own"}
    own = {QUESTION + question_id: answer for question_id, answer in (row.own or {}).items()}
    return {**found, **own}


def whole(state: State) -> State:
    """With what is not answered, as `of` reads it, so that two states can be compared."""
    said = {**answers.UNANSWERED, **state.answers}
    said.pop("own", None)
    said = {
        name: value
        for name, value in said.items()
        if value is not None or not name.startswith(QUESTION)
    }
    return State(state.key, said, state.stamps)


def put(checkin: CheckIn, states: Sequence[State]) -> None:
    """Make the rows say what the states say. `changed_at` is left to who knows the time."""
    old = {
        state.key: version
        for state, version in zip(of(checkin)[:-1], reversed(checkin.versions), strict=True)
    }
    kept: list[EarlierVersion] = []
    for state, following in pairwise(states):
        version = old.get(state.key) or EarlierVersion()
        # An edit without a mood may have been made before the first one with it.
        write(version, {"mood": following.answers.get("mood", checkin.mood), **state.answers})
        sign(version, state)
        version.replaced_at = following.key.at
        kept.insert(0, version)
    checkin.versions[:] = kept
    write(checkin, states[-1].answers)
    sign(checkin, states[-1])


def write(row: Answers, said: Mapping[str, Any]) -> None:
    own = {
        name.removeprefix(QUESTION): answer
        for name, answer in said.items()
        if name.startswith(QUESTION) and answer is not None
    }
    for name, value in {**answers.UNANSWERED, **said, "own": own or None}.items():
        if name in answers.FIELDS and getattr(row, name, None) != value:
            setattr(row, name, value)


def sign(row: Answers, state: State) -> None:
    row.said_at, row.said_id = state.key
    row.stamps = {name: [key.at.isoformat(), str(key.id)] for name, key in state.stamps.items()}
