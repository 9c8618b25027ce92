"""P2: which devices take a push, asked of one person and of many at once."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest

from peerapp import clock
from peerapp.accounts.models import Person, Role, SignIn
from peerapp.push import subscriptions
from tests.support.client import all_of
from tests.support.people import (
    make_member,
    make_person,
    make_subscription,
    one_commit,
    pause,
    save,
    suspend,
)

DAYS = [0, 0.49, 0.51, 6, 8, 13, 15, 59, 61, 364, 366]


def devices_of(person: Person) -> None:
    """On sign-ins of every age, in use and idle, and one of each that is off or ended."""
    now = clock.now()
    ages = [(old, idle, None, None) for old, idle in product(DAYS, DAYS) if idle <= old]
    for old, idle, ended_at, off_at in [*ages, (0, 0, now, None), (0, 0, None, now)]:
        sign_in = SignIn(
            person=person,
            token_hash=uuid4().hex,
            device="Chrome on Android",
            created_at=now - timedelta(days=old),
            seen_at=now - timedelta(days=idle),
            ended_at=ended_at,
        )
        save(sign_in)
        make_subscription(person, sign_in).turned_off_at = off_at


@pytest.mark.both_databases
def test_p2_the_two_ways_of_asking_agree(app) -> None:
    with one_commit():
        people = [
            make_person("Nobody"),
            make_member(),
            make_person("Toni", Role.MENTOR),
            make_person("Waits", Role.MENTOR, approved=False),
            make_person("Paused", Role.MEMBER, Role.MENTOR),
            make_person("Cora", Role.COORDINATOR, Role.MEMBER),
            make_member("Suspended"),
        ]
        pause(people[4])
        suspend(people[6])
        for person in people:
            devices_of(person)
    # a device whose sign-in is another person's by now
    all_of(SignIn)[0].person = people[1]
    now = clock.now()
    many = subscriptions.live_of([person.id for person in people], now)
    for person in people:
        one = {device.id for device in subscriptions.live(person, now)}
        assert {device.id for device in many[person.id]} == one, person.display_name
        assert bool(one) is (person.suspended_at is None)
    assert len({len(found) for found in many.values()}) > 3
