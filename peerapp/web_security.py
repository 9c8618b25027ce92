"""The headers that every answer carries (W1, W2)."""

from flask import Flask, Response, current_app, request, session

from peerapp import uploads

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
PAGE_OR_PART = ("HX-Request", "HX-Request-Type", "HX-Boosted", "HX-History-Restore-Request")
STRANGERS_BYTES = 64 * 1024  # who is not signed in has no notes to send


def set_up(app: Flask) -> None:
    app.request_class = uploads.Request
    app.before_request(read_the_body)
    app.after_request(add_headers)


def read_the_body() -> None:
    """All of it, before any query: a phone that sends slowly must not hold SQLite's write lock."""
    if "_user_id" not in session:
        request.max_content_length = STRANGERS_BYTES
    elif request.mimetype == "multipart/form-data" and uploads.most_file_bytes(request.endpoint):
        request.max_content_length = uploads.READ_AT_MOST
    request.get_data(parse_form_data=True)


def add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["PUBLIC_URL"].startswith("https:"):
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    # Every page may be personal; the few that are not say otherwise themselves.
    response.headers.setdefault("Cache-Control", "no-store")
    # One address answers with a page or with a part of it, see extensions.Htmx.
    response.vary.update(PAGE_OR_PART)
    return response
