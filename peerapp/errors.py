"""What a person sees when something is not there, not allowed or broken: plain words, no internals.

The pages hold nothing of a person and no token, so that "not yours" and "not there" are the same
to the last byte (A2).
"""

import re
from typing import Any

from cryptography.fernet import InvalidToken
from flask import Flask, current_app, flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException

from peerapp import language
from peerapp.extensions import db, htmx, login_manager
from peerapp.language import _, lazy
from peerapp.privacy import viewings

WORDS = {
    400: (
        lazy("That did not work"),
        lazy("Please go back, load the page again, and try once more."),
    ),
    404: (lazy("Not found"), lazy("There is nothing here, or it is not shared with you.")),
    405: (lazy("That did not work"), lazy("This page cannot be used like that.")),
    413: (lazy("That is too much"), lazy("What you sent is too large. Please make it shorter.")),
    415: (lazy("That did not work"), lazy("We could not read what was sent.")),
    429: (
        lazy("A short break"),
        lazy("That was many tries in a short time. Please wait a few minutes."),
    ),
    500: (
        lazy("Something broke on our side"),
        lazy("It is not your fault. Please try again in a minute."),
    ),
    503: (
        lazy("Please try again in a minute"),
        lazy("We cannot save right now. Please go back, and send it once more."),
    ),
}
NOT_OPENED = lazy("We cannot open this right now. Nothing of yours is lost.")
STAYS = lazy("We cannot save right now. What is on this page stays. Please try again in a minute.")
SECRETS = {"password", "pin", "code"}  # parts of the names of fields
SECONDS_TO_WAIT = "30"  # before a phone sends by itself what it kept


def set_up(app: Flask) -> None:
    app.log_exception = log_exception  # type: ignore[method-assign]
    app.register_error_handler(HTTPException, show)
    app.register_error_handler(CSRFError, page_is_old)
    app.register_error_handler(OperationalError, cannot_save)
    app.register_error_handler(PoolTimeoutError, cannot_save)
    app.register_error_handler(ObjectDeletedError, is_gone)
    app.register_error_handler(InvalidToken, cannot_open)


def log_exception(exc_info: Any) -> None:
    """As Flask does, but with the rule in place of the address: that may hold a secret, such as a
    calendar's or a new password's, which no log may keep (D6).
    """
    rule = request.url_rule.rule if request.url_rule else "an address that no route has"
    current_app.logger.error("Exception on %s [%s]", rule, request.method, exc_info=exc_info)


def show(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:  # a redirect of the router's own
        return error.response
    code = error.code or 500
    title, text = WORDS.get(code, WORDS[400] if code < 500 else WORDS[500])
    response = current_app.make_response(answer(code, title, text))
    if code == 405:
        response.allow.update(getattr(error, "valid_methods", None) or [])
    if code == 429:
        response.headers["Retry-After"] = "900"  # seconds; no count runs longer than an hour
    return response


def page_is_old(_error: CSRFError) -> ResponseReturnValue:
    """A page that stayed open while its session ended; an installed app has no reload button."""
    if request.endpoint == "exit.leave":
        return render_template("discreet/away.html"), 400  # off the screen all the same
    is_signed_in = current_user.is_authenticated
    response = current_app.make_response(
        answer(
            400,
            lazy("This page is too old"),
            lazy(
                "It was open for a while. Your last tap was not saved. Please go on from the start."
            ),
        )
    )
    is_kept = "X-Outbox" in request.headers  # the phone sends it once more by itself
    if htmx and is_signed_in:
        if not is_kept:
            flash(_("That page was too old. Please tap once more."))
        response.headers["HX-Refresh"] = "true"
    elif htmx:
        flash(
            _("Please sign in again.")
            if is_kept
            else _("Please sign in again. Your last tap was not saved.")
        )
        response.headers["HX-Redirect"] = url_for("accounts.login")
    return response


def cannot_save(error: OperationalError | PoolTimeoutError) -> ResponseReturnValue:
    """A full disk, or a database that does not answer (D3). Nothing of it is saved, and what was
    typed stays: htmx leaves the page as it is, and a plain form comes back with all that is in it.
    """
    db.session.rollback()
    current_app.logger.error("The database did not answer: %s", cause_of(error))
    title, text = WORDS[503]
    if request.method not in ("POST", "PUT", "DELETE"):
        text = NOT_OPENED
    elif htmx:
        text = STAYS
    response = current_app.make_response(
        kept_form() if can_be_sent_again() else answer(503, title, text)
    )
    response.headers["Retry-After"] = SECONDS_TO_WAIT
    return response


def cause_of(error: Exception) -> str:
    """Its name alone: its words may be a person's (D6)."""
    cause = getattr(error, "orig", None) or error
    name: str = getattr(cause, "sqlite_errorname", None) or type(cause).__name__
    return name


def can_be_sent_again() -> bool:
    """Not a file, which no page can hold, and not a password or a PIN, which none should."""
    is_plain = request.method == "POST" and not htmx and not wants_json()
    has_secret = any(SECRETS & set(name.split("_")) for name in request.form)
    return is_plain and bool(request.form) and not request.files and not has_secret


def kept_form() -> ResponseReturnValue:
    fields = [field for field in request.form.items(multi=True) if field[0] != "csrf_token"]
    be_nobody()
    page = render_template(
        "errors/not_saved.html",
        action=request.full_path.rstrip("?"),
        sent_token=request.form.get("csrf_token", ""),
        fields=fields,
        words=[value for _name, value in fields if re.search(r"\s", value)],
    )
    return page, 503


def is_gone(_error: ObjectDeletedError) -> ResponseReturnValue:
    """Somebody else removed it while this request waited for its turn."""
    db.session.rollback()
    return answer(404, *WORDS[404])


def cannot_open(_error: InvalidToken) -> ResponseReturnValue:
    """A key was dropped while something is still kept under it; `flask doctor` says so too."""
    db.session.rollback()
    current_app.logger.error("ENCRYPTION_KEYS do not open what is there. Put the old keys behind.")
    return answer(
        503,
        lazy("We cannot open this right now"),
        lazy(
            "Your words are not lost. "
            "Please tell the people who run this app that a key is missing."
        ),
    )


def be_nobody() -> None:
    """Nobody in particular sees it: no query for who it is, as the database may be what broke."""
    g._login_user = login_manager.anonymous_user()
    language.forget()  # of somebody in particular, too
    viewings.forget_noted()  # nothing of what the page was to show


def answer(code: int, title: str, text: str) -> ResponseReturnValue:
    be_nobody()
    if wants_json():
        return {"error": str(text)}, code
    return render_template("errors/error.html", heading=title, text=text), code


def wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json" or request.is_json
