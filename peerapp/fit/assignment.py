"""Who could walk with whom, for a whole waiting list at once.

A pair is worth PAIRED, its fit, and a part for how long the member waited. The sum over all pairs
is as high as it can be, under every must and every mentor's free places:

- PAIRED is as much as the whole range of a fit, so nobody is left alone for a small gain elsewhere.
- The part for waiting is the same whichever mentor it is. So where places are short it decides WHO
  is paired, and never with whom.
- Among sums that are equal, the one that pairs who waits longer.

All numbers are whole, so that it is exact; flows.py finds it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peerapp.fit import flows
from peerapp.fit.flows import FEW, NOBODY, Gains, Ints

STEPS = 1000  # a fit is counted in thousandths; finer than any answer is
PAIRED = 1 * STEPS
WAITING = STEPS // 2  # as much as a fit that is better by 0.5 ...
WAITED_FULLY = 90  # ... after so many days


@dataclass(frozen=True)
class Pairing:
    mentor_of: Ints  # for each member the mentor's place, or NOBODY
    fit: float  # the sum over all pairs
    value: float  # with PAIRED and what waiting counts, in units of a fit


def pair(scores: NDArray[np.floating[Any]], free: Any, waited_days: Any, few: int = FEW) -> Pairing:
    """`scores`: members x mentors, 0 to 1, NaN where a must is broken. `free`: each mentor's
    places, 0 or more. `waited_days`: each member's. `few` changes only how long it takes.
    """
    members = len(scores)
    gains = Gains(
        scores,
        steps=STEPS,
        extra=PAIRED + waiting_part(waited_days),
        unit=members * (members + 1) // 2 + 1,  # outweighs all ranks together
        rank=ranks(waited_days),
    )
    mentor_of = flows.best(gains, np.asarray(free, np.int64), few)
    paired = np.flatnonzero(mentor_of != NOBODY)
    fit = np.rint(scores[paired, mentor_of[paired]].astype(np.float64) * STEPS).sum() / STEPS
    return Pairing(mentor_of, float(fit), float(fit + gains.extra[paired].sum() / STEPS))


def waiting_part(waited_days: Any) -> Ints:
    waited = np.clip(np.asarray(waited_days, np.float64), 0, WAITED_FULLY)
    return np.rint(WAITING * waited / WAITED_FULLY).astype(np.int64)


def ranks(waited_days: Any) -> Ints:
    """n for who waits longest, down to 1; of those alike, the first in the list goes first."""
    order = np.argsort(-np.asarray(waited_days, np.float64), kind="stable")
    found = np.empty(len(order), np.int64)
    found[order] = np.arange(len(order), 0, -1)
    return found


def greedy(scores: NDArray[np.floating[Any]], free: Any, waited_days: Any) -> Ints:
    """One after the other, who waits longest first, each the best that is left: as by hand. To
    compare with.
    """
    left = np.array(free, np.int64)
    mentor_of = np.full(len(scores), NOBODY, np.int64)
    for member in np.argsort(-np.asarray(waited_days, np.float64), kind="stable"):
        open_ = np.where(left > 0, np.nan_to_num(scores[member], nan=-1.0), -1.0)
        if len(open_) and open_.max() >= 0:
            mentor_of[member] = int(open_.argmax())
            left[mentor_of[member]] -= 1
    return mentor_of


def fit_of(scores: NDArray[np.floating[Any]], mentor_of: Ints) -> float:
    """The sum over the pairs of a pairing."""
    paired = np.flatnonzero(mentor_of != NOBODY)
    return float(scores[paired, mentor_of[paired]].astype(np.float64).sum())
