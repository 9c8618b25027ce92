"""P3: what a push service and a stranger at the lock screen can learn."""

import json
from collections import Counter
from uuid import uuid4

import pytest

from peerapp import clock
from peerapp.push import answers, sender
from peerapp.push.notifications import (
    PADDED_LENGTH,
    Action,
    Notification,
    TooLong,
    declarative,
    padded,
)
from peerapp.reminders import buttons
from peerapp.reminders.forms import LONGEST_WORDS
from peerapp.reminders.models import Kind
from tests.push.test_sending import put
from tests.support.devices import turn_on
from tests.support.people import make_member

ORIGIN = "https://peerapp.example"
NOW = clock.now()


def test_p3_a_thousand_payloads_hold_no_name_and_have_one_length(app, service):
    """Half of them in Spanish."""
    words = ("mia", "nora", "recover", "sober", "check", "peer", "mentor", "craving", "meeting")
    words += ("recupera", "sobri", "registro", "consum", "ganas", "reuni", "acompañ", "apoyo")
    people = [make_member("Mia"), make_member("Nora", language="es")]
    for person in people:
        for _ in range(20):
            turn_on(app, person, service)
    for number in range(25):
        for person in people:
            kind = list(Kind)[number % len(Kind)]
            put(
                person,
                key=f"reminder-like:{number}",
                actions=buttons.of(kind, offers_evening=True),
                by_hand=buttons.by_hand(kind, uuid4()),
                badge=number % 2 or None,
            )
    sender.send_due(clock.now())
    assert len(service.received) == 1000
    assert {len(received.data) for received in service.received} == {PADDED_LENGTH}
    assert len({len(received.body) for received in service.received}) == 1
    assert all(
        {"ttl", "urgency", "topic"} <= received.headers.keys() for received in service.received
    )
    assert Counter(one.notification["lang"] for one in service.received) == {"en": 500, "es": 500}
    for received in service.received:
        shown = received.notification
        said = [shown[part] for part in ("title", "body", "tag", "navigate")]
        said.append(shown["data"]["when"])
        for button in shown["actions"]:
            said += [button["action"], button["title"], button["navigate"]]
        said = " ".join(said).replace(app.config["PUBLIC_URL"], "").lower()
        assert not any(word in said for word in words)
        # none was left out; "later" shows the others
        assert len(shown["actions"]) - 1 == len(shown["data"]["tokens"]) >= 4


def test_p3_what_does_not_fit_into_the_one_length_is_not_sent():
    long = Notification(key="test:1", useful_until=NOW, body="ü" * 1000)
    with pytest.raises(TooLong):
        padded(declarative(long, ORIGIN))


def complete(**more):
    """As one device gets it."""
    payload = declarative(Notification("test:1", NOW, **more), ORIGIN)
    return json.loads(answers.completed(payload, uuid4()))


def test_p3_what_is_too_long_with_its_buttons_loses_the_last_ones(app):
    many = tuple(Action(f"do-{number}", "In 10 minutes") for number in range(30))
    said = complete(actions=many)["notification"]
    kept = [one["action"] for one in said["actions"]]
    assert 2 < len(kept) < 30
    assert kept == [one.name for one in many[: len(kept)]]
    assert list(said["data"]["tokens"]) == kept
    with pytest.raises(TooLong):
        complete(body="ü" * 1000, actions=many)


def test_the_kinds_whose_buttons_are_most_fit_with_their_own_words(app):
    """As long as the words may be, where the locked screen shows them."""
    for kind in Kind:
        said = complete(
            title="ü" * LONGEST_WORDS, actions=buttons.of(kind, offers_evening=True),
            by_hand=buttons.by_hand(kind, uuid4()), badge=1,
        )["notification"]  # fmt: skip
        assert len(said["actions"]) == len(buttons.of(kind, offers_evening=True))


def test_a_browser_that_only_opens_pages_finds_all_that_the_draft_asks_of_it(app):
    """w3c/push-api, "declarative push message": each action needs a page of its own."""
    said = complete(actions=(Action("done", "Done"), Action("good", "🙂")), by_hand="/a", badge=1)
    assert said["web_push"] == 8030
    assert said["app_badge"] == said["notification"]["app_badge"] == 1
    buttons = said["notification"]["actions"]
    assert [one["navigate"] for one in buttons] == [f"{ORIGIN}/a"] * 2
    assert [one["title"] for one in buttons] == ["Done", "🙂"]
    assert set(said) == {"web_push", "notification", "app_badge"}


def test_without_buttons_and_a_number_there_are_none(app):
    said = complete()
    assert "app_badge" not in said
    assert "actions" not in said["notification"]
    assert list(said["notification"]["data"]) == ["receipt"]
