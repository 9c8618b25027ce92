"""A mentor's own notes on a mentee."""

from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.extensions import db, htmx
from peerapp.language import _, lazy
from peerapp.mentoring import notes
from peerapp.mentoring.forms import NoteForm
from peerapp.mentoring.mentee import Mentee
from peerapp.mentoring.models import MentorNote
from peerapp.mentoring.views import mentee_of_mine, page_of
from peerapp.pages import me, mentor_required

bp = Blueprint("mentor_notes", __name__)
bp.app_template_global("new_note_id")(uuid4)
EMPTY = lazy("Please write something first.")


@bp.post("/mentees/<uuid:member_id>/notes")
@mentor_required
def write(member_id: UUID) -> ResponseReturnValue:
    mentee, form = mentee_of_mine(member_id), NoteForm()
    if not is_fine(form):
        return part(mentee, form), 422
    try:
        notes.write(mentee.match, form.words.data, form.note_id, clock.now())
    except notes.NotKept as why:
        db.session.rollback()
        return not_kept(mentee_of_mine(member_id), form, why)
    return saved(mentee)


def not_kept(mentee: Mentee, form: NoteForm, why: notes.NotKept) -> ResponseReturnValue:
    is_often = isinstance(why, notes.Often)
    if is_often and htmx:
        abort(429)  # htmx leaves the form as it is
    form.id.data, form.words.errors = str(uuid4()), [str(why)]
    return part(mentee, form), 429 if is_often else 422


@bp.post("/mentees/notes/<uuid:note_id>")
@mentor_required
def change(note_id: UUID) -> ResponseReturnValue:
    row, form = note_of_mine(note_id), NoteForm()
    mentee = mentee_of_mine(row.match.member_id)
    if not is_fine(form):
        return part(mentee, form, row), 422
    notes.change(row, form.words.data, clock.now())
    return saved(mentee)


@bp.post("/mentees/notes/<uuid:note_id>/remove")
@mentor_required
def remove(note_id: UUID) -> ResponseReturnValue:
    row = note_of_mine(note_id)
    mentee = mentee_of_mine(row.match.member_id)
    notes.remove(row)
    flash(_("The note is removed."))
    return saved(mentee)


def is_fine(form: NoteForm) -> bool:
    if not form.validate():
        return False
    form.words.data = (form.words.data or "").strip()
    if not form.words.data:
        form.words.errors = [EMPTY]
    return bool(form.words.data)


def note_of_mine(note_id: UUID) -> MentorNote:
    row = notes.mine(me(), note_id)
    if row is None:
        abort(404)
    return row


def saved(mentee: Mentee) -> ResponseReturnValue:
    member_id = mentee.person.id
    db.session.commit()
    if htmx.wants_part:
        return part(mentee_of_mine(member_id))
    return redirect(f"{page_of(member_id)}#notes", 303)


def part(mentee: Mentee, form: NoteForm | None = None, changing: MentorNote | None = None) -> str:
    """All notes to htmx; else a page of its own, for a form that comes back."""
    return render_template(
        "mentoring/_notes.html" if htmx.wants_part else "mentoring/note.html",
        mentee=mentee,
        notes=notes.of(mentee.match),
        note_form=form,
        changing=changing and changing.id,
    )
