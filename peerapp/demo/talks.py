"""What people of the demo wrote to each other. All made up."""

from datetime import datetime, timedelta
from uuid import uuid4

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching.models import Match
from peerapp.messages import access, conversation, marks

# Minutes ago, whether the member wrote it, and what. The last ones are not read yet.
Talk = tuple[tuple[int, bool, str], ...]
MAYA: Talk = (
    (4_400, False, "Hi Maya, how was the week?"),
    (4_390, True, "Good. Payday was easier than last month. I walked home the long way."),
    (4_370, False, "The long way is a good way. What helped most?"),
    (4_300, True, "Having something to eat before I left work, I think.\nAnd your call."),
    (1_520, True, "Ana has her school play on Friday. I want to be there, all of me."),
    (1_460, False, "You will be. Shall I call you on Friday at noon?"),
    (1_440, True, "Yes please."),
    (95, False, "Thinking of you. No need to answer."),
)
JORDAN: Talk = (
    (300, False, "Hey Jordan. I saw your check-in. Do you want to talk tonight?"),
    (48, True, "Maybe. The evenings are long right now."),
    (47, True, "After 8 would work."),
)
UNREAD_FOR = 100  # minutes


def fill(talks: list[tuple[Match, Talk]], now: datetime) -> None:
    for match, talk in talks:
        for minutes, by_member, words in talk:
            at = now - timedelta(minutes=minutes)
            by = match.member if by_member else match.mentor
            message = conversation.write(match, by, words, uuid4(), at)
            db.session.commit()
            if minutes > UNREAD_FOR:
                read(match, match.mentor if by_member else match.member, message.number, at)


def read(match: Match, reader: Person, number: int, at: datetime) -> None:
    place = access.find(reader.id, match.id)
    assert place
    marks.read(place, number, at + timedelta(minutes=3))
    db.session.commit()
