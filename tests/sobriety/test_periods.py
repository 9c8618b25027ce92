"""The line of periods, as rules over generated lines and edits."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from peerapp.sobriety import periods
from peerapp.sobriety.counting import Span, count
from peerapp.sobriety.timeline import WIDTH, timeline

START = date(2020, 1, 1)
LAST = 400  # the days of these lines are few, so that they meet often
TODAY = START + timedelta(days=LAST)
DAYS = st.integers(0, LAST).map(lambda days: START + timedelta(days=days))
CHOICES = st.integers(0, 99)

# What a member may do: each with a day or two, and which period it is about.
EDITS = st.lists(
    st.tuples(st.sampled_from(["return", "undo", "add", "correct", "remove"]), DAYS, DAYS, CHOICES),
    max_size=12,
)


def edited(line: list[Span], edit: tuple[str, date, date, int]) -> list[Span]:
    """The line after an edit; as it was where the edit is refused."""
    what, first, last, choice = edit
    index = choice % len(line)
    after = line
    if what == "return" and periods.ending(line, first) is None:
        index_of_day = periods.holding(line, first)
        after = line if index_of_day is None else periods.split(line, index_of_day, first)
    elif what == "undo" and periods.touches_next(line, index):
        after = periods.joined(line, index)
    elif what == "add":
        after = [*line, Span(first, last)]
    elif what == "correct":
        end = None if line[index].ended_on is None else last
        after = periods.corrected(line, index, first, end)
    elif what == "remove" and line[index].ended_on is not None:
        after = [*line[:index], *line[index + 1 :]]
    return line if periods.problem(after) else sorted(after, key=periods.in_order)


@st.composite
def lines(draw: st.DrawFn) -> list[Span]:
    line = [Span(draw(DAYS))]
    for edit in draw(EDITS):
        line = edited(line, edit)
    return line


def sober_days(line: list[Span]) -> set[date]:
    """The different days, one by one."""
    return {
        span.started_on + timedelta(days=n)
        for span in line
        for n in range(((span.ended_on or TODAY) - span.started_on).days)
    }


@given(lines())
def test_no_edits_make_two_periods_share_a_day_and_one_is_always_open(line: list[Span]) -> None:
    assert sum(span.ended_on is None for span in line) == 1
    assert line[-1].ended_on is None
    for earlier, later in pairwise(line):
        assert earlier.ended_on
        assert earlier.started_on <= earlier.ended_on <= later.started_on
    assert count(line, TODAY).total == len(sober_days(line))


@given(lines(), DAYS)
def test_h1_a_return_on_any_day_keeps_the_total_and_its_undo_is_the_line_before(
    line: list[Span], on: date
) -> None:
    index = periods.holding(line, on)
    if index is None:
        assert on not in sober_days(line)
        return
    after = periods.split(line, index, on)
    assert periods.problem(after) is None
    assert sober_days(after) == sober_days(line)
    assert count(after, TODAY).total == count(line, TODAY).total
    assert periods.touches_next(after, index)
    assert periods.joined(after, index) == line


@given(lines(), CHOICES)
def test_undoing_any_return_keeps_every_sober_day(line: list[Span], choice: int) -> None:
    index = choice % len(line)
    if periods.touches_next(line, index):
        assert sober_days(periods.joined(line, index)) == sober_days(line)


@given(lines(), CHOICES, DAYS, DAYS)
@settings(max_examples=200)
def test_a_correction_touches_nothing_but_the_two_ends_it_is_about(
    line: list[Span], choice: int, first: date, last: date
) -> None:
    index = choice % len(line)
    end = None if line[index].ended_on is None else last
    after = periods.corrected(line, index, first, end)
    if periods.problem(after):
        return
    assert after[index] == Span(first, end)
    for n, (before, now) in enumerate(zip(line, after, strict=True)):
        if abs(n - index) > 1:
            assert now == before
    if index and periods.touches_next(line, index - 1) and first <= line[index].started_on:
        assert periods.touches_next(after, index - 1), "one return to use is one day"


def test_a_moved_return_moves_both_of_its_sides() -> None:
    line = [Span(date(2020, 1, 1), date(2020, 3, 1)), Span(date(2020, 3, 1))]
    later = periods.corrected(line, 0, date(2020, 1, 1), date(2020, 3, 5))
    assert later == [Span(date(2020, 1, 1), date(2020, 3, 5)), Span(date(2020, 3, 5))]
    earlier = periods.corrected(line, 1, date(2020, 2, 20), None)
    assert earlier == [Span(date(2020, 1, 1), date(2020, 2, 20)), Span(date(2020, 2, 20))]
    gap = periods.corrected(line, 1, date(2020, 3, 9), None)
    assert gap == [line[0], Span(date(2020, 3, 9))]


def test_what_cannot_be_is_said_with_the_days_that_meet() -> None:
    line = [Span(date(2020, 1, 1), date(2020, 3, 1)), Span(date(2020, 2, 1))]
    assert periods.problem(line) == (
        "Some days would count twice: January 1, 2020 to March 1, 2020, and "
        "February 1, 2020 until now. Please choose other days."
    )
    assert periods.problem([]) == periods.problem([Span(START, TODAY)])
    assert "ends before it begins" in str(periods.problem([Span(TODAY, START), Span(TODAY)]))


@given(lines(), st.lists(DAYS, max_size=5))
def test_the_drawn_line_stays_in_its_frame_and_in_order(
    line: list[Span], lapses: list[date]
) -> None:
    drawn = timeline(line, lapses, TODAY)
    assert len(drawn.bars) == len(line)
    for bar in drawn.bars:
        assert bar.x >= 0
        assert bar.width > 0
        assert bar.x + bar.width <= WIDTH + 0.01
    assert [bar.x for bar in drawn.bars] == sorted(bar.x for bar in drawn.bars)
    assert all(0 <= x <= WIDTH for x in drawn.marks)
