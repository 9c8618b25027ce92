"""A return to use, from one tap to its undo, and the line of periods that it is part of."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import people
from peerapp.extensions import db
from peerapp.pages import go, me, member_required
from peerapp.sobriety import just_now, line, periods, spoken, trackers
from peerapp.sobriety.forms import (
    KINDS,
    LAPSE,
    RESTART,
    LapseForm,
    PeriodForm,
    QuickReturnForm,
    ReturnForm,
)
from peerapp.sobriety.models import Lapse, Period, Tracker
from peerapp.sobriety.trackers import CannotBe
from peerapp.sobriety.views import mine_to_change, now_of_me, page, saved, shown, today_of_me

bp = Blueprint("sobriety_line", __name__)
HONEST = "Thank you for being honest. This day counts too."
UNDONE = "Undone. Your count is as it was."


@bp.get("/sobriety/returned")
@member_required
def which() -> ResponseReturnValue:
    today, kind = today_of_me(), request.args.get("kind")
    asked = {"on": day_asked() or today, "kind": kind if kind in KINDS else RESTART}
    return choice(QuickReturnForm(today, formdata=None, data=asked))


def day_asked() -> date | None:
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None


def choice(form: QuickReturnForm) -> str:
    found = trackers.of(me())
    return render_template(
        "sobriety/returned.html",
        form=form,
        today=today_of_me(),
        just_now=just_now.take(found),
        trackers=shown(found, today_of_me(), me().timezone),
    )


@bp.post("/sobriety/returned")
@member_required
def returned() -> ResponseReturnValue:
    """From the check-in: with one tracker this is all; with several, a tap says which."""
    people.lock(me().id)
    form, found = QuickReturnForm(today_of_me()), trackers.of(me())
    if not form.validate():
        return choice(form), 422
    form.on.data = form.on.data or today_of_me()
    if not found:
        flash(f"{HONEST} If you like, set a date to count from.")
        return go(url_for("sobriety.index"))
    chosen = found[0] if len(found) == 1 else named(found)
    if chosen and not recorded(chosen, form):
        return choice(form), 422
    if len(found) == 1:
        return go(url_for("sobriety.index"))
    return go(url_for(".which", on=form.on.data, kind=LAPSE if form.is_lapse else RESTART))


def named(found: list[Tracker]) -> Tracker | None:
    """The one that was tapped; 404 for what is not the member's."""
    wanted = request.form.get("tracker")
    if not wanted:
        return None
    return next((one for one in found if str(one.id) == wanted), None) or abort(404)


@bp.post("/sobriety/<uuid:tracker_id>/return-to-use")
@member_required
def return_to_use(tracker_id: UUID) -> ResponseReturnValue:
    tracker, form = mine_to_change(tracker_id), ReturnForm(today_of_me())
    if not form.validate() or not recorded(tracker, form):
        return page(tracker, return_form=form), 422
    return go(url_for("sobriety.index"))


def recorded(tracker: Tracker, form: ReturnForm) -> bool:
    """Whether it is saved; else the form says why not."""
    on, note = form.on.data, words(form)
    try:
        row: Period | Lapse
        if form.is_lapse:
            row = trackers.lapse(tracker, on, note, clock.now())
        else:
            row = trackers.return_to_use(tracker, on, note)
    except CannotBe as why:
        db.session.rollback()
        form.on.errors = [str(why)]
        return False
    just_now.keep(row)
    db.session.commit()
    flash(f"{HONEST} Your count goes on." if form.is_lapse else HONEST)
    return True


def words(form: Any) -> str | None:
    return (form.note.data or "").strip() or None


@bp.post("/sobriety/<uuid:tracker_id>/periods")
@member_required
def add(tracker_id: UUID) -> ResponseReturnValue:
    tracker, form = mine_to_change(tracker_id), PeriodForm(today_of_me(), now=now_of_me())
    if form.validate():
        days = form.started_on.data, form.started_at.data, form.ended_on.data
        try:
            line.add_period(tracker, *days, words(form))
            return saved(tracker)
        except CannotBe as why:
            db.session.rollback()
            form.started_on.errors = [str(why)]
    return page(tracker, period_form=form), 422


@bp.get("/sobriety/periods/<uuid:period_id>")
@member_required
def period(period_id: UUID) -> ResponseReturnValue:
    tracker, row = my_period(period_id)
    return period_page(tracker, row, PeriodForm(today_of_me(), formdata=None, obj=row))


def period_page(tracker: Tracker, row: Period, form: PeriodForm) -> str:
    rows, spans = trackers.rows_of(tracker), trackers.line_of(tracker)
    index = rows.index(row)
    return render_template(
        "sobriety/period.html",
        tracker=tracker,
        period=row,
        form=form,
        today=today_of_me(),
        spoken=spoken,
        days=trackers.count_of(row, today_of_me()),
        can_undo=periods.touches_next(spans, index),
    )


@bp.post("/sobriety/periods/<uuid:period_id>")
@member_required
def correct(period_id: UUID) -> ResponseReturnValue:
    tracker, row = my_period(period_id, to_change=True)
    form = PeriodForm(today_of_me(), is_open=row.ended_on is None, now=now_of_me())
    if form.validate():
        first_day: date = form.started_on.data
        try:
            line.correct(
                tracker, row, first_day, form.started_at.data, form.ended_on.data, words(form)
            )
            return saved(tracker)
        except CannotBe as why:
            db.session.rollback()
            form.started_on.errors = [str(why)]
    return period_page(tracker, row, form), 422


@bp.post("/sobriety/periods/<uuid:period_id>/undo")
@member_required
def undo(period_id: UUID) -> ResponseReturnValue:
    """The return to use at the end of this period never was; with kind=lapse it was a lapse."""
    tracker, row = my_period(period_id, to_change=True)
    is_lapse = request.form.get("kind") == LAPSE
    try:
        if is_lapse:
            line.make_lapse(tracker, row, clock.now())
        else:
            line.undo_return(tracker, row)
    except CannotBe as why:
        return not_now(tracker, why)
    return done(tracker, "Your count goes on." if is_lapse else UNDONE)


@bp.post("/sobriety/periods/<uuid:period_id>/remove")
@member_required
def remove_period(period_id: UUID) -> ResponseReturnValue:
    tracker, row = my_period(period_id, to_change=True)
    try:
        line.remove_period(tracker, row)
    except CannotBe as why:
        return not_now(tracker, why)
    return done(tracker, "Removed.")


@bp.get("/sobriety/lapses/<uuid:lapse_id>")
@member_required
def lapse(lapse_id: UUID) -> ResponseReturnValue:
    tracker, row = my_lapse(lapse_id)
    return lapse_page(tracker, row, LapseForm(formdata=None, obj=row))


def lapse_page(tracker: Tracker, row: Lapse, form: LapseForm) -> str:
    return render_template("sobriety/lapse.html", tracker=tracker, lapse=row, form=form)


@bp.post("/sobriety/lapses/<uuid:lapse_id>")
@member_required
def write_lapse(lapse_id: UUID) -> ResponseReturnValue:
    tracker, row = my_lapse(lapse_id, to_change=True)
    form = LapseForm()
    if not form.validate():
        return lapse_page(tracker, row, form), 422
    line.write_lapse(row, words(form))
    return saved(tracker)


@bp.post("/sobriety/lapses/<uuid:lapse_id>/restart")
@member_required
def restart(lapse_id: UUID) -> ResponseReturnValue:
    tracker, row = my_lapse(lapse_id, to_change=True)
    try:
        line.make_return(tracker, row)
    except CannotBe as why:
        return not_now(tracker, why)
    return done(tracker, "Saved. Nothing you earned is lost.")


@bp.post("/sobriety/lapses/<uuid:lapse_id>/remove")
@member_required
def remove_lapse(lapse_id: UUID) -> ResponseReturnValue:
    tracker, row = my_lapse(lapse_id, to_change=True)
    line.remove_lapse(tracker, row)
    return done(tracker, UNDONE)


def done(tracker: Tracker, what: str) -> ResponseReturnValue:
    here = url_for("sobriety.one", tracker_id=tracker.id)
    db.session.commit()
    flash(what)
    return go(here)


def not_now(tracker: Tracker, why: CannotBe) -> ResponseReturnValue:
    """A button has no field to say it next to: the page says it."""
    db.session.rollback()
    flash(str(why))
    return go(url_for("sobriety.one", tracker_id=tracker.id))


def my_period(period_id: UUID, to_change: bool = False) -> tuple[Tracker, Period]:
    if to_change:
        people.lock(me().id)
    return line.my_period(me(), period_id) or abort(404)


def my_lapse(lapse_id: UUID, to_change: bool = False) -> tuple[Tracker, Lapse]:
    if to_change:
        people.lock(me().id)
    return line.my_lapse(me(), lapse_id) or abort(404)
