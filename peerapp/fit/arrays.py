"""The arithmetic of pool.py: what scoring.py does with one pair, for an array of pairs."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peerapp.fit import hours, scoring

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
WORDS = -(-hours.QUARTERS // 64)  # a week in numbers of 64 bits


def numbers(values: Iterable[int | None], unknown: int) -> Ints:
    return np.array([unknown if one is None else one for one in values], np.int64)


def share(shared: Ints, asked: int) -> Floats:
    """As scoring.share, which knows only so many answers."""
    most = asked.bit_count()
    known = [0.0, *(0.5 + 0.5 * count / most for count in range(1, most + 1))]
    return np.array(known).take(np.bitwise_count(shared))


def nearness(off: Floats) -> Floats:
    return np.where(np.isnan(off), 0.0, np.maximum(0.0, 1 - off / scoring.AGE_REACH))


def mean(found: Sequence[tuple[Any, Any]]) -> tuple[Floats, Any]:
    """Of what is present; strengths that are not present are 0."""
    count, total = 0.0, 0.0
    for strength, present in found:
        count, total = count + present, total + strength
    return total / np.maximum(count, 1.0), count > 0


def words_of(bits: int) -> NDArray[np.uint64]:
    return np.frombuffer(bits.to_bytes(WORDS * 8, "little"), "<u8").astype(np.uint64)
