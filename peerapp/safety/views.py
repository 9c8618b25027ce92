"""Help now: one tap from every screen, also signed out."""

import logging
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.pages import me
from peerapp.queue import log_failure
from peerapp.safety import call_pages, noticing
from peerapp.safety.lines import lines

log = logging.getLogger(__name__)
bp = Blueprint("safety", __name__)
bp.after_app_request(noticing.after)
bp.app_template_global("noticed_before")(noticing.for_this_page)
bp.app_context_processor(lambda: {"emergency_numbers": noticing.EMERGENCY})
bp.app_template_global("crisis_lines")(lambda: lines)
BROKEN = lazy(
    "We cannot tell anybody here right now. It is our fault. Please use one of these numbers."
)


@bp.get("/rules")
def rules() -> ResponseReturnValue:
    return render_template("safety/rules.html")


@bp.get("/help/near")
@login_required
def near() -> ResponseReturnValue:
    """For a page that was open while something went out that had waited on the phone."""
    noticed = noticing.take()
    if noticed is None:
        return "", 204
    return render_template("safety/_noticed.html", noticed=noticed, lines=lines)


@bp.get("/help")
def help_now() -> ResponseReturnValue:
    is_member = current_user.is_authenticated and me().is_member
    context = to_member() if is_member else {"lines": lines}
    return render_template("safety/help.html", **context)


def to_member() -> dict[str, Any]:
    """The lines for a crisis are shown whatever else is broken."""
    try:
        return call_pages.of_help()
    except Exception as why:
        db.session.rollback()
        log_failure(log, "who can be told is not shown", why)
        return {"lines": lines, "problem": BROKEN}
