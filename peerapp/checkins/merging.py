"""How what was said of one day, from several devices and in any order, becomes one check-in (D2).

Plain rules: no Flask, no database, no clock. A check-in is a chain of states, one for each edit, in
the order in which the member said them, whenever they arrived. The newest word on each field wins;
what it replaced stays in the states before. So the same edits in any order give the same chain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID


class Key(NamedTuple):
    """When the member said it (UTC). Of two at one instant the id decides, in any order alike."""

    at: datetime
    id: UUID


@dataclass(frozen=True)
class Edit:
    """`given` holds only the fields that were answered with it."""

    key: Key
    given: Mapping[str, Any]


@dataclass(frozen=True)
class State:
    """What the check-in said after an edit. `stamps` has the edit that each field is from."""

    key: Key
    answers: Mapping[str, Any]
    stamps: Mapping[str, Key]


def insert(states: Sequence[State], edit: Edit) -> list[State]:
    """The chain with one more edit in its place; the same edit again changes nothing."""
    if any(state.key == edit.key for state in states):
        return list(states)
    before = [state for state in states if state.key < edit.key]
    after = [state for state in states if state.key > edit.key]
    ground = before[-1] if before else State(edit.key, {}, {})
    return [
        *before,
        State(
            edit.key,
            {**ground.answers, **edit.given},
            {**ground.stamps, **dict.fromkeys(edit.given, edit.key)},
        ),
        *(with_older(state, edit) for state in after),
    ]


def with_older(state: State, edit: Edit) -> State:
    """A later state, in which the edit counts where nothing newer was said."""
    news = [
        name for name in edit.given if name not in state.stamps or state.stamps[name] < edit.key
    ]
    return State(
        state.key,
        {**state.answers, **{name: edit.given[name] for name in news}},
        {**state.stamps, **dict.fromkeys(news, edit.key)},
    )


def touched(given: Mapping[str, Any], base: State | None) -> dict[str, Any]:
    """What of a form was really answered, where the form was drawn from `base`.

    A form sends all its fields. Those that still say what it was drawn with are not an answer: they
    must not undo what another device has said meanwhile.
    """
    if base is None:
        return dict(given)
    return {name: value for name, value in given.items() if base.answers.get(name) != value}


def before_last_change(states: Sequence[State]) -> list[State]:
    """The chain without its last change; taps that changed nothing go with it."""
    kept = list(states)
    while kept and kept[-1].answers == states[-1].answers:
        kept.pop()
    return kept


def last_change(states: Sequence[State]) -> State:
    """The state since which the check-in says what it says."""
    kept = before_last_change(states)
    return states[len(kept)]


def trimmed(states: Sequence[State], most: int) -> list[State]:
    """At most so many: first without those that changed nothing, then without the oldest."""
    surplus = len(states) - most
    kept: list[State] = []
    for place, state in enumerate(states):
        is_last = place == len(states) - 1
        if surplus > 0 and kept and not is_last and state.answers == kept[-1].answers:
            surplus -= 1
        else:
            kept.append(state)
    return kept[-most:]
