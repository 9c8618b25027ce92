"""The open and the latest calls of the program: who, when, whom was told, who answered, how long.

The columns alone: what a member wrote is not read here.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import defer, joinedload

from peerapp.extensions import db
from peerapp.language import _
from peerapp.safety.models import Ending, HelpCall, HelpCallAct, HelpCallStep, What

SHOWN_FOR = timedelta(days=30)
MOST = 50


@dataclass(frozen=True)
class Listed:
    call: HelpCall
    told: Sequence[str]  # names, in the order in which they were told
    answered_by: str | None
    answered_after: timedelta | None

    @property
    def minutes(self) -> int:
        """Until somebody answered."""
        return int((self.answered_after or timedelta()).total_seconds() // 60)

    @property
    def state(self) -> str:
        if self.call.closed_at is None:
            return _("Answered") if self.call.taken_by_id else _("Nobody has answered yet")
        return {
            Ending.OKAY: _("Is okay, as they said"),
            Ending.TALKED: _("They talked"),
            Ending.NOBODY: _("Nobody answered in half a day"),
            Ending.STOPPED: _("Ended: the account was shut"),
        }[self.call.ending or Ending.STOPPED]


def latest(now: datetime) -> list[Listed]:
    """Those that are open first, and of these whom nobody has answered; then the latest."""
    query = (
        select(HelpCall)
        .where(or_(HelpCall.closed_at.is_(None), HelpCall.reached_at > now - SHOWN_FOR))
        .order_by(
            HelpCall.closed_at.is_not(None),
            and_(HelpCall.closed_at.is_(None), HelpCall.taken_by_id.is_not(None)),
            HelpCall.reached_at.desc(),
        )
        .limit(MOST)
        .options(joinedload(HelpCall.member), defer(HelpCall.words))
    )
    calls = list(db.session.scalars(query))
    ids = {call.id for call in calls}
    told, answered = names_told(ids), first_answers(ids)
    found = []
    for call in calls:
        name, at = answered.get(call.id, (None, None))
        after = at - call.reached_at if at else None
        found.append(Listed(call, told[call.id], name, after))
    return found


def names_told(ids: Collection[UUID]) -> defaultdict[UUID, list[str]]:
    query = (
        select(HelpCallStep)
        .where(HelpCallStep.call_id.in_(ids), HelpCallStep.round == 0)
        .order_by(HelpCallStep.number)
        .options(joinedload(HelpCallStep.person))
    )
    found = defaultdict(list)
    for step in db.session.scalars(query):
        found[step.call_id].append(step.person.display_name)
    return found


def first_answers(ids: Collection[UUID]) -> dict[UUID, tuple[str, datetime]]:
    query = (
        select(HelpCallAct)
        .where(
            HelpCallAct.call_id.in_(ids),
            HelpCallAct.what.in_([What.CALLING, What.WRITING, What.TALKED]),
            HelpCallAct.undone_at.is_(None),
            HelpCallAct.person_id.is_not(None),
        )
        .order_by(HelpCallAct.number.desc())
        .options(joinedload(HelpCallAct.person))
    )
    return {
        act.call_id: (act.person.display_name, act.at)
        for act in db.session.scalars(query)
        if act.person
    }


def how_many_open() -> int:
    query = select(func.count()).where(HelpCall.closed_at.is_(None))
    return db.session.scalar(query) or 0
