"""Who is signed in, on which device.

Flask-Login alone keeps the person's id in a signed cookie, so a copy of the cookie outlives a
sign-out. Here the cookie holds a random token for a row on the server; a row that has ended, idled
too long or grown too old opens nothing (A4).
"""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app, g, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from sqlalchemy import ColumnElement, and_, case, exists, literal, select, update
from sqlalchemy.exc import OperationalError

from peerapp import clock, language
from peerapp.accounts.models import Person, Role, RoleGrant, SignIn
from peerapp.accounts.people import signals
from peerapp.extensions import UtcDateTime, db, htmx, login_manager, short_write
from peerapp.language import _

# Sent with sign_in=, inside the transaction that ends it.
signed_out = signals.signal("signed-out")

View = TypeVar("View", bound=Callable[..., Any])

SEEN_EVERY = timedelta(minutes=5)
NO_NAME = "A browser"  # as it is kept
WANTED = "wanted"  # in the session


@dataclass(frozen=True)
class Lifetime:
    idle: timedelta
    absolute: timedelta
    rings: timedelta  # unused for longer, it takes no pushes either


# A member must not have to type a password at 2 a.m.; who sees others' data signs in more often.
FOR_MEMBERS = Lifetime(timedelta(days=60), timedelta(days=365), rings=timedelta(days=60))
FOR_MENTORS = Lifetime(timedelta(days=14), timedelta(days=60), rings=timedelta(days=14))
# Whom a member's call for help reaches last must hear of it in the morning too. What rings tells
# nothing, and leads to where one signs in.
FOR_COORDINATORS = Lifetime(timedelta(hours=12), timedelta(days=7), rings=timedelta(days=7))


def lifetime(person: Person) -> Lifetime:
    if person.is_coordinator:
        return FOR_COORDINATORS
    return FOR_MENTORS if person.is_mentor else FOR_MEMBERS


def begin(person: Person, device: str, now: datetime) -> SignIn:
    """Sign this browser in, under a new token and a new session (no fixation)."""
    if (old := current_sign_in()) is not None:
        end(old, now)
    session.clear()
    sign_in = SignIn(person=person, device=device, created_at=now, seen_at=now)
    db.session.add(sign_in)
    renew(sign_in)
    db.session.flush()
    return sign_in


def renew(sign_in: SignIn) -> None:
    """A new token for this device: a copy of its cookie opens nothing any more."""
    token = secrets.token_urlsafe(32)
    sign_in.token_hash = hashed(token)
    sign_in.person.sign_in_token = token
    login_user(sign_in.person)
    session.permanent = True
    g.sign_in = sign_in


def end(sign_in: SignIn, now: datetime) -> None:
    """From now on the device's cookie opens nothing; safe to call twice."""
    if sign_in.ended_at is None:
        sign_in.ended_at = now
        signed_out.send(sign_in, sign_in=sign_in)


def end_here(now: datetime) -> None:
    """Sign this browser out; it forgets who was here even where nothing can be written."""
    try:
        if (sign_in := current_sign_in()) is not None:
            end(sign_in, now)
            db.session.commit()
    finally:
        forget_here()


def forget_here() -> None:
    """This browser knows of nobody any more; the row is ended, or gone."""
    logout_user()
    g.pop("sign_in", None)
    spoken = session.get(language.KEPT)
    session.clear()  # a message that was not shown yet is not for the next person
    if spoken:
        session[language.KEPT] = spoken


def end_all(person: Person, now: datetime, but: SignIn | None = None) -> None:
    """After a change of password, a reset or a suspension."""
    for sign_in in of(person):
        if sign_in is not but:
            end(sign_in, now)


def of(person: Person) -> list[SignIn]:
    """The devices that a person is signed in on, the latest first."""
    now = clock.now()
    query = (
        select(SignIn)
        .where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
        .order_by(SignIn.seen_at.desc())
    )
    return [sign_in for sign_in in db.session.scalars(query) if is_live(sign_in, now)]


def is_live(sign_in: SignIn, now: datetime) -> bool:
    """Whether it opens anything."""
    return is_within(sign_in, now, lifetime(sign_in.person).idle)


def takes_pushes(sign_in: SignIn, now: datetime) -> bool:
    return is_within(sign_in, now, lifetime(sign_in.person).rings)


def is_within(sign_in: SignIn, now: datetime, unused: timedelta) -> bool:
    return (
        sign_in.ended_at is None
        and sign_in.person.suspended_at is None
        and now - sign_in.seen_at < unused
        and now - sign_in.created_at < lifetime(sign_in.person).absolute
    )


def take_pushes_at(now: datetime) -> ColumnElement[bool]:
    """`takes_pushes` for many at once, in a query that joins the sign-ins and their people."""
    is_coordinator = holds(RoleGrant.role == Role.COORDINATOR)
    is_mentor = holds(
        RoleGrant.role == Role.MENTOR,
        RoleGrant.approved_at.is_not(None),
        RoleGrant.paused_at.is_(None),
    )

    def since(of: str) -> ColumnElement[datetime]:
        coordinators, mentors, members = (
            literal(now - getattr(limit, of), UtcDateTime())
            for limit in (FOR_COORDINATORS, FOR_MENTORS, FOR_MEMBERS)
        )
        return case((is_coordinator, coordinators), (is_mentor, mentors), else_=members)

    return and_(
        SignIn.ended_at.is_(None),
        Person.suspended_at.is_(None),
        SignIn.seen_at > since("rings"),
        SignIn.created_at > since("absolute"),
    )


def holds(*grant: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(RoleGrant.person_id == SignIn.person_id, *grant)


def current_sign_in() -> SignIn | None:
    """The device of this request, if it is signed in."""
    if "sign_in" not in g:
        g.sign_in = find(session.get("_user_id"))
    found: SignIn | None = g.sign_in
    return found


def here() -> SignIn:
    """The same, behind `login_required`."""
    found = current_sign_in()
    assert found is not None
    return found


def find(token: object) -> SignIn | None:
    if not isinstance(token, str):
        return None
    sign_in = db.session.scalar(select(SignIn).where(SignIn.token_hash == hashed(token)))
    return sign_in if sign_in and is_live(sign_in, clock.now()) else None


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def device_name(user_agent: str) -> str:
    """What a person would call this browser: "Chrome on Android"."""
    browsers = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "CriOS": "Chrome"}
    browsers |= {"Chrome": "Chrome", "Safari": "Safari"}
    systems = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows"}
    systems |= {"Mac OS": "Mac", "CrOS": "Chromebook", "Linux": "Linux"}
    browser = next((name for mark, name in browsers.items() if mark in user_agent), NO_NAME)
    system = next((name for mark, name in systems.items() if mark in user_agent), None)
    return f"{browser} on {system}" if system else browser


def device_in_words(kept: str) -> str:
    """A device's name, as `device_name` made it, in the language of who reads."""
    browser, _on, system = kept.partition(" on ")
    browser = _("A browser") if browser == NO_NAME else browser
    return _("%(browser)s on %(system)s", browser=browser, system=system) if system else browser


def set_up(app: Flask) -> None:
    login_manager.init_app(app)
    login_manager.session_protection = None  # phones change their address all day
    login_manager.user_loader(load_person)
    login_manager.unauthorized_handler(ask_to_sign_in)
    app.add_template_filter(device_in_words)


def load_person(_token: str) -> Person | None:
    sign_in = current_sign_in()
    if sign_in is None:
        return None
    if sign_in.is_shut(clock.now()):
        # behind its PIN a device shows what it shows to nobody
        return sign_in.person if is_sent_by_the_phone() else None
    note_seen(sign_in, clock.now())
    return sign_in.person


def behind_the_pin(view: View) -> View:
    """The phone may do this by itself while its PIN is asked for: a call for help that waited for
    a signal waits for nothing else. No page and no form leads here then.
    """
    view.is_behind_the_pin = True  # type: ignore[attr-defined]
    return view


def is_sent_by_the_phone() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(htmx) and hasattr(view, "is_behind_the_pin")


def note_seen(sign_in: SignIn, now: datetime) -> None:
    if now - sign_in.seen_at < SEEN_EVERY:
        return
    if request.method in ("GET", "HEAD"):
        seen = update(SignIn).where(SignIn.id == sign_in.id).values(seen_at=now)
        # where nothing can be written now, a page can still be read
        with suppress(OperationalError), short_write() as connection:
            connection.execute(seen)
    else:
        sign_in.seen_at = now  # the view's own transaction has the write lock


def ask_to_sign_in() -> ResponseReturnValue:
    is_locked = current_sign_in() is not None
    door = "lock.unlock_page" if is_locked else "accounts.login"
    if htmx:
        return make_response("", 401, {"HX-Redirect": url_for(door)})
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    wanted = None if wanted == "/" else wanted
    if not is_locked:
        return redirect(url_for(door, next=wanted))
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":  # no picture of a page
        remember_wanted(wanted)
    return redirect(url_for(door))


def remember_wanted(path: str | None) -> None:
    """Where the person goes on to once the device is unlocked. In the session: the address of a
    locked device tells nobody where they were.
    """
    session[WANTED] = path


def take_wanted() -> str | None:
    path: str | None = session.pop(WANTED, None)
    return path
