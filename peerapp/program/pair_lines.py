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
from peerapp.language import _, lazy, ngettext
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
            None if pair.decided_at else stale.get(pair.id) or in_the_way(pair),
        )
        for pair in shown
    ]


def in_the_way(pair: ProposedPair) -> str | None:
    return str(pair.obstacle) if pair.obstacle else None


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
    return _(
        "%(mentor)s instead: %(cost)s",
        mentor=one.mentor.display_name,
        cost=cost(one, names, days),
    )


def cost(one: Alternative, names: dict[UUID, str], days: dict[UUID, int]) -> str:
    """What it costs the whole to choose this mentor. "together": the fits of all who are touched,
    added up.
    """
    if one.shift is None:
        return _("has a free place.") if one.is_first else f"{difference(one.cost)}."
    said = [moved(move, names, days) for move in one.shift.moves[:MOVES_TOLD]]
    if more := len(one.shift.moves) - len(said):
        said.append(ngettext("%(num)s more would move", "%(num)s more would move", more))
    is_alone = one.is_first or one.shift.leaves_out is not None
    words = HOW[one.shift.is_least, is_alone]
    return str(words) % {"moves": hours.listed(said), "difference": difference(one.cost)}


# Whether the swap is known to be the least one, and whether nothing is said of the fits.
HOW = {
    (True, True): lazy("all places are taken; %(moves)s."),
    (False, True): lazy("all places are taken; in the simplest swap %(moves)s."),
    (True, False): lazy("all places are taken; %(moves)s; together %(difference)s."),
    (False, False): lazy(
        "all places are taken; in the simplest swap %(moves)s; together %(difference)s."
    ),
}


def moved(move: Move, names: dict[UUID, str], days: dict[UUID, int]) -> str:
    who = move.pair.member.display_name
    if move.to_id:
        mentor = names.get(move.to_id) or _("another mentor")
        return _("%(member)s would go to %(mentor)s", member=who, mentor=mentor)
    wait, fit = days.get(move.pair.member_id), by_hand.of_100(move.pair.fit or 0)
    if wait is None:
        return _("%(member)s (fit %(fit)s of 100) would have nobody yet", member=who, fit=fit)
    return ngettext(
        "%(member)s (fit %(fit)s of 100, waits %(num)s day) would have nobody yet",
        "%(member)s (fit %(fit)s of 100, waits %(num)s days) would have nobody yet",
        wait,
        member=who,
        fit=fit,
    )


def difference(cost: float) -> str:
    points = round(100 * cost)
    if points == 0:
        return _("just as good a fit")
    if points > 0:
        return _("%(points)s of 100 less", points=points)
    return _("%(points)s of 100 more", points=-points)


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
    names = {"member": pair.member.display_name, "mentor": pair.mentor.display_name}
    said = [_("%(member)s is with %(mentor)s now", **names), *map(where_now, others)]
    return f"{'; '.join(said)}."


def where_now(pair: ProposedPair) -> str:
    member = pair.member.display_name
    if pair.mentor is None:
        return _("%(member)s has nobody yet", member=member)
    return _("%(member)s moved to %(mentor)s", member=member, mentor=pair.mentor.display_name)


CAME_OF_IT = {
    None: lazy("It waits for an answer."),
    Outcome.ACCEPTED: lazy("Both said yes."),
    Outcome.DECLINED: lazy("One of the two said no."),
    Outcome.LAPSED: lazy("There was no answer in time."),
    Outcome.WITHDRAWN: lazy("It was taken back."),
}


def outcomes(shown: Collection[ProposedPair]) -> dict[UUID, str]:
    """What came of those that were sent, by the pair's id."""
    query = (
        select(ProposedPair.id, MatchRequest.outcome)
        .join(MatchRequest, MatchRequest.id == ProposedPair.request_id)
        .where(ProposedPair.id.in_({pair.id for pair in shown}))
    )
    rows = db.session.execute(query)
    return {one: str(CAME_OF_IT.get(outcome) or _("It ended.")) for one, outcome in rows}
