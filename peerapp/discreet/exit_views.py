"""Away from the screen at once, and signed out: the GOV.UK Design System's "Exit a page quickly".

What it can do and what it cannot is said on its own page (H5).
"""

from flask import (
    Blueprint,
    Response,
    after_this_request,
    current_app,
    flash,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.accounts import sign_ins
from peerapp.extensions import db
from peerapp.language import _
from peerapp.pages import go, me, respond

bp = Blueprint("exit", __name__, url_prefix="/exit")


@bp.app_template_global("exit_url")
def neutral_site() -> str:
    return str(current_app.config["EXIT_URL"])


@bp.get("")
def about() -> ResponseReturnValue:
    return render_template("discreet/exit.html")


@bp.post("")
def leave() -> ResponseReturnValue:
    """Sign out, and on to a neutral site. A script sends it too, and goes on by itself.

    Not a redirect: browsers hold a form's redirect to the policy's `form-action`, which is ours
    alone. What waits unsent stays on the phone, which only "storage" would clear.
    """
    try:
        sign_ins.end_here(clock.now())
    finally:
        after_this_request(clear_cached_pages)
    return render_template("discreet/away.html")


def clear_cached_pages(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.post("/explained")
@login_required
def explained() -> ResponseReturnValue:
    me().exit_explained_at = me().exit_explained_at or clock.now()
    db.session.commit()
    return respond("discreet/_explained.html", back="/")


@bp.post("/button")
@login_required
def show_button() -> ResponseReturnValue:
    is_shown = request.form.get("shown") == "yes"
    me().exit_hidden_at = None if is_shown else clock.now()
    db.session.commit()
    said = _("The Exit button is at the top again.") if is_shown else _("The button is hidden.")
    flash(said)
    return go("/exit")
