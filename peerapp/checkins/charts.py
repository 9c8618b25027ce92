"""From a trend to what templates/charts.html draws. Plain functions: no Flask, no database.

A drawing is `width` x `height` of its own units and is stretched to whatever room it gets, so that
all words stand outside of it, in the reader's own size of text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from peerapp.checkins import trends
from peerapp.checkins.trends import Measure, Row, Span

DAY = 10  # units from a day to the next
TICK = 40  # units from a line of the chart to the next


@dataclass(frozen=True)
class Chart:
    measure: Measure
    summary: str
    width: int
    height: int
    grid: list[float]  # heights of the lines
    line: str  # SVG paths; empty when there is nothing to draw
    area: str
    dots: str
    ends: tuple[date, date, date]  # the first day, the middle one, the last
    rows: list[Row]
    is_by_week: bool
    is_of_months: bool  # so long that a month says enough


def draw(
    measure: Measure, said: Mapping[date, int], days: Sequence[date], span: Span, first_weekday: int
) -> Chart:
    """`said` may reach back before the first day (see `trends.smooth`)."""
    is_enough = sum(day in said for day in days) >= trends.ENOUGH
    smooth = trends.smooth(said, days, span.smoothing) if is_enough else {}
    place = {day: n for n, day in enumerate(days)}
    height = TICK * len(measure.ticks)
    stretches = [
        [(x_of(place[day]), y_of(smooth[day], measure)) for day in thinned(run, span.step, place)]
        for run in trends.runs(smooth, days)
    ]
    dots = [
        (x_of(place[day]), y_of(said[day], measure))
        for day in days
        if day in said and (span.is_of_dots or day not in smooth)
    ]
    return Chart(
        measure=measure,
        summary=trends.summary(measure, said, span, days[-1]),
        width=DAY * len(days),
        height=height,
        grid=[TICK * (n + 0.5) for n in range(len(measure.ticks))],
        line="".join(path_along(points) for points in stretches),
        area="".join(f"{path_along(p)}V{height}H{p[0][0]}z" for p in stretches if len(p) > 1),
        dots="".join(f"M{x} {y}h0" for x, y in dots),
        ends=(days[0], days[len(days) // 2], days[-1]),
        rows=trends.by_week(said, days, first_weekday)
        if span.is_by_week
        else trends.by_day(said, days),
        is_by_week=span.is_by_week,
        is_of_months=not span.is_of_dots,
    )


def x_of(place: int) -> int:
    return DAY * place + DAY // 2


def y_of(value: float, measure: Measure) -> int:
    per_unit = TICK / (measure.ticks[0] - measure.ticks[1])
    return round(TICK / 2 + (measure.ticks[0] - value) * per_unit)


def thinned(run: Sequence[date], step: int, place: Mapping[date, int]) -> Iterable[date]:
    """Every so many days, and both ends."""
    return [day for day in run if place[day] % step == 0 or day in (run[0], run[-1])]


def path_along(points: Sequence[tuple[int, int]]) -> str:
    """A lone point is a line of no length, which round ends make a dot."""
    x, y = points[0]
    steps = [f"l{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points)]
    return f"M{x} {y}" + ("".join(steps) or "h0")
