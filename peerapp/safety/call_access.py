"""Who may see a call besides its member: asked anew at each request and before each ring (A3).

A mentor who walks with the member now; and whoever was told, while they are what they were told as.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import apart, matches
from peerapp.safety import call_rules
from peerapp.safety.models import HelpCall, HelpCallStep, Stage

SHOWN_FOR = timedelta(days=1)  # to those who helped, once it is over


def of_member(member: Person, call_id: UUID) -> HelpCall | None:
    call = find(call_id)
    return call if call and call.member_id == member.id else None


def to_help(person: Person, call_id: UUID, now: datetime) -> HelpCall | None:
    call = find(call_id)
    if call is None or call.member_id == person.id or not may_help(person, call, now):
        return None
    return call


def find(call_id: UUID) -> HelpCall | None:
    query = select(HelpCall).where(HelpCall.id == call_id)
    return db.session.scalar(
        query.options(joinedload(HelpCall.member)).execution_options(populate_existing=True)
    )


def may_help(person: Person, call: HelpCall, now: datetime) -> bool:
    member = call.member
    if person.suspended_at or member.suspended_at or not member.is_member:
        return False
    if call.closed_at and call.closed_at <= now - SHOWN_FOR:
        return False
    if apart.are(person.id, member.id):
        return False
    if matches.between(person, member.id):
        return True
    told_as = told(person, call)
    if Stage.COORDINATORS in told_as and person.is_coordinator:
        return True
    row = call_rules.asked(person) if Stage.ON_CALL in told_as else None
    return row is not None and call_rules.is_on(row)


def told(person: Person, call: HelpCall) -> set[int]:
    query = select(HelpCallStep.stage).where(
        HelpCallStep.call_id == call.id, HelpCallStep.person_id == person.id
    )
    return set(db.session.scalars(query))


def has_seen(person: Person, call: HelpCall) -> bool:
    query = select(HelpCallStep.id).where(
        HelpCallStep.call_id == call.id,
        HelpCallStep.person_id == person.id,
        HelpCallStep.seen_at.is_(None),
    )
    return db.session.scalar(query.limit(1)) is None
