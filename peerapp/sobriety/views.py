"""The member's sobriety dates: all of them, and each on its own page."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import people
from peerapp.extensions import db
from peerapp.language import _
from peerapp.pages import go, me, member_required, today_of_me
from peerapp.seen import mark
from peerapp.sobriety import (
    case,
    counting,
    just_now,
    live,
    milestones,
    periods,
    savings,
    spoken,
    trackers,
)
from peerapp.sobriety.forms import (
    OWN_WORD,
    ChangeForm,
    PeriodForm,
    ReturnForm,
    SavingsForm,
    TrackerForm,
)
from peerapp.sobriety.models import Period, Tracker
from peerapp.sobriety.timeline import WIDTH, timeline

bp = Blueprint("sobriety", __name__)
bp.app_template_filter()(spoken.counted)


@bp.get("/sobriety")
@member_required
def index() -> ResponseReturnValue:
    return overview()


def overview(form: TrackerForm | None = None) -> str:
    today, found = today_of_me(), trackers.of(me())
    return render_template(
        "sobriety/sobriety.html",
        today=today,
        trackers=shown(found, today, me().timezone),
        just_now=just_now.take(found),
        form=form or TrackerForm(today, formdata=None, data={"started_on": today}),
    )


def shown(
    found: list[Tracker], today: date, zone: str, with_minutes: bool = True
) -> list[dict[str, Any]]:
    """What `sobriety/_count.html` shows of each tracker, in the member's zone; the hours and
    minutes of the first days are for the member alone.
    """
    return [
        shown_one(tracker, today)
        | {
            "live": live_count(tracker, today, zone) if with_minutes else None,
            "is_short_of_a_day": case.is_short_of_a_day(
                trackers.open_period(tracker), zone, clock.now()
            ),
        }
        for tracker in found
    ]


def shown_one(tracker: Tracker, today: date) -> dict[str, Any]:
    count, current = trackers.count(tracker, today), trackers.open_period(tracker)
    return {
        "tracker": tracker,
        "count": count,
        "current": current,
        "next": milestones.next_milestone(current.started_on, today),
        "said": spoken.span_in_words(current.started_on, today) if count.days >= 60 else None,
        # on the first days after a return to use nobody wants to be cheered at
        "is_fresh_start": len(tracker.periods) > 1 and count.days <= 1,
    }


def live_count(tracker: Tracker, today: date, zone: str) -> dict[str, Any] | None:
    current = trackers.open_period(tracker)
    is_new = today - current.started_on < timedelta(days=live.FIRST_DAYS)
    if current.started_at is None or not is_new:
        return None
    now, since = clock.now(), live.began(current.started_on, current.started_at, zone)
    minutes = live.minutes_since(since, now)
    return {
        "since": since,
        "now": now,
        "words": live.in_words(minutes),
        "day_is_full_at": since + timedelta(days=1) if minutes < live.DAY else None,
    }


@bp.post("/sobriety")
@member_required
def start() -> ResponseReturnValue:
    form = TrackerForm(today_of_me(), now_of_me())
    if form.validate():
        try:
            trackers.start(
                me(),
                form.chosen_name,
                form.started_on.data,
                form.started_at.data,
                clock.now(),
                is_private=form.is_private.data,
            )
        except trackers.CannotBe as why:
            db.session.rollback()
            form.name.errors = [str(why)]
    if form.errors:
        if form.name.data:
            form.word.data = OWN_WORD
        return overview(form), 422
    db.session.commit()
    flash(_("Saved. Every day counts."))
    return go(url_for(".index"))


@bp.get("/sobriety/<uuid:tracker_id>")
@member_required
def one(tracker_id: UUID) -> ResponseReturnValue:
    return page(mine(tracker_id))


def page(tracker: Tracker, **forms: Any) -> str:
    """A tracker's own page; `forms` are those with something to say."""
    today = today_of_me()
    line = trackers.line_of(tracker)
    [item] = shown([tracker], today, me().timezone)
    return render_template(
        "sobriety/tracker.html",
        today=today,
        item=item,
        tracker=tracker,
        spoken=spoken,
        saved=saved_words(tracker, item["count"].total),
        entries=entries(tracker, line, today),
        timeline=timeline(line, [lapse.on for lapse in tracker.lapses], today),
        timeline_width=WIDTH,
        **forms_of(tracker, today, forms),
    )


def saved_words(tracker: Tracker, days: int) -> str | None:
    found = savings.saved(days, tracker.money_per_week, tracker.minutes_per_week)
    return savings.in_words(found, tracker.currency)


def forms_of(tracker: Tracker, today: date, given: dict[str, Any]) -> dict[str, Any]:
    minutes = tracker.minutes_per_week
    prices = {
        "money_per_week": plain(tracker.money_per_week),
        "currency": tracker.currency,
        "hours_per_week": None if minutes is None else plain(round(minutes / 60, 2)),
    }
    fresh = {
        "return_form": ReturnForm(today, formdata=None, data={"on": today}),
        "change_form": ChangeForm(
            today,
            formdata=None,
            data={
                "name": tracker.name,
                "is_private": tracker.is_private,
                "seen": mark([tracker.name, tracker.is_private]),
            },
        ),
        "savings_form": SavingsForm(formdata=None, data=prices),
        "period_form": PeriodForm(today, formdata=None),
    }
    forms = fresh | given
    for name, form in forms.items():
        for field in form:
            field.id = f"{name}-{field.name}"  # two forms of one page may have a field each
    return forms


def plain(number: Any) -> str | None:
    """12.50 as it was typed, 40 without its zeros."""
    return None if number is None else f"{number:.2f}".removesuffix(".00")


def entries(tracker: Tracker, line: list[counting.Span], today: date) -> list[dict[str, Any]]:
    """The periods and lapses, the latest first."""
    rows: list[Period] = trackers.rows_of(tracker)
    found: list[dict[str, Any]] = [
        {
            "on": row.started_on,
            "period": row,
            "days": counting.days_of(line[index], today),
            "can_undo": periods.touches_next(line, index),
            "is_latest_return": index == len(rows) - 2,
        }
        for index, row in enumerate(rows)
    ]
    found += [{"on": lapse.on, "lapse": lapse} for lapse in tracker.lapses]
    return sorted(found, key=lambda entry: entry["on"])[::-1]


@bp.post("/sobriety/<uuid:tracker_id>")
@member_required
def change(tracker_id: UUID) -> ResponseReturnValue:
    tracker, form = mine_to_change(tracker_id), ChangeForm(today_of_me())
    if not form.validate():
        return page(tracker, change_form=form), 422
    now_saved = [tracker.name, tracker.is_private]
    if form.is_stale(now_saved, [form.name.data, form.is_private.data]):
        form.name.errors = [changed_elsewhere(tracker)]
        form.seen.data = mark(now_saved)
        return page(tracker, change_form=form), 422
    trackers.change(tracker, form.name.data, form.is_private.data)
    return saved(tracker)


def changed_elsewhere(tracker: Tracker) -> str:
    if tracker.is_private:
        return _(
            "Another device changed this meanwhile. It is now only for you, with the name "
            "“%(name)s”. Save again to keep yours instead.",
            name=tracker.name,
        )
    return _(
        "Another device changed this meanwhile. It is now not private, with the name "
        "“%(name)s”. Save again to keep yours instead.",
        name=tracker.name,
    )


@bp.post("/sobriety/<uuid:tracker_id>/savings")
@member_required
def price(tracker_id: UUID) -> ResponseReturnValue:
    tracker, form = mine_to_change(tracker_id), SavingsForm()
    if not form.validate():
        return page(tracker, savings_form=form), 422
    currency = form.currency.data or None
    trackers.price(tracker, form.money_per_week.amount, currency, form.minutes_per_week)
    return saved(tracker)


def saved(tracker: Tracker) -> ResponseReturnValue:
    here = url_for("sobriety.one", tracker_id=tracker.id)
    db.session.commit()
    flash(_("Saved."))
    return go(here)


@bp.post("/sobriety/<uuid:tracker_id>/move")
@member_required
def move(tracker_id: UUID) -> ResponseReturnValue:
    trackers.move(me(), mine_to_change(tracker_id), up=request.form.get("to") == "up")
    db.session.commit()
    return go(url_for(".index"))


@bp.get("/sobriety/<uuid:tracker_id>/remove")
@member_required
def removal(tracker_id: UUID) -> ResponseReturnValue:
    tracker = mine(tracker_id)
    count = trackers.count(tracker, today_of_me())
    return render_template("sobriety/remove.html", tracker=tracker, count=count)


@bp.post("/sobriety/<uuid:tracker_id>/remove")
@member_required
def remove(tracker_id: UUID) -> ResponseReturnValue:
    trackers.remove(mine_to_change(tracker_id))
    db.session.commit()
    flash(_("Removed."))
    return go(url_for(".index"))


def mine(tracker_id: UUID) -> Tracker:
    return trackers.mine(me(), tracker_id) or abort(404)


def mine_to_change(tracker_id: UUID) -> Tracker:
    """Nobody else changes it until the end of this request."""
    people.lock(me().id)
    return mine(tracker_id)


def now_of_me() -> datetime:
    """The member's own wall clock, without a zone."""
    return clock.local(clock.now(), me().timezone).replace(tzinfo=None)
