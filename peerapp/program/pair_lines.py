"""What the page of a proposal says of each of its pairs.

The number of queries is the same for any number of pairs.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from peerapp.extensions import db
from peerapp.fit import hours
from peerapp.matching.models import MatchProfile, MatchRequest, Outcome, Side
from peerapp.program import by_hand, changes, pairs
from peerapp.program import scene as scenes
from peerapp.program.changes import Alternative, Move
from peerapp.program.models import ProposedPair
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
