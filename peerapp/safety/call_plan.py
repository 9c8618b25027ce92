"""What is said before the tap: who will be told, in which order, after how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peerapp.accounts.models import Person
from peerapp.language import _, lazy, listed, ngettext
from peerapp.safety import call_rules, circle
from peerapp.safety.circle import Circle
from peerapp.safety.models import Stage, What

WHY = {
    What.AWAY: lazy("%(name)s is away now and is not told."),
    What.NIGHT: lazy("It is night for %(name)s, who is not told now."),
}

NOBODY = lazy("Nobody here can be told right now. Please use one of the numbers on “Help now”.")


@dataclass(frozen=True)
class Plan:
    sentence: str
    tells_anybody: bool
    only_mentor: bool
    mentors: Sequence[str]  # the member's own who are there


def of(member: Person, now: datetime, own: Sequence[Person] | None = None) -> Plan:
    """`own`: the mentors of the member's current matches, where the caller has them already."""
    only_mentor = call_rules.is_only_mentor(member)
    found = circle.of(member, now, only_mentor, own)
    minutes = call_rules.current().answer_minutes
    return Plan(
        sentence=sentence(found, minutes),
        tells_anybody=any(found.told.values()),
        only_mentor=only_mentor,
        mentors=[one.display_name for one in found.told[Stage.MENTOR]],
    )


def sentence(found: Circle, minutes: int) -> str:
    """One for each who is told or left out, and what comes of it."""
    parts = [str(WHY[why]) % {"name": one.display_name} for one, why in found.left_out]
    stages = [(stage, found.told[stage]) for stage in Stage if found.told[stage]]
    if not stages:
        return " ".join([*parts, str(NOBODY)])
    for place, (stage, people) in enumerate(stages):
        before = stages[place - 1][1] if place else None
        if before is None:
            parts.append(at_once(stage, people))
        elif not any(found.can_reach(one) for one in before):
            parts.append(at_the_same_time(stage, people))
        elif place == 1:
            parts.append(if_no_answer(stage, people, minutes))
        else:
            parts.append(after_more(stage, people, minutes))
        if not any(found.can_reach(one) for one in people):
            parts.append(may_not_see_it(stage, people))
    if found.only_mentor:
        parts.append(_("Nobody else is told, also if there is no answer, as you chose."))
    elif len(stages) == 1:
        parts.append(_("There is nobody else to tell, so it is sent again now and then."))
    return " ".join(parts)


def at_once(stage: Stage, people: Sequence[Person]) -> str:
    count = len(people)
    if stage == Stage.COORDINATORS:
        return ngettext(
            "The coordinator is told at once.",
            "The program's coordinators are told at once.",
            count,
        )
    names = names_of(people)
    return ngettext("%(names)s is told at once.", "%(names)s are told at once.", count, names=names)


def at_the_same_time(stage: Stage, people: Sequence[Person]) -> str:
    count = len(people)
    if stage == Stage.COORDINATORS:
        return ngettext(
            "The coordinator is told at the same time.",
            "The program's coordinators are told at the same time.",
            count,
        )
    return ngettext(
        "%(names)s is told at the same time.",
        "%(names)s are told at the same time.",
        count,
        names=names_of(people),
    )


def if_no_answer(stage: Stage, people: Sequence[Person], minutes: int) -> str:
    count, wait = len(people), in_minutes(minutes)
    if stage == Stage.COORDINATORS:
        return ngettext(
            "If there is no answer in %(wait)s, the coordinator is told.",
            "If there is no answer in %(wait)s, the program's coordinators are told.",
            count,
            wait=wait,
        )
    return ngettext(
        "If there is no answer in %(wait)s, %(names)s is told.",
        "If there is no answer in %(wait)s, %(names)s are told.",
        count,
        wait=wait,
        names=names_of(people),
    )


def after_more(stage: Stage, people: Sequence[Person], minutes: int) -> str:
    count, wait = len(people), in_minutes(minutes)
    if stage == Stage.COORDINATORS:
        return ngettext(
            "After %(wait)s more, the coordinator is told.",
            "After %(wait)s more, the program's coordinators are told.",
            count,
            wait=wait,
        )
    return ngettext(
        "After %(wait)s more, %(names)s is told.",
        "After %(wait)s more, %(names)s are told.",
        count,
        wait=wait,
        names=names_of(people),
    )


def may_not_see_it(stage: Stage, people: Sequence[Person]) -> str:
    if stage == Stage.COORDINATORS:
        return _("They have no phone here that can ring and may not see it soon.")
    return ngettext(
        "%(names)s has no phone here that can ring and may not see it soon.",
        "%(names)s have no phone here that can ring and may not see it soon.",
        len(people),
        names=names_of(people),
    )


def in_minutes(minutes: int) -> str:
    return ngettext("%(num)s minute", "%(num)s minutes", minutes)


def names_of(people: Sequence[Person]) -> str:
    return listed(one.display_name for one in people)
