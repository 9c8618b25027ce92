"""What coordinators did about a member, where a row says so. No words of anybody's are in it, and
nothing that was told to the coordinators in confidence.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching.models import Match, MatchRequest, Origin, Outcome
from peerapp.mentoring.models import HandOver
from peerapp.messages.models import MessageReport

Act = tuple[datetime, UUID | None, str]


def of(member: Person) -> list[Act]:
    """When, who, what. Three queries."""
    return [*of_suggestions(member), *of_hand_overs(member), *of_reports(member)]


def of_suggestions(member: Person) -> Iterator[Act]:
    query = select(MatchRequest).where(
        MatchRequest.member_id == member.id, MatchRequest.origin == Origin.PROGRAM
    )
    for one in db.session.scalars(query):
        yield one.asked_at or one.created_at, one.proposed_by_id, _("Suggested a mentor to you")
        of_coordinator = one.closed_by_id not in (None, one.member_id, one.mentor_id)
        if one.closed_at and one.outcome == Outcome.WITHDRAWN and of_coordinator:
            yield one.closed_at, one.closed_by_id, _("Took back that suggestion")


def of_hand_overs(member: Person) -> Iterator[Act]:
    columns = (HandOver.taken_at, HandOver.taken_by_id)
    query = select(*columns).join(Match, Match.id == HandOver.match_id)
    for at, who in db.session.execute(query.where(Match.member_id == member.id)):
        if at and who != member.id:
            yield at, who, _("Took on what your mentor asked the coordinators about you")


def of_reports(member: Person) -> Iterator[Act]:
    """Of what they reported themselves."""
    columns = (
        MessageReport.seen_at,
        MessageReport.seen_by_id,
        MessageReport.handled_at,
        MessageReport.handled_by_id,
    )
    query = select(*columns).where(MessageReport.by_id == member.id)
    for seen_at, seen_by, handled_at, handled_by in db.session.execute(query):
        if seen_at:
            yield seen_at, seen_by, _("Began to look into a message that you reported")
        if handled_at:
            yield handled_at, handled_by, _("Was done with a message that you reported")
