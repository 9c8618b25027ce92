"""What waits for the coordinator, as counts on the first page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import trials
from peerapp.matching.models import Match, TrialAnswer
from peerapp.mentoring import hand_overs
from peerapp.messages import reports
from peerapp.program import call_list, outcomes, waiting_list
from peerapp.program.models import Proposal, ProposedPair


@dataclass(frozen=True)
class ToDo:
    waiting: int  # members without a mentor
    to_decide: int  # pairs of the latest proposal that nobody decided on
    unanswered: int
    silent: int  # not answered in time
    unsure: int
    handed_over: int  # and taken by nobody
    calls: int  # for a person, open now
    reported: int  # messages that nobody has handled


def of(person: Person, now: datetime) -> ToDo:
    counts = outcomes.counts(now)
    return ToDo(
        waiting=waiting_list.how_many(now),
        to_decide=undecided(),
        unanswered=counts["waiting"],
        silent=counts["silent"],
        unsure=unsure(),
        handed_over=hand_overs.how_many_wait(person),
        calls=call_list.how_many_open(),
        reported=reports.how_many_wait(person),
    )


def undecided() -> int:
    latest = (
        select(Proposal.id)
        .where(Proposal.ready_at.is_not(None), Proposal.problem.is_(None))
        .order_by(Proposal.created_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(func.count()).where(
        ProposedPair.proposal_id == latest,
        ProposedPair.mentor_id.is_not(None),
        ProposedPair.decided_at.is_(None),
    )
    return db.session.scalar(query) or 0


def unsure() -> int:
    query = (
        select(func.count())
        .select_from(TrialAnswer)
        .join(Match, Match.id == TrialAnswer.match_id)
        .where(TrialAnswer.answer == trials.UNSURE, Match.ended_at.is_(None))
    )
    return db.session.scalar(query) or 0
