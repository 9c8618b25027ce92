"""The conversation of a match, on the phones of the two."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.accounts import limits
from peerapp.checkins import search as words_search
from peerapp.extensions import db, htmx
from peerapp.language import _, lazy
from peerapp.matching.models import Match
from peerapp.messages import (
    access,
    conversation,
    log,
    marks,
    overview,
    reports,
    rules,
    search,
    unread,
)
from peerapp.messages.access import Place
from peerapp.messages.conversation_pages import (
    around,
    lines_of,
    named,
    new_form,
    number_before,
    whole,
)
from peerapp.messages.forms import MessageForm, ReportForm, SettingsForm, as_id
from peerapp.messages.models import Message
from peerapp.pages import go, jpeg, me, respond, role_required
from peerapp.privacy import viewings
from peerapp.privacy.models import As, What
from peerapp.reflections import darkroom, photo
from peerapp.reflections.motivations import MOST_BYTES
from peerapp.uploads import takes_files

bp = Blueprint("messages", __name__)
bp.app_template_global("unread_by_match")(lambda: unread.by_match(me()))

REPORTED = lazy("The coordinators of your program can read it now. The other person is not told.")
NOBODY_TO_READ = lazy(
    "It is kept. But your program has no other coordinator now who could read it. Please tell "
    "somebody you trust. “Block” keeps this person away from you at once."
)
TOO_LATE = lazy("It can be taken back in the first five minutes only.")
ENDED = lazy("This match has ended. What you wrote to each other stays with you.")
one_of_two_required = role_required(lambda person: person.is_member or person.is_mentor)


@bp.get("/messages")
@one_of_two_required
def index() -> ResponseReturnValue:
    rows = overview.of(me())
    for row in rows:
        saw(row.place, What.NEWEST)
    if len(rows) == 1 and not me().is_mentor:
        return go(url_for(".show", match_id=rows[0].place.match_id))
    return render_template("messages/messages.html", rows=rows)


@bp.get("/messages/settings")
@one_of_two_required
def settings() -> ResponseReturnValue:
    form = SettingsForm(formdata=None, data={"read_marks": marks.are_on(me().id)})
    return render_template("messages/settings.html", form=form)


@bp.post("/messages/settings")
@one_of_two_required
def change_settings() -> ResponseReturnValue:
    marks.turn(me(), bool(SettingsForm().read_marks.data))
    db.session.commit()
    flash(_("Saved."))
    return go(url_for(".settings"))


@bp.get("/matches/<uuid:match_id>/messages")
@login_required
def show(match_id: UUID) -> ResponseReturnValue:
    place = found(match_id)
    if htmx.wants_part:
        return render_template("messages/_part.html", **lines_of(place))
    return conversation_page(place, new_form())


def found(match_id: UUID, *whats: What) -> Place:
    place = access.find(me().id, match_id)
    if place is None:
        abort(404)
    saw(place, *(whats or [What.MESSAGES]))
    return place


def saw(place: Place, *whats: What) -> None:
    """The member can read that their mentor did (D8)."""
    if place.is_mentor:
        viewings.note(me(), As.MENTOR, place.member_id, *whats, match_id=place.match_id)


def conversation_page(place: Place, form: MessageForm) -> str:
    context = whole(place, form)
    if context["way"]:
        saw(place, What.NUMBER)
    return render_template("messages/conversation.html", **context, ended=ENDED)


@bp.post("/matches/<uuid:match_id>/messages")
@takes_files(MOST_BYTES)
@login_required
def send(match_id: UUID) -> ResponseReturnValue:
    place, form = found(match_id), MessageForm()
    form.takes_photos = bool(request.files) and rules.photos_allowed()
    if not form.validate():
        return refused(place, form)
    try:
        picture = developed(form)
        conversation.write(
            match=db.session.get_one(Match, match_id),
            by=me(),
            body=form.body.data,
            message_id=form.message_id,
            now=clock.now(),
            said_at=form.said,
            photo=picture,
        )
    except photo.NotTaken as why:
        form.photo.errors = [str(why)]
        return refused(place, form)
    except conversation.NotSent as why:
        db.session.rollback()
        return not_sent(found(match_id), form, why)
    db.session.commit()
    back = url_for(".show", match_id=match_id, _anchor="newest")
    return respond("messages/_write.html", back, **just_said(place), **around(new_form()))


def just_said(place: Place) -> dict[str, Any]:
    """With `after`, as in `new`, the answer brings it: a page that has to ask for it would show
    nothing of what was sent where the signal goes away in between.
    """
    if "after" not in request.args:
        return named(place)
    place = found(place.match_id)  # with the change that was just made
    lines = log.changed_since(place, as_number(request.args["after"]), clock.now())
    return {**named(place), "just_said": lines, "ended": ENDED}


def developed(form: MessageForm) -> tuple[bytes, str] | None:
    """Before anything is locked: it takes a while."""
    if form.file is None:
        return None
    counts = limits.photo_counts_for(me().id)
    db.session.rollback()
    if limits.are_reached(counts):
        raise darkroom.TooOften
    limits.note_try(counts)
    return darkroom.developed(form.file), photo.TYPE


def not_sent(place: Place, form: MessageForm, why: conversation.NotSent) -> ResponseReturnValue:
    if isinstance(why, (conversation.IdIsTaken, conversation.SentOtherwise)):
        form.id.data = str(uuid4())
    if isinstance(why, conversation.Often):
        if htmx:
            abort(429)  # htmx leaves the form as it is
        return refused(place, form, str(why), status=429)
    return refused(place, form, str(why))


def refused(
    place: Place, form: MessageForm, why: str | None = None, status: int = 422
) -> ResponseReturnValue:
    if why:
        form.body.errors = [why]
    if htmx.wants_part:
        return render_template("messages/_write.html", **named(place), **around(form)), status
    return conversation_page(place, form), status


@bp.get("/matches/<uuid:match_id>/messages/new")
@login_required
def new(match_id: UUID) -> ResponseReturnValue:
    """What a page that is open has not seen yet: `after` is the `changes` it knows of."""
    place = found(match_id)
    after = as_number(request.args.get("after", ""))
    if place.is_open and place.changes == after:
        return "", 204
    lines = log.changed_since(place, after, clock.now())
    return render_template("messages/_new.html", **named(place), lines=lines, ended=ENDED)


def as_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@bp.post("/matches/<uuid:match_id>/messages/read")
@login_required
def read(match_id: UUID) -> ResponseReturnValue:
    """`upto`: the last message that was in sight."""
    place = found(match_id)
    message_id = as_id(request.form.get("upto"))
    if message_id and (message := log.one(place, message_id)):
        marks.read(place, message.number, clock.now())
        db.session.commit()
    if htmx:
        return "", 204
    return go(url_for(".show", match_id=match_id))


@bp.get("/matches/<uuid:match_id>/messages/search")
@limits.limiter.limit("60 per minute", key_func=limits.by_device)
@login_required
def find(match_id: UUID) -> ResponseReturnValue:
    place = found(match_id, What.SEARCH)
    asked = request.args.get("q", "").strip()
    words, wrong = [], None
    try:
        words = words_search.words_of(asked)
    except words_search.CannotSearch as why:
        wrong = str(why)
    hits, has_more = search.find(place, words, number_before(place))
    page = render_template(
        "messages/search.html",
        **named(place),
        asked=asked.replace("\0", ""),
        longest=words_search.LONGEST,
        is_asked=bool(words),
        found=hits,
        has_more=has_more,
        is_older="before" in request.args,
        wrong=wrong,
    )
    return page, 422 if wrong else 200


def message_of(place: Place, message_id: UUID) -> Message:
    message = log.one(place, message_id)
    if message is None:
        abort(404)
    return message


@bp.get("/matches/<uuid:match_id>/messages/<uuid:message_id>/photo")
@login_required
def show_photo(match_id: UUID, message_id: UUID) -> ResponseReturnValue:
    data = log.photo_of(message_of(found(match_id, What.PHOTO), message_id))
    if data is None:
        abort(404)
    return jpeg(data)


@bp.post("/matches/<uuid:match_id>/messages/<uuid:message_id>/take-back")
@login_required
def take_back(match_id: UUID, message_id: UUID) -> ResponseReturnValue:
    place = found(match_id)
    message = message_of(place, message_id)
    if message.by_id != me().id:
        abort(404)
    now = clock.now()
    note = None if conversation.take_back(message, me(), now) else TOO_LATE
    db.session.commit()
    if htmx.wants_part:
        lines = log.lines([message], place, now)
        return render_template(
            "messages/_lines.html", **named(place), lines=lines, alone=True, note=note
        )
    if note:
        flash(note)
    return go(url_for(".show", match_id=match_id, _anchor=None if note else "newest"))


@bp.get("/matches/<uuid:match_id>/messages/<uuid:their_message_id>/report")
@login_required
def ask_to_report(match_id: UUID, their_message_id: UUID) -> ResponseReturnValue:
    place = found(match_id)
    return report_page(place, reportable(place, their_message_id), ReportForm(formdata=None))


def reportable(place: Place, message_id: UUID) -> Message:
    message = message_of(place, message_id)
    if not reports.can_report(message, me().id):
        abort(404)
    return message


def report_page(place: Place, message: Message, form: ReportForm) -> str:
    return render_template(
        "messages/report.html",
        **named(place),
        message=message,
        form=form,
        known=reports.of(message, me().id),
    )


@bp.post("/matches/<uuid:match_id>/messages/<uuid:their_message_id>/report")
@limits.limiter.limit("30 per hour", key_func=limits.by_device)
@login_required
def report(match_id: UUID, their_message_id: UUID) -> ResponseReturnValue:
    place = found(match_id)
    message, form = reportable(place, their_message_id), ReportForm()
    if not form.validate():
        return report_page(place, message, form), 422
    reports.report(message, me(), form.reason.data, form.words.data, clock.now())
    db.session.commit()
    flash(REPORTED if reports.has_reader(message) else NOBODY_TO_READ)
    return go(url_for(".ask_to_report", match_id=match_id, their_message_id=their_message_id))
