"""A mentor says: I saw this."""

from datetime import datetime

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.checkins.models import Acknowledgement, CheckIn
from peerapp.extensions import db


def give(checkin: CheckIn, by: Person, now: datetime) -> None:
    """Safe to call twice: the first time stays, until the member changes the check-in."""
    people.lock(checkin.member_id)
    given = of(checkin, by)
    if given is None:
        checkin.acknowledgements.append(Acknowledgement(mentor=by, given_at=now))
    elif not given.is_of_now(checkin):
        given.given_at = now
    db.session.flush()


def take_back(checkin: CheckIn, by: Person) -> None:
    """A slip of the finger. Safe to call twice."""
    people.lock(checkin.member_id)
    if given := of(checkin, by):
        checkin.acknowledgements.remove(given)
    db.session.flush()


def of(checkin: CheckIn, by: Person) -> Acknowledgement | None:
    return next((one for one in checkin.acknowledgements if one.mentor_id == by.id), None)
