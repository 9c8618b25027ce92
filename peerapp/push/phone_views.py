"""What a service worker tells us, which has no session: an answer to a notification, and receipts.

What it sends is itself the right to do it (a signed token, an id that nobody can guess), so no
cookie is looked at and none is set, and there is nothing that another site could make a browser do
in its person's name (A6). Other sites are turned away all the same.
"""

from flask import Blueprint, abort, jsonify, request
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import limits
from peerapp.extensions import csrf, db
from peerapp.push import answers, receipts
from peerapp.push.answers import NoToken, Refused
from peerapp.push.receipts import NoReceipts
from peerapp.push.views import body

bp = Blueprint("phone", __name__, url_prefix="/push")
csrf.exempt(bp)


@bp.before_request
def only_ours() -> None:
    """Every browser that takes a push says where a request comes from (Fetch Metadata); and JSON is
    a thing that a browser sends to another site only if that site agrees, which we never do (CORS).
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(403)
    if not request.is_json:
        abort(400)


# Whole towns share the address of a mobile network, and their reminders ring at the same minute.
@bp.post("/answers")
@limits.limiter.limit("1200 per minute")
def answer() -> ResponseReturnValue:
    said = body()
    token = said.get("token") if isinstance(said, dict) else None
    if not isinstance(token, str):
        raise NoToken(answers.NOT_OURS)
    done = answers.press(token, clock.now())
    db.session.commit()
    texts = {"said": done.text, "hint": done.hint, **done.spoken}
    return jsonify(**texts, navigate=done.path, app_badge=done.badge)


@bp.post("/receipts")
@limits.limiter.limit("1200 per minute")
def receive() -> ResponseReturnValue:
    receipts.note(receipts.read(body()), clock.now())
    return "", 204


@bp.errorhandler(Refused)
def refuse(why: Refused) -> ResponseReturnValue:
    db.session.rollback()
    return jsonify(error=str(why)), 410


@bp.errorhandler(NoToken)
@bp.errorhandler(NoReceipts)
def cannot_read(_why: Exception) -> ResponseReturnValue:
    return jsonify(error=str(answers.NOT_OURS)), 400
