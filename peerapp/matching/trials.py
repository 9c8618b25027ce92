"""The trial of a match, and the question at its end: how is it with each other?

Each answers for themselves. The coordinator sees what was said; the other of the two does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.matching.models import Match, TrialAnswer

GOOD, UNSURE, CHANGE = "good", "unsure", "change"
LATER = "later"  # "ask me later"
ASKED = "asked"  # a notification went out, and nothing was said since
ANSWERS = {
    GOOD: lazy("It is good"),
    UNSURE: lazy("I am not sure"),
    CHANGE: lazy("I would like a change"),
}
ASK_AGAIN_AFTER = timedelta(days=7)


def key_of(match_id: UUID, person_id: UUID) -> str:
    """Of the one notification."""
    return f"trial:{match_id}:{person_id}"


def is_over(match: Match, person: Person, now: datetime) -> bool:
    """From the first moment of that day on, in the person's own zone."""
    if match.trial_ends_at is None or match.ended_at:
        return False
    return clock.local_day(now, person.timezone) >= clock.local_day(
        match.trial_ends_at, person.timezone
    )


def said(match: Match, person: Person) -> TrialAnswer | None:
    """What the person answered, and can still change; not that they were asked."""
    row = db.session.get(TrialAnswer, (match.id, person.id))
    return row if row and row.answer in ANSWERS else None


def said_of(found: Sequence[Match], person: Person) -> dict[UUID, str]:
    """The person's answers by their matches; one query for any number."""
    query = select(TrialAnswer.match_id, TrialAnswer.answer).where(
        TrialAnswer.match_id.in_([match.id for match in found]),
        TrialAnswer.person_id == person.id,
        TrialAnswer.answer.in_(ANSWERS),
    )
    return {row.match_id: row.answer for row in db.session.execute(query)}


def to_ask(found: Sequence[Match], person: Person, now: datetime) -> set[UUID]:
    """The matches about which the person is asked now; one query for any number."""
    over = {match.id for match in found if is_over(match, person, now)}
    if not over:
        return over
    query = select(TrialAnswer).where(
        TrialAnswer.match_id.in_(over), TrialAnswer.person_id == person.id
    )
    return over - {row.match_id for row in db.session.scalars(query) if is_quiet(row, person, now)}


def is_quiet(row: TrialAnswer, person: Person, now: datetime) -> bool:
    """Whoever answered is not asked again; who wants to be asked later is, after a week."""
    if row.answer != LATER:
        return row.answer in ANSWERS
    again = clock.local_day(row.answered_at + ASK_AGAIN_AFTER, person.timezone)
    return clock.local_day(now, person.timezone) < again


def give(match: Match, by: Person, answer: str, words: str | None, now: datetime) -> None:
    """The latest answer holds, with the words that came with it."""
    people.lock(match.member_id, match.mentor_id)
    if match.ended_at:
        return
    row = db.session.get(TrialAnswer, (match.id, by.id))
    if row is None:
        row = TrialAnswer(match_id=match.id, person_id=by.id, answer=answer, answered_at=now)
        db.session.add(row)
    row.answer, row.words, row.answered_at = answer, words or None, now
    db.session.flush()


def later(match: Match, by: Person, now: datetime) -> None:
    """Quiet for a week; an answer that was given stays."""
    if said(match, by) is None:
        give(match, by, LATER, None, now)


@dataclass(frozen=True)
class Said:
    """For the coordinator only."""

    match: Match
    member: Person
    mentor: Person
    by_mentor: bool
    answer: str
    words: str | None
    at: datetime


def unsure() -> list[Said]:
    """Current matches in which one of the two is not sure, the latest answer first."""
    return answered(UNSURE, Match.ended_at.is_(None))


def wanted_change(since: datetime) -> list[Said]:
    """Who ended a match with this answer since then."""
    return answered(CHANGE, TrialAnswer.answered_at >= since)


def answered(answer: str, which: ColumnElement[bool]) -> list[Said]:
    member, mentor = aliased(Person), aliased(Person)
    query = (
        select(TrialAnswer, Match, member, mentor)
        .join(Match, Match.id == TrialAnswer.match_id)
        .join(member, member.id == Match.member_id)
        .join(mentor, mentor.id == Match.mentor_id)
        .where(TrialAnswer.answer == answer, which)
        .order_by(TrialAnswer.answered_at.desc(), TrialAnswer.match_id)
    )
    return [
        Said(match, its_member, its_mentor, row.person_id == match.mentor_id, row.answer,
             row.words, row.answered_at)
        for row, match, its_member, its_mentor in db.session.execute(query)
    ]  # fmt: skip
