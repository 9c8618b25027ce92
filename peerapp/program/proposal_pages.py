"""What the page of a proposal says of the whole, in a few sentences and figures."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from peerapp.extensions import db
from peerapp.fit.causes import Cause
from peerapp.language import _, ngettext
from peerapp.matching.models import MatchingRules, MatchProfile, Side
from peerapp.program import by_hand, pairs
from peerapp.program.models import Proposal, ProposedPair


def longest_wait(proposal: Proposal, now: datetime) -> int | None:
    """Days of who waits longest among those without a pair."""
    query = (
        select(func.min(MatchProfile.looking_since))
        .join(ProposedPair, ProposedPair.member_id == MatchProfile.person_id)
        .where(
            MatchProfile.side == Side.MEMBER,
            ProposedPair.proposal_id == proposal.id,
            ProposedPair.mentor_id.is_(None),
            ProposedPair.decided_at.is_(None),
            pairs.needs_somebody(),
        )
    )
    since = db.session.scalar(query)
    return None if since is None else max(0, (now - since).days)


def obstacles(proposal: Proposal) -> list[tuple[Cause, int]]:
    """Why nobody, of those without a mentor; counted."""
    query = (
        select(ProposedPair.obstacle, func.count())
        .where(
            ProposedPair.proposal_id == proposal.id,
            ProposedPair.mentor_id.is_(None),
            ProposedPair.decided_at.is_(None),
            ProposedPair.obstacle.is_not(None),
            pairs.needs_somebody(),
        )
        .group_by(ProposedPair.obstacle)
    )
    return [(cause or Cause(), people) for cause, people in db.session.execute(query)]


def unsent(proposal: Proposal) -> int:
    """To be decided on, and nothing was in the way when it was tried last."""
    query = select(func.count()).where(
        ProposedPair.proposal_id == proposal.id,
        ProposedPair.mentor_id.is_not(None),
        ProposedPair.decided_at.is_(None),
        ProposedPair.obstacle.is_(None),
    )
    return db.session.scalar(query) or 0


def could_not(pair_ids: Collection[UUID]) -> list[ProposedPair]:
    """Of those that were just sent, the ones that were not."""
    query = (
        select(ProposedPair)
        .where(
            ProposedPair.id.in_(pair_ids),
            ProposedPair.decided_at.is_(None),
            ProposedPair.obstacle.is_not(None),
        )
        .order_by(ProposedPair.place)
        .options(joinedload(ProposedPair.member), joinedload(ProposedPair.mentor))
    )
    return list(db.session.scalars(query))


def newest() -> UUID | None:
    """The latest that is ready: the only one that can be acted on."""
    query = (
        select(Proposal.id)
        .where(Proposal.ready_at.is_not(None))
        .order_by(Proposal.created_at.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def is_by_other_rules(proposal: Proposal) -> bool:
    """The rules were changed after it was worked out."""
    query = select(MatchingRules.id).where(MatchingRules.created_at > proposal.ready_at).limit(1)
    return proposal.ready_at is not None and db.session.scalar(query) is not None


def listed(most: int) -> list[Proposal]:
    query = select(Proposal).order_by(Proposal.created_at.desc()).limit(most)
    return list(db.session.scalars(query))


def summary(figures: dict[str, Any], counts: dict[str, int], paired: int, fit: float) -> list[str]:
    """The whole in words. `paired`, `fit`: as it is now, after changes by hand."""
    waiting = int(figures["waiting"])
    if not waiting:
        return [_("Nobody waits for a mentor, so there was nobody to pair.")]
    if counts["sent"] or counts["left"]:
        who = _(
            "A pair was suggested for %(paired)s of %(people)s. Nobody’s must is broken.",
            paired=paired,
            people=people(waiting),
        )
    else:
        who = ngettext(
            "%(num)s person waits. %(paired)s can be paired now. Nobody’s must is broken.",
            "%(num)s people wait. %(paired)s can be paired now. Nobody’s must is broken.",
            waiting,
            paired=paired,
        )
    if not paired:
        return [who]
    mean = by_hand.of_100(fit / paired)
    average = _("The pairs fit %(mean)s of 100 on average.", mean=mean)
    return [who, f"{average} {compared(figures, paired, mean)}"]


def compared(figures: dict[str, Any], paired: int, mean: int) -> str:
    """With what is done by hand: one member after the other, who waits longest first."""
    by_turns = int(figures.get("by_turns_paired", 0))
    if not by_turns:
        return ""
    turns = by_hand.of_100(figures["by_turns_fit"] / by_turns)
    if (by_turns, turns) == (paired, mean):
        return _("Pairing one by one, the longest wait first, would come out the same.")
    return _(
        "Pairing one by one, the longest wait first, would pair %(pairs)s, "
        "and they would fit %(fit)s of 100.",
        pairs=by_turns,
        fit=turns,
    )


def people(count: int) -> str:
    return ngettext("%(num)s person", "%(num)s people", count)
