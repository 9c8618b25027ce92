"""What a phone asks for before it sends what waited on it for a signal."""

from flask import Blueprint, abort, jsonify, session
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from flask_wtf.csrf import generate_csrf

from peerapp.accounts import sign_ins
from peerapp.leaving import erasing
from peerapp.pages import me

bp = Blueprint("outbox", __name__)


@bp.before_request
def hear_of_an_erase() -> None:
    """Before it is asked who is signed in, since nobody is."""
    if current_user.is_anonymous and erasing.is_erased(session.get("_user_id")):
        abort(410)


@bp.get("/outbox/ticket")
@sign_ins.behind_the_pin
@login_required
def ticket() -> ResponseReturnValue:
    """Who is signed in now, and their token: what another person wrote is not sent.

    410: whoever was signed in here was erased since, and so is what waits on this phone.
    """
    person = me()
    return jsonify(person=str(person.id), is_member=person.is_member, csrf_token=generate_csrf())
