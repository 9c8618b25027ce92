"""What our templates, modules and scripts say, as text."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from peerapp.config import ROOT

JINJA_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
JS_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
JS_TEXT = re.compile(r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`""")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def templates() -> Iterator[tuple[str, str]]:
    """Each template without its comments."""
    for path in sorted((ROOT / "templates").rglob("*.*")):
        yield name_of(path), JINJA_COMMENT.sub(blank_lines, path.read_text())


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "peerapp").rglob("*.py")):
        yield name_of(path), path.read_text()


def scripts() -> Iterator[tuple[str, str]]:
    """Each of our scripts without its comments."""
    for kind in ("*.js", "*.mjs"):
        for path in sorted((ROOT / "static").rglob(kind)):
            if "dist" not in path.parts and ".build" not in path.parts:
                yield name_of(path), JS_COMMENT.sub(blank_lines, path.read_text())


def words_of_modules() -> Iterator[tuple[str, int, str]]:
    """Every string in our Python that a person may read: no docstrings, no log lines."""
    for name, source in modules():
        tree = ast.parse(source)
        unread = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and is_log(node):
                unread |= {id(inner) for inner in ast.walk(node)}
            if not isinstance(node, ast.Constant) or id(node) in unread:
                continue
            if isinstance(node.value, str):
                yield name, node.lineno, node.value


def is_log(call: ast.Call) -> bool:
    """`log.warning(...)`, `app.logger.error(...)`"""
    target = call.func.value if isinstance(call.func, ast.Attribute) else None
    name = getattr(target, "attr", getattr(target, "id", ""))
    return name in ("log", "logger")


def words_of_scripts() -> Iterator[tuple[str, int, str]]:
    for name, source in scripts():
        for found in JS_TEXT.finditer(source):
            yield name, line_of(source, found.start()), found.group()


def words_of_templates() -> Iterator[tuple[str, int, str]]:
    for name, source in templates():
        for number, line in enumerate(source.splitlines(), 1):
            yield name, number, line


def line_of(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1


def blank_lines(comment: re.Match[str]) -> str:
    """Line numbers stay what they are."""
    return "\n" * comment.group().count("\n")


# For developers, in English.
NOT_SAID = "templates/styleguide"
MARKED = re.compile(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", re.DOTALL)
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r"(?:aria-label|title|alt|placeholder)=\"([^\"]*)\"")
# What is the same in every language.
SAME = {"Android", "iPhone", "iPad"}
NO_TEXT = re.compile(r"/|=\"")  # an address; the rest of a tag whose attributes a macro makes


def unmarked() -> Iterator[tuple[str, str]]:
    """What a template says that is in no `_()` or `trans`, and so in one language only."""
    for name, source in templates():
        if not name.startswith(NOT_SAID):
            text = EXPRESSION.sub("", MARKED.sub("", source))
            said = [*SPOKEN_ATTRIBUTE.findall(text), *re.sub(r"<[^>]*>", "\n", text).splitlines()]
            for part in map(str.strip, said):
                if (
                    re.search(r"[A-Za-z]{2}", part)
                    and part not in SAME
                    and not NO_TEXT.search(part)
                ):
                    yield name, part
