"""That a message was read: told only between two who both want it so."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.messages import notices, unread
from peerapp.messages.access import Place
from peerapp.messages.conversation import held
from peerapp.messages.models import Message, MessageSettings


def read(place: Place, upto: int, now: datetime) -> int:
    """What the other wrote, up to that number; safe to call twice. How many were new.

    What was to ring about it rings no more, on whatever device it was read.
    """
    if not waits(place, upto):
        return 0
    talk = held(place.match_id)
    changed = (
        update(Message)
        .where(*theirs(place, upto))
        .values(read_at=now, changed=talk.changes + 1)
        .execution_options(synchronize_session=False)
        .returning(Message.id)
    )
    count = len(db.session.scalars(changed).all())
    if count:
        talk.changes += 1
    notices.call_off_if_read(talk, place.is_mentor)
    db.session.flush()
    return count


def waits(place: Place, upto: int) -> bool:
    query = select(Message.id).where(*theirs(place, upto)).limit(1)
    return db.session.scalar(query) is not None


def theirs(place: Place, upto: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Message.match_id == place.match_id,
        Message.number <= upto,
        unread.waits_for(place.person_id),
    )


def are_shown(place: Place) -> bool:
    """Whether both want them; who turned them off neither gives nor gets any."""
    query = select(MessageSettings.person_id).where(
        MessageSettings.person_id.in_((place.member_id, place.mentor_id)),
        MessageSettings.read_marks.is_(False),
    )
    return db.session.scalar(query.limit(1)) is None


def are_on(person_id: UUID) -> bool:
    settings = db.session.get(MessageSettings, person_id)
    return settings is None or settings.read_marks


def turn(person: Person, on: bool) -> None:
    person_id = person.id
    people.lock(person_id)
    settings = db.session.get(MessageSettings, person_id)
    if settings is None:
        settings = MessageSettings(person_id=person_id)
        db.session.add(settings)
    settings.read_marks = on
    db.session.flush()
