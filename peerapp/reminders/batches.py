"""Work on many rows at once, in which one that cannot be computed stops no other."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy.exc import OperationalError

from peerapp.extensions import db

Row = TypeVar("Row")


def in_halves(
    rows: Sequence[Row],
    work: Callable[[Sequence[Row]], int],
    give_up: Callable[[Row, Exception], None],
) -> int:
    """What `work` counts. Where it raises, it is undone and each half is worked on by itself, down
    to the one row that is to blame, which is given up.

    A database that cannot be reached is to blame for no row: OperationalError is raised.
    """
    if not rows:
        return 0
    try:
        with db.session.begin_nested():
            return work(rows)
    except OperationalError:
        raise
    except Exception as why:
        if len(rows) == 1:
            give_up(rows[0], why)
            return 0
    middle = len(rows) // 2
    return in_halves(rows[:middle], work, give_up) + in_halves(rows[middle:], work, give_up)
