"""Where a request stands, as its member reads it. Knows no database; days are the member's own."""

from datetime import date, timedelta

from peerapp.matching.models import Outcome
from peerapp.pages import long_day, weekday

CAME_OF_IT = {
    Outcome.DECLINED: "{name} cannot take this on now. It says nothing about you.",
    Outcome.LAPSED: ("{name} did not answer in time. Days can be full. It says nothing about you."),
    Outcome.STOPPED: "{name} cannot take anyone on right now. It says nothing about you.",
}
# A mentor's ready reasons for a no; the coordinator reads them, the member never does.
REASONS = {
    "room": "I have no room right now",
    "times": "Our times do not fit",
    "other": "Someone else would fit better",
    "known": "We know each other already",
    "close": "It is too close to my own story",
}
STARTERS = (
    "Hi, I would like to talk with someone who has been there.",
    "Hi, I read your words and felt that we might get along.",
    "Hi, I am new to this and would like some company on the way.",
)


def on(day: date, today: date) -> str:
    """A day of the last or the next week: "today", "on Monday", else "on Monday, November 23"."""
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}
    away = (day - today).days
    if away in near:
        return near[away]
    return f"on {named(day, today)}"


def by(day: date, today: date) -> str:
    away = (day - today).days
    return {0: "today", 1: "tomorrow"}.get(away) or named(day, today)


def named(day: date, today: date) -> str:
    return weekday(day) if abs(day - today) < timedelta(days=7) else long_day(day)


def asked(name: str, on_day: date, until: date, following: str | None, today: date) -> str:
    """Sam was asked on Monday. If there is no answer by Thursday, we ask Dee."""
    then = f"we ask {following}" if following else "we tell you, and you can ask someone else"
    return (
        f"{name} was asked {on(on_day, today)}. "
        f"If there is no answer by {by(until, today)}, {then}."
    )


def waits(name: str, place: int) -> str:
    return f"{name} is next in line." if place == 1 else f"{name} is number {place} in line."


def said_yes(name: str, until: date, today: date) -> str:
    """To who said yes to the program's idea before the other did."""
    return f"You said yes. We wait for {name}'s answer until {by(until, today)}."


def came_of_it(outcome: Outcome, name: str) -> str:
    return CAME_OF_IT[outcome].format(name=name)


def reason(ready: str | None, words: str | None) -> str | None:
    """What is kept of a no, as one text."""
    said = [REASONS.get(ready or ""), words]
    return ": ".join(one for one in said if one) or None


def no_place(name: str, is_member: bool, is_full: bool = True) -> str:
    """After a yes that came when the last place was taken, or when it could not be any more: a
    member reads the same for both.
    """
    if is_member:
        return f"{name} has no free place any more. It says nothing about you. We look further."
    why = "All your places are taken" if is_full else "This cannot be any more"
    return f"{why}, so we ask somebody else for {name}. Thank you for your yes."
