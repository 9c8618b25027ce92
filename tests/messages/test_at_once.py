"""An end and a message, and one message twice, in real processes at the same instant."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from peerapp.matching.models import Match
from peerapp.messages.models import Conversation, Message
from tests.support.at_once import at_once
from tests.support.client import all_of
from tests.support.long_form import LONG_FORM, times
from tests.support.people import make_member, make_mentor, match, one_commit

pytestmark = [pytest.mark.both_databases, *LONG_FORM]

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ROUNDS = times(4, 60)


def pairs() -> list[Match]:
    with one_commit():
        return [match(make_mentor("Toni"), make_member("Mia")) for _ in range(ROUNDS)]


def test_a3_of_an_end_and_a_message_at_one_instant_one_comes_first(app) -> None:
    """What was said to be sent is there, and what was not is not."""
    found = pairs()
    said = at_once(
        app,
        ("end", [(one.id, one.mentor_id, NOON) for one in found]),
        ("write_message", [(one.id, one.member_id, uuid4(), NOON) for one in found]),
    )
    assert {ended for ended, _ in said} == {"ended"}
    assert {sent for _, sent in said} <= {"sent", "Ended"}
    sent_in = {one.id for one, (_, sent) in zip(found, said, strict=True) if sent == "sent"}
    assert {one.match_id for one in all_of(Message)} == sent_in


def test_d2_one_message_from_two_tabs_and_an_answer_at_one_instant(app) -> None:
    found = pairs()
    ids = [uuid4() for _ in found]
    mine = [
        (one.id, one.member_id, message_id, NOON)
        for one, message_id in zip(found, ids, strict=True)
    ]
    theirs = [(one.id, one.mentor_id, uuid4(), NOON) for one in found]
    said = at_once(app, ("write_message", mine), ("write_message", mine), ("write_message", theirs))
    assert {word for words in said for word in words} == {"sent"}
    assert {one.last_number for one in all_of(Conversation)} == {2}
    assert sorted((str(one.match_id), one.number) for one in all_of(Message)) == sorted(
        (str(one.id), number) for one in found for number in (1, 2)
    )
