"""What is said before the tap: who will be told, in which order, after how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peerapp.accounts.models import Person
from peerapp.safety import call_rules, circle
from peerapp.safety.call_story import group, joined
from peerapp.safety.circle import Circle
from peerapp.safety.models import Stage, What

WHY = {
    What.AWAY: "{name} is away now and is not told.",
    What.NIGHT: "It is night for {name}, who is not told now.",
}

NOBODY = "Nobody here can be told right now. Please use one of the numbers on “Help now”."


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
    parts = [WHY[why].format(name=one.display_name) for one, why in found.left_out]
    stages = [(stage, found.told[stage]) for stage in Stage if found.told[stage]]
    if not stages:
        parts.append(NOBODY)
        return " ".join(parts)
    for place, (stage, people) in enumerate(stages):
        parts.append(told(place, stage, people, found, stages, minutes))
    if found.only_mentor:
        parts.append("Nobody else is told, also if there is no answer, as you chose.")
    elif len(stages) == 1:
        parts.append("There is nobody else to tell, so it is sent again now and then.")
    return " ".join(parts)


def told(
    place: int,
    stage: Stage,
    people: Sequence[Person],
    found: Circle,
    stages: Sequence[tuple[Stage, Sequence[Person]]],
    minutes: int,
) -> str:
    whom = group(stage, people)
    whom = whom[0].upper() + whom[1:]
    silent = [one.display_name for one in people if not found.can_reach(one)]
    cannot = ""
    if silent and len(silent) == len(people):
        cannot = f" {no_phone(silent, stage)} and may not see it soon."
    if place == 0:
        return f"{whom} told at once.{cannot}"
    before = stages[place - 1][1]
    if not any(found.can_reach(one) for one in before):
        return f"{whom} told at the same time.{cannot}"
    in_minutes = f"{minutes} {'minute' if minutes == 1 else 'minutes'}"
    if place == 1:
        return f"If there is no answer in {in_minutes}, {group(stage, people)} told.{cannot}"
    return f"After {in_minutes} more, {group(stage, people)} told.{cannot}"


def no_phone(names: Sequence[str], stage: Stage) -> str:
    if stage == Stage.COORDINATORS:
        return "They have no phone here that can ring"
    have = "has" if len(names) == 1 else "have"
    return f"{joined(names)} {have} no phone here that can ring"
