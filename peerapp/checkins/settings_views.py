"""What I am asked each day, and what my mentor sees of it."""

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.checkins import answers, questions, settings
from peerapp.checkins.models import Question
from peerapp.extensions import db
from peerapp.language import _
from peerapp.pages import go, me, member_required
from peerapp.seen import mark

bp = Blueprint("checkin_settings", __name__)


@bp.get("/checkins/settings")
@member_required
def page() -> ResponseReturnValue:
    return render_template("checkins/settings.html", **shown(settings.of(me()), questions.asked()))


def shown(chosen: settings.Settings, asked: list[Question]) -> dict[str, Any]:
    words = {**answers.EXTRAS, **{settings.name_of(one): one.current.text for one in asked}}
    return {
        "chosen": chosen,
        "words": words,
        "by_match": answers.SHARED_BY_MATCH,
        "seen": mark(sorted(chosen.shared)),
        "is_stale": False,
    }


@bp.post("/checkins/settings")
@member_required
def change() -> ResponseReturnValue:
    """A box that is not known counts as not ticked. Of a question that came after the page was made
    nothing is said, so it will be asked.
    """
    now_saved = settings.of(me())
    if request.form.get("seen") not in (None, mark(sorted(now_saved.shared))):
        # An old page must not share again what another device has taken back.
        saved = {**shown(now_saved, questions.asked()), "is_stale": True}
        return render_template("checkins/settings.html", **saved), 422
    on_page = set(request.form.getlist("shown"))
    asked = [one for one in questions.asked() if not on_page or settings.name_of(one) in on_page]
    known = {*answers.EXTRAS, *map(settings.name_of, asked)}
    ask = known & set(request.form.getlist("ask"))
    share = (known - answers.SHARED_BY_MATCH) & set(request.form.getlist("share"))
    # What a question that is no longer asked was shared as stays so, for the answers of then.
    gone = {name for name in now_saved.shared if name not in known}
    settings.change(me(), ask, share | gone, asked, clock.now())
    db.session.commit()
    flash(_("Saved. You are asked only what you chose."))
    return go(url_for("home.index"))
