"""Days in words, as a mentor's list says them."""

from datetime import date

from babel.dates import format_date

from peerapp.language import _, locale, ngettext


def on(day: date, today: date) -> str:
    """today, yesterday, tomorrow, on Monday"""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((day - today).days)
    if near:
        return near
    pattern = "EEEE" if abs((day - today).days) < 7 else locale().datetime_skeletons["MMMMd"]
    return _("on %(day)s", day=format_date(day, pattern, locale=locale()))


def every(days: int) -> str:
    if days <= 1:
        return _("daily")
    if days == 2:
        return _("every other day")
    if 6 <= days <= 8:
        return _("once a week")
    return ngettext("every %(num)s day", "every %(num)s days", days)
