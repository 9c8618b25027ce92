"""The daily check-in and the days behind it."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from blinker import Namespace
from flask import Blueprint, abort, flash, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BaseConverter, ValidationError

from peerapp import clock
from peerapp.accounts import limits
from peerapp.accounts.models import Person
from peerapp.checkins import answers, hidden, log, questions, saying, settings
from peerapp.checkins.fields import as_day, field_name
from peerapp.checkins.forms import CheckInForm
from peerapp.checkins.models import CheckIn, QuestionVersion
from peerapp.extensions import db, htmx
from peerapp.forms import as_uuid
from peerapp.language import _
from peerapp.pages import go, invalid, me, member_required, respond, weekday

bp = Blueprint("checkins", __name__)
# Sent by the member, with checkin=; a receiver answers with what to add to the card.
day_is_shown = Namespace().signal("day-is-shown")


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
    chosen = settings.of(me())
    form = form or form_of(checkin, asked_versions(chosen), formdata=None)
    return {
        "day": day,
        "today": today,
        "checkin": checkin,
        "form": form,
        "own_fields": [form[field_name(version)] for version in form.asked],
        "own_versions": {field_name(version): version for version in form.asked},
        "asks": chosen.asks,
        "moods": answers.MOODS,
        "said": lambda checkin: saying.lines(checkin, wordings()),
        "is_heavy": answers.is_heavy,
        "is_open": answers.is_open(day, today),
        "is_hidden": checkin is not None and hidden.is_hidden(checkin.member_id, day),
        "maybe_yesterday": maybe_yesterday(day, today),
        "new_id": uuid4(),
        "can_undo": False,
        "is_too_late": False,
        "is_older": False,
        "is_newer": False,
        "is_undone": False,
        "moved": False,
        **beside(checkin),
        **more,
    }


def wordings() -> dict[str, QuestionVersion]:
    """Read once in a request, and only where an answer to the program's questions is read."""
    if "wordings" not in g:
        g.wordings = questions.versions()
    found: dict[str, QuestionVersion] = g.wordings
    return found


def beside(checkin: CheckIn | None) -> dict[str, Any]:
    """What other features, which stand beside this one or above, have to say of this day: `returns`
    of the member's counts, `why` they do this, of a hard day what their plan says (`plan_now`), and
    the names of the mentors who may see it (`seen_by`).
    """
    found: dict[str, Any] = {"returns": [], "why": None, "plan_now": None, "seen_by": []}
    if checkin is not None:
        for _receiver, said in day_is_shown.send(me(), checkin=checkin):
            found |= said
    return found


def form_of(
    checkin: CheckIn | None, versions: Sequence[QuestionVersion], **kwargs: Any
) -> CheckInForm:
    member = me()
    form = CheckInForm.of(versions)
    return form(today_of(member), member.timezone, checkin, **kwargs)


def sent_form(checkin: CheckIn | None = None) -> CheckInForm:
    """With a field for every question that is asked now, or was when the page was made."""
    asked = asked_versions(settings.of(me()))
    sent = [one for one in wordings().values() if field_name(one) in request.form]
    return form_of(checkin, [*asked, *(version for version in sent if version not in asked)])


def asked_versions(chosen: settings.Settings) -> list[QuestionVersion]:
    asked = [one for one in questions.asked() if chosen.asks(settings.name_of(one))]
    return [question.current for question in asked]


def maybe_yesterday(day: date, today: date) -> date | None:
    """The day before, where it is late at night and nothing is said of that day yet."""
    before = answers.still_yesterday(clock.local(clock.now(), me().timezone))
    if day != today or before is None or log.of_day(me(), before):
        return None
    return before


@bp.post("/checkins")
@limits.limiter.limit("120 per minute", key_func=limits.by_device)
@member_required
def create() -> ResponseReturnValue:
    return save(sent_form())


@bp.get("/checkins/<day:day>")
@member_required
def show(day: date) -> ResponseReturnValue:
    checkin, today = log.of_day(me(), day), today_of(me())
    if checkin is None and day > today:
        text = answers.why_closed(day, today)
        return render_template("errors/error.html", heading=_("Not yet"), text=text), 404
    if checkin is None and not answers.is_open(day, today):
        abort(404)
    return render_template("checkins/day.html", **card(day, checkin))


@bp.post("/checkins/<day:day>")
@limits.limiter.limit("120 per minute", key_func=limits.by_device)
@member_required
def change(day: date) -> ResponseReturnValue:
    form = sent_form(log.of_day(me(), day))
    form.day.data = day.isoformat()
    return save(form)


def save(form: CheckInForm) -> ResponseReturnValue:
    if not form.validate():
        day = form.today if form.day.errors or form.made_at.errors else form.chosen_day
        shown = card(day, log.of_day(me(), day), form)
        return invalid("checkins/_card.html", "checkins/day.html", **shown)
    now = clock.now()
    try:
        checkin = log.check_in(
            me(),
            form.chosen_day,
            form.given(),
            now,
            form.submission_id,
            made_at=form.sent_at,
            base=form.base_id,
        )
    except log.NotYours:
        abort(404)
    db.session.commit()
    if checkin is None:
        return saved(form.chosen_day, None)
    return saved(
        checkin.day,
        checkin,
        can_undo=log.can_undo(checkin, now),
        is_older=log.has_newer_words(checkin, form.sent_at),
    )


@bp.post("/checkins/<uuid:checkin_id>/undo")
@member_required
def undo(checkin_id: UUID) -> ResponseReturnValue:
    checkin = log.mine(me(), checkin_id)
    if checkin is None:
        abort(404)
    day, now = checkin.day, clock.now()
    is_too_late = now - checkin.changed_at > log.UNDO_WITHIN
    said_id, seen = checkin.said_id, as_uuid(request.form.get("said"))
    left = log.undo(checkin, now, seen)
    db.session.commit()
    is_newer = seen is not None and left is not None and left.said_id == said_id != seen
    is_undone = not is_too_late and not is_newer
    return saved(
        day, left, can_undo=False, is_too_late=is_too_late, is_newer=is_newer, is_undone=is_undone
    )


@bp.post("/checkins/<uuid:checkin_id>/yesterday")
@member_required
def still_yesterday(checkin_id: UUID) -> ResponseReturnValue:
    """It is past midnight, and the member meant the day that has just ended."""
    checkin = log.mine(me(), checkin_id)
    if checkin is None:
        abort(404)
    before = maybe_yesterday(checkin.day, today_of(me()))
    if before is None or not log.move(checkin, before):
        flash(_("This check-in stays where it is. You can fill in the day before on its own page."))
        return go(url_for(".show", day=checkin.day))
    db.session.commit()
    if not htmx:
        flash(_("Saved for %(weekday)s.", weekday=weekday(before)))
    shown = card(before, checkin, moved=True)
    return respond("checkins/_card.html", url_for(".show", day=before), **shown)


@bp.post("/checkins/<day:day>/hide")
@member_required
def hide(day: date) -> ResponseReturnValue:
    """From all of the member's mentors, until it is shown again."""
    if log.of_day(me(), day) is None:
        abort(404)
    hidden.hide(me(), day, clock.now())
    return who_sees(day)


@bp.post("/checkins/<day:day>/show")
@member_required
def show_again(day: date) -> ResponseReturnValue:
    if log.of_day(me(), day) is None:
        abort(404)
    hidden.show(me(), day)
    return who_sees(day)


def who_sees(day: date) -> ResponseReturnValue:
    """The part of the card that says so."""
    db.session.commit()
    back = url_for("home.index") if day == today_of(me()) else url_for(".show", day=day)
    return respond("checkins/_who_sees.html", back, **card(day, log.of_day(me(), day)))


def saved(day: date, checkin: CheckIn | None, **more: Any) -> ResponseReturnValue:
    is_today = day == today_of(me())
    back = url_for("home.index") if is_today else url_for("checkins.show", day=day)
    shown = card(day, checkin, **more)
    return respond("checkins/_card.html", back, **shown)
