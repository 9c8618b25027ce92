"""What a coordinator decides on the pairs of a proposal.

To accept one only asks the two people: a match begins when both say yes (H8). Each pair is a short
transaction of its own; one that cannot be stops no other. All of it is safe to call twice.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
from sqlalchemy import select

from peerapp import clock, queue
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.fit.causes import Cause
from peerapp.language import N_, _
from peerapp.matching import answers, requests
from peerapp.matching.models import MatchRequest, Side
from peerapp.matching.requests import CannotAsk
from peerapp.program import changes, pairs, recruiting
from peerapp.program import scene as scenes
from peerapp.program.changes import Move
from peerapp.program.models import Decision, Proposal, ProposedPair
from peerapp.program.scene import Scene

AT_ONCE = 20  # more are sent by the worker


class CannotPair(Exception):
    """Its text is a sentence for the coordinator. Nothing was changed."""


def accept(pair_ids: Iterable[UUID], by: Person, now: datetime) -> int:
    """Both people of each pair are asked; commits after each. How many were sent."""
    return sum(accept_one(pair_id, by, now) for pair_id in pair_ids)


def accept_one(pair_id: UUID, by: Person, now: datetime) -> bool:
    pair = db.session.get(ProposedPair, pair_id)
    if pair is None or pair.decided_at or pair.mentor_id is None:
        return False
    people.lock(pair.member_id, pair.mentor_id)  # the second of two at once reads "decided"
    if pair.decided_at or pair.mentor_id is None:
        db.session.rollback()
        return False
    try:
        request = ask_both(pair, by, now)
    except CannotAsk as why:
        db.session.rollback()
        pair = db.session.get_one(ProposedPair, pair_id)
        pair.obstacle = Cause(text=why.source)
        db.session.commit()
        return False
    pair.obstacle = None
    decide(pair, Decision.SENT, now)
    pair.request_id = request.id
    db.session.commit()
    return True


def ask_both(pair: ProposedPair, by: Person, now: datetime) -> MatchRequest:
    """Raises CannotAsk, also where the member found somebody since the proposal was made."""
    assert pair.mentor_id
    member = answers.of(pair.member, Side.MEMBER)
    if why := pairs.meanwhile([pair.member_id]).get(pair.member_id):
        raise CannotAsk(why)
    if member is None or member.looking_since is None:
        raise CannotAsk(N_("This member does not look for a mentor any more."))
    return requests.propose(pair.member_id, pair.mentor_id, by, now)


def decide(pair: ProposedPair, decision: Decision, now: datetime) -> None:
    pair.decision = decision
    pair.decided_at = now


def ids_to_send(proposal: Proposal) -> list[UUID]:
    query = (
        select(ProposedPair.id)
        .where(
            ProposedPair.proposal_id == proposal.id,
            ProposedPair.decided_at.is_(None),
            ProposedPair.mentor_id.is_not(None),
        )
        .order_by(ProposedPair.place)
    )
    return list(db.session.scalars(query))


@queue.task()
def send_later(pair_ids: list[UUID], by_id: UUID) -> None:
    """Were the worker killed, those that are left stay to be decided on."""
    by = db.session.get(Person, by_id)
    if by and by.is_coordinator and not by.suspended_at:
        accept(pair_ids, by, clock.now())


def leave(left: Collection[ProposedPair], now: datetime) -> int:
    """The members stay on the list; safe to call twice. How many were left out."""
    people.lock(*(pair.member_id for pair in left))  # who was just sent is "decided" now
    still = [pair for pair in left if not pair.decided_at]
    for pair in still:
        decide(pair, Decision.LEFT, now)
    return len(still)


def take_back(pair: ProposedPair, now: datetime) -> None:
    """Left out by mistake. Raises CannotPair where others have the mentor's places by now."""
    take_turns(pair.proposal_id)
    people.lock(pair.member_id)
    if pair.decision != Decision.LEFT:
        return
    scene = scenes.of(db.session.get_one(Proposal, pair.proposal_id), [pair], now)
    place = scene.place(pair.mentor_id)
    if pair.mentor and place is not None and scene.left[place] < 1:
        raise CannotPair(
            _("No place of %(mentor)s is left in this proposal.", mentor=pair.mentor.display_name)
        )
    pair.decision = pair.decided_at = None


def take_turns(proposal_id: UUID) -> None:
    """Who changes the pairs of a proposal counts the places that are left: one after the other.
    SQLite has one writer anyway.
    """
    query = select(Proposal.id).where(Proposal.id == proposal_id)
    db.session.execute(query.with_for_update())
    db.session.expire_all()  # what was read before the wait may have changed


def put_by_hand(
    proposal: Proposal, pair: ProposedPair, mentor_id: UUID, now: datetime
) -> list[ProposedPair]:
    """This mentor instead. Where all the mentor's places are taken in the proposal, others move, as
    `changes.alternatives` shows it, and are answered. Raises CannotPair.
    """
    take_turns(proposal.id)
    scene = scenes.of(proposal, [pair], now)
    place = scene.place(mentor_id)
    if place is None:
        raise CannotPair(_("This mentor takes nobody on now."))
    if mentor_id == pair.mentor_id and not pair.decided_at:
        return []
    if np.isnan(scene.scores(pair.member_id)[place]):
        raise CannotPair(_("Something stands between these two."))
    if scene.mentors.free[place] < 1:
        raise CannotPair(_("This mentor has no free place now."))
    moves = moves_for(scene, pair, place)
    people.lock(pair.member_id, *(move.pair.member_id for move in moves))
    if pair.decided_at:
        raise CannotPair(_("This was decided on already."))
    if any(move.pair.decided_at for move in moves):
        raise CannotPair(_("The proposal changed a moment ago. Please look at it again."))
    for move in moves:
        put(scene, move.pair, move.to_id)
    put(scene, pair, mentor_id)
    pair.is_by_hand = True
    db.session.flush()
    return [move.pair for move in moves]


def moves_for(scene: Scene, pair: ProposedPair, place: int) -> Sequence[Move]:
    if scene.left[place] > 0:
        return ()
    shift = changes.shifts_for(scene, pair, [place]).get(place)
    if shift is None:
        raise CannotPair(_("This mentor has no free place now."))
    return shift.moves


def put(scene: Scene, pair: ProposedPair, mentor_id: UUID | None) -> None:
    place = scene.place(mentor_id)
    pair.mentor_id = mentor_id
    pair.fit = None if place is None else float(scene.scores(pair.member_id)[place])
    pair.is_by_hand = False
    pair.obstacle = recruiting.GAVE_UP if mentor_id is None else None
