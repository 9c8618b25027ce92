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
from peerapp.language import _, lazy
from peerapp.matching import apart, matches
from peerapp.push.models import Delivery, State
from peerapp.safety import telling
from peerapp.safety.models import TAKING, HelpCall, HelpCallAct, HelpCallStep, Stage, What

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Name:
    """What somebody is called: where a sentence begins, and inside one."""

    first: str
    inside: str
    is_reader: bool = False  # then the sentence is another: You opened it.

    @classmethod
    def of(cls, person: Person) -> "Name":
        return cls(person.display_name, person.display_name)


READER = Name(lazy("You"), lazy("you"), is_reader=True)
GONE = Name(lazy("Somebody who is not here any more"), lazy("somebody who is not here any more"))
FORMER = {
    Stage.MENTOR: Name(lazy("Your mentor at the time"), lazy("your mentor at the time")),
    Stage.ON_CALL: Name(lazy("A mentor"), lazy("a mentor")),
    Stage.COORDINATORS: Name(lazy("A coordinator"), lazy("a coordinator")),
}


@dataclass(frozen=True)
class Line:
    at: datetime
    text: str


@dataclass(frozen=True)
class Story:
    lines: Sequence[Line]
    names: Mapping[UUID, Name]  # as the reader may know them
    taken_how: What | None

    def name(self, person_id: UUID | None) -> str:
        """As a sentence begins with it."""
        return (self.names.get(person_id, GONE) if person_id else GONE).first


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
        [Line(at, text) for at, _number, text in sorted(lines, key=lambda line: line[:2])],
        names,
        next((what for what in reversed(how) if what in TAKING), None),
    )


def beginning(call: HelpCall, reader: Person) -> list[tuple[datetime, int, str]]:
    name = None if reader.id == call.member_id else call.member.display_name
    asked = _("%(name)s asked for someone.", name=name) if name else _("You asked for someone.")
    lines = [(call.said_at, -1, asked)]
    if call.reached_at - call.said_at >= MINUTE:
        lines.append((call.reached_at, 0, had_no_connection(is_own=name is None)))
    return lines


def had_no_connection(is_own: bool) -> str:
    if is_own:
        return _("It reached us: your phone had no connection before.")
    return _("It reached us: the phone had no connection before.")


def shown(steps: Sequence[HelpCallStep]) -> list[HelpCallStep]:
    """The first round, and the last time that each was told again."""
    again = {step.person_id: step for step in steps if step.round}
    return [step for step in steps if not step.round or again[step.person_id] is step]


def names_for(
    reader: Person, call: HelpCall, steps: Sequence[HelpCallStep], acts: Sequence[HelpCallAct]
) -> dict[UUID, Name]:
    """Who left, or is kept apart, is not read of under the name of today (A3)."""
    everybody = {step.person_id: step.person for step in steps}
    everybody |= {act.person_id: act.person for act in acts if act.person_id and act.person}
    found = {key: Name.of(person) for key, person in everybody.items()}
    if reader.id == call.member_id:
        with_them = {match.mentor_id for match in matches.of_member(reader)}
        never = apart.ids_from(reader.id)
        as_what = {step.person_id: Stage(step.stage) for step in steps}
        for key, person in everybody.items():
            stage = as_what.get(key, Stage.MENTOR)
            if key in never or not still_is(person, stage, with_them):
                found[key] = FORMER[stage]
    return found | {reader.id: READER}


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
    step: HelpCallStep, rung: Sequence[Delivery], name: Name
) -> list[tuple[datetime, int, str]]:
    lines = [(step.at, step.number, sent(step, rung, name))]
    received = [row.received_at for row in rung if row.received_at]
    seen = [row.opened_at for row in rung if row.opened_at]
    seen += [step.seen_at] if step.seen_at else []
    if received:
        lines.append((min(received), step.number, filled(RECEIVED, name)))
    if seen:
        lines.append((min(seen), step.number, filled(OPENED, name)))
    return lines


@dataclass(frozen=True)
class Says:
    """A sentence of somebody, and of who reads; `%(role)s` is " (on call)" or nothing."""

    of_others: str
    of_reader: str


def filled(says: Says, name: Name, role: str = "") -> str:
    words = says.of_reader if name.is_reader else says.of_others
    return str(words) % {"name": name.first, "inside": name.inside, "role": role}


RECEIVED = Says(lazy("%(name)s's phone received it."), lazy("Your phone received it."))
OPENED = Says(lazy("%(name)s opened it."), lazy("You opened it."))

SENT = Says(
    lazy("Sent to %(inside)s's phone%(role)s."),
    lazy("Sent to your phone%(role)s."),
)
SENT_AGAIN = Says(
    lazy("Sent again to %(inside)s's phone%(role)s."),
    lazy("Sent again to your phone%(role)s."),
)
ON_ITS_WAY = Says(
    lazy("On its way to %(inside)s's phone%(role)s."),
    lazy("On its way to your phone%(role)s."),
)
ON_ITS_WAY_AGAIN = Says(
    lazy("On its way again to %(inside)s's phone%(role)s."),
    lazy("On its way again to your phone%(role)s."),
)
NOT_NEEDED = Says(
    lazy("Not sent to %(inside)s's phone%(role)s: it was not needed any more."),
    lazy("Not sent to your phone%(role)s: it was not needed any more."),
)
NOT_NEEDED_AGAIN = Says(
    lazy("Not sent again to %(inside)s's phone%(role)s: it was not needed any more."),
    lazy("Not sent again to your phone%(role)s: it was not needed any more."),
)
FAILED = Says(
    lazy("It could not be sent to %(inside)s's phone%(role)s."),
    lazy("It could not be sent to your phone%(role)s."),
)
FAILED_AGAIN = Says(
    lazy("It could not be sent again to %(inside)s's phone%(role)s."),
    lazy("It could not be sent again to your phone%(role)s."),
)
EMAILED = Says(
    lazy("Sent to %(inside)s%(role)s by email, which may be read late."),
    lazy("Sent to you%(role)s by email, which may be read late."),
)
EMAILED_AGAIN = Says(
    lazy("Sent again to %(inside)s%(role)s by email, which may be read late."),
    lazy("Sent again to you%(role)s by email, which may be read late."),
)
EMAIL_WAITS = Says(
    lazy("An email to %(inside)s%(role)s is not sent yet. We keep trying."),
    lazy("An email to you%(role)s is not sent yet. We keep trying."),
)
EMAIL_WAITS_AGAIN = Says(
    lazy("An email again to %(inside)s%(role)s is not sent yet. We keep trying."),
    lazy("An email again to you%(role)s is not sent yet. We keep trying."),
)
EMAIL_GOES = Says(
    lazy("An email to %(inside)s%(role)s is on its way. It may be read late."),
    lazy("An email to you%(role)s is on its way. It may be read late."),
)
EMAIL_GOES_AGAIN = Says(
    lazy("An email again to %(inside)s%(role)s is on its way. It may be read late."),
    lazy("An email again to you%(role)s is on its way. It may be read late."),
)
NO_PHONE = Says(
    lazy("%(name)s%(role)s has no phone here that can ring. %(name)s may not see this soon."),
    lazy("You%(role)s have no phone here that can ring. You may not see this soon."),
)

ROLES = {Stage.ON_CALL: lazy("(on call)"), Stage.COORDINATORS: lazy("(coordinator)")}


def sent(step: HelpCallStep, rung: Sequence[Delivery], name: Name) -> str:
    role = ROLES.get(Stage(step.stage))
    says = how_it_went(step, {row.state for row in rung})
    return filled(says, name, f" {role}" if role else "")


def how_it_went(step: HelpCallStep, states: Collection[str]) -> Says:
    first, again = how_once_or_again(step, states)
    return again if step.round else first


def how_once_or_again(step: HelpCallStep, states: Collection[str]) -> tuple[Says, Says]:
    if not step.devices:
        return not_rung(step)
    if not states or State.SENT in states:  # no rows: they are kept for a week
        return SENT, SENT_AGAIN
    if State.WAITING in states:
        return ON_ITS_WAY, ON_ITS_WAY_AGAIN
    if State.CANCELLED in states:
        return NOT_NEEDED, NOT_NEEDED_AGAIN
    return FAILED, FAILED_AGAIN


def not_rung(step: HelpCallStep) -> tuple[Says, Says]:
    if step.mailed_at:
        return EMAILED, EMAILED_AGAIN
    if step.mail_due_at and step.mail_due_at > step.at:
        return EMAIL_WAITS, EMAIL_WAITS_AGAIN
    if step.mail_due_at:
        return EMAIL_GOES, EMAIL_GOES_AGAIN
    return NO_PHONE, NO_PHONE


WORDS = {
    What.CALLING: lazy("%(name)s says: “I am calling now.”"),
    What.WRITING: lazy("%(name)s says: “I have seen it. I will write in a moment.”"),
    What.TALKING: lazy("%(name)s says: “We are talking.”"),
    What.CANNOT: lazy("%(name)s cannot talk now."),
    What.HANDED_OVER: lazy("%(name)s had to hand over to others."),
    What.NO_ANSWER: lazy("No answer from %(inside)s yet."),
    What.NOT_SAID: lazy("We do not know yet if you two talked. %(name)s was asked once more."),
    What.LET_GO: lazy("No word from %(inside)s since. It counts as not answered."),
    What.AWAY: lazy("%(name)s is away and was not told."),
    What.NIGHT: lazy("It is night for %(inside)s, who was not told."),
    What.NOBODY_ON_CALL: lazy("No mentor is on call now."),
    What.NO_COORDINATOR: lazy("No coordinator can be told."),
    What.EVERYBODY: lazy("Others may be told too."),
    What.TALKED: lazy("%(name)s says that you two talked."),
    What.OKAY: lazy("“I am okay now.”"),
    What.NOBODY: lazy("Half a day has passed. Nobody answered here, and nobody is told any more."),
}
YOURS = {
    What.CALLING: lazy("You said: “I am calling now.”"),
    What.WRITING: lazy("You said: “I have seen it. I will write in a moment.”"),
    What.TALKING: lazy("You said: “We are talking.”"),
    What.CANNOT: lazy("You said that you cannot now."),
    What.HANDED_OVER: lazy("You handed over to others."),
    What.NO_ANSWER: lazy("No answer from you yet."),
    What.NOT_SAID: lazy("You were asked once more if you two talked."),
    What.LET_GO: lazy("No word from you since. It counts as not answered."),
    What.AWAY: lazy("You are away and were not told."),
    What.NIGHT: lazy("It is night for you, so you were not told."),
    What.TALKED: lazy("You said that you two talked."),
    What.OKAY: lazy("You said: “I am okay now.”"),
    What.EVERYBODY: lazy("You said that others may be told too."),
}
TO_HELPERS = {
    What.NOT_SAID: lazy("%(name)s was asked once more if they talked."),
    What.TALKED: lazy("%(name)s says that they talked."),
    What.OKAY: lazy("%(name)s says: “I am okay now.”"),
    What.EVERYBODY: lazy("%(name)s wishes that others are told too."),
}


def words_of(act: HelpCallAct, names: Mapping[UUID, Name], is_helper: bool) -> str:
    name = names.get(act.person_id, GONE) if act.person_id else GONE
    if name.is_reader and act.what in YOURS:
        return str(YOURS[act.what])
    words = TO_HELPERS.get(act.what, WORDS[act.what]) if is_helper else WORDS[act.what]
    return str(words) % {"name": name.first, "inside": name.inside}
