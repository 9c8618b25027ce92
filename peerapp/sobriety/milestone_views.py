"""The case of medallions, a milestone of one's own, a celebration, and who is told."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import people
from peerapp.extensions import db
from peerapp.language import _
from peerapp.pages import go, me, member_required, respond, today_of_me
from peerapp.sobriety import case, celebrations, line, medallions, trackers
from peerapp.sobriety.limits import MOST_OF_MY_OWN
from peerapp.sobriety.milestone_forms import OwnMilestoneForm
from peerapp.sobriety.milestones import Milestone
from peerapp.sobriety.models import OwnMilestone, Tracker
from peerapp.sobriety.views import mine, mine_to_change

bp = Blueprint("milestones", __name__)
COMING = 3
AT_A_GLANCE = 6  # of each tracker, where all of them are shown; half as many where they are many

bp.add_app_template_global(medallions.wreath, "wreath_of")
bp.add_app_template_global(medallions.beads, "beads_of")
bp.add_app_template_global(medallions.years, "years_of")


@bp.get("/milestones")
@member_required
def index() -> ResponseReturnValue:
    today = today_of_me()
    cases = [shown(tracker, today) for tracker in trackers.of(me())]
    limit = AT_A_GLANCE if len(cases) <= AT_A_GLANCE else AT_A_GLANCE // 2
    return render_template("sobriety/milestones/all.html", cases=cases, limit=limit)


@bp.get("/sobriety/<uuid:tracker_id>/milestones")
@member_required
def show(tracker_id: UUID) -> ResponseReturnValue:
    return page(mine(tracker_id))


def page(tracker: Tracker, form: OwnMilestoneForm | None = None) -> str:
    return render_template(
        "sobriety/milestones/milestones.html",
        **shown(tracker, today_of_me()),
        form=form or OwnMilestoneForm(began(tracker), formdata=None),
    )


def shown(tracker: Tracker, today: date) -> dict[str, Any]:
    """What a page of milestones shows: each kind once, the latest with its date."""
    kinds = by_kind(case.reached_in_full(tracker, me().timezone, clock.now()))
    return {
        "tracker": tracker,
        "today": today,
        "latest": kinds,
        "again": [same for same in kinds if len(same) > 1],
        "coming": case.coming(tracker, today, COMING),
        "period_ids": [period.id for period in tracker.periods],
    }


def by_kind(reached: Sequence[Milestone]) -> list[list[Milestone]]:
    """The milestones of one key together, the latest first; who was reached last is first."""

    def key(one: Milestone) -> str:
        return one.key

    together = [list(same)[::-1] for _, same in groupby(sorted(reached, key=key), key)]
    return sorted(together, key=lambda same: (same[0].day, same[0].rank), reverse=True)


@bp.post("/sobriety/<uuid:tracker_id>/milestones")
@member_required
def add(tracker_id: UUID) -> ResponseReturnValue:
    tracker = mine_to_change(tracker_id)
    form = OwnMilestoneForm(began(tracker))
    if form.validate():
        name = form.name.data or None
        try:
            case.add(tracker, name, form.days.data, form.on.data, clock.now())
        except case.IsFull:
            form.days.errors = [
                _("You have %(most)s here, which is all that fits.", most=MOST_OF_MY_OWN)
            ]
    if form.errors:
        return page(tracker, form), 422
    db.session.commit()
    flash(_("Saved. It is yours."))
    return go(url_for(".show", tracker_id=tracker_id))


@bp.post("/sobriety/<uuid:tracker_id>/milestones/<uuid:own_milestone_id>/remove")
@member_required
def remove(tracker_id: UUID, own_milestone_id: UUID) -> ResponseReturnValue:
    tracker = mine_to_change(tracker_id)
    case.remove(tracker, own_of(tracker, own_milestone_id))
    db.session.commit()
    flash(_("Removed."))
    return go(url_for(".show", tracker_id=tracker_id))


@bp.post("/sobriety/<uuid:tracker_id>/milestones/tell")
@member_required
def tell(tracker_id: UUID) -> ResponseReturnValue:
    tracker = mine_to_change(tracker_id)
    tells = request.form.get("tells") == "yes" and not tracker.is_private
    case.tell_mentor(tracker, tells)
    db.session.commit()
    flash(_("Your mentor reads it from now on.") if tells else _("Your mentor is not told."))
    return go(url_for(".show", tracker_id=tracker_id))


@bp.post("/milestones/<uuid:period_id>/seen")
@member_required
def seen(period_id: UUID) -> ResponseReturnValue:
    people.lock(me().id)
    found = line.my_period(me(), period_id)
    if found is None:
        abort(404)
    key = request.form.get("milestone", "")
    if not celebrations.see(*found, key, clock.now(), today_of_me()):
        abort(404)
    db.session.commit()
    back = url_for("home.index")
    return respond("sobriety/milestones/_celebration.html", back, celebration=None, is_seen=True)


def own_of(tracker: Tracker, own_milestone_id: UUID) -> OwnMilestone:
    found = (one for one in tracker.own_milestones if one.id == own_milestone_id)
    return next(found, None) or abort(404)


def began(tracker: Tracker) -> date:
    return min(period.started_on for period in tracker.periods)
