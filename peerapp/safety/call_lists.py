"""Which calls a person hears of: those who were told, and the mentor who walks along."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import Exists, exists, func, or_, select
from sqlalchemy.orm import joinedload

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import apart
from peerapp.matching.models import Match
from peerapp.push import badge
from peerapp.safety import call_access
from peerapp.safety.models import Ending, HelpCall, HelpCallStep, OnCall

MOST_SHOWN = 5


def what_waits(person: Person) -> tuple[bool, bool]:
    """Whether they were told of a call that is open; whether they are asked to be on call."""
    is_told = exists().where(
        HelpCallStep.person_id == person.id,
        HelpCallStep.call_id == HelpCall.id,
        HelpCall.closed_at.is_(None),
    )
    is_asked = exists().where(
        OnCall.person_id == person.id, OnCall.yes_at.is_(None), OnCall.no_at.is_(None)
    )
    told, asked = db.session.execute(select(is_told, is_asked)).one()
    return bool(told), bool(asked)


def of_who_was_told(person: Person, now: datetime) -> list[HelpCall]:
    """Of the open ones that this person may help with the latest, as many as a page shows."""
    query = (
        select(HelpCall)
        .where(was_told(person), HelpCall.closed_at.is_(None))
        .order_by(HelpCall.reached_at.desc())
        .limit(MOST_SHOWN)  # each is asked for by itself
        .options(joinedload(HelpCall.member))
    )
    found = db.session.scalars(query)
    return [one for one in found if call_access.may_help(person, one, now)]


def was_told(person: Person) -> Exists:
    return exists().where(HelpCallStep.call_id == HelpCall.id, HelpCallStep.person_id == person.id)


@badge.counts
def to_answer(person: Person, now: datetime) -> int:
    """Those of which the person was told, and that nobody else has answered."""
    is_told, _is_asked = what_waits(person)
    found = of_who_was_told(person, now) if is_told else []
    return sum(call.taken_by_id in (None, person.id) for call in found)


def open_for(mentor: Person, member_ids: Collection[UUID]) -> dict[UUID, HelpCall]:
    """Of these members those who need someone now, as this mentor may know: who was told, or walks
    with them now. In two queries.
    """
    if not mentor.is_mentor or mentor.suspended_at or not member_ids:
        return {}
    walks_along = exists().where(
        Match.mentor_id == mentor.id,
        Match.member_id == HelpCall.member_id,
        Match.ended_at.is_(None),
    )
    query = (
        select(HelpCall)
        .where(
            HelpCall.member_id.in_(member_ids),
            HelpCall.closed_at.is_(None),
            or_(was_told(mentor), walks_along),
        )
        .order_by(HelpCall.reached_at)
        .options(joinedload(HelpCall.taken_by))
    )
    never = apart.ids_from(mentor.id)
    return {one.member_id: one for one in db.session.scalars(query) if one.member_id not in never}


def last_talks(mentor: Person, member_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When this mentor last said of a call that the two talked, by member."""
    query = (
        select(HelpCall.member_id, func.max(HelpCall.closed_at))
        .where(
            HelpCall.member_id.in_(member_ids),
            HelpCall.closed_by_id == mentor.id,
            HelpCall.ending == Ending.TALKED,
        )
        .group_by(HelpCall.member_id)
    )
    return {member_id: at for member_id, at in db.session.execute(query) if at}
