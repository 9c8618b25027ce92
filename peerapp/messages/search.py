"""Finding words in a conversation. What is written is encrypted in the database, so it is read in
batches, the newest first, and looked at here, as notes are (checkins.search).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import select

from peerapp.checkins.search import Part, excerpt, folded
from peerapp.extensions import db
from peerapp.messages.access import Place
from peerapp.messages.models import Message

BATCH = 500
PAGE = 20


@dataclass(frozen=True)
class Found:
    message: Message
    parts: list[Part]


def find(place: Place, words: Sequence[str], before: int) -> tuple[list[Found], bool]:
    """The latest whose number is less and in which every word is; whether there are more."""
    found = list(islice(hits(place, words, before), PAGE + 1)) if words else []
    return found[:PAGE], len(found) > PAGE


def hits(place: Place, words: Sequence[str], before: int) -> Iterator[Found]:
    for message in latest_first(place, before):
        text = message.body or ""
        plain = folded(text)
        if all(word in plain for word in words):
            yield Found(message, excerpt(text, words))


def latest_first(place: Place, before: int) -> Iterator[Message]:
    while True:
        query = (
            select(Message)
            .where(Message.match_id == place.match_id, Message.number < before)
            .order_by(Message.number.desc())
            .limit(BATCH)
        )
        batch = db.session.scalars(query).all()
        yield from batch
        if len(batch) < BATCH:
            return
        before = batch[-1].number
