"""I need someone: the member's side, and the side of those who are told."""

import logging
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from limits import parse

from peerapp import clock
from peerapp.accounts import limits, people, sign_ins
from peerapp.extensions import db, htmx
from peerapp.language import _, lazy
from peerapp.pages import go, invalid, me, member_required, mentor_required, respond
from peerapp.privacy import viewings
from peerapp.privacy.models import As, What
from peerapp.queue import log_failure
from peerapp.safety import (
    call_access,
    call_forms,
    call_lists,
    call_pages,
    call_rings,  # noqa: F401 - what it says of its notifications
    call_rules,
    calls,
    circle,
)
from peerapp.safety.call_forms import DutyForm, WhoForm, WordsForm
from peerapp.safety.lines import lines
from peerapp.safety.models import HelpCall

log = logging.getLogger(__name__)
bp = Blueprint("calls", __name__)

POLL_SECONDS = 4  # while somebody looks

# Of one person. The first ones of an hour are always taken, and one that is open is shown.
MOST_ASKED = parse("20 per 1 hour")
TOO_OFTEN = lazy(
    "You asked many times in this hour. If it is not safe to wait, please call one of these "
    "numbers now. You can ask here again in a little while."
)
# The phone shows it beside the call that waits, see outbox-entry.js.
STILL_WANTED = lazy(
    "Your phone had no signal for hours, so nobody here was told. "
    "Do you still want us to tell someone?"
)


@bp.app_template_global()
def calls_for_me() -> dict[str, Any]:
    """What is to be seen on every page of a mentor or coordinator: the open `calls` of which they
    were told, and whether they are asked to be on call (`is_asked`). One query, where nothing is.
    """
    person = me()
    if not (person.is_mentor or person.is_coordinator):
        return {}
    is_told, is_asked = call_lists.what_waits(person)
    found = call_lists.of_who_was_told(person, clock.now()) if is_told else []
    for call in found:
        saw(call, What.CALL)
    return {
        "calls": found,
        "is_asked": is_asked and person.is_mentor,
    }


def saw(call: HelpCall, *whats: What) -> None:
    """The member can read it. Where that cannot be written they see the call all the same (H3)."""
    role = As.MENTOR if me().is_mentor else As.COORDINATOR
    viewings.note(me(), role, call.member_id, *whats)


@bp.get("/help/calls")
@login_required
def for_me() -> ResponseReturnValue:
    """The notices of calls alone, for a page that is open."""
    if not calls_for_me():
        abort(404)
    return render_template("safety/_calls_for_me.html")


@bp.app_template_global()
def poll_seconds() -> int:
    return int(current_app.config.get("CALL_POLL_SECONDS", POLL_SECONDS))


@bp.post("/help/request")
@sign_ins.behind_the_pin
@member_required
def ask() -> ResponseReturnValue:
    if asks_too_often():
        return help_page(TOO_OFTEN), 429
    now = clock.now()
    try:
        call = calls.ask(me(), now, call_forms.call_id(), call_forms.said_at(now))
    except calls.NotYours:
        abort(404)
    except calls.LongAgo:
        db.session.rollback()
        return help_page(STILL_WANTED), 422
    db.session.commit()
    return go(url_for(".show", call_id=call.id))


def asks_too_often() -> bool:
    """Not while one is open, which is shown however often it is tapped. A count that cannot be kept
    stops nobody.
    """
    is_open, count = calls.open_of(me()) is not None, [(MOST_ASKED, f"call:{me().id}")]
    db.session.rollback()  # the count is a transaction of its own
    try:
        if is_open or not limits.are_reached(count):
            limits.note_try([] if is_open else count)
            return False
    except Exception as why:
        log_failure(log, "calls are not counted", why)
        return False
    return True


def help_page(problem: str) -> str:
    return render_template("safety/help.html", **call_pages.of_help(), problem=problem)


@bp.post("/help/who")
@member_required
def choose_who() -> ResponseReturnValue:
    call_rules.tell_only_mentor(me(), WhoForm().is_only, clock.now())
    db.session.commit()
    flash(_("Saved. Above you read who is told now."))
    return go(url_for("safety.help_now"))


@bp.get("/help/calls/<uuid:call_id>")
@login_required
def show(call_id: UUID) -> ResponseReturnValue:
    return page(found(call_id))


def found(call_id: UUID) -> HelpCall:
    """The person's own, or one that they may help with; everything else is not there (A2, A3)."""
    call = call_access.of_member(me(), call_id) or call_access.to_help(me(), call_id, clock.now())
    return call or abort(404)


def page(call: HelpCall) -> ResponseReturnValue:
    mine = call.member_id == me().id
    part = "safety/_call.html" if mine else "safety/_call_to_help.html"
    whole = "safety/call.html" if mine else "safety/call_to_help.html"
    context = call_pages.of_member(call) if mine else call_pages.of_helper(call)
    if not mine:
        saw(call, What.CALL, *([What.CALL_NUMBER] if context["way"] else []))
    return render_template(part if htmx.wants_part else whole, lines=lines, **context)


@bp.post("/help/calls/<uuid:call_id>/okay")
@member_required
def okay(call_id: UUID) -> ResponseReturnValue:
    call = of_mine(call_id)
    calls.okay(call, clock.now())
    return done(call)


@bp.post("/help/calls/<uuid:call_id>/words")
@member_required
def share(call_id: UUID) -> ResponseReturnValue:
    call = of_mine(call_id)
    form = WordsForm()
    if not form.validate():
        context = {"lines": lines, **call_pages.of_member(call, form)}
        return invalid("safety/_call_words.html", "safety/call.html", **context)
    is_kept = calls.share(call, (form.words.data or "").strip() or None)
    db.session.commit()
    if not is_kept:
        return go(url_for(".show", call_id=call.id))
    if not htmx:
        flash(_("Those who are told can read it now.") if call.words else _("It is taken away."))
    back = url_for(".show", call_id=call.id)
    return respond("safety/_call_words.html", back, is_saved=True, **call_pages.of_member(call))


@bp.post("/help/calls/<uuid:call_id>/others")
@member_required
def tell_others(call_id: UUID) -> ResponseReturnValue:
    call = of_mine(call_id)
    calls.tell_others_too(call, clock.now())
    return done(call)


def of_mine(call_id: UUID) -> HelpCall:
    return call_access.of_member(me(), call_id) or abort(404)


@bp.post("/help/calls/<uuid:call_id>/seen")
@login_required
def seen(call_id: UUID) -> ResponseReturnValue:
    calls.see(to_help(call_id), me(), clock.now())
    db.session.commit()
    return "", 204


@bp.post("/help/calls/<uuid:call_id>/take")
@login_required
def take(call_id: UUID) -> ResponseReturnValue:
    call = to_help(call_id)
    calls.take(call, me(), call_forms.how(), clock.now())
    return done(call)


@bp.post("/help/calls/<uuid:call_id>/pass")
@login_required
def pass_on(call_id: UUID) -> ResponseReturnValue:
    call = to_help(call_id)
    calls.pass_on(call, me(), clock.now())
    return done(call)


@bp.post("/help/calls/<uuid:call_id>/talked")
@login_required
def talked(call_id: UUID) -> ResponseReturnValue:
    call = to_help(call_id)
    calls.talked(call, me(), clock.now())
    return done(call)


def to_help(call_id: UUID) -> HelpCall:
    """Asked once more under the lock: a block may have come in between."""
    call = call_access.to_help(me(), call_id, clock.now()) or abort(404)
    people.lock(call.member_id)
    return call_access.to_help(me(), call_id, clock.now()) or abort(404)


@bp.post("/help/calls/<uuid:call_id>/undo")
@login_required
def undo(call_id: UUID) -> ResponseReturnValue:
    call = found(call_id)
    call = call if call.member_id == me().id else to_help(call_id)
    calls.undo(call, me(), clock.now())
    return done(call)


def done(call: HelpCall) -> ResponseReturnValue:
    db.session.commit()
    if htmx.wants_part:
        return page(call)
    return go(url_for(".show", call_id=call.id))


@bp.get("/help/duty")
@mentor_required
def duty() -> ResponseReturnValue:
    """When a mentor is told of calls: at night, and on call for others."""
    return render_template(
        "safety/duty.html",
        no_nights=me().id in call_rules.left_out_at_night([me().id]),
        hours=circle.day_in_words(me()),
        asked=call_rules.asked(me()),
        minutes=call_rules.current().answer_minutes,
    )


@bp.post("/help/duty")
@mentor_required
def choose_nights() -> ResponseReturnValue:
    call_rules.leave_out_at_night(me(), DutyForm().is_out_at_night, clock.now())
    db.session.commit()
    flash(_("Saved."))
    return go(url_for(".duty"))


@bp.post("/help/duty/on-call")
@mentor_required
def answer_on_call() -> ResponseReturnValue:
    is_yes = call_forms.is_yes()
    if not call_rules.answer_on_call(me(), is_yes, clock.now()):
        abort(404)
    db.session.commit()
    if is_yes:
        flash(_("Thank you. You are on call now."))
    else:
        flash(_("All right. You are not on call."))
    return go(url_for(".duty"))
