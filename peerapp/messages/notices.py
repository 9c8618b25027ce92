"""What rings about messages: one notification for a conversation until it is opened.

It waits some seconds: who has the conversation open has read the message by then, and nothing
rings. A second one comes only when half an hour later there is still more to read, in the place of
the first. To a mentor it comes at the hours at which they may be contacted; quiet hours hold.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, or_, select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.matching import hours_of_contact
from peerapp.matching import notices as matching_notices
from peerapp.matching.models import Apart, Match
from peerapp.matching.partings import match_ended
from peerapp.messages.access import Place, both_are_there
from peerapp.messages.models import Conversation, Message
from peerapp.push import badge, outbox, quiet
from peerapp.push.notifications import Notification, Urgency

WAIT = timedelta(seconds=5)
NOT_AGAIN_FOR = timedelta(minutes=30)
OF_USE_FOR = timedelta(days=1)
IN_FULL = lazy("A new message")  # never whose
MEMBER, MENTOR = "member", "mentor"  # to whom


def ring(talk: Conversation, place: Place, now: datetime) -> None:
    """For the other one, about the message that was written last; under the conversation's lock."""
    side = MEMBER if place.is_mentor else MENTOR
    rings_at = getattr(talk, f"{side}_rings_at")
    if rings_at and rings_at > now - NOT_AGAIN_FOR:
        return
    other = db.session.get_one(Person, place.other_id)
    goes_at = when(other, side, now)
    setattr(talk, f"{side}_rang", talk.last_number)
    setattr(talk, f"{side}_rings_at", goes_at)
    about = f"message:{place.match_id}:{side}"
    notification = Notification(
        key=f"{about}:{talk.last_number}",
        repeats=about,
        useful_until=goes_at + OF_USE_FOR,
        path=f"/matches/{place.match_id}/messages",
        urgency=Urgency.NORMAL,  # RFC 8030, section 5.3: a chat message
        in_full=lambda: str(IN_FULL),
        badge=badge.number(other, now),
    )
    outbox.put(other, notification, now, not_before=goes_at)


def when(other: Person, side: str, now: datetime) -> datetime:
    soon = now + WAIT
    if side == MENTOR:
        soon = hours_of_contact.next_opening(soon, matching_notices.hours_of(other))
    return quiet.over(other, soon)


def call_off_if_read(talk: Conversation, for_mentor: bool) -> None:
    """Where nothing is left to read: the next message rings anew."""
    side = MENTOR if for_mentor else MEMBER
    if getattr(talk, f"{side}_rang") is None or with_something_to_read({talk.match_id}, side):
        return
    outbox.cancel(keys(talk, side))
    setattr(talk, f"{side}_rang", None)
    setattr(talk, f"{side}_rings_at", None)


def keys(talk: Conversation, *sides: str) -> Iterable[str]:
    for side in sides:
        if rang := getattr(talk, f"{side}_rang"):
            yield f"message:{talk.match_id}:{side}:{rang}"


@match_ended.connect
def call_off_all(match: Match) -> None:
    if talk := db.session.get(Conversation, match.id):
        outbox.cancel(keys(talk, MEMBER, MENTOR))


@outbox.still_wanted("message")
def still_wanted(subjects: Collection[str], now: datetime) -> set[str]:
    """Only while there is something to read, both are there, and nothing keeps them apart (A3)."""
    split = {subject: subject.split(":") for subject in subjects}
    to_read = {
        side: with_something_to_read({UUID(match_id) for match_id, *_ in split.values()}, side)
        for side in (MEMBER, MENTOR)
    }
    return {
        subject
        for subject, (match_id, side, *_) in split.items()
        if UUID(match_id) in to_read.get(side, ())
    }


def with_something_to_read(match_ids: Collection[UUID], side: str) -> set[UUID]:
    reader = Match.member_id if side == MEMBER else Match.mentor_id
    waits = exists().where(
        Message.match_id == Match.id,
        Message.by_id != reader,
        Message.read_at.is_(None),
        Message.taken_back_at.is_(None),
    )
    pair = (Match.member_id, Match.mentor_id)
    apart = exists().where(
        Apart.lifted_at.is_(None),
        or_(
            and_(Apart.by_id == pair[0], Apart.other_id == pair[1]),
            and_(Apart.by_id == pair[1], Apart.other_id == pair[0]),
        ),
    )
    query = select(Match.id).where(
        Match.id.in_(match_ids), Match.ended_at.is_(None), both_are_there(), ~apart, waits
    )
    return set(db.session.scalars(query))
