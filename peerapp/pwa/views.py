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
    how = current_app.config["SERVICE_WORKER"]
    script = shell.service_worker(kept_in_each_language()) if how == "on" else shell.turned_off(how)
    return public(script, "text/javascript")


@bp.get("/offline")
def offline() -> Response:
    return public(offline_page(), "text/html")


@bp.get("/offline/help")
def help_offline() -> Response:
    return public(help_page(), "text/html")


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
    ours = {
        "/offline": offline_page(),
        "/offline/help": help_page(),
        "/locked": locked_page(),
        "/blank": blank_page(),
    }
    return {**ours, **tool_views.pages()}


def kept_in_each_language() -> dict[str, str]:
    """In all of them at once: the worker is a newer one when any of them changes, and not when
    somebody reads another (static/js/shell-language.js).
    """
    found: dict[str, str] = {}
    for code in current_app.config["LANGUAGES"]:
        with language.speaking(code):
            found = {path: found.get(path, "") + page for path, page in kept_pages().items()}
    return found


def offline_page() -> str:
    return render_template("pwa/offline.html", lines=lines)


def help_page() -> str:
    """What stands in for `/help`, also on a phone that has never seen that page."""
    return render_template("pwa/help_offline.html", lines=lines)


def locked_page() -> str:
    return render_template("pwa/locked.html", lines=lines)


def blank_page() -> str:
    return render_template("pwa/blank.html")
