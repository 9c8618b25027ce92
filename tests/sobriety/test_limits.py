"""A member who fills everything to its limit is answered as soon as everybody else."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from peerapp.sobriety import case, celebrations, limits, milestones
from peerapp.sobriety.counting import Span
from peerapp.sobriety.milestones import Own
from peerapp.sobriety.models import Period, Tracker
from tests.sobriety.test_milestones import DAYS, LENGTHS, OWN, life

TODAY = date(2026, 11, 24)
FIRST = date(1930, 1, 1)


def full() -> tuple[list[Span], list[Own]]:
    starts = [FIRST + timedelta(10 * n) for n in range(limits.MOST_PERIODS - 1)]
    spans = [Span(start, start + timedelta(9)) for start in starts]
    own = [Own(UUID(int=n), days=n + 1) for n in range(limits.MOST_OF_MY_OWN)]
    return [*spans, Span(date(2020, 1, 1))], own


def test_how_far_a_milestone_is_is_asked_only_where_it_was_reached(monkeypatch) -> None:
    asked = []
    real = milestones.rank_of
    monkeypatch.setattr(milestones, "rank_of", lambda *of: asked.append(of) or real(*of))
    spans, own = full()
    found = milestones.reached(spans, own, TODAY)
    mine = [one for one in found if one.is_own]
    assert len(asked) == len(mine) == (limits.MOST_PERIODS - 1) * 9 + limits.MOST_OF_MY_OWN


def test_how_far_a_milestone_is_takes_no_walk_through_all_of_them(monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a walk")

    monkeypatch.setattr(milestones, "fixed", refuse)
    days = [1, 6, 7, 89, 90, 400, 800, 36_500]
    assert [milestones.rank_of(TODAY, TODAY + timedelta(day)) for day in days] == [
        1, 1, 2, 4, 5, 8, 10, 107,
    ]  # fmt: skip


@given(DAYS, LENGTHS, st.integers(0, 3000), OWN)
def test_one_period_alone_has_what_it_has_among_all(
    start: date, lengths: list[int], last: int, own: list[Own]
) -> None:
    spans, today = life(start, lengths, last)
    found = milestones.reached(spans, own, today)
    for place in range(len(spans)):
        alone = milestones.reached_in(spans, own, today, place)
        assert alone == [one for one in found if one.period == place]


def test_today_looks_at_the_open_period_alone(monkeypatch) -> None:
    looked_at = []
    real = milestones.of_period
    monkeypatch.setattr(milestones, "of_period", lambda *of: looked_at.append(of[0]) or real(*of))
    spans, _ = full()
    periods = [Period(started_on=one.started_on, ended_on=one.ended_on) for one in spans]
    tracker = Tracker(created_at=datetime(2020, 1, 1, tzinfo=UTC), periods=periods)
    celebrations.waiting_of(tracker, "UTC", TODAY, datetime.combine(TODAY, time(12), UTC))
    assert looked_at == [spans[-1].started_on]
    case.reached(tracker, TODAY)
    assert len(looked_at) == 1 + len(spans)
