"""What makes a phone take us for an app: the manifest, the service worker and the pages that it
keeps. All of it is public and holds nothing of a person.
"""

from flask import Blueprint, Response, abort, current_app, json, render_template, request
from flask.typing import ResponseReturnValue

from peerapp import language
from peerapp.pages import public
from peerapp.plan import tool_views
from peerapp.pwa import guide, shell, styleguide
from peerapp.safety.lines import lines

bp = Blueprint("pwa", __name__)


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """In the language of the page that names it: a browser fetches it without who is signed in."""
    asked = request.args.get("lang", "")
    with language.speaking(asked if language.is_known(asked) else language.current()):
        said = json.dumps(shell.manifest(), indent=1)
    return public(said, "application/manifest+json")


@bp.get("/sw.js")
def service_worker() -> Response:
    return public(shell.service_worker(kept_pages()), "text/javascript")


@bp.get("/offline")
def offline() -> Response:
    return public(offline_page(), "text/html")


@bp.get("/install")
def install() -> Response:
    ways = guide.own_first(request.user_agent.string)
    response = public(render_template("pwa/install.html", ways=ways), "text/html")
    response.vary.add("User-Agent")
    return response


@bp.get("/styleguide")
def show_styleguide() -> ResponseReturnValue:
    if current_app.config["PRODUCTION"]:
        abort(404)
    return render_template("styleguide.html", **styleguide.examples())


def kept_pages() -> dict[str, str]:
    """What the phone keeps, by its address: the same for everybody (W4)."""
    return {"/offline": offline_page(), **tool_views.pages()}


def offline_page() -> str:
    return render_template("pwa/offline.html", lines=lines)
