"""A1: every route x person has the answer that matrix.py writes down."""

import pytest

from peerapp.extensions import db
from tests.access.matrix import DOING, LOOKING, MATRIX
from tests.access.routes import answer_of, ask, routes_of
from tests.access.world import WHO, build
from tests.support.databases import sweep


def changes(route: tuple[str, str], who: str) -> bool:
    """Whether the next person needs a world of their own, since this request writes.

    What is refused writes nothing; who was not, fails the test.
    """
    answers = MATRIX[route]
    return answers[who] != "404" and not (answers[who] == "login" != answers["mia"])


def test_a1_every_route_has_a_line_in_the_matrix(app):
    routes = {(method, rule) for method, rule, _ in routes_of(app)}
    assert routes - set(MATRIX) == set(), "these routes say not yet who may use them"
    assert set(MATRIX) - routes == set(), "these lines are of no route"


@pytest.mark.parametrize("who", WHO)
def test_a1_a_person_sees_what_the_matrix_says(app, world, who):
    client = world.client(app, who)
    seen = {route: answer_of(ask(client, app, world, route)) for route in LOOKING}
    assert seen == {route: MATRIX[route][who] for route in LOOKING}


@pytest.mark.parametrize("route", DOING, ids=" ".join)
def test_a1_a_person_gets_what_the_matrix_says(app, world, route):
    for number, who in enumerate(sorted(WHO, key=lambda who: changes(route, who))):
        if number and changes(route, who):
            db.session.remove()
            sweep(app)
            world = build()
        response = ask(world.client(app, who), app, world, route)
        assert answer_of(response) == MATRIX[route][who], (who, response.text[:2000])


@pytest.mark.parametrize("who", [who for who in WHO if who not in ("nobody", "mia", "mentor")])
def test_a1_nobody_but_her_mentor_reads_what_mia_wrote(app, world, who):
    client = world.client(app, who)
    for method, rule in MATRIX:
        if method == "GET":
            answer = ask(client, app, world, (method, rule))
            page = answer.data.decode(errors="replace")  # or a photo
            assert "that only some may read" not in page, rule  # a note, a line of her plan, a goal
