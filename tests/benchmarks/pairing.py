"""A whole waiting list in pairs: how good, how fair, how quick, and in how much memory.

Run by `make bench`: `python -m tests.benchmarks.pairing`, or with other sizes `... 1000 200`. The
program is invented (invented_program.py), the same at every run. Musts and places are checked with
scoring.fit, pair by pair, and not with the arrays that the pairs were made from.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import wraps
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array
from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.fit import assignment, flows, pool, scoring
from peerapp.fit.assignment import PAIRED, STEPS
from peerapp.fit.flows import NOBODY, Gains
from peerapp.matching import pool_rows
from peerapp.matching.may_ask import week_of
from peerapp.program import proposals
from peerapp.program.models import ProposedPair
from tests.benchmarks import invented_program
from tests.benchmarks.databases import app_over, aside, new_databases
from tests.benchmarks.invented_program import Program
from tests.support import people as make

MEMBERS, MENTORS = 10_000, 2_000
FEWER = 1_000, 200  # where HiGHS can solve it too
LONG = 90  # days
WEEK = date(2026, 11, 23)


def main() -> None:
    members, mentors = map(int, sys.argv[1:3]) if sys.argv[2:] else (MEMBERS, MENTORS)
    with new_databases("sqlite", "postgresql") as urls:
        for kind, url in urls.items():
            aside(fill, url, members, mentors)
            aside(in_the_app, kind, url, members, mentors)
    for some in sorted({(min(members, FEWER[0]), min(mentors, FEWER[1])), (members, mentors)}):
        aside(how_good, *some)


def fill(url: str, members: int, mentors: int) -> None:
    with app_over(url):
        invented_program.write(invented_program.program(members, mentors), clock.now())
        make.make_coordinator("Cora", email="cora@example.org")


class Stopwatch:
    """Adds up how long functions take, and the processors of this process and of its children."""

    def __init__(self) -> None:
        self.wall: Counter[str] = Counter()
        self.busy: Counter[str] = Counter()

    def on(self, what: str, owner: Any, *names: str) -> None:
        for name in names:
            setattr(owner, name, self.timed(what, getattr(owner, name)))

    def timed(self, what: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def measured(*args: Any, **kwargs: Any) -> Any:
            started, busy = time.monotonic(), sum(os.times()[:4])
            try:
                return work(*args, **kwargs)
            finally:
                self.wall[what] += time.monotonic() - started
                self.busy[what] += sum(os.times()[:4]) - busy

        return measured


def in_the_app(kind: str, url: str, members: int, mentors: int) -> None:
    """As the worker does it, from the rows to the rows."""
    watch = Stopwatch()
    watch.on("load", pool_rows, "waiting", "open_mentors")
    watch.on("score", pool.Pool, "matrix")
    watch.on("solve", proposals, "solve")
    watch.on("say why nobody", proposals, "row_of")
    watch.on("compare with by hand", assignment, "greedy")
    watch.on("write", proposals, "write")
    with app_over(url):
        cora = db.session.scalars(select(Person).filter_by(email="cora@example.org")).one()
        proposal = proposals.ask(cora, clock.now())
        proposal_id = proposal.id
        db.session.commit()
        watch.timed("all", proposals.work_out)(proposal_id)
        own, childs = (getrusage(who).ru_maxrss / 1024 for who in (RUSAGE_SELF, RUSAGE_CHILDREN))
        print(f"\n{kind}: a proposal for {members:,} members and {mentors:,} mentors")
        for what, seconds in watch.wall.items():
            print(f"  {what:22} {seconds:7.2f} s  (processors {watch.busy[what]:7.2f} s)")
        print(f"  memory at most         {own:7.0f} MiB, the solver's process {childs:.0f} MiB")
        check(kind, proposal_id, invented_program.program(members, mentors))


def check(kind: str, proposal_id: Any, found: Program) -> None:
    """Every pair, from the answers themselves."""
    member = {one.person_id: one for one in found.members}
    mentor = {one.person_id: one for one in found.mentors}
    week, apart, broken, wrong = week_of(clock.now()), set(found.kept_apart), 0, 0
    rows = db.session.execute(
        select(ProposedPair.member_id, ProposedPair.mentor_id, ProposedPair.fit).where(
            ProposedPair.proposal_id == proposal_id
        )
    ).all()
    paired = [row for row in rows if row.mentor_id]
    for row in paired:
        score = scoring.fit(member[row.member_id], mentor[row.mentor_id], week).score
        broken += score is None or (row.member_id, row.mentor_id) in apart
        wrong += score is None or abs(score - row.fit) > 1e-6
    places = dict(zip(mentor, found.free, strict=True))
    taken = Counter(row.mentor_id for row in paired)
    over = sum(count > places[one] for one, count in taken.items())
    print(
        f"  {len(rows):,} rows, {len(paired):,} pairs: musts broken {broken}, mentors over "
        f"capacity {over}, fits that are not scoring.fit's {wrong}"
    )


def how_good(members: int, mentors: int) -> None:
    """Beside other ways to pair the same list, and beside bounds."""
    found = invented_program.program(members, mentors)
    scores = scores_of(found)
    free, waited = np.array(found.free), np.array(found.waited_days)
    feasible = ~np.isnan(scores)
    print(
        f"\n{members:,} members, {mentors:,} mentors with {free.sum():,} places, "
        f"{feasible.mean():.0%} of the pairs feasible, {(~feasible.any(1)).sum()} fit nobody"
    )
    ours = assignment.pair(scores, free, waited)
    most_fit = fit_alone(scores, free)
    by_name = {
        "ours": ours.mentor_of,
        "ours, were waiting worth 0.2": with_waiting(scores, free, waited, STEPS // 5),
        "ours, were waiting worth 1": with_waiting(scores, free, waited, STEPS),
        "the highest fit alone": most_fit,
        "by turns, who waits longest first": assignment.greedy(scores, free, waited),
        "the best pair first": best_first(scores, free),
        "at random": at_random(scores, free),
    }
    best = assignment.fit_of(scores, most_fit)
    print(f"  {'':34} paired  sum of fits      of best  mean   left after {LONG} days  longest")
    for name, mentor_of in by_name.items():
        line(name, scores, mentor_of, waited, best)
    print(
        f"  as many as can be paired at all: {most_paired(scores, free)}; "
        f"the value of ours {ours.value:,.3f}"
    )
    if members <= FEWER[0]:
        bound = upper_bound(scores, free, waited)
        print(f"  the linear program's bound (HiGHS)  {bound:,.3f}; ours / bound "
              f"{ours.value / bound:.9f}")  # fmt: skip


def scores_of(found: Program) -> Any:
    mentors = pool.of(found.mentors)
    scores = mentors.matrix(found.members, WEEK)
    place = {one.person_id: at for at, one in enumerate(found.members)}
    for member, mentor in found.kept_apart:
        scores[place[member], mentors.place_of[mentor]] = np.nan
    return scores


def line(name: str, scores: Any, mentor_of: Any, waited: Any, best: float) -> None:
    fit, is_paired = assignment.fit_of(scores, mentor_of), mentor_of != NOBODY
    left = waited[~is_paired & ~np.isnan(scores).all(1)]
    print(
        f"  {name:34} {is_paired.sum():6,} {fit:12,.3f} {fit / best:12.3%}  "
        f"{fit / max(is_paired.sum(), 1):.3f}  {(left >= LONG).sum():13}        "
        f"{left.max(initial=0):7}"
    )


def whole(scores: Any) -> Any:
    """Fits in thousandths, as the solver counts them; NaN where it can't be."""
    return np.rint(scores.astype(np.float64) * STEPS)


def fit_alone(scores: Any, free: Any) -> Any:
    none, one = (np.full(len(scores), count) for count in (0, 1))
    gains = Gains(scores, steps=STEPS, extra=none, unit=len(scores) + 1, rank=one)
    return flows.best(gains, free)


def with_waiting(scores: Any, free: Any, waited: Any, worth: int) -> Any:
    part = assignment.waiting_part(waited) * worth // assignment.WAITING
    members = len(scores)
    unit, rank = members * (members + 1) // 2 + 1, assignment.ranks(waited)
    return flows.best(Gains(scores, STEPS, PAIRED + part, unit, rank), free)


def most_paired(scores: Any, free: Any) -> int:
    none, one = (np.full(len(scores), count) for count in (0, 1))
    gains = Gains(scores, steps=0, extra=one, unit=STEPS, rank=none)
    return int((flows.best(gains, free) != NOBODY).sum())


def upper_bound(scores: Any, free: Any, waited: Any) -> float:
    """No pairing has a higher value, whole or in parts."""
    value = PAIRED + whole(scores) + assignment.waiting_part(waited)[:, None]
    member, mentor = np.nonzero(~np.isnan(value))
    each = np.arange(len(member))
    rows = np.concatenate([member, len(value) + mentor])
    limits = coo_array(
        (np.ones(2 * len(each)), (rows, np.concatenate([each, each]))),
        shape=(sum(scores.shape), len(each)),
    )
    most = np.concatenate([np.ones(len(value)), free])
    found = linprog(-value[member, mentor], A_ub=limits.tocsr(), b_ub=most, bounds=(0, 1))
    assert found.status == 0, found.message
    return -float(found.fun) / STEPS


def best_first(scores: Any, free: Any) -> Any:
    """Of all pairs that are left the best, again and again."""
    left, mentor_of = free.copy(), np.full(len(scores), NOBODY)
    flat = np.nan_to_num(scores, nan=-1.0).ravel()
    for at in np.argsort(-flat, kind="stable"):
        if flat[at] < 0:
            break
        member, mentor = divmod(int(at), scores.shape[1])
        if mentor_of[member] == NOBODY and left[mentor] > 0:
            mentor_of[member] = mentor
            left[mentor] -= 1
    return mentor_of


def at_random(scores: Any, free: Any) -> Any:
    """Anybody who breaks no must and has a place."""
    chance = random.Random(invented_program.SEED)
    left, mentor_of = free.copy(), np.full(len(scores), NOBODY)
    for member in chance.sample(range(len(scores)), len(scores)):
        open_ = np.flatnonzero((left > 0) & ~np.isnan(scores[member]))
        if len(open_):
            mentor_of[member] = chance.choice(open_.tolist())
            left[mentor_of[member]] -= 1
    return mentor_of


if __name__ == "__main__":
    main()
