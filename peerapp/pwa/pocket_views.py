"""What a phone fetches to have it without a signal."""

from flask import Blueprint, Response, json, request
from flask.typing import ResponseReturnValue

from peerapp import clock, language
from peerapp.pages import me, member_required
from peerapp.plan import copies
from peerapp.pwa import pocket

bp = Blueprint("pocket", __name__)


@bp.get("/pocket")
@member_required
def pages() -> ResponseReturnValue:
    """Whose they are, and the pages by their path. Nothing (204) where no copy is wanted; then the
    phone drops what it has. Nothing new (304) where it has just this.
    """
    if not copies.are_kept_here():
        return "", 204
    said = {"person": str(me().id), "pages": pocket.pages(me(), clock.now())}
    response = Response(json.dumps(said), mimetype="application/json")
    response.headers["Content-Language"] = language.current()
    response.add_etag()
    return response.make_conditional(request)
