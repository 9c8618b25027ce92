"""What rings about messages: once until it is opened, discreet, at the right hours, and no more."""

import json
from datetime import time, timedelta

import pytest

from peerapp.extensions import db
from peerapp.matching.models import Side
from peerapp.messages.models import Message
from peerapp.push import claims, outbox, quiet
from peerapp.push.fairness import Room
from peerapp.push.models import Delivery, State
from tests.access.world import World, build
from tests.matching.test_a3_every_end import (
    CUTS,
    ENDS,
    blocked_by_mentor,
    ended_by_member,
    mentor_suspended,
)
from tests.messages.conftest import NOON, Pair
from tests.support.client import all_of, client_of
from tests.support.people import answer_for_matching, keep_apart, make_subscription

pytestmark = pytest.mark.both_databases


@pytest.fixture
def rings(app, pair: Pair) -> Pair:
    """A phone of each takes pushes."""
    for person in (pair.mia, pair.toni):
        make_subscription(person, client_of(app).sign_in(person))
    return pair


def waiting() -> list[Delivery]:
    return [one for one in all_of(Delivery) if one.state == State.WAITING]


def to_send(at) -> list[str]:
    """Whom a worker would ring now."""
    db.session.commit()
    found = claims.claim(at, Room()) or []
    return sorted(str(message.person_id) for message in found)


def read_all(pair: Pair, client) -> None:
    page = client.get(pair.url).text
    last = page.rsplit('data-message-id="', 1)[1].split('"')[0]
    client.post(f"{pair.url}/read", data={"upto": last})


def test_it_rings_once_until_the_conversation_is_opened(rings: Pair, at_noon) -> None:
    for words in ("One.", "Two.", "Three."):
        rings.say(rings.as_mia, words)
    [delivery] = waiting()
    assert delivery.person_id == rings.toni.id
    said = json.loads(outbox.opened(delivery.payload))
    assert said["notification"]["title"] == "A moment for you?"
    assert said["notification"]["navigate"].endswith(rings.url)
    assert said["app_badge"] == 1
    assert "One." not in json.dumps(said)
    assert to_send(NOON + timedelta(seconds=4)) == []  # who has it open reads it meanwhile
    assert to_send(NOON + timedelta(seconds=6)) == [str(rings.toni.id)]
    read_all(rings, rings.as_toni)
    rings.say(rings.as_mia, "Four.")
    newest = max(all_of(Delivery), key=lambda one: one.key)
    assert newest.topic == delivery.topic  # in the place of the first
    assert len({one.key for one in all_of(Delivery)}) == 2


def test_after_half_an_hour_it_rings_again_in_the_place_of_the_first(rings, at_noon) -> None:
    rings.say(rings.as_toni, "One.")
    at_noon.shift(timedelta(minutes=29))
    rings.say(rings.as_toni, "Two.")
    assert len(all_of(Delivery)) == 1
    at_noon.shift(timedelta(minutes=2))
    rings.say(rings.as_toni, "Three.")
    assert len({one.topic for one in all_of(Delivery)}) == 1
    assert len(all_of(Delivery)) == 2


def test_read_on_another_device_it_does_not_ring(rings: Pair) -> None:
    rings.say(rings.as_mia, "One.")
    read_all(rings, rings.as_toni)
    assert [one.state for one in all_of(Delivery)] == [State.CANCELLED]


def test_taken_back_before_it_rang_it_does_not_ring(rings: Pair) -> None:
    rings.say(rings.as_mia, "One.")
    page = rings.as_mia.get(rings.url).text
    message_id = page.split('data-message-id="')[1].split('"')[0]
    rings.as_mia.post(f"{rings.url}/{message_id}/take-back")
    assert to_send(NOON + timedelta(seconds=6)) == []


def test_a_mentor_is_rung_at_their_hours_and_a_member_when_quiet_hours_end(rings: Pair) -> None:
    answer_for_matching(
        rings.toni, Side.MENTOR, contact_from=time(18), contact_until=time(21), capacity=3
    )
    quiet.set_hours(rings.mia, time(11), time(14))
    rings.say(rings.as_mia, "One.")
    rings.say(rings.as_toni, "Two.")
    at = {one.person_id: one.next_try_at - NOON for one in waiting()}
    assert at == {rings.toni.id: timedelta(hours=6), rings.mia.id: timedelta(hours=2)}


def test_between_two_who_are_kept_apart_nothing_rings(rings: Pair) -> None:
    rings.say(rings.as_mia, "One.")
    rings.say(rings.as_toni, "Two.")
    keep_apart(rings.mia, rings.toni)
    assert to_send(NOON + timedelta(seconds=6)) == []


# Every way on SQLite; on PostgreSQL, where the question is another, an end, a block and a cut.
EACH_WAY = [("sqlite", way) for way in ENDS + CUTS]
EACH_WAY += [("postgresql", way) for way in (ended_by_member, blocked_by_mentor, mentor_suspended)]


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(("database", "way"), EACH_WAY, indirect=["database"])
def test_a3_no_message_rings_after_an_end(app, way) -> None:
    world = build()
    pair = Pair(world.mia, world.mentor, world.match, *clients(app, world))
    for person in (world.mia, world.mentor):
        make_subscription(person, client_of(app).sign_in(person))
    pair.say(pair.as_mia, "One.")
    pair.say(pair.as_toni, "Two.")
    about = {one.key for one in waiting() if one.key.startswith("message:")}
    assert len(about) == 2
    way(world, app)
    if way in ENDS:  # at once, not only when a worker asks
        assert not about & {one.key for one in waiting()}
    assert to_send(NOON + timedelta(seconds=6)) == []


def clients(app, world: World):
    return world.client(app, "mia"), world.client(app, "mentor")


def test_what_is_written_after_all_was_taken_back_rings(rings: Pair, at_noon) -> None:
    rings.say(rings.as_mia, "A slip.")
    [message] = all_of(Message)
    at_noon.shift(timedelta(seconds=3))
    rings.as_mia.post(f"{rings.url}/{message.id}/take-back", csrf=True)
    assert to_send(NOON + timedelta(seconds=6)) == []
    at_noon.shift(timedelta(seconds=30))
    rings.say(rings.as_mia, "What I meant.")
    assert to_send(NOON + timedelta(minutes=1)) == [str(rings.toni.id)]


def test_what_is_taken_back_beside_others_leaves_the_ring_of_these(rings: Pair) -> None:
    for words in ("One.", "Two."):
        rings.say(rings.as_mia, words)
    first, _second = all_of(Message)
    rings.as_mia.post(f"{rings.url}/{first.id}/take-back", csrf=True)
    assert to_send(NOON + timedelta(minutes=1)) == [str(rings.toni.id)]
