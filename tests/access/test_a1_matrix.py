"""A1: every route x person has the answer that matrix.py writes down."""

import pytest

from tests.access.matrix import MATRIX
from tests.access.routes import answer_of, ask, routes_of
from tests.access.world import WHO

CELLS = [
    pytest.param((method, rule), who, id=f"{method} {rule} {who}")
    for method, rule in MATRIX
    for who in WHO
]


def test_a1_every_route_has_a_line_in_the_matrix(app):
    routes = {(method, rule) for method, rule, _ in routes_of(app)}
    assert routes - set(MATRIX) == set(), "these routes say not yet who may use them"
    assert set(MATRIX) - routes == set(), "these lines are of no route"


@pytest.mark.parametrize(("route", "who"), CELLS)
def test_a1_a_person_gets_what_the_matrix_says(app, world, route, who):
    response = ask(world.client(app, who), app, world, route)
    assert answer_of(response) == MATRIX[route][who], response.text[:2000]


@pytest.mark.parametrize("who", [who for who in WHO if who not in ("nobody", "mia", "mentor")])
def test_a1_nobody_but_her_mentor_reads_what_mia_wrote(app, world, who):
    client = world.client(app, who)
    for method, rule in MATRIX:
        if method == "GET":
            page = ask(client, app, world, (method, rule)).text
            assert "a note that only some may read" not in page, rule
