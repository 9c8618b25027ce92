"""The pairs of a proposal: those to be decided on, those without a mentor, those decided."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.util import identity_key

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import N_
from peerapp.matching.models import Match, MatchRequest
from peerapp.program.models import Proposal, ProposedPair
from peerapp.program.paging import PER_PAGE


def undecided(proposal: Proposal) -> Select[ProposedPair]:
    return (
        select(ProposedPair)
        .where(ProposedPair.proposal_id == proposal.id, ProposedPair.decided_at.is_(None))
        .order_by(ProposedPair.place)
        .options(joinedload(ProposedPair.member), joinedload(ProposedPair.mentor))
    )


def paired(proposal: Proposal, offset: int = 0, most: int = PER_PAGE) -> list[ProposedPair]:
    """Those still to be decided on, who waits longest first."""
    query = undecided(proposal).where(ProposedPair.mentor_id.is_not(None))
    return list(db.session.scalars(query.offset(offset).limit(most)))


def unpaired(proposal: Proposal, offset: int = 0, most: int = PER_PAGE) -> list[ProposedPair]:
    """Without those who asked a mentor or found one since."""
    query = undecided(proposal).where(ProposedPair.mentor_id.is_(None), needs_somebody())
    return list(db.session.scalars(query.offset(offset).limit(most)))


def needs_somebody() -> ColumnElement[bool]:
    """As `meanwhile`, in a query."""
    asked = select(MatchRequest.id).where(
        MatchRequest.member_id == ProposedPair.member_id,
        MatchRequest.closed_at.is_(None),
        MatchRequest.asked_at.is_not(None),
    )
    has_mentor = select(Match.id).where(
        Match.member_id == ProposedPair.member_id, Match.ended_at.is_(None)
    )
    return ~asked.exists() & ~has_mentor.exists()


def decided(proposal: Proposal, offset: int = 0, most: int = PER_PAGE) -> list[ProposedPair]:
    query = (
        select(ProposedPair)
        .where(ProposedPair.proposal_id == proposal.id, ProposedPair.decided_at.is_not(None))
        .order_by(ProposedPair.decided_at.desc(), ProposedPair.place)
        .options(joinedload(ProposedPair.member), joinedload(ProposedPair.mentor))
    )
    return list(db.session.scalars(query.offset(offset).limit(most)))


def counts(proposal: Proposal) -> dict[str, int]:
    """How many are to be decided on with and without a mentor, were sent, and were left out."""
    query = (
        select(
            ProposedPair.decision,
            ProposedPair.decided_at.is_not(None),
            ProposedPair.mentor_id.is_not(None),
            func.count(),
        )
        .where(ProposedPair.proposal_id == proposal.id)
        .group_by(
            ProposedPair.decision,
            ProposedPair.decided_at.is_not(None),
            ProposedPair.mentor_id.is_not(None),
        )
    )
    found = {"paired": 0, "unpaired": 0, "sent": 0, "left": 0}
    for decision, is_decided, has_mentor, count in db.session.execute(query):
        kind = str(decision) if is_decided else "paired" if has_mentor else "unpaired"
        found[kind] += count
    still = select(func.count()).where(
        ProposedPair.proposal_id == proposal.id,
        ProposedPair.mentor_id.is_(None),
        ProposedPair.decided_at.is_(None),
        needs_somebody(),
    )
    found["unpaired"] = db.session.scalar(still) or 0
    return found


def present(proposal: Proposal) -> tuple[int, float]:
    """How many have a mentor in it after all changes, and the sum of their fits."""
    query = select(func.count(), func.coalesce(func.sum(ProposedPair.fit), 0.0)).where(
        ProposedPair.proposal_id == proposal.id, ProposedPair.mentor_id.is_not(None)
    )
    many, fit = db.session.execute(query).one()
    return many, float(fit or 0)


def find(proposal: Proposal, pair_ids: Collection[UUID]) -> list[ProposedPair]:
    """Of this proposal; unknown ones are left out."""
    query = (
        select(ProposedPair)
        .where(ProposedPair.proposal_id == proposal.id, ProposedPair.id.in_(pair_ids))
        .order_by(ProposedPair.place)
        .options(joinedload(ProposedPair.member), joinedload(ProposedPair.mentor))
    )
    return list(db.session.scalars(query))


def meanwhile(ids: Collection[UUID]) -> dict[UUID, str]:
    """Of these members, those who need no proposal any more, and why: a sentence for `_`."""
    query = select(MatchRequest.member_id).where(
        MatchRequest.member_id.in_(ids),
        MatchRequest.closed_at.is_(None),
        MatchRequest.asked_at.is_not(None),
    )
    asked = dict.fromkeys(
        db.session.scalars(query), N_("Somebody was asked for this member by now.")
    )
    query = select(Match.member_id).where(Match.member_id.in_(ids), Match.ended_at.is_(None))
    has_mentor = dict.fromkeys(db.session.scalars(query), N_("This member has a mentor by now."))
    return asked | has_mentor


def people_of(ids: Any) -> dict[UUID, Person]:
    """By their ids, with what the session knows already."""
    wanted = set(ids)
    here = db.session.identity_map
    known = {one: here.get(identity_key(Person, one)) for one in wanted}
    found: dict[UUID, Person] = {one: person for one, person in known.items() if person}
    if left := wanted - found.keys():
        query = select(Person).where(Person.id.in_(left))
        found |= {one.id: one for one in db.session.scalars(query)}
    return found
