"""Who parted or said no a while ago: the program does not pair them again by itself."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, union

from peerapp.extensions import db
from peerapp.matching import may_ask
from peerapp.matching.models import Match, MatchRequest, Outcome

PARTED_FOR = timedelta(days=365)


def pairs(now: datetime) -> set[tuple[UUID, UUID]]:
    """(member, mentor), of all; in one query."""
    parted = select(Match.member_id, Match.mentor_id).where(Match.ended_at > now - PARTED_FOR)
    no_yes = select(MatchRequest.member_id, MatchRequest.mentor_id).where(
        MatchRequest.outcome.in_((Outcome.DECLINED, Outcome.LAPSED)),
        MatchRequest.closed_at > now - may_ask.NOT_AGAIN_FOR,
    )
    return set(db.session.execute(union(parted, no_yes)))
