"""The calendar of one's reminders: its file, and making, renewing and removing its address."""

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.language import _
from peerapp.pages import me
from peerapp.reminders import feeds
from peerapp.reminders.models import CalendarFeed
from peerapp.reminders.views import done

bp = Blueprint("reminder_calendar", __name__, url_prefix="/reminders/calendar")


@bp.get("/<secret>.ics")
def fetch(secret: str) -> ResponseReturnValue:
    """Without a session: who asks is a calendar app."""
    now = clock.now()
    feed = feeds.find(secret) or abort(404)
    if feeds.is_asked_too_often(feed):
        abort(429)
    feeds.note_fetched(feed, now)
    headers = {
        "Content-Type": "text/calendar; charset=utf-8",
        "X-Robots-Tag": "noindex",  # if the address is ever on a page
    }
    return feeds.calendar(feed, now), headers


@bp.post("")
@login_required
def make() -> ResponseReturnValue:
    feeds.make(me(), clock.now())
    return done(_("Here is your secret address."), "elsewhere")


@bp.post("/renew")
@login_required
def renew() -> ResponseReturnValue:
    feeds.renew(mine())
    return done(_("Here is your new address. The old one has ended."), "elsewhere")


@bp.post("/details")
@login_required
def show_details() -> ResponseReturnValue:
    mine().shows_details = request.form.get("shows") == "yes"
    return done(_("Saved."), "elsewhere")


@bp.post("/remove")
@login_required
def remove() -> ResponseReturnValue:
    feeds.remove(me())
    return done(_("The address has ended. No app reads your reminders any more."), "elsewhere")


def mine() -> CalendarFeed:
    return feeds.of(me()) or abort(404)
