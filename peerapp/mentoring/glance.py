"""How a mentee is today, in a sentence. Plain functions: no Flask, no database."""

from collections.abc import Iterable
from datetime import date

from peerapp.checkins.answers import MOODS, STRONG_CRAVING
from peerapp.language import _, ngettext
from peerapp.mentoring.attention_rules import WINDOW
from peerapp.mentoring.facts import Said


def sentence(today: Said | None, last_day: date | None, this_day: date, met_on: date) -> str:
    """A whole sentence that needs no opening of the mentee's page; seen since `met_on`."""
    if today is None:
        return " ".join([_("No check-in yet today."), last_seen(last_day, this_day, met_on)])
    if not today.is_shown:
        return _("Checked in today. This day is not shown.")
    checked_in = _("Checked in today")
    parts = [_("%(mood)s today", mood=MOODS[today.mood]) if today.mood else checked_in]
    if today.sober is not None:
        parts.append(_("sober") if today.sober else _("not sober"))
    if today.craving is not None and today.craving >= STRONG_CRAVING:
        parts.append(_("craving %(craving)s of 10", craving=today.craving))
    return ", ".join(parts) + "."


def last_seen(last_day: date | None, this_day: date, met_on: date) -> str:
    if last_day is None:
        if (this_day - met_on).days < WINDOW:
            return _("None since you met.")
        return _("None in the last weeks.")
    back = (this_day - last_day).days
    if back == 1:
        return _("The last one was yesterday.")
    return ngettext("The last one was %(num)s day ago.", "The last one was %(num)s days ago.", back)


def joined(reasons: Iterable[str]) -> str:
    """As one sentence, with a capital and a full stop."""
    text = "; ".join(reasons)
    return f"{text[:1].upper()}{text[1:]}."
