"""The headers that every answer carries (W1, W2)."""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar

import flask
from flask import Flask, Response, current_app, request, session

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRANGERS_BYTES = 64 * 1024  # who is not signed in has no notes to send
LARGEST_FILE = 8 * 1024 * 1024
READ_OF_A_FILE = 64 * 1024 * 1024  # so much is read at all, to say that it is too large


class Upload(BytesIO):
    """A file that was sent, in memory: in a temporary file, what a member wrote would lie on the
    disk in plain letters. Of one that is too large nothing is kept but that it was.
    """

    is_too_large = False

    def write(self, data: Any) -> int:
        if self.is_too_large or self.tell() + len(data) > LARGEST_FILE:
            self.is_too_large = True
            self.seek(0)
            self.truncate()
            return len(data)
        return super().write(data)


class Request(flask.Request):
    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return Upload()


View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """A view to which somebody may send too large a file, and which says so beside its field.

    A body that is not read to its end is an error of the network to a browser, and no page.
    """
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def set_up(app: Flask) -> None:
    app.request_class = Request
    app.before_request(read_the_body)
    app.after_request(add_headers)


def read_the_body() -> None:
    """All of it, before any query: a phone that sends slowly must not hold SQLite's write lock."""
    if "_user_id" not in session:
        request.max_content_length = STRANGERS_BYTES
    elif request.mimetype == "multipart/form-data" and view_takes_files():
        request.max_content_length = READ_OF_A_FILE
    request.get_data(parse_form_data=True)


def view_takes_files() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "takes_files", False)


def add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["PUBLIC_URL"].startswith("https:"):
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    # Every page may be personal; the few that are not say otherwise themselves.
    response.headers.setdefault("Cache-Control", "no-store")
    # One address answers with a page or with a part of it.
    response.vary.update(["HX-Request", "HX-History-Restore-Request"])
    return response
