"""What a mentor does about a mentee, in two taps at most, each with Undo."""

from datetime import date, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.extensions import db, htmx
from peerapp.language import _
from peerapp.mentoring import acknowledgements, acts, follow_ups, hand_overs
from peerapp.mentoring.forms import FollowUpForm, HandOverForm
from peerapp.mentoring.mentee import Mentee
from peerapp.mentoring.models import Did, FollowUp
from peerapp.mentoring.views import mentee_of_mine, needs, page_of
from peerapp.pages import me, mentor_required
from peerapp.pages import today_of_me as today

bp = Blueprint("mentor_acts", __name__)

TAPS = (Did.SAW, Did.WROTE, Did.CALLED)


@bp.post("/mentees/<uuid:member_id>/acts")
@mentor_required
def act(member_id: UUID) -> ResponseReturnValue:
    mentee, did = mentee_of_mine(member_id), request.form.get("did", "")
    if did not in TAPS:
        return wrong(mentee, problem=_("Please choose what you did."))
    acts.act(mentee.match, Did(did), clock.now())
    return done(mentee)


@bp.post("/mentees/acts/<uuid:act_id>/undo")
@mentor_required
def undo(act_id: UUID) -> ResponseReturnValue:
    row = acts.mine(me(), act_id)
    if row is None:
        abort(404)
    acts.undo(row, clock.now())
    mentee = mentee_of_mine(row.match.member_id)
    given = mentee.last and acknowledgements.of(mentee.last, me())
    if row.did == Did.SAW and mentee.last and given and given.given_at == row.made_at:
        acknowledgements.take_back(mentee.last, me())
    return done(mentee)


@bp.post("/mentees/<uuid:member_id>/follow-ups")
@mentor_required
def follow_up(member_id: UUID) -> ResponseReturnValue:
    mentee, form = mentee_of_mine(member_id), FollowUpForm()
    due_on = chosen_day(form)
    if due_on is None:
        return wrong(mentee, follow_up_form=form)
    follow_ups.promise(mentee.match, due_on, form.words.data, clock.now())
    return done(mentee)


def chosen_day(form: FollowUpForm) -> date | None:
    """None where the form has to come back, with what is wrong beside its fields."""
    is_fine, due_on = form.validate(), day_of(form)
    why_not = follow_ups.why_not(due_on, clock.now(), me()) if due_on else _("Please choose a day.")
    if why_not and not form.due_on.errors:
        form.due_on.errors = [why_not]
    return due_on if is_fine and not why_not else None


def day_of(form: FollowUpForm) -> date | None:
    """Of a button such as "Tomorrow", else the day that was chosen."""
    soon = {str(days): days for days in follow_ups.SOON}
    if days := soon.get(form.due_in.data or ""):
        return today() + timedelta(days=days)
    due_on: date | None = form.due_on.data
    return due_on


@bp.post("/mentees/follow-ups/<uuid:follow_up_id>/done")
@mentor_required
def keep(follow_up_id: UUID) -> ResponseReturnValue:
    row = promise_of_mine(follow_up_id)
    follow_ups.keep(row, clock.now())
    return done(mentee_of_mine(row.match.member_id))


@bp.post("/mentees/follow-ups/<uuid:follow_up_id>/open")
@mentor_required
def open_again(follow_up_id: UUID) -> ResponseReturnValue:
    row = promise_of_mine(follow_up_id)
    follow_ups.open_again(row)
    return done(mentee_of_mine(row.match.member_id))


@bp.post("/mentees/follow-ups/<uuid:follow_up_id>/move")
@mentor_required
def move(follow_up_id: UUID) -> ResponseReturnValue:
    row, form = promise_of_mine(follow_up_id), FollowUpForm()
    mentee = mentee_of_mine(row.match.member_id)
    due_on = chosen_day(form)
    if due_on is None:
        return wrong(mentee, move_form=form, moving=row.id)
    follow_ups.move(row, due_on)
    return done(mentee)


def promise_of_mine(follow_up_id: UUID) -> FollowUp:
    row = follow_ups.mine(me(), follow_up_id)
    if row is None:
        abort(404)
    return row


@bp.post("/mentees/<uuid:member_id>/hand-over")
@mentor_required
def hand_over(member_id: UUID) -> ResponseReturnValue:
    mentee, form = mentee_of_mine(member_id), HandOverForm()
    if not form.validate():
        return wrong(mentee, hand_over_form=form)
    hand_overs.hand_over(mentee.match, form.words.data or "", clock.now())
    return done(mentee)


def done(mentee: Mentee) -> ResponseReturnValue:
    """Saved, and the row as it is now."""
    member_id = mentee.person.id
    db.session.commit()
    return needs(mentee_of_mine(member_id), where_it_was(member_id))


def where_it_was(member_id: UUID) -> str:
    """Without htmx: the list, or the mentee's page."""
    came_from = urlsplit(request.referrer or "").path
    lists = (url_for("home.index"), url_for("mentoring.index"))
    return came_from if came_from in lists else page_of(member_id)


def wrong(mentee: Mentee, **forms: object) -> ResponseReturnValue:
    """422 with what was typed: the part to htmx, else a page of its own."""
    template = "mentoring/_needs.html" if htmx.wants_part else "mentoring/act.html"
    return render_template(template, mentee=mentee, **forms), 422
