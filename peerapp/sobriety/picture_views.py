"""A picture of a milestone to print or share, with only what the member ticks."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.extensions import htmx
from peerapp.language import _
from peerapp.pages import full_day, me, member_required, today_of_me
from peerapp.sobriety import case, keepsake, milestones, trackers
from peerapp.sobriety.keepsake import Ticked
from peerapp.sobriety.milestone_forms import PictureForm
from peerapp.sobriety.milestones import Milestone
from peerapp.sobriety.models import Tracker
from peerapp.sobriety.spoken import counted, in_all
from peerapp.sobriety.views import mine

bp = Blueprint("pictures", __name__)
COUNT = "count"
TICKS = ("first_name", "tracker", "day", "total")


@dataclass(frozen=True)
class Asked:
    tracker: Tracker
    shown: dict[str, Milestone]  # by what is sent for it; the latest first
    form: PictureForm

    @property
    def milestone(self) -> Milestone:
        return self.shown.get(self.form.of.data) or next(iter(self.shown.values()))


@bp.get("/sobriety/<uuid:tracker_id>/picture")
@member_required
def picture(tracker_id: UUID) -> ResponseReturnValue:
    asked = as_asked(tracker_id)
    is_fine = asked.form.validate()
    form = asked.form
    chosen: dict[str, Any] = {name: "y" for name in TICKS if form[name].data}
    chosen |= {"of": form.of.data, "words": form.words.data or None}
    page = "_picture.html" if htmx.wants_part else "picture.html"
    shown = {
        "tracker": asked.tracker,
        "milestone": asked.milestone,
        "form": form,
        "drawn": keepsake.picture(ticked(asked)),
        "address": url_for(".svg", tracker_id=tracker_id, **chosen) if is_fine else None,
    }
    return render_template(f"sobriety/milestones/{page}", **shown), 200 if is_fine else 422


@bp.get("/sobriety/<uuid:tracker_id>/picture.svg")
@member_required
def svg(tracker_id: UUID) -> ResponseReturnValue:
    asked = as_asked(tracker_id)
    if not asked.form.validate():
        abort(404)
    drawn = keepsake.picture(ticked(asked))
    answer = make_response(
        render_template("sobriety/milestones/picture.svg", drawn=drawn, milestone=asked.milestone)
    )
    answer.mimetype = "image/svg+xml"
    answer.headers["Content-Disposition"] = 'inline; filename="picture.svg"'
    return answer


def as_asked(tracker_id: UUID) -> Asked:
    tracker, today = mine(tracker_id), today_of_me()
    found = {
        f"{tracker.periods[one.period].id}.{one.key}": one
        for one in reversed(case.reached_in_full(tracker, me().timezone, clock.now()))
    }
    days = trackers.count(tracker, today).days
    label = counted(days, "day")
    rank = milestones.rank_of(trackers.open_period(tracker).started_on, today)
    found[COUNT] = Milestone(COUNT, _("My count of today"), label, today, rank)
    words = {
        key: f"{one.name}: {label if key == COUNT else full_day(one.day)}"
        for key, one in found.items()
    }
    return Asked(tracker, found, PictureForm(words))


def ticked(asked: Asked) -> Ticked:
    form, total = asked.form, trackers.count(asked.tracker, today_of_me()).total
    return Ticked(
        first_name=(me().display_name.split() or [""])[0] if form.first_name.data else None,
        tracker=asked.tracker.name if form.tracker.data else None,
        day=full_day(asked.milestone.day) if form.day.data else None,
        total=in_all(total) if form.total.data else None,
        words=form.words.data or None,
    )
