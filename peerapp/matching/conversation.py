"""The conversation: which questions there are for either side, in which order, and what each asks.

Knows no database.
"""

from collections.abc import Collection, Mapping

from peerapp.fit import choices
from peerapp.language import lazy
from peerapp.matching.models import Side

ABOUT, LIMITS = "about", "limits"  # of a mentor, after the questions that both sides have


WEEKDAYS = choices.WEEK[:5]
# Ticked with one tap: what it is called, and the parts of the week.
PICKS: Mapping[str, tuple[str, frozenset[str]]] = {
    "weekday_evenings": (lazy("Weekday evenings"), frozenset(f"{day}_evening" for day in WEEKDAYS)),
    "weekends": (
        lazy("Weekends"),
        frozenset(f"{day}_{part}" for day in ("sat", "sun") for part in choices.DAY_PARTS),
    ),
    "any": (lazy("Any time"), frozenset(choices.WEEK_PARTS)),
    "none": (lazy("None"), frozenset()),
}


def order(side: Side) -> tuple[str, ...]:
    both = tuple(choices.QUESTIONS)
    return both if side == Side.MEMBER else (*both, ABOUT, LIMITS)


def before(question: str, side: Side) -> str | None:
    """None: it is the first."""
    place = order(side).index(question)
    return order(side)[place - 1] if place else None


def following(question: str, side: Side) -> str | None:
    """None: it is the last."""
    place = order(side).index(question) + 1
    return order(side)[place] if place < len(order(side)) else None


def next_open(answered: Collection[str]) -> str | None:
    """Where one left: the first question that was neither answered nor skipped."""
    return next((name for name in choices.QUESTIONS if name not in answered), None)


def picked(pick: str, parts: Collection[str]) -> frozenset[str]:
    """The parts of the week after one of PICKS; an unknown one changes nothing."""
    if pick == "none":
        return frozenset()
    return frozenset(parts) | (PICKS[pick][1] if pick in PICKS else frozenset())


def missing_to_open(languages: Collection[str], capacity: int | None) -> list[str]:
    """What a mentor has not said yet and that is needed before members are sent their way."""
    is_there = {"languages": bool(languages), LIMITS: bool(capacity)}
    return [question for question, said in is_there.items() if not said]
