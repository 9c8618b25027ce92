"""Writing in the conversation of a match, and taking it back."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.matching.models import Match
from peerapp.messages import access, notices, unread
from peerapp.messages.access import Place
from peerapp.messages.models import Conversation, Message
from peerapp.messages.unread import Unread
from peerapp.push.once import insert_new

LONGEST = 4_000  # letters
TAKE_BACK_WITHIN = timedelta(minutes=5)
# Of one person, in all their conversations. Nobody who talks writes so much; a script does.
MOST = ((timedelta(minutes=1), 30), (timedelta(hours=1), 300))


class NotSent(Exception):
    """Its text is a sentence for who wrote."""

    def __str__(self) -> str:
        return str(self.sentence)

    sentence = lazy("This was not sent. What you wrote is still here. Please try again.")


class Ended(NotSent):
    sentence = lazy(
        "This match has ended, so your message was not sent. "
        "What you wrote is still here, and you can copy it."
    )


class Away(NotSent):
    sentence = lazy(
        "Your mentor is away now, so your message was not sent. "
        "What you wrote is still here, and you can copy it."
    )


class Often(NotSent):
    sentence = lazy(
        "Those were many messages in a short time. What you wrote is still here. "
        "Please wait a minute, and then send it."
    )


class SentOtherwise(NotSent):
    """A page that was gone back to sends what its form has sent before, with other words."""

    sentence = lazy(
        "What you wrote on this page before is sent already. "
        "Send once more, and this goes out as a new message."
    )


class IdIsTaken(NotSent):
    sentence = lazy("This was not sent yet. Please tap Send once more.")


def write(
    match: Match,
    by: Person,
    body: str | None,
    message_id: UUID,
    now: datetime,
    said_at: datetime | None = None,
    photo: tuple[bytes, str] | None = None,
) -> Message:
    """Safe to call twice with one id. Raises NotSent. `photo`: the bytes and their media type.

    `said_at`: when it was written, as a phone says that had no signal; the order is that in which
    messages come here. Under the member's lock, as an end is: of the two, one comes first.
    """
    by_id, match_id = by.id, match.id
    people.lock(match.member_id)
    if known := db.session.get(Message, message_id):
        return sent_before(known, match_id, by_id, body)
    place = access.find(by_id, match_id)
    refuse(place, by_id, now)
    assert place
    talk = held(match_id)
    picture, kind = photo or (None, None)
    said: dict[str, Any] = {"id": message_id, "body": body}
    said |= {"photo": picture, "photo_type": kind}
    said["said_at"] = said_at and max(min(said_at, now), place.started_at)
    put_next(talk, by_id, said, now)
    note_written(talk, place, now)
    notices.ring(talk, place, now)
    db.session.flush()
    return db.session.get_one(Message, message_id)


def sent_before(known: Message, match_id: UUID, by_id: UUID, body: str | None) -> Message:
    """Nothing that is typed is lost in silence (D2), and nothing of anybody's is written over."""
    if (known.match_id, known.by_id) != (match_id, by_id):
        raise IdIsTaken
    if known.body != body and not known.taken_back_at:
        raise SentOtherwise
    return known


def refuse(place: Place | None, by_id: UUID, now: datetime) -> None:
    if place is None or place.ended_at:
        raise Ended
    if not place.are_there:
        raise Away
    counts = [
        func.count(case((Message.sent_at > now - window, 1))).label(None) for window, _ in MOST
    ]
    longest = max(window for window, _ in MOST)
    query = select(*counts).where(Message.by_id == by_id, Message.sent_at > now - longest)
    written = db.session.execute(query).one()
    if any(count >= most for count, (_, most) in zip(written, MOST, strict=True)):
        raise Often


def held(match_id: UUID) -> Conversation:
    """Until the end of the transaction only ours; made with the first message."""
    talk = db.session.get(Conversation, match_id, with_for_update=True, populate_existing=True)
    if talk is None:
        talk = Conversation(match_id=match_id, last_number=0, changes=0)
        db.session.add(talk)
        db.session.flush()
    return talk


def put_next(talk: Conversation, by_id: UUID, said: dict[str, Any], now: datetime) -> None:
    """At the end of the conversation, with the next number. Raises IdIsTaken."""
    talk.last_number += 1
    talk.changes += 1
    place = {"match_id": talk.match_id, "number": talk.last_number, "changed": talk.changes}
    if not insert_new(Message, [{**said, **place, "by_id": by_id, "sent_at": now}]):
        raise IdIsTaken  # by a message elsewhere, at this very moment


def note_written(talk: Conversation, place: Place, now: datetime) -> None:
    if place.is_mentor:
        talk.mentor_wrote_at = now
    else:
        talk.member_wrote_at = now


def can_take_back(message: Message, by_id: UUID, now: datetime) -> bool:
    is_new = now - message.sent_at < TAKE_BACK_WITHIN
    return message.by_id == by_id and message.taken_back_at is None and is_new


def take_back(message: Message, by: Person, now: datetime) -> bool:
    """The words are erased, that there was a message stays. Safe to call twice; False: too late.

    If it was all there was to read, it rings no more, and what is written next rings anew.
    """
    by_id, match_id = by.id, message.match_id
    talk = held(match_id)
    db.session.refresh(message)
    if message.by_id == by_id and message.taken_back_at:
        return True
    if not can_take_back(message, by_id, now):
        return False
    talk.changes += 1
    message.changed = talk.changes
    message.body = message.photo = message.photo_type = None
    message.taken_back_at = now
    db.session.flush()
    notices.call_off_if_read(talk, for_mentor=not is_mentor_of(match_id, by_id))
    return True


def is_mentor_of(match_id: UUID, person_id: UUID) -> bool:
    return db.session.get_one(Match, match_id).mentor_id == person_id


def unread_of(person: Person, match_ids: Collection[UUID]) -> dict[UUID, Unread]:
    """How many messages wait to be read in each of these matches of theirs, and since when; those
    with none are left out. One query.
    """
    return unread.of(person.id, match_ids)


def last_words(match_ids: Collection[UUID]) -> dict[UUID, Conversation]:
    """The conversations of these matches, which know when each of the two last wrote; those without
    a word are left out. One query.
    """
    query = select(Conversation).where(Conversation.match_id.in_(match_ids))
    return {row.match_id: row for row in db.session.scalars(query)}
