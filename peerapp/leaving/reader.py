"""What a person may read at this moment, by which their rows are found."""

from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.leaving.registry import Reader
from peerapp.matching import matches
from peerapp.matching.models import Match
from peerapp.messages import access


def of(person: Person) -> Reader:
    as_mentor = {match.id for match in matches.of_mentor(person)}
    as_member = set(db.session.scalars(select(Match.id).where(Match.member_id == person.id)))
    return Reader(
        id=person.id,
        matches=frozenset(as_mentor | as_member),
        as_mentor=frozenset(as_mentor),
        conversations=frozenset(place.match_id for place in access.all_of(person.id)),
    )
