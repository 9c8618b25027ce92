"""The mentor's side: the list of mentees, a mentee's page, and one tap that says "I saw this"."""

from functools import partial
from uuid import UUID

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.checkins import questions, saying, settings
from peerapp.checkins.answers import MOODS
from peerapp.extensions import db
from peerapp.matching import bonds, request_lists, trials
from peerapp.mentoring import acknowledgements, mentees
from peerapp.mentoring.glance import State
from peerapp.pages import me, mentor_required, respond
from peerapp.sobriety import trackers
from peerapp.sobriety.views import shown

bp = Blueprint("mentoring", __name__)

HEADINGS = {
    State.HARD_DAY: "A hard day",
    State.NO_CHECK_IN: "No check-in yet today",
    State.CHECKED_IN: "Checked in today",
}


@bp.get("/mentees")
@mentor_required
def index() -> ResponseReturnValue:
    return list_page()


def list_page() -> str:
    now = clock.now()
    found = mentees.of(me(), now)
    groups = [
        (heading, [mentee for mentee in found if mentee.state == state])
        for state, heading in HEADINGS.items()
    ]
    return render_template(
        "mentoring/mentees.html",
        groups=groups,
        count=len(found),
        moods=MOODS,
        trials=trials.to_ask([mentee.match for mentee in found], me(), now),
        ended=bonds.ended_lately(me(), now),
        asked=len(request_lists.for_mentor(me())),
    )


@bp.get("/mentees/<uuid:member_id>")
@mentor_required
def mentee(member_id: UUID) -> ResponseReturnValue:
    found = mentees.one(me(), member_id, clock.now())
    if found is None:
        abort(404)
    return render_template(
        "mentoring/mentee.html",
        mentee=found,
        is_asked=bool(trials.to_ask([found.match], me(), clock.now())),
        said_of_trial=trials.said(found.match, me()),
        counts=shown(
            trackers.shared_by(found.person),
            found.today,
            found.person.timezone,
            with_minutes=False,
        ),
        moods=MOODS,
        said=partial(
            saying.lines,
            wordings=questions.versions(),
            sees=settings.of(found.person).mentor_sees,
        ),
    )


@bp.post("/checkins/<uuid:checkin_id>/acknowledge")
@mentor_required
def acknowledge(checkin_id: UUID) -> ResponseReturnValue:
    checkin = mentees.visible_checkin(me(), checkin_id)
    if checkin is None:
        abort(404)
    acknowledgements.give(checkin, by=me(), now=clock.now())
    db.session.commit()
    back = url_for(".mentee", member_id=checkin.member_id)
    return respond("mentoring/_acknowledge.html", back, checkin=checkin)
