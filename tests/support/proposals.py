"""Proposals as a worker makes them, and their pairs."""

from typing import Any

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.program.models import Proposal, ProposedPair
from tests.support.people import save

FIGURES: dict[str, Any] = {
    "waiting": 3,
    "paired": 2,
    "fit": 1.6,
    "by_turns_paired": 2,
    "by_turns_fit": 1.4,
}


def make_proposal(by: Person, is_ready: bool = True, **more: Any) -> Proposal:
    now = clock.now()
    figures = FIGURES if is_ready else None
    given = {"ready_at": now if is_ready else None, "figures": figures, "created_at": now, **more}
    proposal = Proposal(created_by_id=by.id, **given)
    save(proposal)
    return proposal


def make_pair(
    proposal: Proposal, member: Person, mentor: Person | None, place: int = 0, **more: Any
) -> ProposedPair:
    given = {"fit": 0.8 if mentor else None, "is_by_hand": False, **more}
    pair = ProposedPair(
        proposal_id=proposal.id,
        member_id=member.id,
        mentor_id=mentor.id if mentor else None,
        place=place,
        **given,
    )
    save(pair)
    return pair
