"""A member's goals with their small steps, and the answer to a mentor's ideas."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import people
from peerapp.extensions import db, htmx
from peerapp.language import _
from peerapp.matching import matches
from peerapp.matching.models import Match
from peerapp.pages import go, invalid, me, member_required, respond
from peerapp.plan import goal_pages, goals, ideas, spoken
from peerapp.plan.forms import OTHER_TAB, GoalForm, WordsForm
from peerapp.plan.models import Goal, Step

bp = Blueprint("goals", __name__, url_prefix="/goals")
bp.add_app_template_global(spoken.steps_of, "goal_steps_in_words")

PART, PAGE = "plan/_goals.html", "plan/goals.html"
TODAY = "plan/_steps.html"


@bp.get("")
@member_required
def index() -> ResponseReturnValue:
    return render_template(PAGE, **goal_pages.shown(undo=request.args.get("undo")))


@bp.post("")
@member_required
def add() -> ResponseReturnValue:
    form = GoalForm()
    if not form.validate():
        return invalid(PART, PAGE, **goal_pages.shown(form=form))
    try:
        now = clock.now()
        goal = goals.add(me(), form.words.data, form.until.data, now, form.client_id)
    except goals.TooMany as why:
        form.words.errors = [str(why)]
        return invalid(PART, PAGE, **goal_pages.shown(form=form))
    except goals.NotYours:
        abort(404)
    if form.share.data:
        share_with_all(goal, now)
    return done(_("Saved."))


def share_with_all(goal: Goal, now: datetime) -> None:
    for match in matches.of_member(me()):
        goals.share(goal, match, now)


@bp.get("/<uuid:goal_id>")
@member_required
def goal(goal_id: UUID) -> ResponseReturnValue:
    found = mine(goal_id)
    said = {"words": found.words, "until": found.until, "seen": goals.mark_of(found)}
    return goal_page(found, GoalForm(formdata=None, data=said))


@bp.post("/<uuid:goal_id>")
@member_required
def change(goal_id: UUID) -> ResponseReturnValue:
    found, form = mine(goal_id), GoalForm()
    if not form.validate():
        return goal_page(found, form), 422
    try:
        goals.change(found, form.words.data, form.until.data, form.seen.data or "")
    except goals.ChangedElsewhere:
        form.words.errors = [OTHER_TAB]
        form.seen.data = goals.mark_of(found)
        return goal_page(found, form, is_changed=True), 422
    return done(_("Saved."))


def goal_page(goal: Goal, form: GoalForm, **more: Any) -> str:
    found = matches.of_member(me())
    return render_template(
        "plan/goal.html",
        goal=goal,
        form=form,
        matches=found,
        shares=goals.shares_of(me(), [match.id for match in found]),
        **more,
    )


@bp.post("/<uuid:goal_id>/share/<uuid:match_id>")
@member_required
def share(goal_id: UUID, match_id: UUID) -> ResponseReturnValue:
    found = mine(goal_id)
    match = next((one for one in matches.of_member(me()) if one.id == match_id), None)
    if match is None:
        abort(404)
    if request.form.get("shared") == "yes":
        goals.share(found, match, clock.now())
    else:
        goals.unshare(found, match)
    db.session.commit()
    flash(_("Saved."))
    return go(url_for(".goal", goal_id=goal_id))


@bp.post("/<uuid:goal_id>/finish")
@member_required
def finish(goal_id: UUID) -> ResponseReturnValue:
    goals.finish(mine(goal_id), clock.now())
    return done(_("It is kept under “What I have done”."))


@bp.post("/<uuid:goal_id>/reopen")
@member_required
def reopen(goal_id: UUID) -> ResponseReturnValue:
    goals.reopen(mine(goal_id))
    return done(_("It goes on."))


@bp.post("/<uuid:goal_id>/remove")
@member_required
def remove(goal_id: UUID) -> ResponseReturnValue:
    found = mine(goal_id)
    goals.remove(found, me(), clock.now())
    return done(None, undo=str(goal_id))


@bp.post("/<uuid:goal_id>/restore")
@member_required
def restore(goal_id: UUID) -> ResponseReturnValue:
    goals.restore(goals.find(me(), goal_id) or abort(404), me())
    return done(_("It is back."))


@bp.post("/<uuid:goal_id>/steps")
@member_required
def add_step(goal_id: UUID) -> ResponseReturnValue:
    found, form = mine(goal_id), WordsForm()
    if not form.validate():
        return invalid(PART, PAGE, **goal_pages.shown(step_form=(goal_id, form)))
    try:
        goals.add_step(found, form.words.data, clock.now(), form.client_id)
    except goals.TooMany as why:
        form.words.errors = [str(why)]
        return invalid(PART, PAGE, **goal_pages.shown(step_form=(goal_id, form)))
    except goals.NotYours:
        abort(404)
    return done(_("Saved."), focus=goal_id)


@bp.post("/steps/<uuid:step_id>/done")
@member_required
def tick(step_id: UUID) -> ResponseReturnValue:
    goals.tick(step_of_mine(step_id), clock.now())
    return ticked()


@bp.post("/steps/<uuid:step_id>/open")
@member_required
def untick(step_id: UUID) -> ResponseReturnValue:
    goals.untick(step_of_mine(step_id))
    return ticked()


def ticked() -> ResponseReturnValue:
    """Back to where it was tapped: Today, or the goals."""
    db.session.commit()
    if request.form.get("on") == "today":
        return respond(TODAY, url_for("home.index"), **goal_pages.today_of(me(), clock.now()))
    return respond(PART, url_for(".index"), **(goal_pages.shown() if htmx.wants_part else {}))


@bp.post("/steps/<uuid:step_id>/remove")
@member_required
def remove_step(step_id: UUID) -> ResponseReturnValue:
    goals.remove(step_of_mine(step_id), me(), clock.now())
    return done(None, undo=str(step_id))


@bp.post("/steps/<uuid:step_id>/restore")
@member_required
def restore_step(step_id: UUID) -> ResponseReturnValue:
    goals.restore(goals.find_step(me(), step_id) or abort(404), me())
    return done(_("It is back."))


@bp.post("/ideas/<uuid:idea_id>/yes")
@member_required
def say_yes(idea_id: UUID) -> ResponseReturnValue:
    idea, match = idea_of_mine(idea_id)
    now = clock.now()
    try:
        ideas.say_yes(idea, me(), now)
    except goals.TooMany as why:
        return done(str(why))
    if isinstance(idea, Goal) and request.form.get("share"):
        goals.share(idea, match, now)
    return done(_("It is yours now."))


@bp.post("/ideas/<uuid:idea_id>/no")
@member_required
def say_no(idea_id: UUID) -> ResponseReturnValue:
    idea, _match = idea_of_mine(idea_id)
    ideas.say_no(idea, me())
    return done(_("That is fine. The idea is gone."))


def idea_of_mine(idea_id: UUID) -> tuple[Goal | Step, Match]:
    """With the current match in which a mentor had it, who may be taking it back just now."""
    people.lock(me().id)
    found = {match.id: match for match in matches.of_member(me())}
    idea = ideas.find(me(), idea_id, found)
    if idea is None or idea.suggested_in_id is None:
        abort(404)
    return idea, found[idea.suggested_in_id]


def done(
    said: str | None, undo: str | None = None, focus: UUID | None = None
) -> ResponseReturnValue:
    db.session.commit()
    if htmx.wants_part:
        return render_template(PART, **goal_pages.shown(said=said, undo=undo, focus=focus))
    if said:
        flash(said)
    return go(url_for(".index", undo=undo))


def mine(goal_id: UUID) -> Goal:
    found = goals.find(me(), goal_id)
    return found if found and not found.removed_at else abort(404)


def step_of_mine(step_id: UUID) -> Step:
    found = goals.find_step(me(), step_id)
    return found if found and not found.removed_at else abort(404)
