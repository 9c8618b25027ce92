"""What a program sets for matching: the weights, and how long things take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching.models import MatchingRules

ANSWER_DAYS = 3
TRIAL_DAYS = 14  # the "two weeks" of most programs' trial


@dataclass(frozen=True)
class Rules:
    weights: Mapping[str, float]  # only what the program changed; see scoring.WEIGHTS
    answer_days: int = ANSWER_DAYS
    trial_days: int = TRIAL_DAYS


def current() -> Rules:
    """As set last, or ours."""
    query = select(MatchingRules).order_by(MatchingRules.created_at.desc()).limit(1)
    row = db.session.scalar(query)
    return Rules(row.weights, row.answer_days, row.trial_days) if row else Rules({})


def change(
    weights: Mapping[str, float], answer_days: int, trial_days: int, by: Person, now: datetime
) -> None:
    """A new row, so that what held before is known."""
    row = MatchingRules(
        created_at=now,
        created_by_id=by.id,
        weights=dict(weights),
        answer_days=answer_days,
        trial_days=trial_days,
    )
    db.session.add(row)
    db.session.flush()
