"""The one notification at the end of a trial, to each of the two, at their own hours.

That it went out is kept as a row of TrialAnswer, written under the locks of both: whoever wrote it
puts the notification into the outbox, and nobody after them. So any number of workers may look.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db, looking
from peerapp.matching import apart, hours_of_contact, matches, notices
from peerapp.matching.models import Match, TrialAnswer
from peerapp.matching.trials import ASKED, key_of
from peerapp.push import outbox
from peerapp.push.notifications import Notification, Urgency
from peerapp.queue import log_failure

log = logging.getLogger(__name__)

BATCH = 50
# After a longer outage it stays with the question on the page. It bounds the look, too.
OF_USE_FOR = timedelta(days=3)


def something_is_over(now: datetime) -> ColumnElement[bool]:
    """For the look that is taken once a second: a few days of an index."""
    return select(Match.id).where(waits(now)).exists()


def waits(now: datetime) -> ColumnElement[bool]:
    """A current match whose trial ended in these days, and not both have a row."""
    rows = (
        select(func.count())
        .select_from(TrialAnswer)
        .where(
            TrialAnswer.match_id == Match.id,
            or_(TrialAnswer.person_id == Match.member_id, TrialAnswer.person_id == Match.mentor_id),
        )
        .correlate(Match)
        .scalar_subquery()
    )
    return and_(
        Match.trial_ends_at <= now,
        Match.trial_ends_at > now - OF_USE_FOR,
        Match.ended_at.is_(None),
        rows < 2,
    )


def ask_all(now: datetime) -> int:
    """How many people were asked. Ends the transaction, after each batch."""
    asked = 0
    while True:
        query = select(Match.id).where(waits(now)).order_by(Match.trial_ends_at).limit(BATCH)
        with looking() as connection:
            ids = list(connection.scalars(query))
        if not ids:
            return asked
        asked += ask_batch(ids, now)
        db.session.commit()


def ask_batch(ids: Sequence[UUID], now: datetime) -> int:
    both = select(Match.member_id, Match.mentor_id).where(Match.id.in_(ids))
    people.lock(*{one for pair in db.session.execute(both) for one in pair})
    query = (
        select(Match)
        .where(Match.id.in_(ids), waits(now))
        .options(joinedload(Match.member), joinedload(Match.mentor))
    )
    found = db.session.scalars(query).all()
    return sum(
        ask(match, person, now) for match in found for person in (match.member, match.mentor)
    )


def ask(match: Match, person: Person, now: datetime) -> bool:
    """Whether it was us who asked. What goes wrong with a device does not make us ask twice."""
    if db.session.get(TrialAnswer, (match.id, person.id), populate_existing=True):
        return False
    row = TrialAnswer(match_id=match.id, person_id=person.id, answer=ASKED, answered_at=now)
    db.session.add(row)
    db.session.flush()
    try:
        with db.session.begin_nested():
            ring(match, person, now)
    except Exception as why:
        log_failure(log, f"the question about match {match.id} could not be sent", why)
    return True


def ring(match: Match, person: Person, now: datetime) -> None:
    not_before = hours_of_contact.next_opening(now, notices.hours_of(person))
    until, day = now + OF_USE_FOR, not_before + notices.MENTORS_IS_GOOD_FOR
    notification = Notification(
        key=key_of(match.id, person.id),
        useful_until=min(until, day) if person.id == match.mentor_id else until,
        path=f"/matches/{match.id}/trial",
        urgency=Urgency.NORMAL,
    )
    outbox.put(person, notification, now, not_before=not_before)


@outbox.still_wanted("trial")
def still_wanted(subjects: Collection[str], now: datetime) -> set[str]:
    """Only while the two walk together, and who is asked said nothing yet (A3, R5)."""
    split = {subject: subject.partition(":") for subject in subjects}
    query = (
        select(TrialAnswer.person_id, Match)
        .join(Match, Match.id == TrialAnswer.match_id)
        .where(
            Match.id.in_({UUID(match_id) for match_id, _, _ in split.values()}),
            Match.ended_at.is_(None),
            TrialAnswer.answer == ASKED,
        )
        .options(joinedload(Match.mentor))
    )
    found = {f"{match.id}:{person_id}": match for person_id, match in db.session.execute(query)}
    return {subject for subject in split if subject in found and may_ring(found[subject])}


def may_ring(match: Match) -> bool:
    """Not while one of the two is paused or shut, nor between two who are kept apart."""
    if apart.are(match.member_id, match.mentor_id):
        return False
    return matches.between(match.mentor, match.member_id) is not None
