"""Where it stands with who waits, in one sentence for the coordinator. Asks for nothing itself."""

from collections.abc import Sequence
from datetime import date, datetime

from peerapp import clock
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
            return f"You suggested {one.mentor} {when}. {awaited(one)}"
    if is_open:
        first = is_open[0]
        return f"Asked {first.mentor} {on(day(first.asked_at, zone), today)}."
    return so_far(asked)


def day(instant: datetime, zone: str) -> date:
    return clock.local_day(instant, zone)


def awaited(one: Asked) -> str:
    if one.member_said_yes:
        return f"The member said yes; {one.mentor} has not answered."
    if one.mentor_said_yes:
        return f"{one.mentor} said yes; the member has not answered."
    return "Nobody has answered yet."


def so_far(asked: Sequence[Asked]) -> str:
    if not asked:
        return "Looking. Nobody was asked yet."
    silent = sum(one.outcome == Outcome.LAPSED for one in asked)
    people = "1 mentor" if len(asked) == 1 else f"{len(asked)} mentors"
    if silent == len(asked):
        return f"Asked {people}; nobody answered."
    return f"Asked {people} so far; no match yet."
