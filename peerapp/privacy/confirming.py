"""Say your password again: before what only the person of this account may do, whoever holds the
phone. It is kept with the sign-in on the server, so that it ends with it (A4).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import request, url_for

from peerapp import clock
from peerapp.accounts import sign_ins
from peerapp.accounts.models import SignIn
from peerapp.pages import go

GOOD_FOR = timedelta(minutes=10)

View = TypeVar("View", bound=Callable[..., Any])


def confirm(sign_in: SignIn, now: datetime) -> None:
    sign_in.confirmed_at = now


def is_confirmed(sign_in: SignIn, now: datetime) -> bool:
    return sign_in.confirmed_at is not None and now - sign_in.confirmed_at < GOOD_FOR


def confirmed_first(back: str | None = None) -> Callable[[View], View]:
    """Behind `login_required`. Who has not said the password lately is asked, and then goes on to
    `back`, or to where they wanted to be: a form is not sent by itself after that.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not is_confirmed(sign_ins.here(), clock.now()):
                return go(url_for("confirm.page", next=back or request.path))
            return view(*args, **kwargs)

        return cast(View, guarded)

    return decorate
