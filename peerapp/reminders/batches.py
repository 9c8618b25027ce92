"""Work on many rows at once, in which one that cannot be computed stops no other."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy.exc import DatabaseError, DataError, IntegrityError

from peerapp.extensions import db

Row = TypeVar("Row")


def in_halves(
    rows: Sequence[Row],
    work: Callable[[Sequence[Row]], int],
    give_up: Callable[[Row, Exception], None],
) -> int:
    """What `work` counts. Where it raises, it is undone and each half is worked on by itself, down
    to the one row that is to blame, which is given up.

    A database that cannot be reached, or a table that is not there, is the fault of no row: that is
    raised. So is what says nothing of a row, such as that the memory is full.
    """
    if not rows:
        return 0
    try:
        with db.session.begin_nested():
            return work(rows)
    except (DatabaseError, MemoryError) as why:
        if not isinstance(why, DataError | IntegrityError):
            raise
        reason: Exception = why
    except Exception as why:
        reason = why
    if len(rows) == 1:
        give_up(rows[0], reason)
        return 0
    middle = len(rows) // 2
    return in_halves(rows[:middle], work, give_up) + in_halves(rows[middle:], work, give_up)
