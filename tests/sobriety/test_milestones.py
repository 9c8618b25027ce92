"""Milestones, as rules over generated dates."""

from datetime import date, timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from peerapp.sobriety import milestones
from peerapp.sobriety.counting import Span, count
from peerapp.sobriety.milestones import Own, coming, next_milestone, rank_of, reached, recent

DAYS = st.dates(date(1950, 1, 1), date(2060, 12, 31))
OWN = st.lists(
    st.builds(
        Own,
        id=st.uuids(),
        name=st.none() | st.text(min_size=1, max_size=5),
        days=st.integers(1, milestones.MOST_DAYS),
    )
    | st.builds(Own, id=st.uuids(), on=st.dates(date(1950, 1, 1), date(2160, 12, 31))),
    max_size=4,
    unique_by=lambda one: one.id,
)
# Lengths of the periods that are over, and of the one that is open.
LENGTHS = st.lists(st.integers(0, 900), max_size=6)
NAMES = {"24 hours", "7 days", "30 days", "60 days", "90 days", "6 months", "9 months", "1 year",
         "18 months"}  # fmt: skip


@given(DAYS, st.integers(0, 40000))
def test_there_is_always_a_coming_milestone_and_it_is_the_next(start: date, later: int) -> None:
    today = start + timedelta(days=later)
    day, name = next_milestone(start, today)
    assert day >= today
    assert name in NAMES or name.endswith(" years")
    if day > today:
        assert next_milestone(start, day) == (day, name)
        assert next_milestone(start, day - timedelta(days=1)) == (day, name)


def test_the_milestones_are_those_of_the_field() -> None:
    start = day = date(2024, 2, 29)
    names: list[tuple[str, str]] = []
    while len(names) < 12:
        day, name = next_milestone(start, day + timedelta(days=1))
        names.append((name, day.isoformat()))
    assert names == [
        ("24 hours", "2024-03-01"),
        ("7 days", "2024-03-07"),
        ("30 days", "2024-03-30"),
        ("60 days", "2024-04-29"),
        ("90 days", "2024-05-29"),
        ("6 months", "2024-08-29"),
        ("9 months", "2024-11-29"),
        ("1 year", "2025-02-28"),
        ("18 months", "2025-08-29"),
        ("2 years", "2026-02-28"),
        ("3 years", "2027-02-28"),
        ("4 years", "2028-02-29"),
    ]


def life(start: date, lengths: list[int], last: int) -> tuple[list[Span], date]:
    """Periods one after the other, the last one open, and today."""
    spans, day = [], start
    for length in lengths:
        spans.append(Span(day, day + timedelta(days=length)))
        day += timedelta(days=length)
    return [*spans, Span(day)], day + timedelta(days=last)


def told(found: list[milestones.Milestone]) -> set[tuple[str, date]]:
    return {(one.key, one.day) for one in found}


@given(DAYS, LENGTHS, st.integers(0, 3000), OWN, st.data())
def test_h1_a_return_to_use_takes_no_milestone_that_was_reached_by_then(
    start: date, lengths: list[int], last: int, own: list[Own], data: st.DataObject
) -> None:
    """Whatever came before: closing the open period on any day of it and opening the next."""
    spans, today = life(start, lengths, last)
    before = reached(spans, own, today)
    on = data.draw(st.dates(spans[-1].started_on, today))
    closed = [*spans[:-1], Span(spans[-1].started_on, on), Span(on)]
    kept = told(reached(closed, own, today))
    assert {(key, day) for key, day in told(before) if day <= on} <= kept
    later = reached(closed, own, today + timedelta(days=1000))
    assert kept <= told(later)
    said_today = [*spans[:-1], Span(spans[-1].started_on, today), Span(today)]
    assert told(before) <= told(reached(said_today, own, today))


@given(DAYS, LENGTHS, st.integers(0, 20_000), OWN)
def test_what_is_reached_is_in_order_and_once_per_period(
    start: date, lengths: list[int], last: int, own: list[Own]
) -> None:
    spans, today = life(start, lengths, last)
    found = reached(spans, own, today)
    assert [one.day for one in found] == sorted(one.day for one in found)
    assert len({(one.period, one.key) for one in found}) == len(found)
    for one in found:
        span = spans[one.period]
        assert span.started_on <= one.day <= min(span.ended_on or today, today)
        assert len(one.key) <= 60  # the column of what was celebrated
    dated = [one.key for one in found if one.key in {f"own:{mine.id}" for mine in own if mine.on}]
    assert len(dated) == len(set(dated))


@given(DAYS, st.integers(0, 20_000), OWN)
def test_a_milestone_is_reached_exactly_on_its_day(start: date, later: int, own: list[Own]) -> None:
    """And what is coming is what is not yet reached, in order."""
    today = start + timedelta(days=later)
    ahead = coming(start, own, today, limit=5)
    assert [one.day for one in ahead] == sorted(one.day for one in ahead)
    assert len(ahead) >= 3
    for one in ahead:
        assert one.day > today
        at = (one.key, one.day)
        assert at not in told(reached([Span(start)], own, one.day - timedelta(days=1)))
        assert at in told(reached([Span(start)], own, one.day))


@given(DAYS, st.integers(0, 22_000))
def test_the_days_agree_with_a_second_implementation(start: date, later: int) -> None:
    steps = {"d": "days", "m": "months", "y": "years"}
    for one in reached([Span(start)], [], start + timedelta(days=later)):
        assert one.day == start + relativedelta(**{steps[one.key[0]]: int(one.key[1:])})
        assert rank_of(start, one.day) == one.rank
        if one.rank > 1:
            assert rank_of(start, one.day - timedelta(days=1)) == one.rank - 1


@given(DAYS, st.integers(1, milestones.MOST_DAYS), st.uuids())
def test_one_of_my_own_comes_after_so_many_days(start: date, days: int, own_id: UUID) -> None:
    day = start + timedelta(days=days)
    [mine] = [one for one in reached([Span(start)], [Own(own_id, days=days)], day) if one.is_own]
    assert count([Span(start)], mine.day).days == days
    assert mine.label == f"{days:,} day" + "s" * (days > 1)


def test_a_day_of_my_own_on_which_one_period_ends_and_the_next_begins_comes_once() -> None:
    on = date(2026, 3, 1)
    spans = [Span(date(2026, 1, 1), on), Span(on)]
    own = [Own(UUID(int=1), name="My daughter's day", on=on)]
    mine = [one for one in reached(spans, own, date(2026, 12, 1)) if one.is_own]
    assert [(one.name, one.label, one.period) for one in mine] == [
        ("My daughter's day", "1 Mar", 0)
    ]


def test_a_day_of_my_own_before_the_count_is_neither_reached_nor_coming() -> None:
    own = [Own(UUID(int=1), on=date(2025, 3, 1))]
    start, today = date(2026, 1, 1), date(2026, 12, 1)
    assert not [one for one in reached([Span(start)], own, today) if one.is_own]
    assert not [one for one in coming(start, own, today, 99) if one.is_own]


def test_a_milestone_after_the_day_of_a_return_was_not_reached() -> None:
    """Said later: on November 10 that it was on the 5th. The next period has its own 7 days."""
    spans = [Span(date(2026, 10, 31), date(2026, 11, 5)), Span(date(2026, 11, 5))]
    found = reached(spans, [], date(2026, 11, 12))
    assert [(one.key, one.day.day, one.period) for one in found] == [
        ("d1", 1, 0),
        ("d1", 6, 1),
        ("d7", 12, 1),
    ]


def test_what_is_recent_is_of_the_last_days_the_latest_first() -> None:
    start = date(2026, 11, 1)
    assert [one.key for one in recent(start, date(2026, 11, 8), 7)] == ["d7", "d1"]
    assert [one.key for one in recent(start, date(2026, 11, 9), 6)] == ["d7"]
    assert recent(start, date(2026, 11, 16), 7) == []
