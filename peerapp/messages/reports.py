"""A message that one of the two shows to the coordinators: it alone, and what they say of it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from peerapp.accounts import people
from peerapp.accounts.models import Person, Role
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.matching.models import Match
from peerapp.messages.models import Message, MessageReport

REASONS: Mapping[str, str] = {
    "unkind": lazy("It is unkind, or it is a threat"),
    "unwanted": lazy("I do not want to be written to like this"),
    "worried": lazy("I am worried about this person"),
    "other": lazy("Something else"),
}
LONGEST_WORDS = 1_000
MOST_SHOWN = 100


def can_report(message: Message, person_id: UUID) -> bool:
    return message.by_id != person_id and message.taken_back_at is None


def report(
    message: Message, by: Person, reason: str, words: str | None, now: datetime
) -> MessageReport:
    """Safe to call twice: what was said first stands."""
    by_id = by.id
    people.lock(by_id)
    if known := of(message, by_id):
        return known
    row = MessageReport(
        message_id=message.id,
        by_id=by_id,
        about_id=message.by_id,
        body=message.body,
        photo=message.photo,
        photo_type=message.photo_type,
        sent_at=message.sent_at,
        reason=reason,
        words=words,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def of(message: Message, person_id: UUID) -> MessageReport | None:
    query = select(MessageReport).where(
        MessageReport.message_id == message.id, MessageReport.by_id == person_id
    )
    return db.session.scalar(query)


def for_coordinator(person: Person) -> list[MessageReport]:
    """What waits first, the oldest of it first; then the latest that are handled."""
    query = (
        select(MessageReport)
        .where(may_be_read_by(person))
        .order_by(
            MessageReport.handled_at.is_not(None),
            MessageReport.handled_at.desc(),
            MessageReport.created_at,
        )
        .options(*(joinedload(getattr(MessageReport, who)) for who in WHO))
        .limit(MOST_SHOWN)
    )
    return list(db.session.scalars(query))


WHO = ("by", "about", "seen_by", "handled_by")


def may_be_read_by(person: Person) -> ColumnElement[bool]:
    """A coordinator who is a mentor too does not read who reported them."""
    return or_(MessageReport.about_id.is_(None), MessageReport.about_id != person.id)


def has_reader(message: Message) -> bool:
    """Whether there is a coordinator besides the one who wrote it."""
    readers = people.with_role(Role.COORDINATOR)
    return any(one.id != message.by_id and not one.suspended_at for one in readers)


def find(person: Person, report_id: UUID) -> MessageReport | None:
    query = select(MessageReport).where(MessageReport.id == report_id, may_be_read_by(person))
    return db.session.scalar(query)


def mentors_of(rows: Collection[MessageReport]) -> dict[UUID, UUID]:
    """By report, who of the two is the mentor, where the message is still there. One query."""
    query = (
        select(MessageReport.id, Match.mentor_id)
        .join(Message, Message.id == MessageReport.message_id)
        .join(Match, Match.id == Message.match_id)
        .where(MessageReport.id.in_([row.id for row in rows]))
    )
    return dict(db.session.execute(query).all())


def how_many_wait(person: Person) -> int:
    query = select(func.count()).where(MessageReport.handled_at.is_(None), may_be_read_by(person))
    return db.session.scalar(query) or 0


def see(row: MessageReport, by: Person, now: datetime) -> None:
    """Somebody looks into it; safe to call twice."""
    if row.seen_at is None:
        row.seen_at, row.seen_by_id = now, by.id
        db.session.flush()


def handle(row: MessageReport, by: Person, now: datetime) -> None:
    see(row, by, now)
    if row.handled_at is None:
        row.handled_at, row.handled_by_id = now, by.id
        db.session.flush()


def reopen(row: MessageReport) -> None:
    """It was a slip, or it goes on. Somebody still looks into it."""
    row.handled_at = row.handled_by_id = None
    db.session.flush()
