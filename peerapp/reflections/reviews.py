"""Writing the review of an evening, and finding it again."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.reflections import reviewing
from peerapp.reflections.models import Review
from peerapp.seen import mark


class ChangedElsewhere(Exception):
    """Another device has saved other words for the same questions since this page was loaded."""

    def __init__(self, answers: dict[str, str], names: list[str]) -> None:
        super().__init__()
        self.answers = answers  # all that is saved
        self.names = names  # where both wrote


def write(
    member: Person, day: date, answers: Mapping[str, str | None], seen: str, now: datetime
) -> Review | None:
    """Keep the answers of a day; None when nothing is answered any more.

    `seen` is the `mark` of the answers that the page showed. Where another device has written
    since, what it wrote stays beside what this one leaves empty; where both wrote, it raises
    ChangedElsewhere.
    """
    people.lock(member.id)
    review, given = of_day(member, day), reviewing.clean(answers)
    if review is not None and mark(review.answers) != seen:
        both = [name for name, text in review.answers.items() if given.get(name, text) != text]
        if both:
            raise ChangedElsewhere(review.answers, both)
        given = reviewing.clean({**review.answers, **given})
    if review is not None and not given:
        db.session.delete(review)
        review = None
    elif review is not None:
        review.answers, review.written_at = given, now
    elif given:
        review = Review(member_id=member.id, day=day, answers=given, written_at=now)
        db.session.add(review)
    db.session.flush()
    return review


def of_day(member: Person, day: date) -> Review | None:
    return db.session.get(Review, (member.id, day))


def latest_days(member: Person, count: int) -> list[date]:
    """The days with a review, the latest first."""
    query = select(Review.day).where(Review.member_id == member.id)
    return list(db.session.scalars(query.order_by(Review.day.desc()).limit(count)))


def beside(member: Person, day: date) -> tuple[date | None, date | None]:
    """The days with a review just before and just after this one."""
    mine = select(Review.day).where(Review.member_id == member.id)
    before = mine.where(Review.day < day).order_by(Review.day.desc()).limit(1)
    after = mine.where(Review.day > day).order_by(Review.day).limit(1)
    return db.session.scalar(before), db.session.scalar(after)
