"""When a mentee needs this mentor, of what and when they are told, and how the list is made."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import hours_of_contact, notices
from peerapp.mentoring import looks, wishes
from peerapp.mentoring.facts import Limits
from peerapp.mentoring.forms import WishesForm
from peerapp.mentoring.wishes import MUTED
from peerapp.pages import go, me, mentor_required
from peerapp.push import muted

bp = Blueprint("mentor_wishes", __name__)


@bp.get("/mentees/how")
@mentor_required
def how() -> ResponseReturnValue:
    return render_template("mentoring/how.html", limits=wishes.of(me()).limits)


@bp.get("/mentees/settings")
@mentor_required
def settings() -> ResponseReturnValue:
    now = wishes.of(me())
    limits = now.limits
    form = WishesForm(
        formdata=None,
        silence=limits.silence,
        craving=limits.craving,
        low=limits.low,
        contact=limits.contact,
        rings=sorted(now.rings),
        others=[kind for kind in MUTED if kind not in muted.of(me().id)],
        has_digest=now.digest_at is not None,
        digest_at=now.digest_at or wishes.DIGEST_AT,
    )
    return page(form)


@bp.post("/mentees/settings")
@mentor_required
def change() -> ResponseReturnValue:
    form = WishesForm()
    if not form.validate():
        return page(form), 422
    wishes_of = (form.silence, form.craving, form.low, form.contact)
    limits = Limits(*(field.data or 0 for field in wishes_of))
    digest_at = form.digest_at.data if form.has_digest.data else None
    wishes.change(me(), limits, form.rings.data or [], digest_at, clock.now())
    muted.change(me(), MUTED, set(MUTED) - set(form.others.data or ()))
    looks.replan(me(), clock.now())
    db.session.commit()
    flash(_("Saved."))
    return go(url_for("mentoring.index"))


def page(form: WishesForm) -> str:
    return render_template(
        "mentoring/settings.html",
        form=form,
        hours=when_it_rings(),
    )


def when_it_rings() -> str:
    hours = notices.hours_of(me())
    if hours is None or hours.start == hours.end:
        return _("It may ring at any hour.")
    return _(
        "It rings between %(start)s and %(end)s, %(zone)s.",
        start=hours_of_contact.clock_words(hours.start),
        end=hours_of_contact.clock_words(hours.end),
        zone=hours_of_contact.zone_words(hours.zone),
    )
