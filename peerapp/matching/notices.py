"""What rings about requests, at whose hours, and when it rings no more. The words are discreet."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import answers, apart, hours_of_contact, matches, may_ask
from peerapp.matching.hours_of_contact import Hours
from peerapp.matching.models import MatchRequest, Outcome, Side
from peerapp.push import outbox
from peerapp.push.notifications import Notification, Urgency

ASKED = "asked"  # to the mentor
OFFERED = "offered"  # to the member: the program suggests somebody
NEWS = "news"  # what came of it, to who waits to hear it
NEWS_IS_GOOD_FOR = timedelta(days=3)
# After a day a mentor finds it on the page, and to ring for it would be a surprise.
MENTORS_IS_GOOD_FOR = timedelta(hours=24)
DAYTIME = (time(8), time(21))  # for who set no hours of their own


def ask(request: MatchRequest, now: datetime) -> None:
    """Whoever has not said yes is asked."""
    assert request.answer_by
    if request.mentor_yes_at is None:
        path = f"/match/requests/{request.id}"
        ring(request.mentor, request, ASKED, path, request.answer_by, now)
    if request.member_yes_at is None:
        ring(request.member, request, OFFERED, "/match", request.answer_by, now)


def tell_member(request: MatchRequest, now: datetime) -> None:
    ring(request.member, request, NEWS, "/match", now + NEWS_IS_GOOD_FOR, now)


def tell_mentor(request: MatchRequest, now: datetime) -> None:
    ring(request.mentor, request, NEWS, "/mentees", now + NEWS_IS_GOOD_FOR, now)


def ring(
    person: Person, request: MatchRequest, what: str, path: str, until: datetime, now: datetime
) -> None:
    """At once, or when the person's hours begin. Only what rings for a mentor can be muted."""
    not_before = hours_of_contact.next_opening(now, hours_of(person))
    is_mentor = person.id == request.mentor_id
    notification = Notification(
        key=f"request:{request.id}:{what}",
        useful_until=min(until, not_before + MENTORS_IS_GOOD_FOR) if is_mentor else until,
        path=path,
        urgency=Urgency.NORMAL,
    )
    outbox.put(person, notification, now, not_before=not_before, though_muted=not is_mentor)


def hours_of(person: Person) -> Hours:
    """A mentor's own; by day for everybody else."""
    row = answers.of(person, Side.MENTOR)
    own = row and hours_of_contact.of(row.contact_from, row.contact_until, person.timezone)
    return own or Hours(*DAYTIME, person.timezone)


def call_off(request: MatchRequest) -> None:
    outbox.cancel(f"request:{request.id}:{what}" for what in (ASKED, OFFERED))


@outbox.still_wanted("request")
def still_wanted(subjects: Collection[str], now: datetime) -> set[str]:
    """Not once it is answered, withdrawn or past, nor between two who are kept apart (A3, R5)."""
    split = {subject: subject.partition(":") for subject in subjects}
    ids = {UUID(request_id) for request_id, _, _ in split.values()}
    query = (
        select(MatchRequest)
        .where(MatchRequest.id.in_(ids))
        .options(joinedload(MatchRequest.mentor), joinedload(MatchRequest.member))
    )
    found = {str(one.id): one for one in db.session.scalars(query)}
    return {
        subject
        for subject, (request_id, _, what) in split.items()
        if request_id in found and is_wanted(found[request_id], what, now)
    }


def is_wanted(request: MatchRequest, what: str, now: datetime) -> bool:
    if request.member.suspended_at or apart.are(request.member_id, request.mentor_id):
        return False
    if what == ASKED:
        waits = request.closed_at is None and request.mentor_yes_at is None
        return waits and may_ask.may_answer(may_ask.mentor_side(request.mentor), now)
    if what == OFFERED:
        return request.closed_at is None and request.member_yes_at is None
    if request.outcome == Outcome.ACCEPTED:
        return matches.between(request.mentor, request.member_id) is not None
    return request.outcome in (Outcome.DECLINED, Outcome.LAPSED, Outcome.STOPPED)
