"""What was recorded a moment ago, so that the page after it can offer Undo, once."""

from dataclasses import dataclass

from flask import session

from peerapp.sobriety.models import Lapse, Period, Tracker

KEY = "just-recorded"


@dataclass(frozen=True)
class Recorded:
    tracker: Tracker
    period: Period | None = None  # that the return to use closed
    lapse: Lapse | None = None


def keep(row: Period | Lapse) -> None:
    session[KEY] = [*session.get(KEY, []), str(row.id)][-20:]


def take(trackers: list[Tracker]) -> list[Recorded]:
    ids = session.pop(KEY, None)
    if not ids:
        return []
    found = [
        Recorded(tracker, period=period)
        for tracker in trackers
        for period in tracker.periods
        if str(period.id) in ids and period.ended_on
    ]
    return found + [
        Recorded(tracker, lapse=lapse)
        for tracker in trackers
        for lapse in tracker.lapses
        if str(lapse.id) in ids
    ]
