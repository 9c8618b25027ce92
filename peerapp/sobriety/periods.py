"""The line of periods, and which changes of it may be. Plain functions: no Flask, no database.

A period runs from its first sober day up to the day of a return to use, which is not in it; the
next may begin on that same day. A line is a list of periods, the first one first; the last one is
open, and no day is in two of them, so the total is the number of different sober days.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from peerapp.language import _
from peerapp.sobriety.counting import Span
from peerapp.sobriety.spoken import day_in_words

Line = Sequence[Span]


def in_order(span: Span) -> tuple[date, date]:
    """To sort by: of two that begin on one day, the one without a length comes first."""
    return span.started_on, span.ended_on or date.max


def problem(line: Line) -> str | None:
    """Why this cannot be a line, in a sentence for the member."""
    for span in line:
        if span.ended_on and span.ended_on < span.started_on:
            return _("It ends before it begins. Please check the two days.")
    line = sorted(line, key=in_order)
    for earlier, later in pairwise(line):
        if earlier.ended_on is None or earlier.ended_on > later.started_on:
            return _(
                "Some days would count twice: %(earlier)s, and %(later)s. "
                "Please choose other days.",
                earlier=in_words(earlier),
                later=in_words(later),
            )
    if not line or line[-1].ended_on is not None:
        return _("One time has to stay open: the one you count now.")
    return None


def in_words(span: Span) -> str:
    start = day_in_words(span.started_on)
    if span.ended_on is None:
        return _("%(day)s until now", day=start)
    return _("%(first)s to %(last)s", first=start, last=day_in_words(span.ended_on))


def holding(line: Line, day: date) -> int | None:
    """Which period a day is in; None for a day before the first, or between two."""
    found = (
        index
        for index, span in enumerate(line)
        if span.started_on <= day and (span.ended_on is None or day < span.ended_on)
    )
    return next(found, None)


def ending(line: Line, day: date) -> int | None:
    """Which period already ends with a return to use on that day."""
    found = [index for index, span in enumerate(line) if span.ended_on == day]
    return found[-1] if found else None


def split(line: Line, index: int, on: date) -> list[Span]:
    """After a return to use on a day that this period holds: the total stays what it is (H1)."""
    span = line[index]
    halves = [Span(span.started_on, on), Span(on, span.ended_on)]
    return [*line[:index], *halves, *line[index + 1 :]]


def touches_next(line: Line, index: int) -> bool:
    """Whether the next begins on the day this one ends: only then can the return be undone."""
    return index + 1 < len(line) and line[index].ended_on == line[index + 1].started_on


def joined(line: Line, index: int) -> list[Span]:
    """After the return to use at the end of this period is undone; the opposite of `split`."""
    both = Span(line[index].started_on, line[index + 1].ended_on)
    return [*line[:index], both, *line[index + 2 :]]


def corrected(line: Line, index: int, started_on: date, ended_on: date | None) -> list[Span]:
    """With other days for one period. Where two touch, the day between them is one return to use:
    when it moves, both move. Only a later start leaves a gap, for days of use in between.
    """
    after = list(line)
    if touches_next(line, index) and ended_on:
        following = line[index + 1]
        if ended_on <= (following.ended_on or date.max):
            after[index + 1] = replace(following, started_on=ended_on)
    if index and touches_next(line, index - 1):
        before = line[index - 1]
        if before.started_on <= started_on < line[index].started_on:
            after[index - 1] = replace(before, ended_on=started_on)
    after[index] = Span(started_on, ended_on)
    return after
