"""WCAG 2.2 AA for the pairs of colors of tokens.css: 4.5:1 for text, 3:1 for edges of controls."""

import re

import pytest

from peerapp.config import ROOT

GROUNDS = ("paper", "glow", "card", "sunken")
MOODS = tuple(f"mood-{mood}" for mood in range(1, 6))
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "warn") for ground in GROUNDS),
    *(("on-mood", mood) for mood in MOODS),
    ("on-accent", "accent"),
    ("on-accent", "accent-pressed"),
    ("on-tint", "tint"),
    ("accent", "tint"),
    ("ink", "warn-tint"),
    ("warn", "warn-tint"),
    ("paper", "ink"),  # the line with "Undo"
]
EDGES = [(edge, ground) for edge in ("edge", "accent", "warn") for ground in GROUNDS]


def colors(css: str) -> dict[str, str]:
    return {name: value.lower() for name, value in re.findall(r"--([\w-]+): (#[0-9a-fA-F]+)", css)}


def schemes() -> dict[str, dict[str, str]]:
    tokens = (ROOT / "static/css/tokens.css").read_text()
    contrast = (ROOT / "static/css/contrast.css").read_text()
    light, dark = map(colors, tokens.split("@media (prefers-color-scheme: dark)"))
    more, more_dark = re.findall(r"@media \(prefers-contrast: more\).*?\n}", contrast, re.DOTALL)
    return {
        "light": light,
        "dark": light | dark,
        "light, more": light | colors(more),
        "dark, more": light | dark | colors(more) | colors(more_dark),
    }


def luminance(color: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-relative-luminance"""
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", schemes())
def test_text_and_edges_can_be_read(scheme):
    color = schemes()[scheme]
    weak = [
        f"{front} on {ground}: {ratio(color[front], color[ground]):.2f}"
        for pairs, least in ((TEXT, 4.5), (EDGES, 3.0))
        for front, ground in pairs
        if ratio(color[front], color[ground]) < least
    ]
    assert not weak
