"""What makes a phone take us for an app: the manifest, the service worker and the pages that it
keeps. All of it is public and holds nothing of a person.
"""

from flask import Blueprint, Response, abort, current_app, json, render_template
from flask.typing import ResponseReturnValue

from peerapp.pages import public
from peerapp.plan import tool_views
from peerapp.pwa import shell, styleguide
from peerapp.safety.lines import lines

bp = Blueprint("pwa", __name__)


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    return public(json.dumps(shell.manifest(), indent=1), "application/manifest+json")


@bp.get("/sw.js")
def service_worker() -> Response:
    return public(shell.service_worker(kept_pages()), "text/javascript")


@bp.get("/offline")
def offline() -> Response:
    return public(offline_page(), "text/html")


@bp.get("/locked")
def locked() -> Response:
    """What stands for every page without a signal while nothing may be shown."""
    return public(locked_page(), "text/html")


@bp.get("/blank")
def blank() -> Response:
    """Where "Exit" leads in an installed app."""
    return public(blank_page(), "text/html")


@bp.get("/install")
def install() -> Response:
    return public(render_template("pwa/install.html"), "text/html")


@bp.get("/styleguide")
def show_styleguide() -> ResponseReturnValue:
    if current_app.config["PRODUCTION"]:
        abort(404)
    return render_template("styleguide.html", **styleguide.examples())


def kept_pages() -> dict[str, str]:
    """What the phone keeps, by its address: the same for everybody (W4)."""
    ours = {"/offline": offline_page(), "/locked": locked_page(), "/blank": blank_page()}
    return {**ours, **tool_views.pages()}


def offline_page() -> str:
    return render_template("pwa/offline.html", lines=lines)


def locked_page() -> str:
    return render_template("pwa/locked.html", lines=lines)


def blank_page() -> str:
    return render_template("pwa/blank.html")
