"""A2: what is not yours cannot be told from what is not there."""

import re

import pytest

from tests.access.matrix import MATRIX
from tests.access.routes import ask, has_id, routes_of, without_passing
from tests.access.world import WHO, is_id, unknown

CLOSED = {
    who: closed
    for who in WHO
    if (
        closed := [
            route
            for route, answers in MATRIX.items()
            if re.search(r"_id>|<code>|<token>", route[1]) and answers[who] == "404"
        ]
    )
}


@pytest.mark.parametrize("who", CLOSED)
def test_a2_not_yours_and_not_there_are_the_same(app, world, who):
    """As a page and as a part of one; all in one world, which a refusal leaves as it is."""
    nothing = {name: unknown(name) for name in world.parts() if is_id(name)}
    client = world.client(app, who)
    for route in CLOSED[who]:
        for htmx in (False, True):
            not_yours = ask(client, app, world, route, htmx=htmx)
            not_there = ask(client, app, world, route, htmx=htmx, parts=nothing)
            assert not_yours.status_code == 404, (route, htmx)
            assert without_passing(not_yours) == without_passing(not_there), (route, htmx)


def test_a2_ids_in_addresses_are_not_countable(app):
    rules = [rule for _, rule, parts in routes_of(app) if has_id(parts)]
    assert rules
    assert not [rule for rule in rules if re.search(r"<(int|float):|<\w+_id>", rule)]
