"""The member's sobriety dates."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.extensions import db
from peerapp.pages import go, me, member_required
from peerapp.sobriety import milestones, trackers
from peerapp.sobriety.forms import ReturnForm, TrackerForm
from peerapp.sobriety.models import Tracker

bp = Blueprint("sobriety", __name__)
MOST_TRACKERS = 20


@bp.get("/sobriety")
@member_required
def index() -> ResponseReturnValue:
    return page()


def page(
    form: TrackerForm | None = None,
    returning: Tracker | None = None,
    return_form: ReturnForm | None = None,
) -> str:
    """`return_form` is the one, with its errors, of the tracker that is `returning`."""
    today = today_of_me()
    return render_template(
        "sobriety/sobriety.html",
        today=today,
        trackers=shown(trackers.of(me()), today),
        form=form or TrackerForm(today, formdata=None, data={"started_on": today}),
        returning=returning,
        return_form=return_form,
        empty_return_form=ReturnForm(today, formdata=None, data={"on": today}),
    )


def shown(found: list[Tracker], today: date) -> list[dict[str, Any]]:
    """What `sobriety/_count.html` shows of each tracker."""
    return [shown_one(tracker, today) for tracker in found]


def shown_one(tracker: Tracker, today: date) -> dict[str, Any]:
    count, current = trackers.count(tracker, today), trackers.open_period(tracker)
    return {
        "tracker": tracker,
        "count": count,
        "current": current,
        "next": milestones.next_milestone(current.started_on, today),
        # on the first days after a return to use nobody wants to be cheered at
        "is_fresh_start": len(tracker.periods) > 1 and count.days <= 1,
    }


@bp.post("/sobriety")
@member_required
def start() -> ResponseReturnValue:
    form = TrackerForm(today_of_me())
    if form.validate() and len(trackers.of(me())) >= MOST_TRACKERS:
        form.name.errors = [f"You have {MOST_TRACKERS} dates, which is all that fits here."]
    if form.errors:
        return page(form=form), 422
    trackers.start(me(), form.name.data, form.started_on.data, form.started_at.data, clock.now())
    db.session.commit()
    flash("Saved. Every day counts.")
    return go(url_for(".index"))


@bp.post("/sobriety/<uuid:tracker_id>/return-to-use")
@member_required
def return_to_use(tracker_id: UUID) -> ResponseReturnValue:
    tracker = trackers.mine(me(), tracker_id)
    if tracker is None:
        abort(404)
    form = ReturnForm(today_of_me())
    if form.validate():
        try:
            trackers.return_to_use(tracker, form.on.data, (form.note.data or "").strip() or None)
        except trackers.CannotBe as why:
            form.on.errors = [str(why)]
    if form.errors:
        return page(return_form=form, returning=tracker), 422
    db.session.commit()
    flash("Thank you for being honest. This day counts too.")
    return go(url_for(".index"))


def today_of_me() -> date:
    return clock.local_day(clock.now(), me().timezone)
