"""Another app shares a text or a link: it fills the note of today's check-in, and saves nothing.

An installed app's service worker keeps what comes on the phone and opens the page, whose script
fills the form in (sw-share.js, shared.js): so it is there after a sign-in too, and without a
signal. Where there is one, it asks us first, since only we can tell who sent it.
"""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from peerapp.checkins import answers, log, sharing_in
from peerapp.checkins.views import card, today_of
from peerapp.extensions import csrf
from peerapp.language import _
from peerapp.pages import me

bp = Blueprint("share", __name__)
PARTS = ("title", "text", "url")  # as the manifest names them, see pwa/offers.py
# What shares is the phone itself, which is "none"; a browser too old to say it says nothing.
FROM_ELSEWHERE = ("cross-site", "same-site")  # Fetch Metadata, section 2.3


@bp.get("/share")
@login_required
def page() -> ResponseReturnValue:
    return draft("") if me().is_member else nowhere("")


@bp.post("/share")
@csrf.exempt  # whoever shares has no token of ours, and nothing is changed
def receive() -> ResponseReturnValue:
    if request.headers.get("Sec-Fetch-Site") in FROM_ELSEWHERE:
        return not_shared()
    shared = sharing_in.words_of(request.form.get(part, "") for part in PARTS)
    is_member = current_user.is_authenticated and me().is_member
    return draft(shared) if is_member else nowhere(shared)


def draft(shared: str) -> str:
    """A form that stands ready: today's note with what is shared at its end."""
    today = today_of(me())
    checkin = log.of_day(me(), today)
    words, is_cut = sharing_in.added(checkin.note if checkin else None, shared)
    return render_template(
        "checkins/share.html",
        **card(today, checkin),
        words=words,
        is_cut=is_cut,
        longest=answers.LONGEST_NOTE,
    )


def nowhere(shared: str) -> str:
    """For who is not signed in, or keeps no notes: it can be copied, and is not lost."""
    return render_template("checkins/share_nowhere.html", words=shared[: answers.LONGEST_NOTE])


def not_shared() -> ResponseReturnValue:
    """Without a token: the browser sends another site's form without its cookie, so a new session
    would sign the person out.
    """
    text = _(
        "Another website sent this text here. "
        "To share one yourself, use the share button of your phone."
    )
    heading = _("Nothing was kept")
    return render_template("errors/error.html", heading=heading, text=text), 403
