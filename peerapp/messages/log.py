"""The messages of a conversation, some at a time; what a page shows of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select

from peerapp.extensions import db
from peerapp.messages import marks
from peerapp.messages.access import Place
from peerapp.messages.conversation import can_take_back
from peerapp.messages.models import Conversation, Message

PAGE = 30
MOST_NEW = 200  # that one answer brings to a page that was left open
WRITTEN_EARLIER = timedelta(minutes=5)


@dataclass(frozen=True)
class Line:
    """A message, as one of the two reads it."""

    message: Message
    is_mine: bool
    can_take_back: bool
    read_at: datetime | None  # by the other, where both want that to be told
    written_at: datetime | None  # where it came here much later

    @property
    def is_new(self) -> bool:
        """To who reads it."""
        one = self.message
        return not self.is_mine and one.read_at is None and one.taken_back_at is None


@dataclass(frozen=True)
class Part:
    """Some of them that follow each other, and whether there are more on either side."""

    lines: list[Line]
    has_earlier: bool
    has_later: bool


def part(place: Place, before: int, now: datetime) -> Part:
    """The last ones whose number is less."""
    query = (
        select(Message)
        .where(Message.match_id == place.match_id, Message.number < before)
        .order_by(Message.number.desc())
        .limit(PAGE + 1)  # one more than is shown tells whether there are more
    )
    found = list(db.session.scalars(query))
    shown = found[:PAGE][::-1]
    has_later = bool(shown) and shown[-1].number < place.last_number
    return Part(lines(shown, place, now), len(found) > PAGE, has_later)


def changed_since(place: Place, changes: int, now: datetime) -> list[Line]:
    """What is new, and what was read or taken back meanwhile; the latest, if it is a lot."""
    query = (
        select(Message)
        .where(Message.match_id == place.match_id, Message.changed > changes)
        .order_by(Message.number.desc())
        .limit(MOST_NEW)
    )
    return lines(list(db.session.scalars(query))[::-1], place, now)


def lines(messages: Sequence[Message], place: Place, now: datetime) -> list[Line]:
    are_shown = bool(messages) and marks.are_shown(place)
    return [line(one, place, are_shown, now) for one in messages]


def line(message: Message, place: Place, marks_are_shown: bool, now: datetime) -> Line:
    is_mine = message.by_id == place.person_id
    said_at = message.said_at
    is_late = said_at is not None and message.sent_at - said_at > WRITTEN_EARLIER
    return Line(
        message=message,
        is_mine=is_mine,
        can_take_back=can_take_back(message, place.person_id, now),
        read_at=message.read_at if is_mine and marks_are_shown else None,
        written_at=said_at if is_late else None,
    )


def one(place: Place, message_id: UUID) -> Message | None:
    """A message of this conversation; any other is not there (A2)."""
    message = db.session.get(Message, message_id)
    return message if message and message.match_id == place.match_id else None


def photo_of(message: Message) -> bytes | None:
    return db.session.scalar(select(Message.photo).where(Message.id == message.id))


def last_of(places: Collection[Place]) -> dict[UUID, Message]:
    """The last message of each conversation, in one query."""
    match_ids = [place.match_id for place in places]
    is_last = and_(
        Conversation.match_id == Message.match_id, Conversation.last_number == Message.number
    )
    query = select(Message).join(Conversation, is_last).where(Conversation.match_id.in_(match_ids))
    return {message.match_id: message for message in db.session.scalars(query)}
