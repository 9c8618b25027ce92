"""What a phone asks for before it sends what waited on it for a signal."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from flask_login import login_required
from flask_wtf.csrf import generate_csrf

from peerapp.accounts import sign_ins
from peerapp.pages import me

bp = Blueprint("outbox", __name__)


@bp.get("/outbox/ticket")
@sign_ins.behind_the_pin
@login_required
def ticket() -> ResponseReturnValue:
    """Who is signed in now, and their token: what another person wrote is not sent."""
    person = me()
    return jsonify(person=str(person.id), is_member=person.is_member, csrf_token=generate_csrf())
