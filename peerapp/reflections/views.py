"""Why I do this, the morning's pledge, the evening's review: a member's own, and nobody else's."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts import limits
from peerapp.extensions import db
from peerapp.language import _, lazy
from peerapp.pages import go, jpeg, me, member_required, respond
from peerapp.reflections import (
    darkroom,
    motivations,
    photo,
    pledges,
    pledging,
    reviewing,
    reviews,
    settings,
    today,
)
from peerapp.reflections.forms import (
    TOO_LARGE,
    PhotoForm,
    ReviewForm,
    SettingsForm,
    WhyForm,
)
from peerapp.seen import mark
from peerapp.uploads import takes_files

bp = Blueprint("reflections", __name__)
bp.add_app_template_filter(pledging.shown, "pledge")
REVIEWS_SHOWN = 14
OTHER_WORDS = lazy("Another device saved this meanwhile. Save again to keep yours instead.")


def local_now() -> datetime:
    return clock.local(clock.now(), me().timezone)


@bp.get("/reflections")
@member_required
def index() -> ResponseReturnValue:
    return overview(SettingsForm.of(settings.of(me())))


@bp.post("/reflections")
@member_required
def change_settings() -> ResponseReturnValue:
    form = SettingsForm()
    if not form.validate():
        return overview(form), 422
    settings.change(
        me(),
        pledge_is_on=form.pledge_is_on.data,
        review_is_on=form.review_is_on.data,
        pledge_words=form.chosen_words,
    )
    db.session.commit()
    flash(_("Saved."))
    return go(url_for(".index"))


def overview(form: SettingsForm) -> str:
    local = local_now()
    days = pledging.last_days(local.date())
    return render_template(
        "reflections/reflections.html",
        form=form,
        days=days,
        made=pledges.between(me(), days[0], days[-1]),
        today=local.date(),
        shown=today.of(me(), clock.now()),
        motivation=motivations.of(me()),
        reviews=reviews.latest_days(me(), REVIEWS_SHOWN),
    )


@bp.get("/why")
@member_required
def why() -> ResponseReturnValue:
    return why_page()


@bp.post("/why")
@member_required
def change_why() -> ResponseReturnValue:
    form = WhyForm()
    if not form.validate():
        return why_page(form), 422
    try:
        motivations.write(me(), form.words.data, form.seen.data or "", clock.now())
    except motivations.ChangedElsewhere as other:
        form.words.errors = [str(OTHER_WORDS)]
        form.seen.data = mark(other.words)
        return why_page(form, other_words=other.words), 422
    db.session.commit()
    flash(_("Saved."))
    return go(url_for(".why"))


def why_page(form: WhyForm | None = None, photo_form: PhotoForm | None = None, **more: Any) -> str:
    motivation = motivations.of(me())
    words = motivation.words if motivation else None
    shown = {"words": words, "seen": mark(words)}
    photo_words = {"photo_words": motivation.photo_words if motivation else None}
    return render_template(
        "reflections/why.html",
        motivation=motivation,
        form=form or WhyForm(formdata=None, data=shown),
        photo_form=photo_form or PhotoForm(formdata=None, data=photo_words),
        most_bytes=motivations.MOST_BYTES,
        too_large=TOO_LARGE,
        **more,
    )


@bp.get("/why/photo")
@member_required
def show_photo() -> ResponseReturnValue:
    data = motivations.photo_of(me())
    if data is None:
        abort(404)
    return jpeg(data)


@bp.post("/why/photo")
@takes_files(motivations.MOST_BYTES)
@limits.limiter.limit("60 per hour", key_func=limits.by_device)
@member_required
def keep_photo() -> ResponseReturnValue:
    form = PhotoForm()
    motivation = motivations.of(me())
    form.has_photo = motivation is not None and motivation.photo_type is not None
    developed = None
    if form.validate() and form.file is not None:
        counts = limits.photo_counts_for(me().id)
        db.session.rollback()  # developing takes a while, in which others may write
        try:
            if limits.are_reached(counts):
                raise darkroom.TooOften
            limits.note_try(counts)
            developed = darkroom.developed(form.file)
        except photo.NotTaken as reason:
            form.photo.errors = [darkroom.in_words(reason)]
    if form.errors:
        return why_page(photo_form=form), 422
    motivations.keep_photo(me(), developed, form.photo_words.data, clock.now())
    db.session.commit()
    flash(_("Your photo is saved.") if developed else _("Saved."))
    return go(url_for(".why"))


@bp.post("/why/photo/remove")
@member_required
def remove_photo() -> ResponseReturnValue:
    motivations.remove_photo(me(), clock.now())
    db.session.commit()
    flash(_("Your photo is removed."))
    return go(url_for(".why"))


@bp.post("/pledge")
@member_required
def pledge() -> ResponseReturnValue:
    words = pledging.words(settings.of(me()).pledge_words)
    pledges.make(me(), local_now().date(), words, clock.now())
    db.session.commit()
    return pledged()


@bp.post("/pledge/undo")
@member_required
def undo_pledge() -> ResponseReturnValue:
    pledges.take_back(me(), local_now().date())
    db.session.commit()
    return pledged()


def pledged() -> ResponseReturnValue:
    shown = today.of(me(), clock.now())
    return respond("reflections/_pledge.html", url_for("home.index"), reflections=shown)


@bp.get("/review")
@member_required
def review() -> ResponseReturnValue:
    day = reviewing.day_of(local_now())
    written = reviews.of_day(me(), day)
    answers = written.answers if written else {}
    form = ReviewForm(formdata=None, data={**answers, "seen": mark(answers)})
    return review_page(day, form)


@bp.post("/review")
@member_required
def write_review() -> ResponseReturnValue:
    form, local = ReviewForm(), local_now()
    day = form.day.data or reviewing.day_of(local)
    if not reviewing.is_open(day, local):
        # a page that stayed open for long: nothing that is written in it is lost
        day = reviewing.day_of(local)
        form.validate()
        form.day.errors = [_("That day is closed by now. Save again to keep this for today.")]
        return review_page(day, form), 422
    if not form.validate():
        return review_page(day, form), 422
    try:
        written = reviews.write(me(), day, form.answers(), form.seen.data or "", clock.now())
    except reviews.ChangedElsewhere as other:
        for name in other.names:
            form[name].errors = [str(OTHER_WORDS)]
        form.seen.data = mark(other.answers)
        return review_page(day, form, other=other.answers), 422
    db.session.commit()
    flash(
        _("Saved. Only you can read it.") if written else _("Nothing is written, and that is fine.")
    )
    return go(url_for("home.index"))


def review_page(day: date, form: ReviewForm, **more: Any) -> str:
    return render_template(
        "reflections/review.html",
        day=day,
        is_today=day == local_now().date(),
        form=form,
        said=reviewing.SAID,
        **{"other": {}, **more},
    )


@bp.get("/review/<day:day>")
@member_required
def show_review(day: date) -> ResponseReturnValue:
    written = reviews.of_day(me(), day)
    if written is None:
        abort(404)
    before, after = reviews.beside(me(), day)
    return render_template(
        "reflections/earlier_review.html",
        review=written,
        questions=reviewing.QUESTIONS,
        said=reviewing.SAID,
        before=before,
        after=after,
        can_change=day == reviewing.day_of(local_now()),
    )
