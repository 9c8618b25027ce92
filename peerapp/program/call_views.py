"""The coordinator's side of "I need someone": how long it waits, who is on call, and what came of
calls. Never what a member wrote.
"""

from uuid import UUID

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person, Role
from peerapp.extensions import db
from peerapp.forms import Between, Form, WholeNumberField
from peerapp.language import _, lazy
from peerapp.matching.bond_forms import other_id
from peerapp.pages import coordinator_required, go, me
from peerapp.privacy.models import What
from peerapp.program import call_list, saw
from peerapp.safety import call_rules
from peerapp.safety.call_rules import Rules

bp = Blueprint("program_calls", __name__)
LONGEST = 120  # minutes
WORDS = lazy("Please choose 1 to %(most)s minutes.")


def minutes(label: str) -> WholeNumberField:
    return WholeNumberField(label, validators=[Between(1, LONGEST, WORDS)])


class CallsForm(Form):
    answer_minutes = minutes(lazy("Minutes to answer"))
    repeat_minutes = minutes(lazy("Minutes until it is sent again"))
    follow_minutes = minutes(lazy("Minutes to talk"))


@bp.get("/program/calls")
@coordinator_required
def index() -> ResponseReturnValue:
    return page(CallsForm(formdata=None, obj=call_rules.current()))


def page(form: CallsForm) -> str:
    asked = call_rules.on_call_list()
    ids = {row.person_id for row in asked}
    mentors = [one for one in people.with_role(Role.MENTOR) if may_be_asked(one)]
    calls = call_list.latest(clock.now())
    saw.note([one.call.member_id for one in calls], What.CALL_LIST)
    return render_template(
        "program/calls.html",
        form=form,
        on_call=[(row, call_rules.is_on(row)) for row in asked],
        others=[one for one in mentors if one.id not in ids],
        calls=calls,
    )


def may_be_asked(mentor: Person) -> bool:
    return mentor.is_mentor and not mentor.suspended_at


@bp.post("/program/calls")
@coordinator_required
def change() -> ResponseReturnValue:
    form = CallsForm()
    if not form.validate():
        return page(form), 422
    said = {name: value for name, value in form.data.items() if name.endswith("_minutes")}
    call_rules.change(Rules(**said), me(), clock.now())
    db.session.commit()
    flash(_("Saved. It counts from the next step of each call."))
    return go(url_for(".index"))


@bp.post("/program/calls/on-call")
@coordinator_required
def ask() -> ResponseReturnValue:
    mentor = found(other_id())
    if not may_be_asked(mentor):
        abort(404)
    call_rules.ask_to_be_on_call(mentor, me(), clock.now())
    db.session.commit()
    flash(
        _(
            "%(name)s is asked. Nobody is on call before they say yes themselves.",
            name=mentor.display_name,
        )
    )
    return go(url_for(".index"))


@bp.post("/program/calls/on-call/<uuid:mentor_id>/remove")
@coordinator_required
def take_off(mentor_id: UUID) -> ResponseReturnValue:
    mentor = found(mentor_id)
    call_rules.take_off(mentor)
    db.session.commit()
    flash(_("%(name)s is not on call any more.", name=mentor.display_name))
    return go(url_for(".index"))


def found(mentor_id: UUID | None) -> Person:
    mentor = db.session.get(Person, mentor_id) if mentor_id else None
    if mentor is None or mentor.grant(Role.MENTOR) is None:
        abort(404)
    return mentor
