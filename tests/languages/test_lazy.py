"""A lazy sentence is markup to a template that shows it, so nothing of a person goes into it."""

import ast
from collections.abc import Iterator

from peerapp.config import ROOT


def lazy_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((ROOT / "peerapp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "lazy":
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def is_constant(value: ast.expr) -> bool:
    """Also what is worked out of constants, such as megabytes."""
    if isinstance(value, ast.BinOp):
        return is_constant(value.left) and is_constant(value.right)
    name = getattr(value, "attr", getattr(value, "id", ""))
    return isinstance(value, ast.Constant) or name.isupper()


def test_only_constants_go_into_a_lazy_sentence():
    calls = list(lazy_calls())
    assert len(calls) > 100
    said = [
        f"{where} {one.arg}"
        for where, call in calls
        for one in call.keywords
        if not is_constant(one.value)
    ]
    assert said == []


def test_no_template_takes_what_it_shows_for_markup():
    marked = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "templates").rglob("*"))
        if path.is_file()
        and ("|safe" in (text := path.read_text().replace(" ", "")) or "autoescapefalse" in text)
    ]
    assert marked == []
