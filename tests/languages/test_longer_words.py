"""Nothing is cut off on the smallest phone where a language is two fifths longer than English.

The language is made up: every word of the catalog of English has more vowels, with accents. It
stands in the place of one that we do not have.
"""

import io
import re
from collections.abc import Iterator

import flask_babel
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations
from flask import Flask
from playwright.sync_api import Page

from peerapp.extensions import db
from tests.access.world import World, build
from tests.languages.test_catalogs import HOLES, sentences

MADE_UP = "eo"
ACCENTED = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
PAGES = {
    "mia": ["/", "/account", "/checkins", "/checkins/calendar", "/checkins/settings", "/import"],
    "mentor": ["/", "/match/profile?side=mentor", "/reminders"],
}
# What is larger than its place or wider than the phone, and names in the bar that meet.
CUT_OFF = """() => {
  const width = document.documentElement.clientWidth;
  const isHidden = (e) => e.closest("template, svg, .visually-hidden, .skip, [hidden], noscript");
  const isCut = (e) =>
    e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible";
  const isCutBelow = (e) =>
    e.scrollHeight > e.clientHeight + 2 && /hidden|clip/.test(getComputedStyle(e).overflowY);
  const isOutside = ({ left, right }) => left < -1 || right > width + 1;
  const names = [...document.querySelectorAll(".nav__place > span")];
  const ends = (e, side) => e.getBoundingClientRect()[side];
  const meets = (e, at) => at > 0 && ends(e, "left") < ends(names[at - 1], "right");
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.clientWidth > 1 && !isHidden(e))
    .filter((e) => isOutside(e.getBoundingClientRect()) || isCut(e) || isCutBelow(e))
    .concat(names.filter(meets))
    .map((e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 60)}`);
}"""


def longer(text: str) -> str:
    """Two fifths, but for what is filled in and for marks."""
    parts = re.split(rf"({HOLES.pattern})", text)
    return "".join(part if HOLES.fullmatch(part) else stretched(part) for part in parts)


def stretched(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: with_more_vowels(word[0]), text).translate(ACCENTED)


def with_more_vowels(word: str) -> str:
    wanted = round(len(word) * 1.4)
    while len(word) < wanted:
        word, before = re.sub(r"([aeiouy])", r"\1\1", word, count=wanted - len(word)), word
        if word == before:
            return word + "o" * (wanted - len(word))
    return word


def made_up() -> Translations:
    catalog = Catalog(locale=MADE_UP)
    for (context, _first), forms in sentences().items():
        said = tuple(map(longer, forms))
        plural = len(forms) > 1
        catalog.add(forms if plural else forms[0], said if plural else said[0], context=context)
    file = io.BytesIO()
    write_mo(file, catalog)
    return Translations(io.BytesIO(file.getvalue()))


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    app.config["LANGUAGES"] = {**app.config["LANGUAGES"], MADE_UP: "Made up"}
    known = flask_babel.get_domain().cache
    known[MADE_UP, "messages"] = made_up()
    world = build()
    for who in PAGES:
        getattr(world, who).language = MADE_UP
    db.session.commit()
    yield world
    known.pop((MADE_UP, "messages"))


@pytest.mark.parametrize("who", PAGES)
def test_nothing_is_cut_off_at_320_px(world: World, phone_of, who: str) -> None:
    page: Page = phone_of(getattr(world, who), viewport={"width": 320, "height": 700})
    found = []
    for path in PAGES[who]:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == MADE_UP
        page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true })")
        found += [f"{path} {fault}" for fault in page.evaluate(CUT_OFF)]
    assert not found, "\n".join(found)


def test_a_word_is_two_fifths_longer() -> None:
    assert longer("Your %(count)s <b>reminders</b>") == "Yóóúúr %(count)s <b>rééémííndéérs</b>"
