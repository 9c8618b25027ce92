"""Setting reminders, and turning this device on for them."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.accounts.sign_ins import current_sign_in
from peerapp.extensions import db
from peerapp.pages import invalid, me, respond, today_of_me
from peerapp.push import subscriptions
from peerapp.push.notifications import DISCREET_BODY, DISCREET_TITLE

# `due` is imported for what it registers: who sends asks it whether a reminder is still wanted
from peerapp.reminders import due, planning  # noqa: F401
from peerapp.reminders.forms import ReminderForm, days_in_words, time_of_day
from peerapp.reminders.models import Reminder

bp = Blueprint("reminders", __name__, url_prefix="/reminders")
bp.add_app_template_filter(days_in_words)
bp.add_app_template_filter(time_of_day)

PART, PAGE = "reminders/_reminders.html", "reminders/reminders.html"


@bp.get("")
@login_required
def index() -> ResponseReturnValue:
    return render_template(PAGE, **shown())


@bp.post("")
@login_required
def add() -> ResponseReturnValue:
    form = ReminderForm()
    if not form.validate():
        return invalid(PART, PAGE, **shown(form))
    try:
        planning.add(me(), form.at, form.day_bits, clock.now())
    except planning.TooMany as why:
        form.time.errors = [str(why)]
        return invalid(PART, PAGE, **shown(form))
    db.session.commit()
    return respond(PART, back=url_for(".index"), **shown())


@bp.post("/<uuid:reminder_id>")
@login_required
def change(reminder_id: UUID) -> ResponseReturnValue:
    reminder = mine(reminder_id)
    form = ReminderForm.of(reminder)
    if not form.validate():
        return invalid(PART, PAGE, **shown(changing=(reminder, form)))
    planning.change(reminder, form.at, form.day_bits, clock.now())
    db.session.commit()
    return respond(PART, back=url_for(".index"), **shown())


@bp.post("/<uuid:reminder_id>/delete")
@login_required
def delete(reminder_id: UUID) -> ResponseReturnValue:
    planning.remove(mine(reminder_id))
    db.session.commit()
    return respond(PART, back=url_for(".index"), **shown())


def mine(reminder_id: UUID) -> Reminder:
    return planning.find(me(), reminder_id) or abort(404)


def shown(
    form: ReminderForm | None = None, changing: tuple[Reminder, ReminderForm] | None = None
) -> dict[str, Any]:
    """What the page shows: the new reminder's form, or a changed one's, as it was typed."""
    now = clock.now()
    here = current_sign_in()
    device = subscriptions.of_sign_in(here) if here else None
    wrong, wrong_form = changing or (None, None)
    return {
        "form": form or ReminderForm.empty(),
        "reminders": [
            (one, wrong_form if one is wrong else ReminderForm.of(one, formdata=None))
            for one in planning.of(me())
        ],
        "today": today_of_me(),
        "is_refused": device is not None and device.failures > 0,
        "other_devices": [
            one.sign_in.device
            for one in subscriptions.live(me(), now)
            if here is None or one.sign_in_id != here.id
        ],
        "example": {"title": DISCREET_TITLE, "body": DISCREET_BODY},
    }
