"""Setting reminders, and turning this device on for them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.accounts.sign_ins import current_sign_in
from peerapp.extensions import db, htmx
from peerapp.language import _
from peerapp.matching import hours_of_contact
from peerapp.pages import (
    at_time,
    invalid,
    local_day,
    me,
    respond,
    short_day,
    today_of_me,
    weekday,
)
from peerapp.push import quiet, receipts, subscriptions
from peerapp.push.notifications import DISCREET_BODY, DISCREET_TITLE

# `buttons` and `wanted` are imported for what they register: who is answered, and who sends, ask
from peerapp.reminders import (
    breaks,
    buttons,  # noqa: F401
    elsewhere,
    kinds,
    planning,
    rung,
    schedule,
    wanted,  # noqa: F401
)
from peerapp.reminders.forms import (
    BreakForm,
    QuietForm,
    ReminderForm,
    rings_in_words,
)
from peerapp.reminders.models import Reminder, ReminderSlot
from peerapp.reminders.schedule import Later

bp = Blueprint("reminders", __name__, url_prefix="/reminders")
bp.add_app_template_filter(rings_in_words)
bp.app_context_processor(lambda: {"name_of_reminder": kinds.name_of})

FEW = 8  # so many stand open on the page, each with the form that changes it
PART, PAGE = "reminders/_reminders.html", "reminders/reminders.html"


@bp.app_template_filter()
def since(instant: datetime) -> str:
    """Tuesday; longer ago: Tue, Nov 17"""
    day = local_day(instant)
    return weekday(day) if (today_of_me() - day).days < 7 else short_day(day)


@bp.get("")
@login_required
def index() -> ResponseReturnValue:
    return render_template(PAGE, **shown(opened=request.args.get("open")))


@bp.post("")
@login_required
def add() -> ResponseReturnValue:
    form = ReminderForm(me())
    if not form.validate():
        return invalid(PART, PAGE, **shown(form))
    details = form.details or planning.Details(kinds.usual(me()))
    try:
        reminder = planning.add(me(), form.at, form.day_bits, clock.now(), details)
    except planning.TooMany as why:
        form.time.errors = [str(why)]
        return invalid(PART, PAGE, **shown(form))
    return done(_("Saved."), f"reminder-{reminder.id}", changing=(reminder, None))


@bp.get("/<uuid:reminder_id>")
@login_required
def show(reminder_id: UUID) -> ResponseReturnValue:
    """The page with the form of this one open: of many, not each has its own on it."""
    reminder = mine(reminder_id)
    form = ReminderForm.of(reminder, formdata=None)
    return render_template(PAGE, **shown(changing=(reminder, form), opened=str(reminder_id)))


@bp.post("/<uuid:reminder_id>")
@login_required
def change(reminder_id: UUID) -> ResponseReturnValue:
    reminder = mine(reminder_id)
    form = ReminderForm.of(reminder)
    if not form.validate():
        return invalid(PART, PAGE, **shown(changing=(reminder, form)))
    planning.change(reminder, form.at, form.day_bits, clock.now(), form.details)
    return done(_("Saved."), f"reminder-{reminder.id}", changing=(reminder, None))


@bp.post("/<uuid:reminder_id>/delete")
@login_required
def delete(reminder_id: UUID) -> ResponseReturnValue:
    planning.remove(mine(reminder_id))
    return done(_("Removed. It will not ring any more."), "top")


@bp.post("/break")
@login_required
def take_break() -> ResponseReturnValue:
    form = BreakForm(me())
    if not form.validate():
        return invalid(PART, PAGE, **shown(break_form=form))
    assert form.back_on.data
    breaks.begin(me(), form.back_on.data)
    return done(_("Saved. Have a good rest."), "rest")


@bp.post("/break/end")
@login_required
def end_break() -> ResponseReturnValue:
    breaks.end(me())
    return done(_("Your reminders ring again."), "rest")


@bp.post("/quiet")
@login_required
def keep_quiet() -> ResponseReturnValue:
    form = QuietForm()
    if not form.validate():
        return invalid(PART, PAGE, **shown(quiet_form=form))
    quiet.set_hours(me(), form.starts.data, form.ends.data)
    said = _("Saved.") if form.starts.data else _("Saved. There are no quiet hours.")
    return done(said, "rest")


def done(text: str, place: str, **more: Any) -> ResponseReturnValue:
    """After something was done: said where it was done, or above a page that is drawn anew.

    `place`: "top", "rest", "elsewhere", or the id of a reminder's card.
    """
    db.session.commit()
    if not htmx.wants_part:
        flash(text)
    back = elsewhere.BACK if place == "elsewhere" else url_for("reminders.index")
    return respond(PART, back=back, **shown(told=(place, text), opened=place, **more))


@bp.get("/rung/<uuid:slot_id>")
@login_required
def rang(slot_id: UUID) -> ResponseReturnValue:
    """Where a tap on a notification leads that has no place of its own."""
    slot, now = rung_slot(slot_id), clock.now()
    return render_template(
        "reminders/rung.html",
        slot=slot,
        name=rung.name_of(slot),
        has_evening=schedule.has_evening(now, me().timezone),
        back_on=breaks.back_on(me(), now),
    )


@bp.post("/rung/<uuid:slot_id>/done")
@login_required
def finish(slot_id: UUID) -> ResponseReturnValue:
    slot = rung_slot(slot_id)
    rung.finish(slot, clock.now())
    db.session.commit()
    flash(_("%(name)s: done. It will not ring again today.", name=rung.name_of(slot)))
    return redirect(url_for("home.index"), 303)


@bp.post("/rung/<uuid:slot_id>/later")
@login_required
def put_off(slot_id: UUID) -> ResponseReturnValue:
    slot, wish = rung_slot(slot_id), request.form.get("when", "")
    try:
        if wish not in list(Later):
            raise rung.NotPutOff(rung.TIME_HAS_PASSED)
        again_at = rung.put_off(slot, Later(wish), clock.now())
    except rung.NotPutOff as why:
        flash(str(why))
        return redirect(url_for(".rang", slot_id=slot_id), 303)
    db.session.commit()
    name, at = rung.name_of(slot), at_time(again_at)
    flash(_("%(name)s: it rings again %(at)s.", name=name, at=at))
    return redirect(url_for("home.index"), 303)


def rung_slot(slot_id: UUID) -> ReminderSlot:
    return rung.find(me(), slot_id) or abort(404)


def mine(reminder_id: UUID) -> Reminder:
    return planning.find(me(), reminder_id) or abort(404)


def shown(
    form: ReminderForm | None = None,
    changing: tuple[Reminder, ReminderForm | None] | None = None,
    break_form: BreakForm | None = None,
    quiet_form: QuietForm | None = None,
    opened: str | None = None,
    told: tuple[str, str] | None = None,
) -> dict[str, Any]:
    """What the page shows: the form that was sent as it was typed, the others as they are.

    `told`: where something is to be said, and what.
    """
    now = clock.now()
    here = current_sign_in()
    device = subscriptions.of_sign_in(here) if here else None
    devices = subscriptions.live(me(), now)
    chosen, chosen_form = changing or (None, None)
    reminders = planning.of(me())
    has_few = len(reminders) <= FEW
    sent = (form, chosen_form, break_form, quiet_form)
    return {
        "told": told,
        "wrong": [field for one in sent if one for field in one if field.errors],
        "again": rung.coming_again(me()),
        "form": form or ReminderForm.empty(me()),
        "zone": hours_of_contact.zone_words(me().timezone),
        "break_form": break_form or BreakForm(me(), formdata=None),
        "back_on": breaks.back_on(me(), now),
        "quiet_form": quiet_form or QuietForm(formdata=None, obj=quiet.of(me())),
        "reminders": [
            (
                one,
                (chosen_form if one is chosen else None)
                or (ReminderForm.of(one, formdata=None) if has_few else None),
            )
            for one in reminders
        ],
        "few": FEW,
        "chosen": chosen,
        "today": today_of_me(),
        "shows_details_here": device is not None and device.shows_details,
        "is_refused": device is not None and device.failures > 0,
        "devices": devices,
        "silent": receipts.silent(devices, now),
        "has_others": any(here is None or one.sign_in_id != here.id for one in devices),
        "here": here,
        "example": {"title": DISCREET_TITLE, "body": DISCREET_BODY},
        "elsewhere": elsewhere.ways(me()),
        "opened": opened,
    }
