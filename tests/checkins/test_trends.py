"""The gentle line, the words for it, and the drawing."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from peerapp.checkins import charts, trends
from peerapp.checkins.answers import last_days
from peerapp.checkins.trends import MEASURES, SPANS, WEEK

TODAY = date(2026, 11, 23)
DAYS = last_days(TODAY, 30)
MOOD, CRAVING = MEASURES[0], MEASURES[1]
RULES = st.sampled_from([span.smoothing for span in SPANS.values()])
# Answers by how many days ago; some before the 30 days that are shown.
AGO = st.dictionaries(st.integers(0, 60), st.integers(1, 5), max_size=60)


def ago(answers: dict[int, int]) -> dict[date, int]:
    return {TODAY - timedelta(days=back): answer for back, answer in answers.items()}


def window(said: dict[date, int], day: date, reach: int) -> list[int]:
    near = [day + timedelta(days=n) for n in range(-reach, reach + 1)]
    return [said[one] for one in near if one in said]


@given(AGO, RULES)
def test_the_line_is_the_plain_mean_of_the_days_around(answers, rule) -> None:
    said = ago(answers)
    for day, value in trends.smooth(said, DAYS, rule).items():
        near = window(said, day, rule.reach)
        assert len(near) >= rule.least
        assert abs(value - sum(near) / len(near)) < 1e-9
        assert min(near) <= value <= max(near)


@given(AGO, RULES)
def test_a_day_is_on_the_line_exactly_when_the_rule_says_so(answers, rule) -> None:
    said = ago(answers)
    line = trends.smooth(said, DAYS, rule)
    for day in DAYS:
        before = max((one for one in said if one <= day), default=None)
        after = min((one for one in said if one >= day), default=None)
        is_near = bool(before and after and (after - before).days <= rule.bridge)
        assert (day in line) == (is_near and len(window(said, day, rule.reach)) >= rule.least)


@given(AGO, st.integers(5, 20))
def test_nothing_is_made_up_over_a_long_gap(answers, length) -> None:
    said = ago({back: one for back, one in answers.items() if not 5 <= back < 5 + length})
    line = trends.smooth(said, DAYS, WEEK)
    gap = {TODAY - timedelta(days=back) for back in range(5, 5 + length)}
    if not said.keys() & gap and said:
        assert not line.keys() & gap


@given(st.integers(1, 5), RULES)
def test_days_that_are_all_alike_make_a_straight_line(mood, rule) -> None:
    said = dict.fromkeys(last_days(TODAY, 80), mood)
    assert trends.smooth(said, DAYS, rule) == dict.fromkeys(DAYS, mood)


def test_the_average_is_centered_so_that_a_hard_day_stands_where_it_was() -> None:
    said = dict.fromkeys(DAYS, 4) | {DAYS[15]: 1}
    line = trends.smooth(said, DAYS, WEEK)
    lower = [day for day in DAYS if line[day] < 4]
    assert lower == DAYS[12:19]


def test_no_answers_make_no_line() -> None:
    assert trends.smooth({}, DAYS, WEEK) == {}
    assert trends.smooth(ago({0: 3}), [], WEEK) == {}


@given(AGO)
def test_stretches_hold_each_day_of_the_line_once_and_break_at_gaps(answers) -> None:
    line = trends.smooth(ago(answers), DAYS, WEEK)
    runs = trends.runs(line, DAYS)
    assert [day for run in runs for day in run] == sorted(line)
    for run in runs:
        assert run == last_days(run[-1], len(run))


@given(st.lists(st.integers(1, 5), min_size=5, max_size=60))
def test_what_is_called_usual_is_at_least_half_of_the_days(answers) -> None:
    said = trends.usual(MOOD, sorted(answers))
    words = re.findall("very hard|very good|hard|okay|good", said)
    named = [number for number, word in MOOD.words.items() if word.lower() in words]
    inside = [one for one in answers if min(named) <= one <= max(named)]
    assert len(inside) * 2 >= len(answers)


def test_the_summary_says_what_is_usual_and_how_it_changes() -> None:
    said = dict.fromkeys(DAYS[:16], 3) | {day: 3 + n % 2 for n, day in enumerate(DAYS[16:])}
    assert trends.summary(MOOD, said, SPANS[30], TODAY) == (
        "Mostly okay; the last two weeks a little higher than the two before."
    )
    same = dict.fromkeys(DAYS, 2)
    assert trends.summary(CRAVING, same, SPANS[30], TODAY) == (
        "Mostly 2 of 10; the last two weeks about the same as the two before."
    )
    lower = dict.fromkeys(DAYS[:16], 5) | dict.fromkeys(DAYS[16:], 2)
    assert trends.summary(MOOD, lower, SPANS[30], TODAY) == (
        "Mostly between hard and very good; the last two weeks lower than the two before."
    )


def test_few_days_are_counted_and_nothing_is_said_of_them() -> None:
    assert trends.summary(MOOD, ago({0: 1}), SPANS[30], TODAY).startswith("1 day so far.")
    assert trends.summary(MOOD, ago({0: 1, 3: 5}), SPANS[30], TODAY).startswith("2 days so far.")
    only_now = dict.fromkeys(DAYS[-10:], 3)
    assert trends.summary(MOOD, only_now, SPANS[30], TODAY) == "Mostly okay."


@given(AGO, st.integers(0, 6))
def test_the_table_by_week_holds_every_answer_once(answers, first) -> None:
    said = {day: one for day, one in ago(answers).items() if day in DAYS}
    rows = trends.by_week(said, DAYS, first)
    assert sum(row.answers for row in rows) == len(said)
    assert abs(sum(row.value * row.answers for row in rows) - sum(said.values())) < 1e-6
    assert all(row.first.weekday() == first for row in rows)
    assert [row.first for row in rows] == sorted((row.first for row in rows), reverse=True)


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 5)), st.sampled_from(list(SPANS)))
def test_a_drawing_stays_in_its_frame_and_small(answers, length) -> None:
    span = SPANS[length]
    days = last_days(TODAY, span.days)
    chart = charts.draw(MOOD, ago(answers), days, span, 6)
    for x, y in points_of(chart.line) + points_of(chart.dots):
        assert 0 < x < chart.width
        assert 0 < y < chart.height
    assert len(chart.line) + len(chart.area) + len(chart.dots) < 6_000
    if length == 365:
        assert len(chart.rows) <= 54
    given_now = [day for day in days if day in ago(answers)]
    if len(given_now) < trends.ENOUGH:
        assert not chart.line
    if span.is_of_dots:
        assert len(points_of(chart.dots)) == len(given_now)


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 5)))
def test_each_answered_day_of_a_year_is_on_the_line_or_a_dot(answers) -> None:
    span, said = SPANS[365], ago(answers)
    days = last_days(TODAY, 365)
    chart = charts.draw(MOOD, said, days, span, 6)
    line = trends.smooth(said, days, span.smoothing)
    if not chart.line:
        line = {}
    assert len(points_of(chart.dots)) == sum(day in said and day not in line for day in days)


def points_of(path: str) -> list[tuple[float, float]]:
    """Where the pen is set down or goes to, read as a browser reads it."""
    found: list[tuple[float, float]] = []
    for command, first, second in re.findall(r"([MlhVHz])(-?[\d.]*) ?(-?[\d.]*)", path):
        if command == "M":
            found.append((float(first), float(second)))
        elif command == "l":
            x, y = found[-1]
            found.append((x + float(first), y + float(second)))
    return found


def test_a_higher_answer_stands_higher() -> None:
    heights = [charts.y_of(mood, MOOD) for mood in range(1, 6)]
    assert heights == sorted(heights, reverse=True)
    assert charts.y_of(10, CRAVING) == charts.y_of(5, MOOD)
