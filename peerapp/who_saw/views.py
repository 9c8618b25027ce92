"""Who saw what, to the member whose data it is."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from peerapp.pages import me, member_required
from peerapp.who_saw import days

bp = Blueprint("who_saw", __name__)


@bp.get("/privacy/seen")
@member_required
def index() -> ResponseReturnValue:
    page = days.page(me(), as_number(request.args.get("before", "")))
    return render_template("who_saw/who_saw.html", page=page, is_first="before" not in request.args)


def as_number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None
