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
# A note and whether it is only for the member are one field, `note`: [words, is private]. Apart,
# the words of one device could be joined with the "not private" of another.
NO_NOTE = [None, False]
NOT_FLAT = ("own", "note_is_private")


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
    found = {name: getattr(row, name) for name in answers.FIELDS if name not in NOT_FLAT}
    found["note"] = [row.note, row.note_is_private]
    own = {QUESTION + question_id: answer for question_id, answer in (row.own or {}).items()}
    return {**found, **own}


def flat_given(given: Mapping[str, Any], now: State | None) -> dict[str, Any]:
    """What was sent (names of `answers.FIELDS`, and `question:<id>`) as the chain's fields; half a
    note is completed with what is there now.
    """
    found = {name: value for name, value in given.items() if name not in ("note", *NOT_FLAT)}
    if "note" in given or "note_is_private" in given:
        words, is_private = now.answers["note"] if now else NO_NOTE
        found["note"] = [given.get("note", words), given.get("note_is_private", is_private)]
    return found


def whole(state: State) -> State:
    """With what is not answered, as `of` reads it, so that two states can be compared."""
    nothing = {name: value for name, value in answers.UNANSWERED.items() if name not in NOT_FLAT}
    said = {**nothing, "note": NO_NOTE, **state.answers}
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
    words, is_private = said.get("note", NO_NOTE)
    note = {"note": words, "note_is_private": is_private}
    for name, value in {**answers.UNANSWERED, **said, **note, "own": own or None}.items():
        if name in answers.FIELDS and getattr(row, name, None) != value:
            setattr(row, name, value)


def sign(row: Answers, state: State) -> None:
    row.said_at, row.said_id = state.key
    row.stamps = {name: [key.at.isoformat(), str(key.id)] for name, key in state.stamps.items()}
