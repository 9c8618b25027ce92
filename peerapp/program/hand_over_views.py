"""The coordinator's side of a hand-over: a mentor asks, and one coordinator takes it."""

from uuid import UUID

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.extensions import db
from peerapp.mentoring import hand_overs
from peerapp.mentoring.models import HandOver
from peerapp.pages import coordinator_required, go, me
from peerapp.privacy.models import What
from peerapp.program import saw

bp = Blueprint("hand_overs", __name__)


@bp.get("/program/hand-overs")
@coordinator_required
def index() -> ResponseReturnValue:
    found = hand_overs.queue(me())
    saw.note([row.match.member_id for row in found], What.HAND_OVER)
    return render_template("program/hand_overs.html", found=found)


@bp.post("/program/hand-overs/<uuid:hand_over_id>/take")
@coordinator_required
def take(hand_over_id: UUID) -> ResponseReturnValue:
    hand_overs.take(find(hand_over_id), me(), clock.now())
    db.session.commit()
    return go(url_for(".index"))


@bp.post("/program/hand-overs/<uuid:hand_over_id>/close")
@coordinator_required
def close(hand_over_id: UUID) -> ResponseReturnValue:
    hand_overs.close(find(hand_over_id), me(), clock.now())
    db.session.commit()
    return go(url_for(".index"))


def find(hand_over_id: UUID) -> HandOver:
    row = hand_overs.find(me(), hand_over_id)
    if row is None:
        abort(404)
    return row
