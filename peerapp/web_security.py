"""The headers that every answer carries (W1, W2)."""

import errno
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request, session

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

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Right below a view's route: its forms may be that large, for who is signed in.

    Make it a few times what the view itself takes. A body within this bound is read to its end (a
    file goes to the disk, not into memory), so that the view can say kindly what is too large; one
    beyond it is not read, and many a browser shows only that the connection was cut.
    """

    def decorate(view: View) -> View:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return decorate


def set_up(app: Flask) -> None:
    app.before_request(read_the_body)
    app.after_request(add_headers)


def read_the_body() -> None:
    """All of it, before any query: a phone that sends slowly must not hold SQLite's write lock."""
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if "_user_id" not in session:
        request.max_content_length = STRANGERS_BYTES
    elif request.mimetype == "multipart/form-data" and hasattr(view, "most_bytes"):
        request.max_content_length = view.most_bytes
    try:
        request.get_data(parse_form_data=True)
    except OSError as error:  # a file on its way to a full disk
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            abort(503)
        raise


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
