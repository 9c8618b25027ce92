"""The coordinator's side: what waits for an answer, what was said, and how new pairs are."""

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import requests, trials
from peerapp.pages import coordinator_required, go, me
from peerapp.privacy.models import What
from peerapp.program import outcomes, paging, saw

bp = Blueprint("asked", __name__)
CHANGES_SEEN_FOR = timedelta(days=60)


@bp.get("/program/requests")
@coordinator_required
def index() -> ResponseReturnValue:
    now, kind = clock.now(), request.args.get("show", "")
    kind = kind if kind in outcomes.KINDS else outcomes.KINDS[0]
    page = outcomes.page(kind, paging.number_of(request.args.get("page")), now)
    saw.note([one.member_id for one in page.items], What.PAIR)
    return render_template(
        "program/asked.html",
        kind=kind,
        page=page,
        counts=outcomes.counts(now),
    )


@bp.post("/program/requests/<uuid:program_request_id>/withdraw")
@coordinator_required
def withdraw(program_request_id: UUID) -> ResponseReturnValue:
    found = outcomes.of_program(program_request_id) or abort(404)
    was_open = found.closed_at is None
    requests.withdraw(found, by=me(), now=clock.now())
    db.session.commit()
    flash(_("It is taken back.") if was_open else _("It had ended before. Nothing was changed."))
    return go(url_for(".index"))


@bp.get("/program/trials")
@coordinator_required
def first_weeks() -> ResponseReturnValue:
    changed = trials.wanted_change(clock.now() - CHANGES_SEEN_FOR)
    unsure = trials.unsure()
    for one in (*unsure, *changed):  # what the mentor said stays between them and us
        saw.note([one.match.member_id], What.CONFIDED if one.by_mentor else What.TRIAL)
    return render_template("program/trials.html", unsure=unsure, changed=changed)
