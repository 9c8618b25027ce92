"""What Today shows of the reflections, from one query."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import and_, select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.reflections import pledging, reviewing
from peerapp.reflections.models import Motivation, Pledge, ReflectionSettings, Review

# What the outer joins find; each may be missing.
Found = tuple[ReflectionSettings | None, Motivation | None, Pledge | None, date | None]


@dataclass(frozen=True)
class Today:
    """`templates/reflections/_today.html` shows it."""

    wants_pledge: bool
    pledge: Pledge | None  # made today
    offers_pledge: bool
    pledge_words: str
    review_day: date | None  # to look back on now; None when it is not the time, or not wanted
    has_review: bool
    motivation: Motivation | None


def of(member: Person, now: datetime) -> Today:
    local = clock.local(now, member.timezone)
    day = local.date()
    evening = reviewing.day_of(local)
    query = (
        select(ReflectionSettings, Motivation, Pledge, Review.day)
        .select_from(Person)
        .outerjoin(ReflectionSettings, ReflectionSettings.member_id == Person.id)
        .outerjoin(Motivation, Motivation.member_id == Person.id)
        .outerjoin(Pledge, and_(Pledge.member_id == Person.id, Pledge.day == day))
        .outerjoin(Review, and_(Review.member_id == Person.id, Review.day == evening))
        .where(Person.id == member.id)
    )
    found = cast(Found, tuple(db.session.execute(query).one()))
    settings, motivation, pledge, written = found
    wants_pledge = settings is not None and settings.pledge_is_on
    wants_review = settings is not None and settings.review_is_on
    is_set = motivation is not None and (motivation.words or motivation.photo_type)
    return Today(
        wants_pledge=wants_pledge,
        pledge=pledge if wants_pledge else None,
        offers_pledge=wants_pledge and pledge is None and pledging.is_morning(local),
        pledge_words=pledging.words(settings.pledge_words if settings else None),
        review_day=evening if wants_review and reviewing.is_evening(local) else None,
        has_review=written is not None,
        motivation=motivation if is_set else None,
    )
