"""Sobriety dates as a CSV of our own: what goes out comes in the same."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerapp.csv_files.cells import CannotBeTaken
from peerapp.csv_files.text import read, write
from peerapp.sobriety import comparing, limits, periods, portable, reading
from peerapp.sobriety.counting import Span
from peerapp.sobriety.portable import COLUMNS, Dates, Lapse, Milestone, Period
from peerapp.sobriety.reading import dates_of

# A busy machine is no fault of a rule.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TODAY = date(2026, 11, 24)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).map(
    lambda name: " ".join(name.split())
)
NOTES = st.one_of(st.none(), st.text("=+-@'\",;\n\taé😀 ", min_size=1, max_size=40))


@st.composite
def dates(draw: Any) -> Dates:
    lengths = draw(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), max_size=4))
    day = TODAY - timedelta(days=4000)
    periods = []
    for sober, between in lengths:
        end = day + timedelta(days=sober)
        at = draw(st.one_of(st.none(), st.times()))
        periods.append(Period(day, at, end, draw(NOTES)))
        day = end + timedelta(days=between)
    periods.append(Period(day, draw(st.one_of(st.none(), st.times())), None, draw(NOTES)))
    days = draw(st.sets(st.dates(date(1920, 1, 1), TODAY), max_size=3))
    return Dates(
        name=draw(NAMES.filter(bool)),
        is_private=draw(st.booleans()),
        tells_milestones=draw(st.booleans()),
        money_per_week=draw(st.one_of(st.none(), st.decimals(0, limits.MOST_MONEY, places=2))),
        currency=draw(st.one_of(st.none(), st.sampled_from(["$", "€", "=USD", "kr"]))),
        minutes_per_week=draw(st.one_of(st.none(), st.integers(0, 10_080))),
        periods=periods,
        lapses=[Lapse(on, draw(NOTES)) for on in sorted(days)],
        milestones=[Milestone(draw(NOTES), draw(st.integers(1, limits.MOST_DAYS)), None)],
    )


def table(*found: Dates) -> Any:
    return read(
        "".join(write(COLUMNS, (row for one in found for row in portable.rows_of(one)))), COLUMNS
    )


def without_lines(found: list[Dates]) -> list[dict[str, Any]]:
    return [{**vars(one), "line": 0} for one in found]


@settings(UNHURRIED, max_examples=40)
@given(st.lists(dates(), max_size=4))
def test_importing_an_export_gives_the_same_state(here: list[Dates]) -> None:
    found, problems = dates_of(table(*here), TODAY)
    assert problems == []
    assert without_lines(found) == without_lines(here)


@settings(UNHURRIED, max_examples=40)
@given(st.lists(dates(), max_size=4))
def test_importing_twice_is_importing_once(here: list[Dates]) -> None:
    found, _ = dates_of(table(*here), TODAY)
    first = comparing.plan(found, [], most=20)
    assert (first.new, first.same) == (found, [])
    second = comparing.plan(found, found, most=20)
    assert (second.new, second.same, second.problems) == ([], found, [])


def test_a_date_of_that_name_with_other_days_stays_as_it_is() -> None:
    mine = Dates("Alcohol", periods=[Period(date(2026, 1, 1), None, None, None)])
    theirs = Dates("alcohol", 7, periods=[Period(date(2026, 2, 1), None, None, None)])
    plan = comparing.plan([theirs], [mine], most=20)
    assert plan.new == []
    assert (plan.problems[0].line, "stays as it is" in plan.problems[0].why) == (7, True)


def test_no_more_dates_come_in_than_fit() -> None:
    found = [
        Dates(f"Word {n}", n, periods=[Period(date(2026, 1, 1), None, None, None)])
        for n in range(30)
    ]
    plan = comparing.plan(found, found[:5], most=20)
    assert (len(plan.new), len(plan.same), len(plan.problems)) == (15, 5, 10)


def test_however_many_dates_are_compared_each_is_looked_at_once(monkeypatch) -> None:
    seen = []
    real = portable.spans
    monkeypatch.setattr(portable, "spans", lambda one: seen.append(one.name) or real(one))
    here = [line_of_periods(f"Mine {n}") for n in range(20)]
    found = [line_of_periods(f"Theirs {n}") for n in range(70)]
    plan = comparing.plan([*found, *here], here, most=100)
    assert (plan.new, plan.same) == (found, here)
    assert len(seen) <= 20 + 70 + 20


def line_of_periods(name: str) -> Dates:
    first = date(2020, 1, 1)
    closed = [Period(first + timedelta(n), None, first + timedelta(n + 1), None) for n in range(9)]
    return Dates(name, periods=[*closed, Period(first + timedelta(9), None, None, None)])


def test_of_two_dates_that_are_the_same_one_is_here_and_the_other_says_so() -> None:
    twins = [line_of_periods("Alcohol"), line_of_periods("alcohol")]
    plan = comparing.plan(twins, twins[:1], most=20)
    assert (plan.new, plan.same, len(plan.problems)) == ([], twins[:1], 1)


@pytest.mark.parametrize(("count", "taken"), [(100, 100), (101, 0)])
def test_a_file_of_more_than_a_hundred_dates_is_refused_in_one_sentence(
    count: int, taken: int
) -> None:
    found, problems = dates_of(table(*[line_of_periods(f"Word {n}") for n in range(count)]), TODAY)
    assert len(found) == taken
    assert [problem.why for problem in problems] == ([] if taken else [reading.TOO_MANY])


HEADER = "tracker,what,from,time,until,note,money_per_week,days"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("A,period,2026-11-25,,,,,", "not come yet"),
        ("A,period,1919-01-01,,,,,", "before 1920"),
        ("A,period,2026-01-01,25:00,,,,", "time must be"),
        ("A,period,2026-01-01,,2026-02-01,,,", "has to stay open"),
        ("A,period,2026-02-01,,2026-01-01,,,\nA,period,2026-03-01,,,,,", "before it begins"),
        ("A,period,2026-01-01,,2026-03-01,,,\nA,period,2026-02-01,,,,,", "would count twice"),
        ("A,period,2026-01-01,,,,,\nA,period,2026-02-01,,,,,", "would count twice"),
        ("A,tracker,,,,,25,", "has to stay open"),
        ("A,tracker,,,,,a lot,", "an amount"),
        (",period,2026-01-01,,,,,", "no name"),
        ("x" * 61 + ",period,2026-01-01,,,,,", "60 letters"),
        ("A,holiday,2026-01-01,,,,,", "what must be one of"),
        ("A,lapse,2026-01-01,,,,,\nA,lapse,2026-01-01,,,,,", "twice"),
        ("A,milestone,,,,,,", "needs a day"),
        ("A,milestone,,,,,,0", "days must be a number"),
        (f"A,milestone,,,,,,{limits.MOST_DAYS + 1}", "from 1 to 36,500"),
        ("A,milestone,2127-11-24,,,,,", "too far away"),
        (f"A,tracker,,,,,{limits.MOST_MONEY}.01,", "from 0 to 1,000,000"),
        ("A,period,2026-01-01,,," + "x" * (limits.LONGEST_WORDS + 1) + ",,", "10,000 letters"),
        ("A,period", "more or fewer"),
        ("A\x00,period,2026-01-01,,,,,", "cannot be kept"),
    ],
)
def test_what_cannot_be_taken_says_why_and_the_others_come_in(rows: str, words: str) -> None:
    good = "Good,period,2026-05-01,,,,,"
    found, problems = dates_of(read(f"{HEADER}\n{good}\n{rows}\n", COLUMNS), TODAY)
    assert [one.name for one in found] == ["Good"]
    assert any(words in problem.why for problem in problems)
    assert all(problem.line >= 3 for problem in problems)


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=4))
def test_a_file_may_say_what_the_line_of_a_date_may_be(days: list[tuple[int, int | None]]) -> None:
    first = date(2026, 1, 1)
    line = [
        Span(first + timedelta(start), None if end is None else first + timedelta(end))
        for start, end in days
    ]
    one = Dates("A", periods=[Period(span.started_on, None, span.ended_on, None) for span in line])
    found, problems = dates_of(table(one), TODAY)
    assert [problem.why for problem in problems] == [
        why for why in [periods.problem(sorted(line, key=periods.in_order))] if why
    ]
    assert bool(found) is not bool(problems)


def rows_of_kind(what: str, count: int) -> str:
    first = date(2000, 1, 1)
    days = [first + timedelta(n) for n in range(count)]
    made = {
        "period": [f"A,period,{day},,{day},,," for day in days[:-1]]
        + [f"A,period,{days[-1]},,,,,"],
        "lapse": ["A,period,2000-01-01,,,,,", *(f"A,lapse,{day},,,,," for day in days)],
        "milestone": ["A,period,2000-01-01,,,,,", *["A,milestone,,,,,,7"] * count],
    }
    return "\n".join(made[what])


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ("period", limits.MOST_PERIODS),
        ("lapse", limits.MOST_PERIODS),
        ("milestone", limits.MOST_OF_MY_OWN),
    ],
)
def test_a_file_brings_in_as_much_as_a_form_and_not_one_more(what: str, most: int) -> None:
    found, problems = dates_of(read(f"{HEADER}\n{rows_of_kind(what, most)}\n", COLUMNS), TODAY)
    assert (len(found), problems) == (1, [])
    found, problems = dates_of(read(f"{HEADER}\n{rows_of_kind(what, most + 1)}\n", COLUMNS), TODAY)
    assert found == []
    assert [problem.why for problem in problems] == [f"A date has room for {most} {what}s."]


def test_what_has_no_room_is_not_kept_in_memory_nor_searched_through() -> None:
    dates, days, refused = Dates("A"), CountedDays(), 0
    for row in read(f"{HEADER}\n{rows_of_kind('lapse', 5000)}\n", COLUMNS).rows[1:]:
        try:
            reading.add(dates, days, row, TODAY)
        except CannotBeTaken:
            refused += 1
    assert len(dates.lapses) == days.asked == limits.MOST_PERIODS
    assert refused == 5000 - limits.MOST_PERIODS


class CountedDays(set[date]):
    asked = 0

    def __contains__(self, day: object) -> bool:
        self.asked += 1
        return super().__contains__(day)


def test_money_and_times_are_read_as_they_are_written() -> None:
    lines = f"{HEADER}\nA,tracker,,,,,25.5,\nA,period,2026-01-01,21:30,,,,\n"
    [one], _ = dates_of(read(lines, COLUMNS), TODAY)
    assert one.money_per_week == Decimal("25.5")
    assert one.periods == [Period(date(2026, 1, 1), time(21, 30), None, None)]
    assert one.is_private is True  # a file that does not say
