"""Where it stands with who waits, in one sentence for the coordinator. Asks for nothing itself."""

from collections.abc import Sequence
from datetime import date, datetime

from peerapp import clock
from peerapp.language import _, ngettext
from peerapp.matching.models import Outcome
from peerapp.matching.request_words import on
from peerapp.program.waiting_list import Asked


def sentence(asked: Sequence[Asked], now: datetime, zone: str) -> str:
    """`zone`: of who reads."""
    today = clock.local_day(now, zone)
    is_open = [one for one in asked if one.closed_at is None]
    for one in is_open:
        if one.is_from_program:
            when = on(day(one.asked_at, zone), today)
            suggested = _("You suggested %(mentor)s %(when)s.", mentor=one.mentor, when=when)
            return f"{suggested} {awaited(one)}"
    if is_open:
        first = is_open[0]
        when = on(day(first.asked_at, zone), today)
        return _("Asked %(mentor)s %(when)s.", mentor=first.mentor, when=when)
    return so_far(asked)


def day(instant: datetime, zone: str) -> date:
    return clock.local_day(instant, zone)


def awaited(one: Asked) -> str:
    if one.member_said_yes:
        return _("The member said yes; %(mentor)s has not answered.", mentor=one.mentor)
    if one.mentor_said_yes:
        return _("%(mentor)s said yes; the member has not answered.", mentor=one.mentor)
    return _("Nobody has answered yet.")


def so_far(asked: Sequence[Asked]) -> str:
    if not asked:
        return _("Looking. Nobody was asked yet.")
    silent = sum(one.outcome == Outcome.LAPSED for one in asked)
    if silent == len(asked):
        return ngettext(
            "Asked %(num)s mentor; nobody answered.",
            "Asked %(num)s mentors; nobody answered.",
            len(asked),
        )
    return ngettext(
        "Asked %(num)s mentor so far; no match yet.",
        "Asked %(num)s mentors so far; no match yet.",
        len(asked),
    )
