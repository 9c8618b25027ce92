"""How a medallion is drawn, in numbers: one path for all leaves, one dashed ring for all beads.

So that a case of many stays light. Plain functions; the drawing is
`templates/sobriety/milestones/_medallion.html`, in a square of 120.
"""

from cmath import rect
from functools import cache
from math import radians

from peerapp.sobriety.milestones import YEAR_RANK

CENTER = 60
WREATH = 49.5  # how far out the leaves stand
WHOLE = 8  # pairs of leaves, in the first year
MOST_BEADS = 60
# A leaf that points up, and the points that bend its edges.
LEAF = ((0, 6.3), (-3.6, 2.4), (-3.4, -2.4), (0, -6.3), (3.4, -2.4), (3.6, 2.4), (0, 6.3))


def years(rank: int) -> int:
    """Eighteen months are one year and a half, so one bead."""
    return 0 if rank < YEAR_RANK else max(1, rank - YEAR_RANK)


@cache
def wreath(rank: int) -> str:
    """The path of a pair of leaves for each rank, from below upwards on both sides."""
    pairs = range(min(rank, WHOLE))
    return "".join(leaf(side * (14 + 20.5 * pair), side) for pair in pairs for side in (1, -1))


def leaf(angle: float, side: int) -> str:
    """`angle` in degrees from below; it leans along the ring, upwards."""
    stem = complex(CENTER, CENTER) + rect(WREATH, radians(90 - angle))
    turn = rect(1, radians(-angle + side * 58))
    points = [stem + complex(x, y) * turn for x, y in LEAF]
    start, *bends = (f"{point.real:.1f} {point.imag:.1f}" for point in points)
    return f"M{start}C{' '.join(bends[:3])} {' '.join(bends[3:])}z"


def beads(rank: int) -> tuple[str, float] | None:
    """A bead for each year, as dashes of a ring of 360, and by how much it is turned."""
    count = min(years(rank), MOST_BEADS)
    if not count:
        return None
    apart = min(14.0, 360 / count)
    dashes = " ".join([f"0 {apart:g}"] * (count - 1) + ["0 720"])
    return dashes, -90 - apart * (count - 1) / 2
