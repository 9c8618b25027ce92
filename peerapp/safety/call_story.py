"""What happened to a call, each step as it was: who was told, whether it reached them, what they
said. Nothing is said here that is not known, and never that somebody is on the way.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import apart, matches
from peerapp.push.models import Delivery, State
from peerapp.safety import circle, telling
from peerapp.safety.models import Ending, HelpCall, HelpCallAct, HelpCallStep, Stage, What

FORMER = {
    Stage.MENTOR: "Your mentor at the time",
    Stage.ON_CALL: "A mentor",
    Stage.COORDINATORS: "A coordinator",
}
MINUTE = timedelta(minutes=1)
GONE = "Somebody who is not here any more"


@dataclass(frozen=True)
class Line:
    at: datetime
    text: str


@dataclass(frozen=True)
class Story:
    lines: Sequence[Line]
    names: Mapping[UUID, str]  # as the reader may know them
    taken_how: What | None

    def name(self, person_id: UUID | None) -> str:
        return self.names.get(person_id, GONE) if person_id else GONE


def of(call: HelpCall, reader: Person) -> Story:
    steps, acts = telling.steps_of(call), telling.acts_of(call)
    names = names_for(reader, call, steps, acts)
    rung = deliveries_of(steps)
    lines = beginning(call, reader)
    for step in shown(steps):
        lines += lines_of_step(step, rung[telling.key_of(step)], names[step.person_id])
    for act in acts:
        lines.append((act.at, act.number, words_of(act, names, reader.id != call.member_id)))
    how = [act.what for act in acts if act.person_id == call.taken_by_id and act.person_id]
    return Story(
        [Line(at, text) for at, _, text in sorted(lines, key=lambda line: line[:2])],
        names,
        next((what for what in reversed(how) if what in TAKEN), None),
    )


def beginning(call: HelpCall, reader: Person) -> list[tuple[datetime, int, str]]:
    is_member = reader.id == call.member_id
    who = "You" if is_member else call.member.display_name
    whose = "your" if is_member else "the"
    lines = [(call.said_at, -1, f"{who} asked for someone.")]
    if call.reached_at - call.said_at >= MINUTE:
        lines.append(
            (call.reached_at, 0, f"It reached us: {whose} phone had no connection before.")
        )
    return lines


def shown(steps: Sequence[HelpCallStep]) -> list[HelpCallStep]:
    """The first round, and the last time that each was told again."""
    again = {step.person_id: step for step in steps if step.round}
    return [step for step in steps if not step.round or again[step.person_id] is step]


def names_for(
    reader: Person, call: HelpCall, steps: Sequence[HelpCallStep], acts: Sequence[HelpCallAct]
) -> dict[UUID, str]:
    """Who left, or is kept apart, is not read of under the name of today (A3)."""
    everybody = {step.person_id: step.person for step in steps}
    everybody |= {act.person_id: act.person for act in acts if act.person_id and act.person}
    found = {key: person.display_name for key, person in everybody.items()}
    if reader.id == call.member_id:
        with_them = {match.mentor_id for match in matches.of_member(reader)}
        never = apart.ids_from(reader.id)
        as_what = {step.person_id: Stage(step.stage) for step in steps}
        for key, person in everybody.items():
            stage = as_what.get(key, Stage.MENTOR)
            if key in never or not still_is(person, stage, with_them):
                found[key] = FORMER[stage]
    return found | {reader.id: "You"}


def still_is(person: Person, stage: Stage, with_them: Collection[UUID]) -> bool:
    if stage == Stage.COORDINATORS:
        return person.is_coordinator
    return person.id in with_them or (stage == Stage.ON_CALL and person.is_mentor)


def deliveries_of(steps: Sequence[HelpCallStep]) -> defaultdict[str, list[Delivery]]:
    found = defaultdict(list)
    query = select(Delivery).where(Delivery.key.in_([telling.key_of(step) for step in steps]))
    for row in db.session.scalars(query):
        found[row.key].append(row)
    return found


def lines_of_step(
    step: HelpCallStep, rung: Sequence[Delivery], name: str
) -> list[tuple[datetime, int, str]]:
    lines = [(step.at, step.number, sent(step, rung, name))]
    received = [row.received_at for row in rung if row.received_at]
    seen = [row.opened_at for row in rung if row.opened_at]
    seen += [step.seen_at] if step.seen_at else []
    if received:
        lines.append((min(received), step.number, f"{phone_of(name)} received it."))
    if seen:
        lines.append((min(seen), step.number, f"{name} opened it."))
    return lines


def sent(step: HelpCallStep, rung: Sequence[Delivery], name: str) -> str:
    again = " again" if step.round else ""
    who = {Stage.ON_CALL: " (on call)", Stage.COORDINATORS: " (coordinator)"}.get(
        Stage(step.stage), ""
    )
    phone, whom = lower(phone_of(name)), lower(name)
    if not step.devices:
        return not_rung(step, name, whom, who, again)
    states = {row.state for row in rung}
    if not rung or State.SENT in states:  # no rows: they are kept for a week
        return f"Sent{again} to {phone}{who}."
    if State.WAITING in states:
        return f"On its way{again} to {phone}{who}."
    if State.CANCELLED in states:
        return f"Not sent{again} to {phone}{who}: it was not needed any more."
    return f"It could not be sent{again} to {phone}{who}."


def not_rung(step: HelpCallStep, name: str, whom: str, who: str, again: str) -> str:
    have = "have" if name == "You" else "has"
    if step.mailed_at:
        return f"Sent{again} to {whom}{who} by email, which may be read late."
    if step.mail_due_at and step.mail_due_at > step.at:
        return f"An email{again} to {whom}{who} is not sent yet. We keep trying."
    if step.mail_due_at:
        return f"An email{again} to {whom}{who} is on its way. It may be read late."
    return f"{name}{who} {have} no phone here that can ring. {name} may not see this soon."


def phone_of(name: str) -> str:
    return "Your phone" if name == "You" else f"{name}'s phone"


def lower(name: str) -> str:
    """Inside a sentence."""
    words = ("You", "A ", "Some")
    return (
        name[0].lower() + name[1:]
        if name.startswith(words) and not name.startswith("Yous")
        else name
    )


WORDS = {
    What.CALLING: "{name} says: “I am calling now.”",
    What.WRITING: "{name} says: “I have seen it. I will write in a moment.”",
    What.TALKING: "{name} says: “We are talking.”",
    What.CANNOT: "{name} cannot talk now.",
    What.HANDED_OVER: "{name} had to hand over to others.",
    What.NO_ANSWER: "No answer from {inside} yet.",
    What.NOT_SAID: "We do not know yet if you two talked. {name} was asked once more.",
    What.LET_GO: "No word from {inside} since. It counts as not answered.",
    What.AWAY: "{name} is away and was not told.",
    What.NIGHT: "It is night for {inside}, who was not told.",
    What.NOBODY_ON_CALL: "No mentor is on call now.",
    What.NO_COORDINATOR: "No coordinator can be told.",
    What.EVERYBODY: "Others may be told too.",
    What.TALKED: "{name} says that you two talked.",
    What.OKAY: "“I am okay now.”",
    What.NOBODY: "Half a day has passed. Nobody answered here, and nobody is told any more.",
}
YOURS = {
    What.CALLING: "You said: “I am calling now.”",
    What.WRITING: "You said: “I have seen it. I will write in a moment.”",
    What.TALKING: "You said: “We are talking.”",
    What.CANNOT: "You said that you cannot now.",
    What.HANDED_OVER: "You handed over to others.",
    What.NO_ANSWER: "No answer from you yet.",
    What.NOT_SAID: "You were asked once more if you two talked.",
    What.LET_GO: "No word from you since. It counts as not answered.",
    What.TALKED: "You said that you two talked.",
    What.OKAY: "You said: “I am okay now.”",
    What.EVERYBODY: "You said that others may be told too.",
}
TO_HELPERS = {
    What.NOT_SAID: "{name} was asked once more if they talked.",
    What.TALKED: "{name} says that they talked.",
    What.OKAY: "{name} says: “I am okay now.”",
    What.EVERYBODY: "{name} wishes that others are told too.",
}


def words_of(act: HelpCallAct, names: Mapping[UUID, str], is_helper: bool) -> str:
    name = names.get(act.person_id, GONE) if act.person_id else GONE
    if name == "You" and act.what in YOURS:
        return YOURS[act.what]
    words = TO_HELPERS.get(act.what, WORDS[act.what]) if is_helper else WORDS[act.what]
    return words.format(name=name, inside=lower(name))


def headline(call: HelpCall, story: Story) -> str:
    """How it stands, to the member, in a sentence."""
    if call.ending == Ending.OKAY:
        return "You said that you are okay now."
    if call.ending == Ending.TALKED:
        return f"{story.name(call.closed_by_id)} says that you two talked."
    if call.closed_at:
        return "Nobody answered here in half a day. We tell nobody any more."
    if call.taken_by_id:
        name = story.name(call.taken_by_id)
        return SAYS[story.taken_how or What.CALLING].format(name=name)
    if not telling.steps_of(call):
        return "Nobody could be told so far."
    return "Nobody has answered yet."


def headline_to_help(call: HelpCall, story: Story, by: Person, has_passed: bool) -> str:
    """The same to those who were told."""
    member = call.member.display_name
    if call.ending == Ending.OKAY:
        return f"{member} says: “I am okay now.” There is nothing to do."
    if call.ending == Ending.TALKED:
        if call.closed_by_id == by.id:
            return f"You said that you and {member} talked. Thank you."
        return f"{story.name(call.closed_by_id)} and {member} talked."
    if call.closed_at:
        return "Half a day has passed, and nobody answered here."
    if call.taken_by_id == by.id:
        return TAKEN[story.taken_how or What.CALLING].format(member=member)
    if call.taken_by_id:
        return f"{story.name(call.taken_by_id)} has answered. You need not do anything."
    if has_passed:
        return "Thank you for saying so. It goes on without you, and nobody has answered yet."
    return "Nobody has answered yet."


SAYS = {
    What.CALLING: "{name} says: “I am calling now.”",
    What.WRITING: "{name} has seen it and says: “I will write in a moment.”",
    What.TALKING: "{name} says: “We are talking.”",
}
TAKEN = {
    What.CALLING: "You told {member} that you are calling now.",
    What.WRITING: "You told {member} that you will write in a moment.",
    What.TALKING: "You said that you and {member} are talking.",
}


def what_comes(call: HelpCall, now: datetime) -> tuple[str, datetime | None]:
    """What happens if nobody answers, and when (None: any moment now); to the member."""
    text = what_is_next(call, now)
    return text, call.next_step_at if call.next_step_at and call.next_step_at > now else None


def what_is_next(call: HelpCall, now: datetime) -> str:
    if call.closed_at or call.next_step_at is None or call.taken_by_id:
        return ""
    found = circle.of(call.member, now, call.only_mentor)
    stage = None if call.stage is None else Stage(call.stage)
    coming = found.after(stage)
    if coming:
        return f"If there is no answer, {group(*coming)} told"
    if call.only_mentor:
        return "As you chose, nobody else is told. It is sent once more"
    return "Everybody who can be told was told. It is sent once more"


def group(stage: Stage, people: Sequence[Person]) -> str:
    if stage == Stage.COORDINATORS:
        return "the program's coordinators are" if len(people) > 1 else "the coordinator is"
    return joined([one.display_name for one in people]) + (" are" if len(people) > 1 else " is")


def joined(names: Sequence[str]) -> str:
    """Ana; Ana and Ben; Ana, Ben and Cem"""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
