"""The coordinator's side of messages: what the program allows, and what was reported of them.

Nobody here reads a conversation: only a copy of what one of the two reported.
"""

from collections.abc import Collection
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from peerapp import clock
from peerapp.extensions import db
from peerapp.forms import Form
from peerapp.language import _, lazy
from peerapp.messages import reports, rules
from peerapp.messages.models import MessageReport
from peerapp.pages import coordinator_required, go, jpeg, me
from peerapp.privacy.models import What
from peerapp.program import saw

bp = Blueprint("message_rules", __name__)


class RulesForm(Form):
    photos_allowed = BooleanField(
        lazy("Photos can be sent in messages"), false_values=(False, "no", "false", "")
    )


@bp.get("/program/messages")
@coordinator_required
def show() -> ResponseReturnValue:
    form = RulesForm(formdata=None, data={"photos_allowed": rules.photos_allowed()})
    return render_template("program/messages.html", form=form)


@bp.post("/program/messages")
@coordinator_required
def change() -> ResponseReturnValue:
    rules.change(bool(RulesForm().photos_allowed.data), by=me(), now=clock.now())
    db.session.commit()
    flash(_("Saved."))
    return go(url_for(".show"))


@bp.get("/program/reports")
@coordinator_required
def reported() -> ResponseReturnValue:
    rows = reports.for_coordinator(me())
    saw_reports(rows)
    return render_template(
        "program/reports.html",
        reports=rows,
        mentors=reports.mentors_of(rows),
        reasons=reports.REASONS,
    )


@bp.post("/program/reports/<uuid:report_id>/seen")
@coordinator_required
def see(report_id: UUID) -> ResponseReturnValue:
    reports.see(found(report_id), me(), clock.now())
    db.session.commit()
    return go(url_for(".reported"))


@bp.post("/program/reports/<uuid:report_id>/handled")
@coordinator_required
def handle(report_id: UUID) -> ResponseReturnValue:
    reports.handle(found(report_id), me(), clock.now())
    db.session.commit()
    return back_to(report_id)


@bp.post("/program/reports/<uuid:report_id>/reopen")
@coordinator_required
def reopen(report_id: UUID) -> ResponseReturnValue:
    reports.reopen(found(report_id))
    db.session.commit()
    return back_to(report_id)


def back_to(report_id: UUID) -> ResponseReturnValue:
    """It stands elsewhere in the list by now."""
    return go(url_for(".reported", _anchor=f"report-{report_id}"))


@bp.get("/program/reports/<uuid:report_id>/photo")
@coordinator_required
def show_photo(report_id: UUID) -> ResponseReturnValue:
    row = found(report_id)
    if row.photo is None:
        abort(404)
    return jpeg(row.photo)


def found(report_id: UUID) -> MessageReport:
    row = reports.find(me(), report_id)
    if row is None:
        abort(404)
    saw_reports([row])
    return row


def saw_reports(rows: Collection[MessageReport]) -> None:
    """Whoever reported something reads that it was seen; whoever it was about is told nothing."""
    saw.note([row.by.id for row in rows if row.by and row.by.is_member], What.REPORT)
    saw.note([row.about.id for row in rows if row.about and row.about.is_member], What.CONFIDED)
