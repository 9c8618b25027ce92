"""The coordinator's side: what counts in a match, and how long things take."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.extensions import db
from peerapp.fit import scoring
from peerapp.language import _, lazy
from peerapp.matching import rules
from peerapp.pages import coordinator_required, go, me
from peerapp.program import rules_form
from peerapp.program.rules_form import RulesForm

bp = Blueprint("rules", __name__)
NOTHING_COUNTS = lazy("At least one of these has to count. Please give one of them more than 0.")


@bp.get("/program/matching")
@coordinator_required
def show() -> ResponseReturnValue:
    return page(rules_form.of(rules.current()))


def page(form: RulesForm, problem: str | None = None) -> str:
    terms = [
        (rules_form.weight_field(form, name), rules_form.WHY[name], rules_form.short(term.weight))
        for name, term in scoring.WEIGHTS.items()
    ]
    is_ours = not rules.current().weights
    return render_template(
        "program/rules.html",
        form=form,
        terms=terms,
        problem=problem,
        most=rules_form.MOST,
        is_ours=is_ours,
    )


@bp.post("/program/matching")
@coordinator_required
def change() -> ResponseReturnValue:
    form = RulesForm()
    if not form.validate():
        return page(form), 422
    if rules_form.are_all_zero(form):
        return page(form, NOTHING_COUNTS), 422
    weights = rules_form.changed_weights(form)
    answer_days, trial_days = form.answer_days.data, form.trial_days.data
    assert answer_days
    assert trial_days
    rules.change(weights, answer_days, trial_days, by=me(), now=clock.now())
    db.session.commit()
    flash(_("Saved. It counts from now on, also in the next proposal. What was sent stays."))
    return go(url_for(".show"))


@bp.post("/program/matching/reset")
@coordinator_required
def reset() -> ResponseReturnValue:
    """The weights only; the days stay as they are set."""
    now = rules.current()
    rules.change({}, now.answer_days, now.trial_days, by=me(), now=clock.now())
    db.session.commit()
    flash(_("What counts is as we suggest it again."))
    return go(url_for(".show"))
