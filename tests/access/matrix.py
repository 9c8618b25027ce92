"""A1: who gets what answer, for every route.

The things are Mia's: in the column `mia` they are the person's own, in every other column another
person's. `login` means: sent to sign in. A route that is missing here fails the suite.
"""

from typing import Any

LOGIN = "login"

TABLE = """
                                                  nobody mia member mentor former other paused coordinator suspended
"""  # noqa: E501


def parse(table: str) -> dict[tuple[str, str], dict[str, str]]:
    """(method, rule) -> who -> answer"""
    head, *lines = [line.split() for line in table.splitlines() if line.strip()]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for method, rule, *answers in lines:
        assert len(answers) == len(head), f"{method} {rule} has {len(answers)} answers"
        assert (method, rule) not in found, f"{method} {rule} stands there twice"
        found[method, rule] = dict(zip(head, answers, strict=True))
    return found


MATRIX = parse(TABLE)

# What a browser sends to a route that asks for more than its address: a valid request.
FORMS: dict[tuple[str, str], dict[str, Any]] = {}
