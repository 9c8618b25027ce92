"""A return to use, from one tap to its undo, and the line of periods that it is part of."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import people
from peerapp.extensions import db
from peerapp.language import _, lazy
from peerapp.pages import go, me, member_required, today_of_me
from peerapp.seen import mark
from peerapp.sobriety import just_now, line, periods, trackers
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
from peerapp.sobriety.views import mine_to_change, now_of_me, page, saved

bp = Blueprint("sobriety_line", __name__)
OTHER_WORDS = lazy("Another device saved this meanwhile. Save again to keep yours instead.")
HONEST = lazy("Thank you for being honest. This day counts too.")
HONEST_OF_A_LAPSE = lazy("Thank you for being honest. This day counts too. Your count goes on.")
UNDONE = lazy("Undone. Your count is as it was.")


@bp.get("/sobriety/returned")
@member_required
def which() -> ResponseReturnValue:
    today, kind = today_of_me(), request.args.get("kind")
    asked = {"on": day_asked() or today, "kind": kind if kind in KINDS else RESTART}
    return choice(QuickReturnForm(today, formdata=None, data=asked), saved_on=day_asked())


def day_asked() -> date | None:
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return None


def choice(form: QuickReturnForm, saved_on: date | None = None) -> str:
    """What is saved of `saved_on`, the day of the tap before, is not offered again."""
    found = trackers.of(me())
    recorded_now = just_now.take(found)
    shown_above = [one.tracker for one in recorded_now]
    told = [one for one in found if trackers.is_told(one, saved_on)]
    return render_template(
        "sobriety/returned.html",
        form=form,
        today=today_of_me(),
        saved_on=saved_on,
        just_now=recorded_now,
        trackers=[one for one in found if one not in told],
        told=told,
        told_before=[one for one in told if one not in shown_above],
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
        flash(
            _(
                "Thank you for being honest. This day counts too. "
                "If you like, set a date to count from."
            )
        )
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
            row = trackers.return_to_use(tracker, on, note, clock.now())
    except CannotBe as why:
        db.session.rollback()
        form.on.errors = [str(why)]
        return False
    just_now.keep(row)
    db.session.commit()
    flash(HONEST_OF_A_LAPSE if form.is_lapse else HONEST)
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
    form = PeriodForm(today_of_me(), formdata=None, obj=row)
    form.seen.data = mark(content(row))
    return period_page(tracker, row, form)


def content(row: Period) -> list[str | None]:
    return as_content(row.started_on, row.started_at, row.ended_on, row.note)


def as_content(*parts: Any) -> list[str | None]:
    return [None if part is None else str(part) for part in parts]


def period_page(tracker: Tracker, row: Period, form: PeriodForm, is_stale: bool = False) -> str:
    rows, spans = trackers.rows_of(tracker), trackers.line_of(tracker)
    index = rows.index(row)
    return render_template(
        "sobriety/period.html",
        tracker=tracker,
        period=row,
        form=form,
        is_stale=is_stale,
        today=today_of_me(),
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
        days = first_day, form.started_at.data, form.ended_on.data
        if form.is_stale(content(row), as_content(*days, words(form))):
            form.note.errors, form.seen.data = [OTHER_WORDS], mark(content(row))
            return period_page(tracker, row, form, is_stale=True), 422
        try:
            line.correct(tracker, row, *days, words(form))
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
    return done(tracker, _("Your count goes on.") if is_lapse else UNDONE)


@bp.post("/sobriety/periods/<uuid:period_id>/remove")
@member_required
def remove_period(period_id: UUID) -> ResponseReturnValue:
    tracker, row = my_period(period_id, to_change=True)
    try:
        line.remove_period(tracker, row)
    except CannotBe as why:
        return not_now(tracker, why)
    return done(tracker, _("Removed."))


@bp.get("/sobriety/lapses/<uuid:lapse_id>")
@member_required
def lapse(lapse_id: UUID) -> ResponseReturnValue:
    tracker, row = my_lapse(lapse_id)
    form = LapseForm(formdata=None, obj=row)
    form.seen.data = mark(row.note)
    return lapse_page(tracker, row, form)


def lapse_page(tracker: Tracker, row: Lapse, form: LapseForm, is_stale: bool = False) -> str:
    return render_template(
        "sobriety/lapse.html", tracker=tracker, lapse=row, form=form, is_stale=is_stale
    )


@bp.post("/sobriety/lapses/<uuid:lapse_id>")
@member_required
def write_lapse(lapse_id: UUID) -> ResponseReturnValue:
    tracker, row = my_lapse(lapse_id, to_change=True)
    form = LapseForm()
    if not form.validate():
        return lapse_page(tracker, row, form), 422
    if form.is_stale(row.note, words(form)):
        form.note.errors, form.seen.data = [OTHER_WORDS], mark(row.note)
        return lapse_page(tracker, row, form, is_stale=True), 422
    line.write_lapse(row, words(form))
    return saved(tracker)


@bp.post("/sobriety/lapses/<uuid:lapse_id>/restart")
@member_required
def restart(lapse_id: UUID) -> ResponseReturnValue:
    tracker, row = my_lapse(lapse_id, to_change=True)
    try:
        line.make_return(tracker, row, clock.now())
    except CannotBe as why:
        return not_now(tracker, why)
    return done(tracker, _("Saved. Nothing you earned is lost."))


@bp.post("/sobriety/lapses/<uuid:lapse_id>/remove")
@member_required
def remove_lapse(lapse_id: UUID) -> ResponseReturnValue:
    tracker, row = my_lapse(lapse_id, to_change=True)
    line.remove_lapse(tracker, row)
    return done(tracker, UNDONE)


def done(tracker: Tracker, what: str) -> ResponseReturnValue:
    """Back to where the button stood: beside what was just saved, or on the tracker's own page."""
    stood_on_dates = request.form.get("back") == "dates"
    here = url_for("sobriety.one", tracker_id=tracker.id)
    db.session.commit()
    flash(what)
    return go(url_for("sobriety.index") if stood_on_dates else here)


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
