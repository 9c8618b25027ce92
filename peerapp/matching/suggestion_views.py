"""Who could fit: the best few, and why."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.matching import answers, suggestions
from peerapp.matching.models import Side
from peerapp.pages import me, member_required

bp = Blueprint("suggestions", __name__)


@bp.get("/match/suggestions")
@member_required
def index() -> ResponseReturnValue:
    row = answers.of(me(), Side.MEMBER)
    return render_template(
        "matching/suggestions.html",
        found=suggestions.for_member(me(), clock.now()),
        looking_since=row.looking_since if row else None,
    )
