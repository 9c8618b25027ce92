"""All conversations of a person, and how each is called.

The newest first; one without a word stands where its match began. Ended ones come last.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.matching import acquaintance
from peerapp.messages import access, log
from peerapp.messages.access import Place
from peerapp.messages.conversation import unread_of
from peerapp.messages.models import Message

FROM_BEFORE = lazy("A mentor from before")  # whoever left is not read of under a new name (A3)


@dataclass(frozen=True)
class Row:
    place: Place
    name: str
    last: Message | None
    unread: int

    @property
    def at(self) -> datetime:
        return self.last.sent_at if self.last else self.place.started_at


def of(person: Person) -> list[Row]:
    """The same few queries for two conversations and for fifty."""
    places = access.all_of(person.id)
    names = names_of(person, places)
    last = log.last_of(places)
    waits = unread_of(person, [place.match_id for place in places])
    rows = [
        Row(
            place=place,
            name=names[place.match_id],
            last=last.get(place.match_id),
            unread=waits[place.match_id].count if place.match_id in waits else 0,
        )
        for place in places
    ]
    rows.sort(key=lambda row: (row.name, row.place.match_id))  # two of one moment, always the same
    return sorted(rows, key=lambda row: (row.place.ended_at is None, row.at), reverse=True)


def name_of(person: Person, place: Place) -> str:
    return names_of(person, [place])[place.match_id]


def names_of(person: Person, places: Collection[Place]) -> dict[UUID, str]:
    """Of the other, by match."""
    if any(place.ended_at for place in places):
        known = acquaintance.names_now(person)
    else:
        query = select(Person.id, Person.display_name)
        ids = [place.other_id for place in places]
        known = dict(db.session.execute(query.where(Person.id.in_(ids))).all())
    return {place.match_id: known.get(place.other_id, str(FROM_BEFORE)) for place in places}
