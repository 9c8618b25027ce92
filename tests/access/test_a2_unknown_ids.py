"""A2: what is not yours cannot be told from what is not there."""

import re

import pytest

from tests.access.matrix import MATRIX
from tests.access.routes import ask, has_id, routes_of, without_passing
from tests.access.world import WHO, is_id, unknown

CLOSED = [
    pytest.param(route, who, id=f"{route[0]} {route[1]} {who}")
    for route, answers in MATRIX.items()
    for who in WHO
    if answers[who] == "404" and re.search(r"_id>|<code>|<token>", route[1])
]


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "htmx"])
@pytest.mark.parametrize(("route", "who"), CLOSED)
def test_a2_not_yours_and_not_there_are_the_same(app, world, route, who, htmx):
    client = world.client(app, who)
    nothing = {name: unknown(name) for name in world.parts() if is_id(name)}
    not_yours = ask(client, app, world, route, htmx=htmx)
    not_there = ask(client, app, world, route, htmx=htmx, parts=nothing)
    assert not_yours.status_code == 404
    assert without_passing(not_yours) == without_passing(not_there)


def test_a2_ids_in_addresses_are_not_countable(app):
    rules = [rule for _, rule, parts in routes_of(app) if has_id(parts)]
    assert rules
    assert not [rule for rule in rules if re.search(r"<(int|float):|<\w+_id>", rule)]
