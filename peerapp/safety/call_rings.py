"""What is asked of calls while they ring: whether they still should, and what if they cannot."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from peerapp import mail
from peerapp.extensions import db
from peerapp.push import outbox
from peerapp.push.unsent import Unsent, got_or_coming, on_unsent
from peerapp.safety import call_access, telling
from peerapp.safety.models import HelpCall, HelpCallAct, HelpCallStep


@outbox.still_wanted(telling.KIND)
def still_wanted(subjects: Collection[str], now: datetime) -> set[str]:
    """Only while it is open, nobody else has taken it, and who is rung may still see it (A3)."""
    query = (
        select(HelpCallStep)
        .where(HelpCallStep.id.in_({UUID(subject) for subject in subjects}))
        .options(
            joinedload(HelpCallStep.person),
            joinedload(HelpCallStep.call).joinedload(HelpCall.member),
        )
        .execution_options(populate_existing=True)
    )
    return {str(step.id) for step in db.session.scalars(query) if is_wanted(step, now)}


def is_wanted(step: HelpCallStep, now: datetime) -> bool:
    call = step.call
    if call.closed_at or call.taken_by_id not in (None, step.person_id):
        return False
    is_asked_again = call.taken_by_id == step.person_id
    if is_asked_again and (call.taken_at is None or step.at < call.taken_at):
        return False  # of before they took it
    if not is_asked_again and step.person_id in telling.passed_on(call):
        return False
    return call_access.may_help(step.person, call, now)


@outbox.still_wanted("callnews")
def news_is_wanted(subjects: Collection[str], now: datetime) -> set[str]:
    """That somebody answered: while it is so."""
    query = (
        select(HelpCallAct.id)
        .join(HelpCall, HelpCall.id == HelpCallAct.call_id)
        .where(
            HelpCallAct.id.in_({UUID(subject) for subject in subjects}),
            HelpCallAct.undone_at.is_(None),
            HelpCall.closed_at.is_(None),
            HelpCall.taken_by_id == HelpCallAct.person_id,
        )
    )
    return {str(one) for one in db.session.scalars(query)}


@on_unsent(telling.KIND)
def could_not_ring(unsent: Sequence[Unsent], now: datetime) -> None:
    """No device of theirs took it: a letter goes out instead; where none can, the next are told at
    once. Without the member's lock, which the sender must not wait for.
    """
    keys = {one.key for one in unsent}
    lost = {UUID(key.partition(":")[2]) for key in keys - got_or_coming(keys)}
    rows = db.session.scalars(
        select(HelpCallStep).where(HelpCallStep.id.in_(lost), HelpCallStep.mail_due_at.is_(None))
    )
    for step in rows:
        step.devices = 0
        if mail.is_set_up():
            telling.write_instead(step, now)
        else:
            go_on_sooner(step, now)
    db.session.flush()


def go_on_sooner(step: HelpCallStep, now: datetime) -> None:
    """If nobody else was told with them who can be rung."""
    others = select(HelpCallStep.id).where(
        HelpCallStep.call_id == step.call_id,
        HelpCallStep.id != step.id,
        HelpCallStep.stage == step.stage,
        HelpCallStep.round == step.round,
        HelpCallStep.devices > 0,
    )
    call = (
        select(HelpCall.id)
        .where(
            HelpCall.id == step.call_id,
            HelpCall.closed_at.is_(None),
            HelpCall.taken_by_id.is_(None),
            HelpCall.stage == step.stage,
            HelpCall.rounds == 0,
            HelpCall.next_step_at > now,
            HelpCall.only_mentor.is_(False),
            ~others.exists(),
        )
        # PostgreSQL: who changes it now may wait for the very rows that the sender holds
        .with_for_update(key_share=True, skip_locked=True)
    )
    if call_id := db.session.scalar(call):
        db.session.execute(
            update(HelpCall)
            .where(HelpCall.id == call_id)
            .values(next_step_at=now)
            .execution_options(synchronize_session=False)
        )
