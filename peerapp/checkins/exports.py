"""All of a member's check-ins, as a CSV of our own."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select

from peerapp.checkins import answers, portable
from peerapp.checkins.models import CheckIn, Question, QuestionVersion
from peerapp.csv_files import text
from peerapp.extensions import db

BATCH = 500


def asked() -> list[portable.Asked]:
    """Every version of each question of the program's, in their order."""
    query = (
        select(QuestionVersion)
        .join(Question)
        .order_by(Question.position, Question.created_at, Question.id, QuestionVersion.number)
    )
    return [
        portable.Asked(str(one.id), str(one.question_id), one.text, one.kind)
        for one in db.session.scalars(query)
    ]


def lines(member_id: UUID) -> Iterator[str]:
    """The oldest day first.

    Read in batches, each in a transaction of its own: ten years take no memory, and a phone that
    loads slowly holds up no other transaction.
    """
    questions = asked()
    yield from text.write(portable.columns(questions), rows(member_id, questions))


def rows(member_id: UUID, questions: list[portable.Asked]) -> Iterator[list[str]]:
    columns = [getattr(CheckIn, name) for name in answers.FIELDS]
    last = date.min
    while True:
        query = (
            select(CheckIn.day, *columns)
            .where(CheckIn.member_id == member_id, CheckIn.day > last)
            .order_by(CheckIn.day)
            .limit(BATCH)
        )
        batch = db.session.execute(query).all()
        db.session.rollback()
        for day, *said in batch:
            answered = dict(zip(answers.FIELDS, said, strict=True))
            yield portable.row_of(day, answered, questions)
        if len(batch) < BATCH:
            return
        last = batch[-1].day
