"""W3: what a strict policy or htmx's own eval would trip over is not even written."""

import re
from collections.abc import Iterator

import pytest

from tests.support.sources import line_of, modules, scripts, templates

IN_TEMPLATES = {
    "hx-on needs eval": r"\bhx-on\b",
    "js: values need eval": r"""=\s*["']\s*(?:js|javascript):""",
    "trigger filters need eval": r"""hx-trigger(?::\w+)?\s*=\s*(["'])(?:(?!\1).)*\[""",
    "hx-vars needs eval": r"\bhx-vars\b",
    "an inline script": r"<script(?![^>]*\ssrc=)",
    "an inline style sheet": r"<style\b",
    "an inline style": r"<[a-z][^>]*\sstyle\s*=",
    "an inline handler": r"<[a-z][^>]*\son[a-z]+\s*=",
    "something from another host": (
        r"<(?!a\b)[a-z][^>]*\s(?:src|href|action|poster|srcset|data|formaction)"
        r"""\s*=\s*["']?\s*(?:https?:)?//"""
    ),
    "unescaped text": r"\|\s*safe\b|autoescape\s+false",
    "a new window that can reach ours": (
        r"""<a(?![^>]*\brel=["'][^"']*noopener)[^>]*\btarget=["']_blank"""
    ),
}
IN_SCRIPTS = {
    "eval": r"\beval\(|\bnew Function\b|\bset(?:Timeout|Interval)\(\s*[\"'`]",
    "text read as HTML": r"\.(?:inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write",
    "something from another host": r"""["'`](?:https?:)?//(?!localhost)[a-z]""",
}
IN_MODULES = {"unescaped text": r"\bMarkup\(|render_template_string"}

# A QR code is drawn by segno as an SVG of paths; nothing of it was typed by anybody. And in a
# <noscript> the page stands as the server escaped it; a browser with scripts sees a text in it.
ALLOWED = {
    ("peerapp/matching/views.py", "unescaped text"),
    ("static/js/too-old.js", "text read as HTML"),
}


def offences(sources: Iterator[tuple[str, str]], rules: dict[str, str]) -> list[str]:
    return [
        f"{name}:{line_of(source, found.start())} {what}: {found.group()[:60]!r}"
        for name, source in sources
        for what, pattern in rules.items()
        for found in re.finditer(pattern, source, re.IGNORECASE | re.DOTALL)
        if (name, what) not in ALLOWED
    ]


def test_w3_no_template_needs_eval_or_an_inline_script():
    assert not (found := offences(templates(), IN_TEMPLATES)), "\n".join(found)


def test_w3_no_script_evaluates_text():
    assert not (found := offences(scripts(), IN_SCRIPTS)), "\n".join(found)


def test_w3_nothing_goes_into_a_page_unescaped():
    assert not (found := offences(modules(), IN_MODULES)), "\n".join(found)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<b hx-on:click="x()">', "hx-on needs eval"),
        ("<b hx-vals='js:{a: b}'>", "js: values need eval"),
        ('<a href="javascript:alert(1)">', "js: values need eval"),
        ('<b hx-trigger="click[ctrlKey]">', "trigger filters need eval"),
        ("<script>1</script>", "an inline script"),
        ('<p style="color: red">', "an inline style"),
        ('<body onload="x()">', "an inline handler"),
        ('<img src="https://example.org/a.png">', "something from another host"),
        ('<link rel="x" href="//example.org/a.css">', "something from another host"),
        ("{{ note | safe }}", "unescaped text"),
        ('<a href="https://988lifeline.org" target="_blank">', "a new window that can reach ours"),
    ],
)
def test_w3_the_lint_finds_what_it_must(text, what):
    assert re.search(IN_TEMPLATES[what], text, re.IGNORECASE | re.DOTALL)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://988lifeline.org">988</a>',
        '<script type="module" src="/static/app.js"></script>',
        '<form hx-trigger="change delay:200ms" hx-post="/x">',
        '<a href="{{ url_for("x", on="y") }}">',
    ],
)
def test_w3_the_lint_lets_the_good_pass(text):
    assert not [what for what, rule in IN_TEMPLATES.items() if re.search(rule, text, re.DOTALL)]


def test_a6_every_form_that_posts_carries_the_token():
    forms = [
        (name, line_of(source, found.start()), found.group())
        for name, source in templates()
        for found in re.finditer(r"<form\b.*?</form>", source, re.DOTALL)
    ]
    without = [
        f"{name}:{line}"
        for name, line, form in forms
        if re.search(r"""method=["']post""", form, re.IGNORECASE) and "csrf" not in form
    ]
    assert forms
    assert not without
