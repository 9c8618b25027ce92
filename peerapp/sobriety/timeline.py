"""Where each period stands on a drawn line. Plain functions: no Flask, no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from peerapp.sobriety.counting import Span

WIDTH = 320  # of the drawing, in its own units
NARROWEST = 3  # so that one day in ten years is still seen


@dataclass(frozen=True)
class Bar:
    x: float
    width: float
    is_open: bool


@dataclass(frozen=True)
class Timeline:
    bars: list[Bar]
    marks: list[float]  # of the lapses


def timeline(line: Sequence[Span], lapses: Sequence[date], today: date) -> Timeline:
    """From the first sober day to today; a small gap stands between two bars."""
    first = line[0].started_on
    last = max(today, first)
    scale = WIDTH / max(1, (last - first).days)

    def place(day: date) -> float:
        return round((min(max(day, first), last) - first).days * scale, 1)

    bars = [bar(place(span.started_on), place(span.ended_on or last), span) for span in line]
    return Timeline(bars, [min(max(place(day), 4), WIDTH - 4) for day in lapses])


def bar(start: float, end: float, span: Span) -> Bar:
    width = max(NARROWEST, round(end - start - 1.5, 1))
    return Bar(min(start, WIDTH - width), width, span.ended_on is None)
