"""A proposal for the whole waiting list: asked for, computed by a worker, kept in rows.

Nothing in here asks anybody anything; see deciding.py.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import delete, func, insert, select, update

from peerapp import clock, queue
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.fit import assignment, nobody
from peerapp.fit.assignment import Pairing
from peerapp.fit.causes import Cause
from peerapp.fit.flows import NOBODY
from peerapp.language import lazy
from peerapp.matching import apart, lately, pool_rows, rules
from peerapp.matching.may_ask import week_of
from peerapp.matching.pool_rows import OpenMentors, Waiting
from peerapp.program import recruiting
from peerapp.program.models import Proposal, ProposedPair

log = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=10)  # a worker that was killed will not finish: ask again
KEPT_FOR = timedelta(days=90)
BATCH = 500  # rows of an insert
# More pairs than this are solved in a process of their own: the worker's reminders do not wait for
# it, and what it took of memory is given back.
MANY_PAIRS = 200_000
BROKE_OFF = "broke_off"
WHY_BROKE_OFF = lazy(
    "It could not be worked out. Please ask again; if it stays so, ask who runs the server."
)


def ask(by: Person, now: datetime) -> Proposal:
    """One that is being worked out already is answered as it is. Call `begin` after the commit."""
    take_turns()
    query = (
        select(Proposal)
        .where(Proposal.ready_at.is_(None), Proposal.problem.is_(None))
        .where(Proposal.created_at > now - PATIENCE)
        .order_by(Proposal.created_at.desc())
        .limit(1)
    )
    if found := db.session.scalar(query):
        return found
    forget_before(now - KEPT_FOR)
    proposal = Proposal(created_at=now, created_by_id=by.id)
    db.session.add(proposal)
    db.session.flush()
    return proposal


def take_turns() -> None:
    """Two coordinators at once get one proposal. SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("proposals"))))


def begin(proposal_id: UUID) -> None:
    """Also for one that was begun already, for the queue may have lost it."""
    try:
        work_out(proposal_id)
    except Exception as why:  # the queue cannot be reached
        queue.log_failure(log, "A proposal could not be begun", why)
        give_up(proposal_id)


def give_up(proposal_id: UUID) -> None:
    db.session.rollback()
    unready = Proposal.id == proposal_id, Proposal.ready_at.is_(None)
    db.session.execute(update(Proposal).where(*unready).values(problem=BROKE_OFF))
    db.session.commit()


def is_stuck(proposal: Proposal, now: datetime) -> bool:
    is_open = proposal.ready_at is None and proposal.problem is None
    return is_open and proposal.created_at <= now - PATIENCE


def latest() -> Proposal | None:
    return db.session.scalar(select(Proposal).order_by(Proposal.created_at.desc()).limit(1))


@queue.task()
def work_out(proposal_id: UUID) -> None:
    """May run twice, also at once: whoever is ready first writes."""
    proposal = db.session.get(Proposal, proposal_id)
    if proposal is None or proposal.ready_at or proposal.problem:
        return
    try:
        compute(proposal_id, clock.now())
    except Exception:
        give_up(proposal_id)
        raise


@dataclass(frozen=True)
class Problem:
    """All that was read, so that no transaction is open while it is solved."""

    waiting: list[Waiting]
    mentors: OpenMentors  # with those who are full
    scores: Any  # members x mentors; NaN where it can't be
    waited_days: list[int]
    kept_apart: set[tuple[UUID, UUID]]  # with (member, mentor) of those who parted or said no
    now: datetime


def compute(proposal_id: UUID, now: datetime) -> None:
    problem = read(now)
    db.session.rollback()
    pairing = solve(problem)
    rows = [row_of(problem, pairing, place) for place in range(len(problem.waiting))]
    figures = figures_of(problem, pairing)
    write(proposal_id, rows, figures)


def read(now: datetime) -> Problem:
    waiting = pool_rows.waiting(now)
    mentors = pool_rows.open_mentors(now, with_full=True)
    kept_apart = apart.pairs() | lately.pairs(now)
    scores = mentors.pool.matrix(
        [one.profile for one in waiting], week_of(now), rules.current().weights
    )
    member_at = {one.profile.person_id: place for place, one in enumerate(waiting)}
    for one, other in kept_apart:
        if one in member_at and other in mentors.pool.place_of:
            scores[member_at[one], mentors.pool.place_of[other]] = np.nan
    waited = [(now - one.since).days for one in waiting]
    return Problem(waiting, mentors, scores, waited, kept_apart, now)


def solve(problem: Problem) -> Pairing:
    what = (problem.scores, problem.mentors.free, problem.waited_days)
    if np.count_nonzero(~np.isnan(problem.scores)) < MANY_PAIRS:
        return assignment.pair(*what)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aside:
        return aside.submit(assignment.pair, *what).result()


def row_of(problem: Problem, pairing: Pairing, place: int) -> dict[str, Any]:
    at = int(pairing.mentor_of[place])
    is_paired = at != NOBODY
    return {
        "id": uuid4(),
        "member_id": problem.waiting[place].profile.person_id,
        "mentor_id": problem.mentors.pool.ids[at] if is_paired else None,
        "place": place,
        "fit": float(problem.scores[place, at]) if is_paired else None,
        "obstacle": None if is_paired else obstacle(problem, place),
        "is_by_hand": False,
    }


def obstacle(problem: Problem, place: int) -> Cause:
    """Why nobody."""
    profile = problem.waiting[place].profile
    hidden = {other for one, other in problem.kept_apart if one == profile.person_id}
    mentors, week = problem.mentors, week_of(problem.now)
    why = nobody.why(profile, mentors.pool, mentors.free, hidden, week).for_coordinator
    return why or recruiting.TAKEN


def figures_of(problem: Problem, pairing: Pairing) -> dict[str, Any]:
    """`by_turns_*`: one after the other, who waits longest first, as it is done by hand."""
    by_turns = assignment.greedy(problem.scores, problem.mentors.free, problem.waited_days)
    return {
        "waiting": len(problem.waiting),
        "paired": int((pairing.mentor_of != NOBODY).sum()),
        "fit": round(pairing.fit, 3),
        "by_turns_paired": int((by_turns != NOBODY).sum()),
        "by_turns_fit": round(assignment.fit_of(problem.scores, by_turns), 3),
    }


def write(proposal_id: UUID, rows: Sequence[dict[str, Any]], figures: dict[str, Any]) -> None:
    """All of it in one short transaction, by whoever comes first."""
    is_first = db.session.scalar(
        update(Proposal)
        .where(Proposal.id == proposal_id, Proposal.ready_at.is_(None), Proposal.problem.is_(None))
        .values(ready_at=clock.now(), figures=figures)
        .returning(Proposal.id)
    )
    if is_first:
        for start in range(0, len(rows), BATCH):
            batch = [{"proposal_id": proposal_id, **row} for row in rows[start : start + BATCH]]
            db.session.execute(insert(ProposedPair), batch)
    db.session.commit()


def forget_before(instant: datetime) -> None:
    """Old proposals, with their pairs."""
    db.session.execute(delete(Proposal).where(Proposal.created_at < instant))
