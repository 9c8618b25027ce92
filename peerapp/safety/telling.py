"""A call goes on: the next are told, or the same again. Under the member's lock (people.lock)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from peerapp import mail
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _, lazy
from peerapp.push import badge, outbox
from peerapp.push.notifications import Notification
from peerapp.safety import call_rules, circle, escalation
from peerapp.safety.escalation import Move, State
from peerapp.safety.models import Ending, HelpCall, HelpCallAct, HelpCallStep, Stage, What

KIND = "call"
TITLE = lazy("Someone would like to hear from you")
BODY = lazy("Please look now if you can.")
SHORTEST = timedelta(minutes=10)  # of use at least so long, however soon the next are told
MOST_MOVES = 10  # at once; it takes three to tell everybody


def go_on(call: HelpCall, now: datetime) -> None:
    """All that is due."""
    for _move in range(MOST_MOVES):
        done = escalation.move(state_of(call), now)
        if done == Move.WAIT:
            return
        {
            Move.TELL_NEXT: tell_next,
            Move.REPEAT: repeat,
            Move.ASK_AGAIN: ask_again,
            Move.LET_GO: let_go,
            Move.END: end,
        }[done](call, now)
        db.session.flush()


def state_of(call: HelpCall) -> State:
    return State(
        reached_at=call.reached_at,
        last=Stage.MENTOR if call.only_mentor else Stage.COORDINATORS,
        stage=None if call.stage is None else Stage(call.stage),
        due_at=call.next_step_at,
        is_taken=call.taken_by_id is not None,
        was_asked_again=call.asked_again_at is not None,
        is_closed=call.closed_at is not None,
    )


def tell_next(call: HelpCall, now: datetime) -> None:
    stage = Stage(0 if call.stage is None else call.stage + 1)
    note_silence(call, now)
    found = circle.of(call.member, now, call.only_mentor)
    told = {step.person_id for step in steps_of(call)}
    new = [one for one in found.told[stage] if one.id not in told]
    if stage == Stage.MENTOR:
        for mentor, why in found.left_out:
            note(call, why, now, mentor)
    elif not found.told[stage]:
        nobody = {Stage.ON_CALL: What.NOBODY_ON_CALL, Stage.COORDINATORS: What.NO_COORDINATOR}
        note(call, nobody[stage], now)
    is_reached = tell(call, [(one, stage) for one in new], now)
    call.stage = stage
    call.next_step_at = escalation.due_after(
        Move.TELL_NEXT, state_of(call), call_rules.current().timing, now, is_reached
    )


def note_silence(call: HelpCall, now: datetime) -> None:
    """Of those who were told last and said nothing."""
    said = passed_on(call)
    for step in steps_of(call):
        had_time = step.stage == call.stage and step.round == 0 and step.at < now
        if had_time and step.person_id not in said:
            note(call, What.NO_ANSWER, now, step.person)


def repeat(call: HelpCall, now: datetime) -> None:
    """To the mentor and the coordinators; to who is on call where there is nobody else."""
    call.rounds += 1
    found = circle.of(call.member, now, call.only_mentor)
    wide = [
        (one, stage) for stage in (Stage.MENTOR, Stage.COORDINATORS) for one in found.told[stage]
    ]
    may = wide or [(one, Stage.ON_CALL) for one in found.told[Stage.ON_CALL]]
    again = escalation.whom_again([one.id for one, _ in may], passed_on(call))
    tell(call, [(one, stage) for one, stage in may if one.id in again], now)
    call.next_step_at = escalation.due_after(
        Move.REPEAT, state_of(call), call_rules.current().timing, now
    )


def ask_again(call: HelpCall, now: datetime) -> None:
    """Who took it has not said that the two talked."""
    assert call.taken_by
    call.rounds += 1
    call.asked_again_at = now
    note(call, What.NOT_SAID, now, call.taken_by)
    as_what = {step.person_id: step.stage for step in steps_of(call)}
    tell(call, [(call.taken_by, Stage(as_what.get(call.taken_by.id, Stage.MENTOR)))], now)
    call.next_step_at = escalation.due_after(
        Move.ASK_AGAIN, state_of(call), call_rules.current().timing, now
    )


def let_go(call: HelpCall, now: datetime) -> None:
    note(call, What.LET_GO, now, call.taken_by)
    call.taken_by_id = call.taken_at = call.asked_again_at = None
    call.next_step_at = escalation.due_after(
        Move.LET_GO, state_of(call), call_rules.current().timing, now
    )


def end(call: HelpCall, now: datetime) -> None:
    note(call, What.NOBODY, now)
    close(call, Ending.NOBODY, None, now)


def close(call: HelpCall, ending: Ending, by: Person | None, now: datetime) -> None:
    call.closed_at, call.ending, call.next_step_at = now, ending, None
    call.closed_by_id = by.id if by else None
    call_off(call)


def call_off(call: HelpCall) -> None:
    """Nobody's phone rings any more, unless somebody is told anew."""
    outbox.cancel(key_of(step) for step in steps_of(call))


def call_on(call: HelpCall, now: datetime) -> None:
    """It was called off by a slip of the finger: whose phone had not rung yet rings after all."""
    outbox.resume((key_of(step) for step in steps_of(call)), now)


def tell(call: HelpCall, whom: Sequence[tuple[Person, Stage]], now: datetime) -> bool:
    """Whether anybody of them can be rung or written to."""
    is_reached = False
    for person, stage in whom:
        step = HelpCallStep(
            call_id=call.id,
            person_id=person.id,
            round=call.rounds,
            stage=stage,
            number=next_number(call),
            at=now,
            devices=0,
        )
        db.session.add(step)
        db.session.flush()
        step.devices = outbox.put(person, ring_of(call, step), now, at_own_time=True)
        if step.devices == 0:
            write_instead(step, now)
        is_reached = is_reached or step.devices > 0 or step.mail_due_at is not None
    return is_reached


def ring_of(call: HelpCall, step: HelpCallStep) -> Notification:
    name, timing = call.member.display_name, call_rules.current().timing
    return Notification(
        key=key_of(step),
        useful_until=step.at + max(timing.answer, SHORTEST),
        title=TITLE,
        body=BODY,
        path=f"/help/calls/{call.id}",
        in_full=lambda: _("%(name)s asks for someone to talk to", name=name),
        badge=badge.number(step.person, step.at),
    )


def key_of(step: HelpCallStep) -> str:
    return f"{KIND}:{step.id}"


def write_instead(step: HelpCallStep, now: datetime) -> None:
    """A letter, where no device of theirs can ring and the program can send mail."""
    if mail.is_set_up():
        step.mail_due_at, step.mail_until = now, now + escalation.OPEN_FOR


def steps_of(call: HelpCall) -> list[HelpCallStep]:
    query = (
        select(HelpCallStep)
        .where(HelpCallStep.call_id == call.id)
        .options(joinedload(HelpCallStep.person))
    )
    return list(db.session.scalars(query.order_by(HelpCallStep.number)))


def is_told_to_others(call: HelpCall) -> bool:
    """To people who do not walk with the member, and so do not know how to reach them."""
    return any(step.stage != Stage.MENTOR for step in steps_of(call))


def acts_of(call: HelpCall) -> list[HelpCallAct]:
    """What was not undone."""
    query = (
        select(HelpCallAct)
        .where(HelpCallAct.call_id == call.id, HelpCallAct.undone_at.is_(None))
        .options(joinedload(HelpCallAct.person))
    )
    return list(db.session.scalars(query.order_by(HelpCallAct.number)))


def note(call: HelpCall, what: What, now: datetime, person: Person | None = None) -> HelpCallAct:
    act = HelpCallAct(
        call_id=call.id,
        person_id=person.id if person else None,
        what=what,
        number=next_number(call),
        at=now,
    )
    db.session.add(act)
    db.session.flush()
    return act


def next_number(call: HelpCall) -> int:
    call.happened += 1
    return call.happened


def passed_on(call: HelpCall) -> set[UUID]:
    """Whose last word is that they cannot, or that they handed it over, or none though they had
    taken it.
    """
    last: dict[UUID, What] = {}
    for act in acts_of(call):
        if act.person_id and act.what != What.NO_ANSWER:
            last[act.person_id] = act.what
    gone = (What.CANNOT, What.HANDED_OVER, What.LET_GO)
    return {person_id for person_id, what in last.items() if what in gone}
