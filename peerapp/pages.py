"""How a view answers: the part to htmx, the page or a redirect to everybody else."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import cache, wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlsplit

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from flask import (
    Flask,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from markupsafe import Markup
from werkzeug.urls import iri_to_uri

from peerapp import clock, language
from peerapp.accounts.models import Person
from peerapp.extensions import htmx
from peerapp.language import _, ngettext


def me() -> Person:
    """The person who is signed in; only behind `login_required`."""
    return cast(Person, current_user._get_current_object())


def today_of_me() -> date:
    """In the person's own zone."""
    return clock.local_day(clock.now(), me().timezone)


View = TypeVar("View", bound=Callable[..., Any])


def role_required(has_role: Callable[[Person], bool]) -> Callable[[View], View]:
    """Only for people with a role; a page of another role does not exist for the rest (404)."""

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not has_role(me()):
                abort(404)
            return view(*args, **kwargs)

        return cast(View, guarded)

    return decorate


member_required = role_required(lambda person: person.is_member)
mentor_required = role_required(lambda person: person.is_mentor)
coordinator_required = role_required(lambda person: person.is_coordinator)


def respond(part: str, back: str, **context: Any) -> ResponseReturnValue:
    """After something was done: the part that changed to htmx, else 303 to a page."""
    if htmx.wants_part:
        return render_template(part, **context)
    return redirect(back, 303)


def go(back: str) -> ResponseReturnValue:
    """On to another page."""
    if htmx:
        return make_response("", 200, {"HX-Redirect": iri_to_uri(back)})
    return redirect(back, 303)


def invalid(part: str, page: str, **context: Any) -> ResponseReturnValue:
    """422 with the form, its messages and what was typed."""
    return render_template(part if htmx.wants_part else page, **context), 422


def public(body: str, mimetype: str) -> Response:
    """For everybody who reads the same language it is the same: the browser may keep it, but asks
    each time whether it is new.
    """
    response = Response(body, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = language.current()
    response.vary.update(["Accept-Language", "Cookie"])
    response.add_etag()
    response.make_conditional(request)
    return response


def jpeg(data: bytes) -> Response:
    """A photo to look at; whoever saves it gets a file of this name."""
    response = Response(data, mimetype="image/jpeg")
    response.headers["Content-Disposition"] = 'inline; filename="photo.jpg"'
    return response


def same_origin(target: str | None) -> str | None:
    """The path to go on to after signing in, if it is one of ours (A6); else None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(letter) < 33 or letter == "\\" for letter in target):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


def long_day(day: date) -> str:
    """Monday, November 23"""
    # no skeleton: CLDR has none with the long names, and Babel then takes the nearest, a short one
    return format_date(day, format=without_year(language.locale()), locale=language.locale())


@cache
def without_year(locale: Locale) -> str:
    """The locale's longest pattern of a day, such as `EEEE, d 'de' MMMM 'de' y`, less its end."""
    return re.sub(r"[\s,،]*('[^']*'\s*)?y+[^EMd]*$", "", locale.date_formats["full"].pattern)


def short_day(day: date) -> str:
    """Mon, Nov 23"""
    return format_skeleton("MMMEd", at_midnight(day), locale=language.locale())


def at_midnight(day: date) -> datetime:
    """Babel's skeletons take no date, only a datetime."""
    return datetime.combine(day, time(), UTC)


def capital(words: str) -> str:
    """At the beginning of a line: many languages write their days and months small."""
    return words[:1].upper() + words[1:]


def weekday(day: date) -> str:
    """Monday"""
    return format_date(day, format="EEEE", locale=language.locale())


def full_day(day: date) -> str:
    """November 23, 2026"""
    return format_date(day, format="long", locale=language.locale())


def local_day(instant: datetime) -> date:
    """The day of an instant, on the calendar of the person who reads."""
    return clock.local_day(instant, me().timezone)


def clock_time(instant: datetime) -> str:
    """3:05 PM, on the wall clock of the person who reads."""
    return time_of_day(clock.local(instant, me().timezone).time())


def time_of_day(at: time) -> str:
    """3:05 PM, of a wall clock's time"""
    return format_time(at, "short", locale=language.locale()).replace("\u202f", " ")


def at_clock(said: str) -> str:
    """at 3:05 PM. Spanish has another word before one o'clock ("a la 1:05") than before the others,
    just as it has another form for one thing.
    """
    hour = re.match(r"\d+", said)
    return ngettext("at %(time)s", "at %(time)s", int(hour[0]) if hour else 2, time=said)


def at_time(instant: datetime) -> str:
    """at 3:05 PM; on another day: on Sun, Nov 22, 3:05 PM"""
    day = local_day(instant)
    if day == local_day(clock.now()):
        return at_clock(clock_time(instant))
    return _("on %(day)s, %(time)s", day=short_day(day), time=clock_time(instant))


def on_day(instant: datetime) -> str:
    """at 3:05 PM; on another day: on Sun, Nov 22"""
    day = local_day(instant)
    if day == local_day(clock.now()):
        return at_clock(clock_time(instant))
    return _("on %(day)s", day=short_day(day))


def clock_or_day(instant: datetime) -> str:
    """3:05 PM; on another day: Sun, Nov 22. Where a list has little room."""
    day = local_day(instant)
    return clock_time(instant) if day == local_day(clock.now()) else capital(short_day(day))


def app_name() -> str:
    """By which it is known on a phone; the program's own name if it has chosen no other."""
    return str(current_app.config["APP_NAME"] or current_app.config["PROGRAM_NAME"])


def mailto(address: str) -> str:
    """A link to write to an address. It may have a "?" in it, which would add to the letter."""
    return "mailto:" + quote(address, safe="@")


def script_words() -> Markup:
    """Every page has them, so they are put into a language once."""
    return script_words_in(language.current())


@cache
def script_words_in(_language: str) -> Markup:
    macros: Any = current_app.jinja_env.get_template("_words.html").module
    return cast(Markup, macros.script_words())


def set_up(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    for filter_ in (
        long_day,
        short_day,
        capital,
        weekday,
        full_day,
        local_day,
        clock_time,
        time_of_day,
        at_time,
        on_day,
        clock_or_day,
        mailto,
    ):
        app.add_template_filter(filter_)
    app.add_template_global(lambda: app.config["PROGRAM_NAME"], "program_name")
    app.add_template_global(script_words)
    # what stands outside: under its picture, in a title, at the top of the screen
    app.add_template_global(app_name)
    app.add_template_global(lambda path: request.path == path, "is_here")
    app.add_template_global(lambda path: request.path.startswith(f"{path}/"), "is_below")
