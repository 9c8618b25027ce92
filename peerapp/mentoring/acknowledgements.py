"""A mentor says: I saw this."""

from datetime import datetime

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.checkins.models import Acknowledgement, CheckIn
from peerapp.extensions import db


def give(checkin: CheckIn, by: Person, now: datetime) -> None:
    """Safe to call twice: the first time stays."""
    people.lock(checkin.member_id)
    if by.id not in {given.mentor_id for given in checkin.acknowledgements}:
        checkin.acknowledgements.append(Acknowledgement(mentor=by, given_at=now))
        db.session.flush()
