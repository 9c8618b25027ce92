"""The daily check-in and the days behind it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter, ValidationError

from peerapp import clock
from peerapp.accounts import limits
from peerapp.accounts.models import Person
from peerapp.checkins import answers, log
from peerapp.checkins.forms import CheckInForm, as_day
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.pages import invalid, me, member_required, respond

bp = Blueprint("checkins", __name__)


class DayConverter(BaseConverter):
    """A calendar day in a URL, YYYY-MM-DD; anything else is not found."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        day = as_day(value)
        if day is None:
            raise ValidationError
        return day

    def to_url(self, value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else str(value)


@bp.record_once
def add_converter(state: Any) -> None:
    state.app.url_map.converters["day"] = DayConverter


def today_of(member: Person) -> date:
    return clock.local_day(clock.now(), member.timezone)


def card(
    day: date, checkin: CheckIn | None, form: CheckInForm | None = None, **more: Any
) -> dict[str, Any]:
    """What `checkins/_card.html` shows of a day."""
    today = today_of(me())
    return {
        "day": day,
        "today": today,
        "checkin": checkin,
        "form": form or CheckInForm(today, checkin, formdata=None),
        "moods": answers.MOODS,
        "trigger_words": answers.TRIGGERS,
        "is_open": answers.is_open(day, today),
        "new_id": uuid4(),
        "can_undo": False,
        "is_too_late": False,
        **more,
    }


@bp.post("/checkins")
@limits.limiter.limit("120 per minute", key_func=limits.by_device)
@member_required
def create() -> ResponseReturnValue:
    return save(CheckInForm(today_of(me())))


@bp.get("/checkins/<day:day>")
@member_required
def show(day: date) -> ResponseReturnValue:
    checkin = log.of_day(me(), day)
    if checkin is None and not answers.is_open(day, today_of(me())):
        abort(404)
    return render_template("checkins/day.html", **card(day, checkin))


@bp.post("/checkins/<day:day>")
@limits.limiter.limit("120 per minute", key_func=limits.by_device)
@member_required
def change(day: date) -> ResponseReturnValue:
    form = CheckInForm(today_of(me()), log.of_day(me(), day))
    form.day.data = day.isoformat()
    return save(form)


def save(form: CheckInForm) -> ResponseReturnValue:
    if not form.validate():
        day = form.today if form.day.errors else form.chosen_day
        shown = card(day, log.of_day(me(), day), form)
        return invalid("checkins/_card.html", "checkins/day.html", **shown)
    try:
        checkin = log.check_in(me(), form.chosen_day, form.given(), clock.now(), form.submission_id)
    except log.NotYours:
        abort(404)
    db.session.commit()
    return saved(checkin.day if checkin else form.chosen_day, checkin, can_undo=checkin is not None)


@bp.post("/checkins/<uuid:checkin_id>/undo")
@member_required
def undo(checkin_id: UUID) -> ResponseReturnValue:
    checkin = log.mine(me(), checkin_id)
    if checkin is None:
        abort(404)
    day, now = checkin.day, clock.now()
    is_too_late = now - checkin.changed_at > log.UNDO_WITHIN
    left = log.undo(checkin, now)
    db.session.commit()
    return saved(day, left, can_undo=False, is_too_late=is_too_late)


def saved(day: date, checkin: CheckIn | None, **more: Any) -> ResponseReturnValue:
    is_today = day == today_of(me())
    back = url_for("home.index") if is_today else url_for("checkins.show", day=day)
    shown = card(day, checkin, **more)
    return respond("checkins/_card.html", back, **shown)
