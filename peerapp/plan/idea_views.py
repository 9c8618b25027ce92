"""A mentor's ideas for a mentee's goals: they wait until the member says yes (H8)."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import matches
from peerapp.matching.models import Match
from peerapp.pages import go, me, mentor_required
from peerapp.plan import goals, ideas, sharing
from peerapp.plan.forms import WordsForm
from peerapp.privacy import viewings
from peerapp.privacy.models import As, What

bp = Blueprint("ideas", __name__, url_prefix="/mentees/<uuid:member_id>/goals")

PAGE = "plan/mentee_goals.html"


@bp.get("")
@mentor_required
def index(member_id: UUID) -> ResponseReturnValue:
    return page(mine(member_id).member)


@bp.post("")
@mentor_required
def suggest(member_id: UUID) -> ResponseReturnValue:
    match, form = mine(member_id), WordsForm()
    if not form.validate():
        return page(match.member, form=form), 422
    try:
        ideas.suggest(match, form.words.data, clock.now(), form.client_id)
    except goals.TooMany as why:
        form.words.errors = [str(why)]
        return page(match.member, form=form), 422
    except goals.NotYours:
        abort(404)
    return done(match)


@bp.post("/<uuid:shared_goal_id>/steps")
@mentor_required
def suggest_step(member_id: UUID, shared_goal_id: UUID) -> ResponseReturnValue:
    match, form = mine(member_id), WordsForm()
    goal = sharing.goal_of(match, shared_goal_id) or abort(404)
    if not form.validate():
        return page(match.member, step_form=(goal.id, form)), 422
    try:
        ideas.suggest_step(match, goal, form.words.data, clock.now(), form.client_id)
    except goals.TooMany as why:
        form.words.errors = [str(why)]
        return page(match.member, step_form=(goal.id, form)), 422
    except goals.NotYours:
        abort(404)
    return done(match)


@bp.post("/ideas/<uuid:idea_id>/take-back")
@mentor_required
def take_back(member_id: UUID, idea_id: UUID) -> ResponseReturnValue:
    """Before it is answered; what the member said yes to is theirs."""
    match = mine(member_id)
    people.lock(member_id)  # the member may be answering just now
    idea = ideas.find(match.member, idea_id, [match.id]) or abort(404)
    if idea.accepted_at:
        abort(404)
    ideas.say_no(idea, match.member)
    db.session.commit()
    flash(_("Taken back."))
    return go(url_for(".index", member_id=member_id))


def done(match: Match) -> ResponseReturnValue:
    db.session.commit()
    flash(_("Sent. It waits for the yes of %(name)s.", name=match.member.display_name))
    return go(url_for(".index", member_id=match.member_id))


def page(
    member: Person,
    form: WordsForm | None = None,
    step_form: tuple[UUID, WordsForm] | None = None,
) -> str:
    more: dict[str, Any] = {"form": form or WordsForm(formdata=None), "step_form": step_form}
    shared = sharing.shared_with(member, me())
    return render_template(PAGE, member=member, shared=shared, new_id=uuid4, **more)


def mine(member_id: UUID) -> Match:
    match = matches.between(me(), member_id) or abort(404)
    viewings.note(me(), As.MENTOR, member_id, What.GOALS, match_id=match.id)
    return match
