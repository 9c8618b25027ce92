"""An HTTP client as an outside one is: it reads the CSRF token from a page and sends it back."""

import re
import secrets
from contextvars import Context
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from peerapp import clock
from peerapp.accounts.models import Person, SignIn
from peerapp.accounts.sign_ins import hashed
from peerapp.extensions import db
from tests.support.people import PASSWORD

SAFE = ("GET", "HEAD", "OPTIONS")
PAGE_WITH_A_TOKEN = "/rules"  # for everybody, signed in or not; the quickest one


class Client(FlaskClient):
    """`client.post("/checkins", data={"mood": "4"}, htmx=True)`; `csrf=False` leaves the token out.

    A request runs in an app context of its own, as it does in a server, and not in the test's. What
    the test has written is committed before.
    """

    _token: str | None = None

    def open(
        self, *args: Any, csrf: bool = True, htmx: bool = False, **kwargs: Any
    ) -> TestResponse:
        if has_app_context():
            db.session.commit()
        if isinstance(args[0] if args else None, str):
            headers = dict(kwargs.pop("headers", None) or {})
            if htmx:
                headers.setdefault("HX-Request", "true")
                headers.setdefault("HX-Request-Type", "partial")
            if csrf and kwargs.get("method", "GET").upper() not in SAFE:
                headers.setdefault("X-CSRFToken", self.token())
            kwargs["headers"] = headers
        kwargs.setdefault("buffered", True)
        return Context().run(super().open, *args, **kwargs)

    def token(self) -> str:
        """The CSRF token of a page's meta tag."""
        if self._token is None:
            self._token = token_in(self.get(PAGE_WITH_A_TOKEN).text)
        return self._token

    def log_in(self, person: Person, password: str = PASSWORD) -> TestResponse:
        """Through the real form."""
        email = person.email
        response = self.post("/login", data={"email": email, "password": password})
        self._token = None  # a new session has a new token
        return response

    def sign_in(self, person: Person) -> SignIn:
        """Without the form, which is quicker: the row and the cookie that it would make."""
        token, now = secrets.token_urlsafe(16), clock.now()
        sign_in = SignIn(
            person_id=person.id,
            token_hash=hashed(token),
            device="Chrome on Android",
            created_at=now,
            seen_at=now,
        )
        db.session.add(sign_in)
        db.session.commit()
        with self.session_transaction() as session:
            session["_user_id"] = token
            session["_fresh"] = True
            session.permanent = True
        self._token = None
        return sign_in


def token_in(page: str) -> str:
    """The CSRF token of a page."""
    found = re.search(r'<meta name="csrf-token" content="([^"]+)"', page)
    assert found, f"no CSRF token in {page[:300]}"
    return found.group(1)


def client_of(app: Flask, person: Person | None = None) -> Client:
    """A browser of its own, signed in as a person or as nobody."""
    client = Client(app, app.response_class, use_cookies=True)
    if person is not None:
        client.sign_in(person)
    return client


def all_of(model: Any) -> list[Any]:
    """Every row of a table, as the database has it now."""
    db.session.commit()
    return list(db.session.scalars(select(model)))
