"""The language that a person reads."""

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from peerapp import language
from peerapp.extensions import db
from peerapp.language import _
from peerapp.pages import go, me, same_origin

bp = Blueprint("languages", __name__)


@bp.post("/language")
def choose() -> ResponseReturnValue:
    """For good where somebody is signed in; else for this browser. An unknown one changes nothing:
    it can only come from a page that is older than the program.
    """
    wanted = request.form.get("language", "")
    if language.is_known(wanted):
        if current_user.is_authenticated:
            me().language = wanted
            db.session.commit()
        language.choose(wanted)
        flash(_("Peerapp speaks English with you now."), "language")
    return go(same_origin(request.form.get("next")) or "/")
