"""Where a request stands, as its member reads it. Knows no database; days are the member's own."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import reduce

from peerapp.language import N_, _, lazy
from peerapp.matching.models import Outcome
from peerapp.pages import long_day, weekday

CAME_OF_IT = {
    Outcome.DECLINED: lazy("%(name)s cannot take this on now. It says nothing about you."),
    Outcome.LAPSED: lazy(
        "%(name)s did not answer in time. Days can be full. It says nothing about you."
    ),
    Outcome.STOPPED: lazy("%(name)s cannot take anyone on right now. It says nothing about you."),
}
# What somebody taps and somebody else reads is kept as it stands here; see `shown`.
# A mentor's ready reasons for a no; the coordinator reads them, the member never does.
REASONS = {
    "room": N_("I have no room right now"),
    "times": N_("Our times do not fit"),
    "other": N_("Someone else would fit better"),
    "known": N_("We know each other already"),
    "close": N_("It is too close to my own story"),
}
STARTERS = (
    N_("Hi, I would like to talk with someone who has been there."),
    N_("Hi, I read your words and felt that we might get along."),
    N_("Hi, I am new to this and would like some company on the way."),
)


def shown(kept: str) -> str:
    """What was kept, in the language of who reads: a sentence of ours, also with own words after
    it; what a person wrote themselves stays as it is.
    """
    ready, colon, words = kept.partition(": ")
    if kept in STARTERS or kept in REASONS.values():
        return _(kept)
    return f"{_(ready)}{colon}{words}" if ready in REASONS.values() else kept


def on(day: date, today: date) -> str:
    """A day of the last or the next week: "today", "on Monday", else "on Monday, November 23"."""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    return near.get((day - today).days) or _("on %(day)s", day=named(day, today))


def by(day: date, today: date) -> str:
    """ "by today", "by Thursday" """
    near = {0: _("by today"), 1: _("by tomorrow")}
    return near.get((day - today).days) or _("by %(day)s", day=named(day, today))


def until(day: date, today: date) -> str:
    near = {0: _("until today"), 1: _("until tomorrow")}
    return near.get((day - today).days) or _("until %(day)s", day=named(day, today))


def named(day: date, today: date) -> str:
    return weekday(day) if abs(day - today) < timedelta(days=7) else long_day(day)


def asked(name: str, on_day: date, last: date, following: str | None, today: date) -> str:
    """Sam was asked on Monday. If there is no answer by Thursday, we ask Dee."""
    was_asked = _("%(name)s was asked %(day)s.", name=name, day=on(on_day, today))
    return f"{was_asked} {what_then(by(last, today), following)}"


def what_then(by_day: str, following: str | None) -> str:
    if following:
        return _(
            "If there is no answer %(by_day)s, we ask %(name)s.", by_day=by_day, name=following
        )
    return _(
        "If there is no answer %(by_day)s, we tell you, and you can ask someone else.",
        by_day=by_day,
    )


def waits(name: str, place: int) -> str:
    if place == 1:
        return _("%(name)s is next in line.", name=name)
    return _("%(name)s is number %(place)s in line.", name=name, place=place)


def said_yes(name: str, last: date, today: date) -> str:
    """To who said yes to the program's idea before the other did."""
    day = until(last, today)
    return _("You said yes. We wait for %(name)s's answer %(until)s.", name=name, until=day)


def came_of_it(outcome: Outcome, name: str) -> str:
    return str(CAME_OF_IT[outcome]) % {"name": name}


def will_see(names: Sequence[str]) -> str:
    """Over what a member shows to whom they ask, one after the other."""
    if len(names) < 2:
        return _("What %(name)s will see of you", name="".join(names))
    return _("What %(names)s, will see of you", names=reduce(and_then, names))


def and_then(before: str, name: str) -> str:
    return _("%(before)s, and then %(name)s", before=before, name=name)


def reason(ready: str | None, words: str | None) -> str | None:
    """What is kept of a no, as one text."""
    said = [REASONS.get(ready or ""), words]
    return ": ".join(one for one in said if one) or None


def no_place(name: str, is_member: bool, is_full: bool = True) -> str:
    """After a yes that came when the last place was taken, or when it could not be any more: a
    member reads the same for both.
    """
    if is_member:
        return _(
            "%(name)s has no free place any more. It says nothing about you. We look further.",
            name=name,
        )
    if is_full:
        return _(
            "All your places are taken, so we ask somebody else for %(name)s. "
            "Thank you for your yes.",
            name=name,
        )
    return _(
        "This cannot be any more, so we ask somebody else for %(name)s. Thank you for your yes.",
        name=name,
    )
