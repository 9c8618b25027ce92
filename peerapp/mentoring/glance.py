"""How a mentee is today, in a sentence. Plain functions: no Flask, no database."""

from collections.abc import Iterable
from datetime import date

from peerapp.checkins.answers import MOODS, STRONG_CRAVING, SaysHow
from peerapp.mentoring.attention import WINDOW


def sentence(today: SaysHow | None, last_day: date | None, this_day: date, met_on: date) -> str:
    """A whole sentence that needs no opening of the mentee's page; seen since `met_on`."""
    if today is None:
        return f"No check-in yet today. {last_seen(last_day, this_day, met_on)}"
    parts = [f"{MOODS[today.mood]} today"]
    if today.sober is not None:
        parts.append("sober" if today.sober else "not sober")
    if today.craving is not None and today.craving >= STRONG_CRAVING:
        parts.append(f"craving {today.craving} of 10")
    return ", ".join(parts) + "."


def last_seen(last_day: date | None, this_day: date, met_on: date) -> str:
    if last_day is None:
        if (this_day - met_on).days < WINDOW:
            return "None since you met."
        return "None in the last weeks."
    back = (this_day - last_day).days
    return "The last one was yesterday." if back == 1 else f"The last one was {back} days ago."


def joined(reasons: Iterable[str]) -> str:
    """As one sentence, with a capital and a full stop."""
    text = "; ".join(reasons)
    return f"{text[:1].upper()}{text[1:]}."
