"""People with one device each at a push service, and a reminder for each round of sending."""

from collections.abc import Iterator
from datetime import datetime
from datetime import time as time_of_day
from typing import Any

from peerapp import clock, ids
from peerapp.accounts.models import Person, Role, RoleGrant, SignIn
from peerapp.push.models import PushSubscription
from peerapp.reminders.models import Kind, Reminder
from peerapp.reminders.schedule import EVERY_DAY
from tests.benchmarks import bulk
from tests.benchmarks.databases import app_over


def fill(url: str, subscriptions: list[dict[str, Any]], due: list[datetime]) -> None:
    """For each of the rounds, whose instants are given, a reminder of everybody."""
    now, today = clock.now(), clock.now().date()
    people = [ids.of_the_week() for _ in subscriptions]
    with app_over(url):
        bulk.write(
            Person, "id email display_name password_hash timezone created_at",
            ((one, f"{one.hex}@example.org", "Mia", "-", "UTC", now) for one in people),
        )  # fmt: skip
        bulk.write(
            RoleGrant, "person_id role granted_at", ((one, Role.MEMBER, now) for one in people)
        )
        bulk.write(
            SignIn, "id person_id token_hash device created_at seen_at",
            ((one, one, one.hex, "Chrome on Android", now, now) for one in people),
        )  # fmt: skip
        bulk.write(
            PushSubscription,
            "id person_id sign_in_id endpoint p256dh auth created_at failures shows_details",
            (
                (ids.of_the_week(), one, one, said["endpoint"], said["keys"]["p256dh"],
                 said["keys"]["auth"], now, 0, False)
                for one, said in zip(people, subscriptions, strict=True)
            ),
        )  # fmt: skip

        def reminders() -> Iterator[tuple[Any, ...]]:
            for at in due:
                for one in people:
                    yield (ids.of_the_week(), one, time_of_day(20), EVERY_DAY, Kind.CHECK_IN, False,
                           False, today, at, now)  # fmt: skip

        bulk.write(
            Reminder, "id person_id time days kind adapts nudges next_date next_due_at created_at",
            reminders(),
        )  # fmt: skip
        bulk.analyze()
