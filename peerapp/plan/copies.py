"""Whether this browser keeps a copy of the plan, to be read without a signal (H4).

It does unless somebody said no here. The copy shows no more than the phone shows to whoever holds
it while the member is signed in, and it goes when they sign out, when somebody else signs in, and
at the next start of the app after the sign-in was ended from elsewhere (static/js/pocket.js). What
it cannot do is go from a phone that has no signal: that is what the no is for, and it is a cookie,
so that it stays on a shared phone whoever signs in next. It says nothing of a person.
"""

from datetime import timedelta

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue

COOKIE = "no-copy"


def are_kept_here() -> bool:
    return cookie_name() not in request.cookies


def remember(answer: ResponseReturnValue, is_wanted: bool) -> Response:
    """The answer, which lets this browser know; for as long as browsers keep a cookie."""
    response = make_response(answer)
    is_secure = current_app.config["SESSION_COOKIE_SECURE"]
    response.set_cookie(
        cookie_name(),
        "" if is_wanted else "1",
        max_age=0 if is_wanted else timedelta(days=400),
        secure=is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def cookie_name() -> str:
    return ("__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else "") + COOKIE
