"""D8: whatever route shows something of a member to somebody else writes down that it did.

The routes are those of the matrix, so a new one is asked here by itself.
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.privacy import checking, viewings
from peerapp.privacy.models import Viewing, What
from peerapp.safety.models import Ending, HelpCall
from tests.access.matrix import DOING, LOOKING, MATRIX
from tests.access.routes import ask
from tests.access.world import World, build
from tests.support.databases import sweep
from tests.support.long_form import LONG_FORM, times

VIEWERS = ("mentor", "other", "coordinator")
READS = times(50, 1_000)  # that show somebody
# No more stands there than the name under which the two know each other anyway.
ONLY_THE_NAME = {"/matches/<uuid:match_id>/trial"}


# Of which kind of thing these words are, wherever they stand.
OF_A_KIND = {
    "a line that only some may read": {What.PLAN},
    "a goal that only some may read": {What.GOALS},
    "212-555-0117": {What.NUMBER, What.CALL_NUMBER},
}


@pytest.fixture
def world(app) -> World:
    return without_a_call(build())


def without_a_call(world: World) -> World:
    """One that is open stands on every page of who was told, so that each would be written down."""
    call = db.session.get_one(HelpCall, world.call.id)
    call.closed_at, call.ending = clock.now(), Ending.OKAY
    db.session.commit()
    return world


class Members:
    """To find on a page of whom it shows something: a name, or what Mia wrote."""

    def __init__(self, world: World) -> None:
        people = db.session.scalars(select(Person)).all()
        self.names = {one.id: one.display_name for one in people if one.is_member}
        self.mia = world.mia.id

    def on(self, response: TestResponse) -> set[UUID]:
        if 300 <= response.status_code < 400:
            return set()
        page = response.data.decode(errors="replace")
        found = {one for one, name in self.names.items() if re.search(rf"\b{name}\b", page)}
        is_hers = "that only some may read" in page or "212-555-0117" in page
        return found | {self.mia} if is_hers else found

    def unwritten(self, response: TestResponse, viewer_id: UUID) -> set[object]:
        """Members, and words, that are on the page and of whom nothing was written down."""
        written = defaultdict(set)
        with db.engine.connect() as connection:
            query = select(Viewing.member_id, Viewing.what)
            for member_id, what in connection.execute(query.where(Viewing.viewer_id == viewer_id)):
                written[member_id].add(what)
        page = response.data.decode(errors="replace")
        words = {words for words in OF_A_KIND if words in page}
        return {one for one in self.on(response) if not written[one]} | {
            one for one in words if not OF_A_KIND[one] & written[self.mia]
        }


def begin_anew(app: Flask) -> None:
    """With the ends go the rows, so that the next look is a first one."""
    viewings.forget_written(app)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM viewing_heads")


def open_to(who: str) -> list[tuple[str, str]]:
    return [route for route in LOOKING if MATRIX[route][who] == "200"]


@pytest.mark.parametrize("who", VIEWERS)
def test_d8_no_page_shows_a_member_to_somebody_unwritten(app, world, who):
    members, viewer_id, client = Members(world), getattr(world, who).id, world.client(app, who)
    shown, unwritten = 0, []
    for route in open_to(who):
        for htmx in (False, True):
            begin_anew(app)
            answer = ask(client, app, world, route, htmx=htmx)
            shown += bool(members.on(answer))
            if members.unwritten(answer, viewer_id):
                unwritten.append((route[1], htmx))
    assert [(rule, htmx) for rule, htmx in unwritten if rule not in ONLY_THE_NAME] == []
    assert shown > 10, "this test sees too little to prove anything"


def doing() -> Iterator[tuple[str, tuple[str, str]]]:
    """What a member who has nothing to do with it cannot do, and the first who can."""
    for route in DOING:
        can = [who for who in VIEWERS if MATRIX[route][who] in ("200", "303")]
        if can and MATRIX[route]["member"] == "404":
            yield can[0], route


def test_d8_no_answer_to_what_is_done_shows_a_member_unwritten(app):
    shown, unwritten = 0, []
    for who, route in doing():
        db.session.remove()
        sweep(app)
        world = without_a_call(build())
        members, viewer_id = Members(world), getattr(world, who).id
        client = world.client(app, who)
        for more in ({"data": {}}, {"htmx": True}):  # refused, where it has to say something
            begin_anew(app)
            answer = ask(client, app, world, route, **more)
            shown += bool(members.on(answer))
            if members.unwritten(answer, viewer_id):
                unwritten.append((who, route[1], more))
    assert [one for one in unwritten if one[1] not in ONLY_THE_NAME] == []
    assert shown > 10, "this test sees too little to prove anything"


@pytest.mark.parametrize("seed", [pytest.param(9, marks=LONG_FORM, id="9")])
def test_d8_of_a_thousand_reads_none_is_unwritten(app, world, seed, time_machine):
    """By mentors and coordinators, of whatever shows a member, at any time."""
    dice, now, members = random.Random(seed), clock.now(), Members(world)
    clients = {who: world.client(app, who) for who in VIEWERS}
    ids = {who: getattr(world, who).id for who in VIEWERS}
    showing = [(who, route) for who in VIEWERS for route in open_to(who) if shows(route[1])]
    seen = reads = unwritten = 0
    while seen < READS and reads < 4 * READS:
        reads += 1
        now += timedelta(seconds=dice.randint(1, 300))
        time_machine.move_to(now, tick=False)
        who, route = dice.choice(showing)
        answer = ask(clients[who], app, world, route, htmx=dice.random() < 0.5)
        on_page = members.on(answer)
        seen += bool(on_page)
        unwritten += bool(on_page - written_in_this_hour(ids[who]))
    print(f"{reads} reads, {seen} of them showed a member, {unwritten} unwritten")
    assert unwritten == 0
    assert seen == READS
    assert list(checking.problems()) == []


def shows(rule: str) -> bool:
    """Roughly, and without what has no more than a name: what is worth a read."""
    parts = ("mentees", "messages", "match/requests", "help/calls", "/program")
    return rule not in ONLY_THE_NAME and any(part in rule for part in parts)


def written_in_this_hour(viewer_id: UUID) -> set[UUID]:
    hour = int(clock.now().timestamp()) // viewings.HOUR
    with db.engine.connect() as connection:
        query = select(Viewing.member_id)
        mine = query.where(Viewing.viewer_id == viewer_id, Viewing.hour == hour)
        return set(connection.scalars(mine))
