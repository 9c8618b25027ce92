"""Why a mentor should look after somebody today: a reason in words, never a score, and which comes
first. When there is one: attention_rules.py.

A reason rests when the mentor has done something since it arose (a message is enough but for a
worrying answer), and comes up again with something new: another such answer, or when a silence or a
stretch has become twice as long.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from peerapp.language import lazy
from peerapp.mentoring.facts import Facts


class Kind(StrEnum):
    CALL = "call"  # "I need someone", not closed yet
    USED = "used"
    CRAVING = "craving"
    MOOD = "mood"
    MESSAGE = "message"  # wrote, and waits for an answer
    PROMISE = "promise"  # a follow-up that is due
    HANDED_OVER = "handed_over"  # and no coordinator has taken it
    SILENCE = "silence"
    NEW = "new"
    CONTACT = "contact"  # long without
    MILESTONE = "milestone"
    FIRST_WEEK = "first_week"


# In the order of the list; the kinds of one rank are told apart only by how long they wait.
RANKS = (
    frozenset({Kind.CALL}),
    frozenset({Kind.USED, Kind.CRAVING, Kind.MOOD}),
    frozenset({Kind.MESSAGE, Kind.PROMISE, Kind.HANDED_OVER}),
    frozenset({Kind.SILENCE}),
    frozenset({Kind.NEW, Kind.CONTACT}),
)
WORRY = 1  # the rank of a worrying answer
# With one of these nothing more has to be said of today.
SAYS_TODAY = frozenset({Kind.USED, Kind.CRAVING, Kind.MOOD, Kind.SILENCE})
GOOD_TO_KNOW = frozenset({Kind.MILESTONE, Kind.FIRST_WEEK})
# These end by what they ask for, and not by something else that the mentor does.
NEVER_RESTS = frozenset({Kind.CALL, Kind.PROMISE, Kind.HANDED_OVER})
NEXT = {
    Kind.CALL: lazy("answer"),
    Kind.USED: lazy("call today"),
    Kind.CRAVING: lazy("call today"),
    Kind.MOOD: lazy("call or write today"),
    Kind.MESSAGE: lazy("write back"),
    Kind.PROMISE: lazy("do what you said, or choose another day"),
    Kind.HANDED_OVER: lazy("ask your coordinator"),
    Kind.SILENCE: lazy("write a short line"),
    Kind.NEW: lazy("say hello"),
    Kind.CONTACT: lazy("a short call"),
}


@dataclass(frozen=True)
class Reason:
    kind: Kind
    text: str  # part of a sentence, such as "craving 9 yesterday, up from 3"
    since: datetime  # when it arose, or came up again

    @property
    def rank(self) -> int:
        """0 comes first; past the last for what is only good to know."""
        return next((n for n, kinds in enumerate(RANKS) if self.kind in kinds), len(RANKS))

    def rests(self, facts: Facts) -> bool:
        """A line to a mentee is an answer, but it may be written without a look at their day."""
        if self.kind in NEVER_RESTS:
            return False
        acted = [facts.acted_at]
        if self.rank != WORRY:
            acted.append(facts.line_at)
        return any(at >= self.since for at in acted if at)
