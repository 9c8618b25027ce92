"""What would happen to each date of a file. Plain functions: no Flask, no database."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from peerapp.csv_files.cells import Problem
from peerapp.language import _
from peerapp.sobriety import portable
from peerapp.sobriety.portable import Dates


@dataclass
class Plan:
    new: list[Dates] = field(default_factory=list)
    same: list[Dates] = field(default_factory=list)  # here already, with the same periods
    problems: list[Problem] = field(default_factory=list)


def plan(found: Iterable[Dates], here: Iterable[Dates], most: int) -> Plan:
    """`most` is how many dates a member may have. A date of the same name and other periods is no
    new one: two counts for one thing would puzzle.
    """
    done = Plan()
    left = Counter(portable.what_counts(one) for one in here)
    names = {name for name, _ in left}
    count = left.total()
    for dates in found:
        counts = portable.what_counts(dates)
        if left[counts]:
            left[counts] -= 1
            done.same.append(dates)
        elif dates.name.lower() in names:
            done.problems.append(
                Problem(
                    dates.line,
                    dates.name,
                    _(
                        "You have a date of this name, with other days. It stays as it is. "
                        "To have both, rename that one first."
                    ),
                )
            )
        elif count >= most:
            done.problems.append(
                Problem(
                    dates.line,
                    dates.name,
                    _("You have %(most)s dates, which is all that fits.", most=most),
                )
            )
        else:
            count += 1
            done.new.append(dates)
    return done
