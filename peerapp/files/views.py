"""My data in files: out as CSV, and in again, from here or from Daylio."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import limits
from peerapp.checkins import answers, exports, imports
from peerapp.checkins.models import ImportDraft
from peerapp.csv_files import text
from peerapp.extensions import db
from peerapp.files import drafts, looks
from peerapp.language import _, lazy
from peerapp.pages import go, me, member_required, today_of_me
from peerapp.sobriety import files as dates_files
from peerapp.uploads import is_too_large, takes_files

bp = Blueprint("files", __name__)
LARGEST_FILE = 8 * 1024 * 1024

TOO_LARGE = lazy(
    "This file is larger than %(size)s MB, which is all we can read at once. Please split it into "
    "smaller files, each with the first line.",
    size=LARGEST_FILE // 1024 // 1024,
)


@bp.get("/checkins/export.csv")
@member_required
def checkins_csv() -> ResponseReturnValue:
    return csv(stream_with_context(exports.lines(me().id)), "check-ins")


@bp.get("/sobriety/export.csv")
@member_required
def dates_csv() -> ResponseReturnValue:
    return csv(dates_files.lines(me()), "dates")


def csv(lines: Iterable[str], name: str) -> Response:
    """A file to keep. Its name says nothing of a person, nor of recovery."""
    response = Response(lines, content_type="text/csv; charset=utf-8")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{name}-{today_of_me().isoformat()}.csv"
    )
    return response


@bp.get("/import")
@member_required
def index() -> ResponseReturnValue:
    return page()


def page(error: str | None = None) -> str:
    return render_template(
        "files/files.html", error=error, too_large=TOO_LARGE, largest=LARGEST_FILE
    )


@bp.post("/import")
@takes_files(LARGEST_FILE)
@limits.limiter.limit("60 per hour", key_func=limits.by_device)
@member_required
def upload() -> ResponseReturnValue:
    db.session.rollback()  # nobody waits for us while we read
    try:
        content, encoding = text.decode(sent_file())
        looks.table_of(content)
    except text.Unreadable as why:
        return page(error=str(why)), 422
    draft = drafts.keep(me(), content, encoding, clock.now())
    db.session.commit()
    return go(url_for(".preview", draft_id=draft.id))


def sent_file() -> bytes:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise text.Unreadable(_("Please choose a file."))
    if is_too_large(file):
        raise text.Unreadable(TOO_LARGE)
    return bytes(file.read())


@bp.get("/import/<uuid:draft_id>")
@limits.limiter.limit("120 per minute", key_func=limits.by_device)
@member_required
def preview(draft_id: UUID) -> ResponseReturnValue:
    draft = mine(draft_id)
    content, encoding = drafts.content(draft)
    look = looks.read(content, request.args, today_of_me(), exports.asked())
    looks.compare(look, me())
    shown: dict[str, Any] = {"draft": draft, "look": look, "most_shown": looks.MOST_SHOWN}
    if isinstance(look, looks.DatesLook):
        return render_template("files/preview_dates.html", **shown)
    shown["moods"] = answers.MOODS
    if look.words and "words" not in request.args:
        return render_template("files/words.html", **shown, chosen=request.args)
    return render_template(
        "files/preview.html",
        **shown,
        chosen_moods=looks.chosen_of(look.words, request.args),
        is_guessed=encoding == text.WESTERN,
        trigger_words=answers.TRIGGERS,
    )


@bp.post("/import/<uuid:draft_id>/take")
@limits.limiter.limit("30 per minute", key_func=limits.by_device)
@member_required
def take(draft_id: UUID) -> ResponseReturnValue:
    content = drafts.content(mine(draft_id))[0]
    today, asked, now = today_of_me(), exports.asked(), clock.now()
    db.session.rollback()  # nobody waits for us while we read
    look = looks.read(content, request.form, today, asked)
    if isinstance(look, looks.DatesLook):
        looks.compare(look, me())
        db.session.rollback()
    draft = mine(draft_id, is_to_be_decided=True)
    if isinstance(look, looks.DatesLook):
        new = dates_files.take_over(me(), look.plan.new, now)
        said, back = looks.dates_came_in(new, unread=len(look.problems)), "/sobriety"
    else:
        replaces = request.form.get("conflict") == "file"
        done = imports.take_over(me(), look.days, replaces, now)
        other = {"changed" if replaces else "kept": len(done.other)}
        said = looks.days_came_in(len(done.new), **other, unread=len(look.problems))
        back = "/checkins"
    drafts.drop(draft)
    db.session.commit()
    flash(said)
    return go(back)


@bp.post("/import/<uuid:draft_id>/cancel")
@member_required
def cancel(draft_id: UUID) -> ResponseReturnValue:
    drafts.drop(mine(draft_id, is_to_be_decided=True))
    db.session.commit()
    flash(_("Nothing came in. All is as it was."))
    return go(url_for(".index"))


def mine(draft_id: UUID, is_to_be_decided: bool = False) -> ImportDraft:
    draft = drafts.mine(me(), draft_id, is_to_be_decided)
    if draft is None:
        abort(404)
    return draft
