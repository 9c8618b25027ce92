"""Help now: one tap from every screen, also signed out."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from peerapp.pages import me
from peerapp.safety.call_views import page_of_member
from peerapp.safety.lines import lines

bp = Blueprint("safety", __name__)


@bp.get("/rules")
def rules() -> ResponseReturnValue:
    return render_template("safety/rules.html")


@bp.get("/help")
def help_now() -> ResponseReturnValue:
    is_member = current_user.is_authenticated and me().is_member
    context = page_of_member() if is_member else {"lines": lines}
    return render_template("safety/help.html", **context)
