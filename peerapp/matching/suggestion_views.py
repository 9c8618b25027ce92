"""Who could fit: the best few, and why."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.matching import answers, line, suggestions
from peerapp.matching.models import Origin, Side
from peerapp.pages import me, member_required

bp = Blueprint("suggestions", __name__)


@bp.get("/match/suggestions")
@member_required
def index() -> ResponseReturnValue:
    row = answers.of(me(), Side.MEMBER)
    found = suggestions.for_member(me(), clock.now())
    is_open = [] if found.few or found.obstacle else line.open_of(me().id)
    return render_template(
        "matching/suggestions.html",
        found=found,
        looking_since=row.looking_since if row else None,
        are_asked=any(one.origin == Origin.MEMBER for one in is_open),
        waits=bool(is_open),
        is_undo_near=request.args.get("done") == "apart",
    )
