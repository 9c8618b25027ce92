"""Our stylesheet, scripts and icons: built once by `make assets`, served by ServeStatic with
hashed names (kept by the browser for ever) and precompressed.
"""

import json
from functools import cache
from wsgiref.headers import Headers

from flask import Flask, current_app
from servestatic import ServeStatic

from peerapp.config import APP_ICONS, ROOT

DIST = ROOT / "static" / "dist"


@cache
def manifest() -> dict[str, str]:
    """From a file's own name, such as `app.css`, to its hashed one."""
    found = json.loads((DIST / "staticfiles.json").read_text())["paths"]
    return {str(name): str(hashed) for name, hashed in found.items()}


def asset(name: str) -> str:
    """The address of one of our files."""
    return f"/static/{manifest()[name]}"


def app_icon(name: str) -> str:
    """The address of the app's own picture in one of its forms, as the program has chosen it."""
    chosen = current_app.config["APP_ICON"]
    return asset(f"icons/{name}" if chosen == APP_ICONS[0] else f"icons/{chosen}/{name}")


def set_up(app: Flask) -> None:
    app.add_template_global(asset)
    app.add_template_global(app_icon)
    if not (DIST / "staticfiles.json").exists():
        raise RuntimeError("The stylesheet and scripts are not built yet: run `make setup`.")
    app.wsgi_app = ServeStatic(  # type: ignore[method-assign]
        app.wsgi_app,
        root=DIST,
        prefix="static/",
        allow_all_origins=False,
        add_headers_function=add_headers,
    )


def add_headers(headers: Headers, _path: str, _url: str) -> None:
    """These answers do not pass through Flask, so web_security's headers do not reach them (W1)."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
