"""The program's own questions. A change makes a new version: answers keep their meaning."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from peerapp.accounts.models import Person
from peerapp.checkins.models import Question, QuestionVersion
from peerapp.extensions import db
from peerapp.language import lazy

KINDS = {
    "scale": lazy("From 1 to 5"),
    "yesno": lazy("Yes or no"),
    "text": lazy("In their own words"),
}
MOST_ASKED = 10  # more would make the daily log a form
LONGEST_ANSWER = 1000
SCALE = range(1, 6)
YES_NO = {"yes": lazy("Yes"), "no": lazy("No")}


class TooMany(Exception):
    """No more of them can be asked."""


@dataclass(frozen=True)
class Wording:
    """What a question says, and how it is answered (one of KINDS)."""

    text: str
    kind: str
    low: str | None = None
    high: str | None = None


def asked() -> list[Question]:
    query = select(Question).where(Question.retired_at.is_(None)).order_by(Question.position)
    return list(db.session.scalars(query))


def retired() -> list[Question]:
    query = select(Question).where(Question.retired_at.is_not(None)).order_by(Question.retired_at)
    return list(db.session.scalars(query))


def versions() -> dict[str, QuestionVersion]:
    """Every wording that was ever asked, by its id: what answers refer to."""
    return {str(version.id): version for version in db.session.scalars(select(QuestionVersion))}


def take_turns() -> None:
    """Two coordinators, or two taps, one after the other. SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext("questions"))))
        db.session.expire_all()  # what was read before the wait may have changed


def add(wording: Wording, by: Person, now: datetime) -> Question:
    take_turns()
    there = asked()
    if len(there) >= MOST_ASKED:
        raise TooMany
    question = Question(position=next_position(there), created_at=now)
    question.versions.append(as_version(wording, 1, by, now))
    db.session.add(question)
    db.session.flush()
    return question


def change(question: Question, wording: Wording, by: Person, now: datetime) -> None:
    """The same words again change nothing."""
    take_turns()
    if wording == wording_of(question.current):
        return
    number = question.current.number + 1
    question.versions.append(as_version(wording, number, by, now))
    db.session.flush()


def retire(question: Question, now: datetime) -> None:
    """It is asked no more; what was answered stays."""
    question.retired_at = question.retired_at or now


def ask_again(question: Question) -> None:
    take_turns()
    there = asked()
    if question.retired_at is None:
        return
    if len(there) >= MOST_ASKED:
        raise TooMany
    question.position = next_position(there)
    question.retired_at = None


def move_up(question: Question) -> None:
    take_turns()
    there = asked()
    place = next((at for at, one in enumerate(there) if one.id == question.id), 0)
    if place:
        there.insert(place - 1, there.pop(place))
        for position, one in enumerate(there):
            one.position = position


def next_position(there: Collection[Question]) -> int:
    return max((question.position for question in there), default=-1) + 1


def wording_of(version: QuestionVersion) -> Wording:
    return Wording(version.text, version.kind, version.low, version.high)


def as_version(wording: Wording, number: int, by: Person, now: datetime) -> QuestionVersion:
    return QuestionVersion(
        number=number,
        text=wording.text,
        kind=wording.kind,
        low=wording.low,
        high=wording.high,
        created_at=now,
        created_by_id=by.id,
    )


def find(question_id: UUID) -> Question | None:
    return db.session.get(Question, question_id)
