"""Whether a member wants the pledge and the review: both are off until then."""

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.reflections.models import ReflectionSettings


def of(member: Person) -> ReflectionSettings:
    """Their own, or what holds until they choose (not saved)."""
    return db.session.get(ReflectionSettings, member.id) or ReflectionSettings(
        pledge_is_on=False, review_is_on=False, pledge_words=None
    )


def change(
    member: Person, pledge_is_on: bool, review_is_on: bool, pledge_words: str | None
) -> None:
    people.lock(member.id)
    settings = db.session.get(ReflectionSettings, member.id)
    if settings is None:
        settings = ReflectionSettings(member_id=member.id)
        db.session.add(settings)
    settings.pledge_is_on = pledge_is_on
    settings.review_is_on = review_is_on
    settings.pledge_words = pledge_words
    db.session.flush()
