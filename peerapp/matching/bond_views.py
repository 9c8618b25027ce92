"""The question at the end of a trial, and whom one does not want to see."""

from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _, lazy
from peerapp.matching import acquaintance, answers, apart, bonds, matches, partings, trials
from peerapp.matching.bond_forms import TrialForm, other_id
from peerapp.matching.models import Match
from peerapp.pages import go, me, member_required

bp = Blueprint("bonds", __name__)
bp.app_context_processor(lambda: {"trial_answers": trials.ANSWERS})

ENDED = lazy("This match has ended. Thank you for walking along.")
THANKS = {
    trials.GOOD: lazy("Good to hear. Thank you for telling us."),
    trials.UNSURE: lazy(
        "Thank you for being open. It can take time. Your coordinator sees it and can help, and "
        "you can change your answer at any time."
    ),
}


@bp.app_template_global()
def name_of_mentor(mentor: Person) -> str:
    """As the member who reads knows them: whoever left is not read of under a new name (A3)."""
    names = acquaintance.names_now(me())
    return names.get(mentor.id) or _("A mentor from before")


@bp.get("/matches/<uuid:match_id>/trial")
@login_required
def trial(match_id: UUID) -> ResponseReturnValue:
    match = trial_of_mine(match_id)
    said = trials.said(match, me())
    return trial_page(match, TrialForm(formdata=None, obj=said))


@bp.post("/matches/<uuid:match_id>/trial")
@login_required
def answer_trial(match_id: UUID) -> ResponseReturnValue:
    ended = matches.mine(me(), match_id)
    # a member's second tap, or the other's end a moment ago; to a mentor it is not there (A3)
    if ended and ended.ended_at and ended.member_id == me().id:
        flash(str(ENDED))
        return go(home_of(ended))
    match = trial_of_mine(match_id)
    if request.form.get("answer") == trials.LATER:
        trials.later(match, me(), clock.now())
        db.session.commit()
        flash(_("All right. We will ask again in a week."))
        return go(home_of(match))
    form = TrialForm()
    if not form.validate():
        return trial_page(match, form), 422
    answer = form.answer.data
    trials.give(match, me(), answer, form.words.data, clock.now())
    if answer == trials.CHANGE:
        partings.end(match, me(), clock.now())
    db.session.commit()
    flash(str(THANKS.get(answer, ENDED)))
    return go(home_of(match))


def trial_of_mine(match_id: UUID) -> Match:
    """One whose time has come; of a mentor's only one whose member they may see."""
    match = matches.mine(me(), match_id)
    if match is None or not trials.is_over(match, me(), clock.now()):
        abort(404)
    if match.mentor_id == me().id and matches.between(me(), match.member_id) is None:
        abort(404)
    return match


def trial_page(match: Match, form: TrialForm) -> str:
    other = match.mentor if match.member_id == me().id else match.member
    return render_template(
        "matching/trial.html",
        match=match,
        name=other.display_name,
        form=form,
        said=trials.said(match, me()),
        back=home_of(match),
    )


def home_of(match: Match) -> str:
    """Where this person finds their matches."""
    if match.member_id == me().id:
        return url_for("matching.match")
    return url_for("home.index")


@bp.post("/match/again")
@member_required
def look_again() -> ResponseReturnValue:
    answers.look(me(), clock.now())
    db.session.commit()
    flash(_("You are on the waiting list."))
    return go(url_for("matching.match"))


@bp.get("/match/blocks")
@login_required
def blocks() -> ResponseReturnValue:
    wishes = apart.wishes_of(me())
    ids = {wish.other_id for wish in wishes}
    past = [match for match in bonds.past(me()) if bonds.other_of(match, me().id) not in ids]
    return render_template(
        "matching/blocks.html",
        wishes=wishes,
        names=acquaintance.named(me(), wishes),
        past=[(bonds.other_of(one, me().id), acquaintance.of_match(one, me())) for one in past],
    )


@bp.get("/people/<uuid:other_id>/block")
@login_required
def ask_to_block(other_id: UUID) -> ResponseReturnValue:
    other = found(other_id)
    line = acquaintance.words(me(), [other.id])[other.id]
    return render_template(
        "matching/block.html",
        other=other,
        name=acquaintance.names_now(me()).get(other.id),  # of who walks with them now
        who=acquaintance.name_known(me(), other) or line[0].lower() + line[1:],
    )


@bp.post("/match/blocks")
@login_required
def block() -> ResponseReturnValue:
    partings.block(me(), found(other_id()), clock.now())
    db.session.commit()
    flash(_("It is done. You will not see each other here."))
    return go(url_for(".blocks"))


@bp.post("/match/apart")
@login_required
def not_this_person() -> ResponseReturnValue:
    wish = partings.not_this_person(me(), found(other_id()), clock.now())
    db.session.commit()
    if me().is_member and request.form.get("back") == "suggestions":
        flash(not_shown_again(wish.name))
        return go(url_for("suggestions.index", done="apart"))
    flash(_("It is done. You will not be shown to each other again."))
    return go(url_for("matching.match") if me().is_member else url_for(".blocks"))


def not_shown_again(name: str | None) -> str:
    if name:
        return _("You and %(name)s will not be shown to each other again.", name=name)
    return _("You and this person will not be shown to each other again.")


@bp.post("/match/blocks/<uuid:apart_id>/lift")
@login_required
def lift(apart_id: UUID) -> ResponseReturnValue:
    wish = apart.mine(me(), apart_id)
    if wish is None:
        abort(404)
    apart.lift(wish, clock.now())
    db.session.commit()
    flash(_("Taken back. Nothing else changes by itself."))
    return go(url_for(".blocks"))


def found(other_id: UUID | None) -> Person:
    """Whom one knows from here; everybody else is not there (A2)."""
    other = other_id and partings.known(me(), other_id, clock.now(), request.form.get("code", ""))
    if not other:
        abort(404)
    return other
