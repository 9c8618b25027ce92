"""A member needs someone. The verbs of a call; each may be said twice, and from two phones at once.

Whatever changes a call holds its member's lock, so that of two who answer at one instant one comes
first, and no worker tells the next meanwhile.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from peerapp import ids
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _
from peerapp.push import outbox
from peerapp.push.notifications import Notification
from peerapp.safety import call_rules, escalation, telling
from peerapp.safety.models import TAKING, Ending, HelpCall, HelpCallAct, What

# A tap that comes later than that, since the phone had no signal, wakes nobody: the moment has
# passed, and the member is asked whether they still want someone. Until then a late word is better
# than none, and it says truly when it was tapped.
STILL_MEANT = timedelta(hours=6)
UNDO_FOR = timedelta(minutes=1)
NEWS_IS_GOOD_FOR = timedelta(hours=1)
CAN_BE_UNDONE = (*TAKING, What.CANNOT, What.TALKED, What.OKAY)


class NotYours(Exception):
    """The id is another's."""


class LongAgo(Exception):
    """The tap; nobody is told before the member has said that it is still meant."""


def ask(
    member: Person, now: datetime, call_id: UUID | None = None, said_at: datetime | None = None
) -> HelpCall:
    """The call that is open now: a new one, or the one there was. Raises NotYours,
    LongAgo.

    `call_id`: made by the phone; what was sent twice is one call, also when it is over by now. A
    tap that came after that is a new one, whatever old page it was on.
    """
    people.lock(member.id)
    if open_one := open_of(member):
        return open_one
    said_at = min(said_at, now) if said_at else now  # a phone's clock may be wrong
    known = db.session.get(HelpCall, call_id) if call_id else None
    if known and known.member_id != member.id:
        raise NotYours
    if known and not (known.closed_at and said_at > known.closed_at):
        return known
    if now - said_at > STILL_MEANT:
        raise LongAgo
    call = HelpCall(
        id=ids.of_the_week() if known or not call_id else call_id,
        member_id=member.id,
        said_at=said_at,
        reached_at=now,
        only_mentor=call_rules.is_only_mentor(member),
        rounds=0,
        happened=0,
        next_step_at=now,
    )
    db.session.add(call)
    db.session.flush()
    telling.go_on(call, now)
    return call


def open_of(member: Person) -> HelpCall | None:
    query = select(HelpCall).where(HelpCall.member_id == member.id, HelpCall.closed_at.is_(None))
    return db.session.scalar(query.order_by(HelpCall.reached_at).limit(1))


def take(call: HelpCall, by: Person, how: What, now: datetime) -> bool:
    """Whether it is theirs now: not where another was quicker, or it is over."""
    people.lock(call.member_id)
    if call.closed_at or call.taken_by_id not in (None, by.id):
        return False
    if call.taken_by_id == by.id and last_word(call, by) == how:
        return True
    act = telling.note(call, how, now, by)
    call.taken_by_id, call.taken_at, call.asked_again_at = by.id, now, None
    call.next_step_at = escalation.due_once_taken(call_rules.current().timing, now)
    telling.call_off(call)
    if how != What.TALKING:
        tell_member(call, act, by, now)
    return True


def last_word(call: HelpCall, by: Person) -> What | None:
    said = [act.what for act in telling.acts_of(call) if act.person_id == by.id]
    return said[-1] if said else None


def tell_member(call: HelpCall, act: HelpCallAct, by: Person, now: datetime) -> None:
    name = by.display_name
    notification = Notification(
        key=f"callnews:{act.id}",
        useful_until=now + NEWS_IS_GOOD_FOR,
        path=f"/help/calls/{call.id}",
        in_full=lambda: _("%(name)s has answered", name=name),
    )
    outbox.put(call.member, notification, now, at_own_time=True)


def pass_on(call: HelpCall, by: Person, now: datetime) -> None:
    """They cannot, or hand over what they had taken; the next are told at once if nobody of those
    told is left.
    """
    people.lock(call.member_id)
    is_theirs = call.taken_by_id == by.id
    is_others = call.taken_by_id is not None and not is_theirs
    if call.closed_at or is_others or (not is_theirs and by.id in telling.passed_on(call)):
        return
    before = telling.state_of(call)
    telling.note(call, What.HANDED_OVER if is_theirs else What.CANNOT, now, by)
    if is_theirs:
        call.taken_by_id = call.taken_at = call.asked_again_at = None
    call.next_step_at = escalation.due_once_passed_on(
        before, is_somebody_left(call), call_rules.current().timing, now
    )
    telling.go_on(call, now)


def is_somebody_left(call: HelpCall) -> bool:
    state = telling.state_of(call)
    told = {
        step.person_id
        for step in telling.steps_of(call)
        if state.stage is None or state.stage >= state.last or step.stage == state.stage
    }
    return bool(told - telling.passed_on(call))


def talked(call: HelpCall, by: Person, now: datetime) -> bool:
    """Whether it is over by that: not what another has taken."""
    people.lock(call.member_id)
    if call.closed_at or call.taken_by_id not in (None, by.id):
        return False
    telling.note(call, What.TALKED, now, by)
    telling.close(call, Ending.TALKED, by, now)
    return True


def okay(call: HelpCall, now: datetime) -> None:
    """The member: it is over, or was not meant."""
    people.lock(call.member_id)
    if call.closed_at is None:
        telling.note(call, What.OKAY, now, call.member)
        telling.close(call, Ending.OKAY, call.member, now)


def share(call: HelpCall, words: str | None) -> bool:
    """A few words for those who are told. Whether they are: nobody reads them once it is over."""
    people.lock(call.member_id)
    if call.closed_at is None:
        call.words = words
    return call.closed_at is None


def tell_others_too(call: HelpCall, now: datetime) -> None:
    """For this call only, what the member chose before holds no more."""
    people.lock(call.member_id)
    if call.closed_at or not call.only_mentor:
        return
    call.only_mentor = False
    telling.note(call, What.EVERYBODY, now, call.member)
    if call.taken_by_id is None:
        call.next_step_at = now
        telling.go_on(call, now)


def see(call: HelpCall, by: Person, now: datetime) -> None:
    people.lock(call.member_id)
    for step in telling.steps_of(call):
        if step.person_id == by.id and step.seen_at is None:
            step.seen_at = now


def to_undo(call: HelpCall, by: Person, now: datetime) -> HelpCallAct | None:
    """What this person said last, if it was a moment ago and still counts."""
    said = [act for act in telling.acts_of(call) if act.person_id == by.id]
    act = said[-1] if said else None
    if act is None or act.what not in CAN_BE_UNDONE or act.at <= now - UNDO_FOR:
        return None
    if act.what in TAKING:
        return act if call.taken_by_id == by.id and not call.closed_at else None
    if act.what == What.CANNOT:
        return act if not call.closed_at else None
    return act if call.closed_by_id == by.id else None


def undo(call: HelpCall, by: Person, now: datetime) -> None:
    """Safe to call twice. Who was told meanwhile stays told; of who had said two things the first
    one stands again.
    """
    people.lock(call.member_id)
    act = to_undo(call, by, now)
    if act is None or (act.what in (What.TALKED, What.OKAY) and another_is_open(call)):
        return
    act.undone_at = now
    db.session.flush()
    if act.what == What.CANNOT:
        return
    if act.what in TAKING and last_word(call, by) not in TAKING:
        call.taken_by_id = call.taken_at = None
    call.closed_at = call.closed_by_id = call.ending = None
    timing = call_rules.current().timing
    if call.taken_by_id:
        call.next_step_at = escalation.due_once_taken(timing, now)
        return
    telling.call_on(call, now)
    told = [step.at for step in telling.steps_of(call)]
    state = telling.state_of(call)
    is_last = state.stage is not None and state.stage >= state.last
    wait = timing.repeat if is_last else timing.answer
    call.next_step_at = max(now, max(told, default=now) + wait)


def another_is_open(call: HelpCall) -> bool:
    found = open_of(call.member)
    return found is not None and found.id != call.id
