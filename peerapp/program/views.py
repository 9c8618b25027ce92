"""The coordinator's side: what waits, and who may be a mentor. No notes, no check-ins."""

from uuid import UUID

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person, Role
from peerapp.backups import keeping
from peerapp.extensions import db
from peerapp.language import _
from peerapp.pages import coordinator_required, go, me
from peerapp.program import models, roster, to_do  # noqa: F401 - its tables

bp = Blueprint("program", __name__)


@bp.get("/program")
@coordinator_required
def index() -> ResponseReturnValue:
    now = clock.now()
    return render_template(
        "program/program.html",
        mentors=roster.mentors(now),
        to_do=to_do.of(me(), now),
        backup_is_late=keeping.is_late(now),
        last_backup=keeping.newest(now),
    )


@bp.post("/program/mentors/<uuid:mentor_id>/approve")
@coordinator_required
def approve(mentor_id: UUID) -> ResponseReturnValue:
    mentor = find_mentor(mentor_id)
    people.approve(mentor, by=me(), now=clock.now())
    db.session.commit()
    flash(_("%(name)s can have mentees now.", name=mentor.display_name))
    return go(url_for(".index"))


@bp.post("/program/mentors/<uuid:mentor_id>/pause")
@coordinator_required
def pause(mentor_id: UUID) -> ResponseReturnValue:
    mentor = find_mentor(mentor_id)
    people.pause(mentor, clock.now())
    db.session.commit()
    flash(
        _(
            "%(name)s is paused and sees no mentees. Their mentees can see this.",
            name=mentor.display_name,
        )
    )
    return go(url_for(".index"))


def find_mentor(mentor_id: UUID) -> Person:
    person = db.session.get(Person, mentor_id)
    if person is None or person.grant(Role.MENTOR) is None:
        abort(404)
    return person
