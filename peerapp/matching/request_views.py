"""Asking for a mentor and answering: the member's side and the mentor's, over the same request."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _, lazy
from peerapp.matching import (
    consent_forms,
    line,
    may_ask,
    request_lists,
    request_pages,
    request_words,
    requests,
    rules,
    suggestions,
)
from peerapp.matching.cards import Card
from peerapp.matching.consent_fields import Choice
from peerapp.matching.models import Match, MatchRequest, Outcome
from peerapp.matching.request_forms import DeclineForm, GreetingForm, as_id
from peerapp.matching.views import CodeForm, match_page
from peerapp.pages import go, me, member_required
from peerapp.privacy import viewings
from peerapp.privacy.models import As, What

bp = Blueprint("requests", __name__)
bp.add_app_template_filter(request_words.shown, "greeting")

LISTED = 20  # of mentor_id in one form; how many are asked is the verb's to say
HAS_ENDED = lazy(
    "This request was answered or taken back a moment ago. Here you see how it stands."
)


@bp.get("/match/requests")
@login_required
def index() -> ResponseReturnValue:
    """The mentor's; a member's own stand on the page of their mentor."""
    if me().is_mentor:
        found, said_yes = (
            [(one, card_of(one)) for one in some]
            for some in (request_lists.for_mentor(me()), request_lists.said_yes(me()))
        )
        return render_template("matching/requests.html", requests=found, said_yes=said_yes)
    return go(url_for("matching.match")) if me().is_member else abort(404)


def card_of(one: MatchRequest) -> Card:
    """Of the member, to the mentor who is asked; the member can read that it was looked at (D8)."""
    viewings.note(me(), As.MENTOR, one.member_id, What.CARD)
    return request_pages.card_of_member(may_ask.member_side(one.member), clock.now())


@bp.get("/match/requests/new")
@member_required
def new() -> ResponseReturnValue:
    return screen(request.args.getlist("mentor_id"), GreetingForm(formdata=None))


@bp.post("/match/requests")
@member_required
def send() -> ResponseReturnValue:
    form = GreetingForm()
    if order := request.form.get("order", "").split():  # another choice; the greeting comes along
        return screen(order, form)
    mentors = mentors_or_404(request.form.getlist("mentor_id"))
    if not mentors:
        return screen([], form, _("Please choose a mentor first."), 422)
    ids = [str(one.id) for one in mentors]
    if not form.validate():
        return screen(ids, form, None, 422)
    try:
        made = requests.ask(
            me(), [one.id for one in mentors], form.said, clock.now(), consent_forms.sent()
        )
    except requests.CannotAsk as why:
        db.session.rollback()
        return screen(ids, form, str(why), 422)
    db.session.commit()
    is_match = any(one.outcome == Outcome.ACCEPTED for one in made)
    flash(
        _("You are connected.")
        if is_match
        else _("It is on its way. Here you see where it stands.")
    )
    return go(url_for("matching.match"))


def screen(
    listed: Sequence[str], form: GreetingForm, problem: str | None = None, code: int = 200
) -> ResponseReturnValue:
    """Whom to ask, in which order, with a line of greeting, and what happens next."""
    now = clock.now()
    mentors = mentors_or_404(listed)
    chosen = suggestions.chosen(me(), mentors, now)
    if len(chosen) < len(mentors):
        problem = problem or _(may_ask.NOT_NOW)
    page = render_template(
        "matching/ask.html",
        form=form,
        problem=problem,
        chosen=chosen,
        others=suggestions.others(me(), {one.person_id for one in chosen}, now),
        most=requests.MOST,
        seen_by=request_words.will_see([one.name for one in chosen]),
        mine=request_pages.card_of_member(may_ask.member_side(me()), now),
        answer_days=rules.current().answer_days,
        trial_days=rules.current().trial_days,
        choice=consent_forms.sent() or Choice(),
    )
    return page, code


def mentors_or_404(listed: Sequence[str]) -> list[Person]:
    """Each once, in their order; 404 for an id that is not one of somebody who is open at times."""
    ids = [as_id(one) for one in listed[:LISTED]]
    found = [suggestions.mentor(one, me()) if one else None for one in ids]
    if not all(found):
        abort(404)
    return list(dict.fromkeys(one for one in found if one))


@bp.get("/match/requests/<uuid:request_id>")
@login_required
def show(request_id: UUID) -> ResponseReturnValue:
    found = mine_or_404(request_id)
    if found.member_id == me().id:
        return go(url_for("matching.match"))
    if found.closed_at:
        return render_template("matching/request_over.html")
    return mentors_page(found, DeclineForm(formdata=None))


def mentors_page(found: MatchRequest, form: DeclineForm) -> str:
    now = clock.now()
    member, mentor = may_ask.member_side(found.member), may_ask.mentor_side(me())
    names = [(str(one), name) for one, name in request_pages.open_mentors(me(), now)]
    form.suggested_id.choices = [("", _("Nobody")), *names]
    return render_template(
        "matching/request.html",
        request=found,
        card=card_of(found),
        reasons=request_pages.reasons_for_mentor(member, mentor, now),
        form=form,
        own_name=mentor.name,
        trial_days=rules.current().trial_days,
    )


@bp.post("/match/requests/<uuid:request_id>/accept")
@login_required
def accept(request_id: UUID) -> ResponseReturnValue:
    found = mine_or_404(request_id)
    match = requests.accept(found, me(), clock.now(), consent_forms.sent())
    said = what_came(found, match)
    db.session.commit()
    flash(said)
    if found.member_id == me().id:
        return go(url_for("matching.match"))
    return go("/mentees" if match else url_for(".index"))


def what_came(found: MatchRequest, match: Match | None) -> str:
    """Of a yes."""
    is_member = found.member_id == me().id
    other = found.mentor if is_member else found.member
    given = may_ask.mentor_side(other) if is_member else may_ask.member_side(other)
    if match:
        return _("You and %(name)s are connected.", name=other.display_name)
    if found.closed_at is None:
        return _("Thank you. We tell you when %(name)s has answered.", name=given.name)
    if found.outcome == Outcome.STOPPED:
        is_full = not may_ask.has_a_place(may_ask.mentor_side(found.mentor))
        return request_words.no_place(given.name, is_member, is_full)
    return str(HAS_ENDED)


@bp.post("/match/requests/<uuid:request_id>/decline")
@login_required
def decline(request_id: UUID) -> ResponseReturnValue:
    found = mine_or_404(request_id)
    is_member = found.member_id == me().id
    form = DeclineForm()
    if not form.validate():
        code_form = CodeForm(formdata=None)
        page = match_page(code_form, form, found.id) if is_member else mentors_page(found, form)
        return page, 422
    suggested = db.session.get(Person, form.suggested) if form.suggested else None
    requests.decline(found, me(), form.said, None if is_member else suggested, clock.now())
    is_no = found.closed_by_id == me().id
    db.session.commit()
    flash(_("Thank you for saying so. We look further.") if is_no else str(HAS_ENDED))
    return go(url_for("matching.match" if is_member else ".index"))


@bp.post("/match/requests/<uuid:request_id>/withdraw")
@member_required
def withdraw(request_id: UUID) -> ResponseReturnValue:
    found = own_or_404(request_id)
    before = asked_now()
    requests.withdraw(found, me(), clock.now())
    is_back, after = found.outcome == Outcome.WITHDRAWN, asked_now()
    said = _("It is taken back.")
    if after and (before is None or after.id != before.id):
        name = may_ask.mentor_side(after.mentor).name
        said = _("It is taken back. %(name)s is asked now.", name=name)
    db.session.commit()
    flash(said if is_back else str(HAS_ENDED))
    return go(url_for("matching.match"))


def asked_now() -> MatchRequest | None:
    """Of the member's own."""
    return next((one for one in line.own_of(me().id) if one.asked_at), None)


@bp.post("/match/requests/withdraw")
@member_required
def withdraw_all() -> ResponseReturnValue:
    """The member's own; what the program suggests has its own yes and no."""
    people.lock(me().id)
    for one in reversed(line.own_of(me().id)):  # who waits first, so that nobody else is asked
        requests.withdraw(one, me(), clock.now())
    db.session.commit()
    flash(_("All of it is taken back."))
    return go(url_for("matching.match"))


@bp.post("/match/requests/<uuid:request_id>/sooner")
@member_required
def sooner(request_id: UUID) -> ResponseReturnValue:
    requests.sooner(own_or_404(request_id), clock.now())
    db.session.commit()
    return go(url_for("matching.match"))


def mine_or_404(request_id: UUID) -> MatchRequest:
    return request_lists.mine(me(), request_id) or abort(404)


def own_or_404(request_id: UUID) -> MatchRequest:
    found = mine_or_404(request_id)
    return found if found.member_id == me().id else abort(404)
