"""Writing and reading the lines of a plan. They are the member's, whoever may read them too."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _
from peerapp.plan.models import PlanLine
from peerapp.plan.sections import MOST_LINES, READING_ORDER, Section
from peerapp.seen import mark


class TooMany(Exception):
    """Its text is a sentence for the member."""


class NotYours(Exception):
    """The id that was sent is of something else."""


class ChangedElsewhere(Exception):
    """Another tab or device has saved something else since the page was loaded."""

    def __init__(self, line: PlanLine) -> None:
        super().__init__()
        self.line = line


@dataclass(frozen=True)
class Written:
    """What a line says."""

    words: str
    phone: str | None = None


def add(
    member: Person, section: Section, written: Written, now: datetime, line_id: UUID | None = None
) -> PlanLine:
    """At the end of its section. `line_id` is made by the client: the same words with the same one
    are one line, other words (of a page that was gone back to) another. Raises TooMany, NotYours.
    """
    people.lock(member.id)
    if line_id and (known := db.session.get(PlanLine, line_id)):
        if known.member_id != member.id:
            raise NotYours
        if known.section == section and written == Written(known.words, known.phone):
            return known
        line_id = None
    count, last = counted(member, section)
    if count >= MOST_LINES:
        raise TooMany(
            _(
                "That is %(num)s lines. A shorter list helps more in a hard hour. "
                "You can remove one first.",
                num=MOST_LINES,
            )
        )
    line = PlanLine(
        member_id=member.id,
        section=section,
        place=last + 1,
        words=written.words,
        phone=written.phone,
        created_at=now,
        changed_at=now,
    )
    if line_id:
        line.id = line_id
    db.session.add(line)
    db.session.flush()
    return line


def counted(member: Person, section: Section) -> tuple[int, int]:
    """How many lines there are, and the last place that was given, to a removed one too."""
    query = select(
        func.count(PlanLine.id).filter(PlanLine.removed_at.is_(None)),
        func.coalesce(func.max(PlanLine.place), 0),
    ).where(PlanLine.member_id == member.id, PlanLine.section == section)
    count, last = db.session.execute(query).one()
    return count, last


def change(line: PlanLine, written: Written, seen: str, now: datetime) -> None:
    """`seen` is the `mark_of` the line that the page showed. Raises ChangedElsewhere."""
    people.lock(line.member_id)
    if written == Written(line.words, line.phone):
        return
    if mark_of(line) != seen:
        raise ChangedElsewhere(line)
    line.words, line.phone, line.changed_at = written.words, written.phone, now
    db.session.flush()


def mark_of(line: PlanLine) -> str:
    return mark([line.words, line.phone])


def move_up(line: PlanLine) -> None:
    """Before the one above it, if there is one."""
    people.lock(line.member_id)
    query = (
        lines_of(line.member_id)
        .where(PlanLine.section == line.section, PlanLine.place < line.place)
        .order_by(None)
        .order_by(PlanLine.place.desc())
        .limit(1)
    )
    if above := db.session.scalar(query):
        line.place, above.place = above.place, line.place
        db.session.flush()


def remove(line: PlanLine, now: datetime) -> None:
    """Safe to call twice."""
    people.lock(line.member_id)
    line.removed_at = line.removed_at or now
    db.session.flush()


def restore(line: PlanLine) -> None:
    """In its old place. Raises TooMany where that has been filled since."""
    people.lock(line.member_id)
    if line.removed_at is None:
        return
    member = db.session.get_one(Person, line.member_id)
    if counted(member, line.section)[0] >= MOST_LINES:
        text = _("There are %(num)s lines already. You can remove one first.", num=MOST_LINES)
        raise TooMany(text)
    line.removed_at = None
    db.session.flush()


def find(member: Person, line_id: UUID) -> PlanLine | None:
    """A line of the member's, removed or not."""
    query = select(PlanLine).where(PlanLine.id == line_id, PlanLine.member_id == member.id)
    return db.session.scalar(query)


def of(
    member: Person, sections: Collection[Section] = READING_ORDER
) -> dict[Section, list[PlanLine]]:
    """All lines of these sections by one query, each section in its order; empty ones too."""
    found: dict[Section, list[PlanLine]] = {section: [] for section in sections}
    query = lines_of(member.id).where(PlanLine.section.in_(sections))
    for line in db.session.scalars(query):
        found[Section(line.section)].append(line)
    return found


def lines_of(member_id: UUID) -> Select[PlanLine]:
    return (
        select(PlanLine)
        .where(PlanLine.member_id == member_id, PlanLine.removed_at.is_(None))
        .order_by(PlanLine.section, PlanLine.place, PlanLine.id)
    )
