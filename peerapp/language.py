"""The language that a page, a notification or a letter is in, and its dates and numbers.

A person's own choice comes first, then the one made in this browser, then what the browser asks
for (RFC 9110, section 12.5.4). How to add a language: docs/languages.md.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, Literal, cast

import flask_babel
from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal
from flask import Flask, current_app, has_request_context, request, session
from flask_login import current_user

from peerapp.extensions import babel

SOURCE = "en"  # what the sentences in the code are written in

# Each by its own name, since who looks for it may not read the others.
LANGUAGES = {"en": "English", "es": "Español"}

# Whose dates and times of day a language has: most who run Peerapp are in the United States.
FORMATS = {"en": "en_US", "es": "es_US"}

# Our English does without the comma before "and".
LISTS = {"en": "en_001"}

# Spanish has another "and" and "or" before the same sound (RAE, DPD), which Unicode's lists lack.
LIKE_SOUNDS = {
    "es": (
        (" y ", " e ", re.compile(r"h?[ií](?![aeo])", re.IGNORECASE)),
        (" o ", " u ", re.compile(r"h?[oó]", re.IGNORECASE)),
    )
}

MOST_TRIED = 201  # every plural of whole numbers shows below

KEPT = "language"  # in the session, for who has no account yet


def _(text: str, **variables: Any) -> str:
    """In the language of who reads; `variables` go into `%(name)s`."""
    return cast(str, flask_babel.gettext(text, **variables))


def ngettext(one: str, many: str, num: int, **variables: Any) -> str:
    """`_` for a number, which goes into `%(num)s`: each language has plurals of its own."""
    return cast(str, flask_babel.ngettext(one, many, num, **variables))


def lazy(text: str, **variables: Any) -> str:
    """For module level, where no person is known yet: each time it is shown, it is in the language
    of who reads. It is no `str` until then: join a list of them by way of `map(str, ...)`.

    Flask-Babel gives it an `__html__` that escapes nothing: a template takes it for markup. So
    `variables` are our own constants, and never what a person has typed.
    """
    return cast(str, flask_babel.lazy_gettext(text, **variables))


def N_(text: str) -> str:
    """For a sentence that is kept as it stands, and shown by `_` when somebody reads it."""
    return text


def is_known(language: str) -> bool:
    return language in current_app.config["LANGUAGES"]


def current() -> str:
    """Its code, such as `es`."""
    return locale().language


def locale() -> Locale:
    """Babel's, for dates and numbers."""
    return flask_babel.get_locale() or Locale.parse(FORMATS[SOURCE])


def speaking(language: str) -> AbstractContextManager[None]:
    """Inside, all is in this language: for what another person reads, or a worker writes."""
    return cast(AbstractContextManager[None], flask_babel.force_locale(formats(language)))


@contextmanager
def of(person: Any) -> Iterator[None]:
    """`speaking` the language of a person."""
    with speaking(person.language):
        yield


def formats(language: str) -> str:
    return FORMATS.get(language, language)


def listed(items: Iterable[object], style: Literal["standard", "or"] = "standard") -> str:
    """A, B and C; with the style "or": A, B or C"""
    said = [str(item) for item in items]
    found = format_list(said, style=style, locale=LISTS.get(current(), locale()))
    for before, instead, sound in LIKE_SOUNDS.get(current(), ()):
        end = said[-1] if len(said) > 1 else ""
        if found.endswith(before + end) and sound.match(end):
            return found.removesuffix(before + end) + instead + end
    return found


def starting(text: str) -> str:
    """With a capital letter, where it stands for itself: many languages write small what English
    does not.
    """
    return text[:1].upper() + text[1:]


def number(value: float, decimals: int = 0) -> str:
    """12,345.7 with one decimal"""
    places = f".{'0' * decimals}" if decimals else ""
    return format_decimal(value, format=f"#,##0{places}", locale=locale())


def plurals() -> dict[str, int]:
    """A number for each of the plurals that the language has (CLDR), by the plural's name: for the
    sentences that a script fills in, see templates/_words.html.
    """
    return plurals_of(locale())


@cache
def plurals_of(known: Locale) -> dict[str, int]:
    found: dict[str, int] = {}
    for candidate in range(MOST_TRIED):
        found.setdefault(known.plural_form(candidate), candidate)
    return found


def choose(language: str) -> None:
    """In this browser, until it forgets."""
    session[KEPT] = language
    forget()


def forget() -> None:
    """What was found out in this request: it is asked for anew."""
    flask_babel.refresh()


def asked_for() -> str:
    """Of the person, else of the browser; the source language where nobody asks."""
    if not has_request_context():
        return SOURCE
    known = current_app.config["LANGUAGES"]
    if current_user.is_authenticated and current_user.language in known:
        return cast(str, current_user.language)
    if session.get(KEPT) in known:
        return cast(str, session[KEPT])
    return request.accept_languages.best_match(known, SOURCE) or SOURCE


def set_up(app: Flask) -> None:
    app.config.setdefault("LANGUAGES", LANGUAGES)
    babel.init_app(
        app,
        default_locale=formats(SOURCE),
        default_translation_directories=app.config.get("TRANSLATIONS", "translations"),
        locale_selector=lambda: formats(asked_for()),
    )
    app.add_template_filter(listed)
    app.add_template_filter(starting)
    app.add_template_filter(number)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.add_template_global(current, "language")
    app.add_template_global(lambda: str(locale()).replace("_", "-"), "language_tag")
    app.add_template_global(plurals)
    app.add_template_global(lambda: locale().text_direction, "text_direction")
    app.add_template_global(lambda: app.config["LANGUAGES"], "languages")
