"""The routes as the app has them, and how a test asks for one."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.access.matrix import FORMS
from tests.access.world import World, is_id
from tests.support.client import Client

# What differs between two equal answers: when it was given, and the session it belongs to.
PASSING = {"Date", "Set-Cookie"}


def routes_of(app: Flask) -> Iterator[tuple[str, str, set[str]]]:
    """(method, rule, the names of its parts), without HEAD and OPTIONS, which Flask derives."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, rule.rule, set(rule.arguments)


def address(app: Flask, rule: str, parts: dict[str, Any]) -> str:
    """The rule with its parts filled in."""
    found = next(one for one in app.url_map.iter_rules() if one.rule == rule)
    adapter = app.url_map.bind("localhost")
    return adapter.build(found.endpoint, {name: parts[name] for name in found.arguments})


def ask(
    client: Client, app: Flask, world: World, route: tuple[str, str], **more: Any
) -> TestResponse:
    """Send a valid request to a route; `parts=` for other things than Mia's, `data=` for another
    form.
    """
    method, rule = route
    parts = {**world.parts(), **more.pop("parts", {})}
    form = FORMS.get(route, {})
    if callable(form):
        form = form(world)
    if form.get("json") is not None:
        more["json"] = form["json"]
    elif method != "GET":
        more.setdefault("data", form)
    return client.open(address(app, rule, parts), method=method, **more)


def answer_of(response: TestResponse) -> str:
    """200, 404, ..., or `login` when it leads to signing in."""
    location = response.headers.get("Location", "")
    if response.status_code in (302, 303) and urlsplit(location).path == "/login":
        return "login"
    return str(response.status_code)


def without_passing(response: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    headers = [(name, value) for name, value in response.headers if name not in PASSING]
    return response.status_code, response.data, sorted(headers)


def has_id(rule_parts: set[str]) -> bool:
    return any(is_id(name) for name in rule_parts)
