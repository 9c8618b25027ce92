"""What the page of a proposal says: the whole in a few sentences, and each of its pairs.

The number of queries is the same for any number of pairs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from peerapp.extensions import db
from peerapp.fit import hours
from peerapp.matching.models import MatchingRules, MatchProfile, MatchRequest, Outcome, Side
from peerapp.program import by_hand, changes, pairs
from peerapp.program import scene as scenes
from peerapp.program.changes import Alternative, Move
from peerapp.program.models import Proposal, ProposedPair
from peerapp.program.scene import Scene

MOVES_TOLD = 4


@dataclass(frozen=True)
class Line:
    """A pair of the proposal."""

    pair: ProposedPair
    days: int | None  # waited; None: looks no more
    reasons: Sequence[str]
    second: str | None  # the second best, and what it costs
    problem: str | None  # why it can't be any more

    @property
    def of_100(self) -> int:
        return by_hand.of_100(self.pair.fit or 0)


@dataclass(frozen=True)
class Option:
    """Another mentor for a member."""

    mentor_id: UUID
    name: str
    of_100: int
    cost: str


def lines(scene: Scene, shown: Sequence[ProposedPair]) -> list[Line]:
    reasons, stale = scenes.reasons(scene, shown), scenes.stale(scene, shown)
    second = seconds(scene, shown)
    days = waited(shown, scene.now)
    return [
        Line(
            pair,
            days.get(pair.member_id),
            reasons.get(pair.id, []),
            second.get(pair.id),
            None if pair.decided_at else stale.get(pair.id) or pair.obstacle,
        )
        for pair in shown
    ]


def seconds(scene: Scene, shown: Sequence[ProposedPair]) -> dict[UUID, str]:
    """The second best of each pair; all that is looked at is loaded before."""
    places = {
        place
        for pair in shown
        for place in changes.best_places(
            scene.scores(pair.member_id), scene.place(pair.mentor_id), changes.RANKED
        )
    }
    mentors = {scene.ids[place] for place in places}
    changes.know(scene, places)
    kept = pairs.people_of(mentors)  # held, so that the session knows them
    found = {pair.id: changes.alternatives(scene, pair, 1) for pair in shown}
    first = [one for few in found.values() for one in few]
    names, days = names_of_moves(first), days_of_moves(first, scene.now)
    del kept
    return {one: words(few[0], names, days) for one, few in found.items() if few}


def options(scene: Scene, pair: ProposedPair, most: int) -> list[Option]:
    found = changes.alternatives(scene, pair, most)
    names, days = names_of_moves(found), days_of_moves(found, scene.now)
    return [
        Option(
            one.mentor.id, one.mentor.display_name, by_hand.of_100(one.fit), cost(one, names, days)
        )
        for one in found
    ]


def names_of_moves(found: Any) -> dict[UUID, str]:
    return by_hand.names_of({move.to_id for move in moves_in(found) if move.to_id})


def days_of_moves(found: Collection[Alternative], now: datetime) -> dict[UUID, int]:
    """How long those wait who would have nobody."""
    return waited([move.pair for move in moves_in(found) if move.to_id is None], now)


def moves_in(found: Collection[Alternative]) -> list[Move]:
    return [move for one in found if one.shift for move in one.shift.moves]


def words(one: Alternative, names: dict[UUID, str], days: dict[UUID, int]) -> str:
    """Dee instead: 4 of 100 less."""
    return f"{one.mentor.display_name} instead: {cost(one, names, days)}"


def cost(one: Alternative, names: dict[UUID, str], days: dict[UUID, int]) -> str:
    """What it costs the whole to choose this mentor. "together": the fits of all who are touched,
    added up.
    """
    if one.shift is None:
        return "has a free place." if one.is_first else f"{difference(one.cost)}."
    said = [moved(move, names, days) for move in one.shift.moves[:MOVES_TOLD]]
    if more := len(one.shift.moves) - len(said):
        said.append("1 more would move" if more == 1 else f"{more} more would move")
    how = "" if one.shift.is_least else "in the simplest swap "
    full = f"all places are taken; {how}{hours.listed(said)}"
    if one.is_first or one.shift.leaves_out:
        return f"{full}."
    return f"{full}; together {difference(one.cost)}."


def moved(move: Move, names: dict[UUID, str], days: dict[UUID, int]) -> str:
    who = move.pair.member.display_name
    if move.to_id:
        return f"{who} would go to {names.get(move.to_id, 'another mentor')}"
    wait = days.get(move.pair.member_id)
    waits = "" if wait is None else ", waits 1 day" if wait == 1 else f", waits {wait} days"
    return f"{who} (fit {by_hand.of_100(move.pair.fit or 0)} of 100{waits}) would have nobody yet"


def difference(cost: float) -> str:
    points = round(100 * cost)
    if points == 0:
        return "just as good a fit"
    return f"{abs(points)} of 100 {'less' if points > 0 else 'more'}"


def waited(shown: Collection[ProposedPair], now: datetime) -> dict[UUID, int]:
    query = select(MatchProfile.person_id, MatchProfile.looking_since).where(
        MatchProfile.side == Side.MEMBER,
        MatchProfile.person_id.in_({pair.member_id for pair in shown}),
        MatchProfile.looking_since.is_not(None),
    )
    rows = db.session.execute(query)
    return {one: max(0, (now - since).days) for one, since in rows if since}


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


def obstacles(proposal: Proposal) -> list[tuple[str, int]]:
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
    return [(words or "", people) for words, people in db.session.execute(query)]


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
        return ["Nobody waits for a mentor, so there was nobody to pair."]
    if counts["sent"] or counts["left"]:
        who = f"A pair was suggested for {paired} of {people(waiting)}."
    else:
        who = f"{people(waiting)} {'waits' if waiting == 1 else 'wait'}. "
        who += f"{paired} can be paired now."
    said = [f"{who} Nobody’s must is broken."]
    if paired:
        mean = by_hand.of_100(fit / paired)
        said.append(f"The pairs fit {mean} of 100 on average. {compared(figures, paired, mean)}")
    return said


def compared(figures: dict[str, Any], paired: int, mean: int) -> str:
    """With what is done by hand: one member after the other, who waits longest first."""
    by_turns = int(figures.get("by_turns_paired", 0))
    if not by_turns:
        return ""
    turns = by_hand.of_100(figures["by_turns_fit"] / by_turns)
    if (by_turns, turns) == (paired, mean):
        return "Pairing one by one, the longest wait first, would come out the same."
    return (
        f"Pairing one by one, the longest wait first, would pair {by_turns}, "
        f"and they would fit {turns} of 100."
    )


def changed(pair: ProposedPair, others: Collection[ProposedPair]) -> str:
    """ "Ray is with Jon now; Ned moved to Joel." """
    for one in (pair, *others):
        db.session.expire(one, ["mentor"])
    assert pair.mentor
    said = [f"{pair.member.display_name} is with {pair.mentor.display_name} now"]
    for one in others:
        where = f"moved to {one.mentor.display_name}" if one.mentor else "has nobody yet"
        said.append(f"{one.member.display_name} {where}")
    return f"{'; '.join(said)}."


CAME_OF_IT = {
    None: "It waits for an answer.",
    Outcome.ACCEPTED: "Both said yes.",
    Outcome.DECLINED: "One of the two said no.",
    Outcome.LAPSED: "There was no answer in time.",
    Outcome.WITHDRAWN: "It was taken back.",
}


def outcomes(shown: Collection[ProposedPair]) -> dict[UUID, str]:
    """What came of those that were sent, by the pair's id."""
    query = (
        select(ProposedPair.id, MatchRequest.outcome)
        .join(MatchRequest, MatchRequest.id == ProposedPair.request_id)
        .where(ProposedPair.id.in_({pair.id for pair in shown}))
    )
    rows = db.session.execute(query)
    return {one: CAME_OF_IT.get(outcome, "It ended.") for one, outcome in rows}


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"
