"""What a person says about themselves for matching: one question a screen, or all at once."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Role
from peerapp.extensions import db
from peerapp.fit import choices
from peerapp.language import _, lazy
from peerapp.matching import (
    answers,
    cards,
    conversation,
    may_ask,
    profile_words,
    requests,
    sentences,
    several,
)
from peerapp.matching.hours_of_contact import zone_words
from peerapp.matching.mentor_forms import form_of
from peerapp.matching.models import MatchProfile, Side
from peerapp.matching.profile_fields import by_words
from peerapp.matching.profile_forms import Question
from peerapp.pages import go, me, member_required, mentor_required, today_of_me

bp = Blueprint("match_profile", __name__)
bp.add_app_template_filter(by_words)

OLD_PAGE = lazy(
    "Another page changed who sees this. Nothing was saved now. Please look once more, and save."
)


@bp.get("/match/profile")
@login_required
def overview() -> ResponseReturnValue:
    side = side_asked()
    row = answers.of(me(), side)
    if row is None:
        return render_template("matching/profile_start.html", **shared(side))
    return overview_page(row, side)


@bp.post("/match/profile")
@login_required
def save_some() -> ResponseReturnValue:
    """Whatever fields are sent, of any questions; all of them are saved, or none."""
    side = side_asked()
    people.lock(me().id)
    some = several.read(request.form, side, today_of_me(), answers.of(me(), side))
    if some.wrong:
        return render_template("matching/profile_wrong.html", some=some, **shared(side)), 422
    if some.questions or some.show:
        answers.give(me(), side, some.given, some.questions, clock.now(), some.show)
        db.session.commit()
        flash(_("Saved."))
    return go(address("overview", side))


@bp.get("/match/profile/<question>")
@login_required
def ask(question: str) -> ResponseReturnValue:
    side = side_asked(question)
    row = answers.of(me(), side)
    form = form_of(question, side)(side, today_of_me(), row, formdata=None)
    return question_page(question, form, row)


@bp.post("/match/profile/<question>")
@login_required
def answer(question: str) -> ResponseReturnValue:
    side = side_asked(question)
    people.lock(me().id)
    row = answers.of(me(), side)
    if request.form.get("skip"):
        answers.give(me(), side, {}, {question}, clock.now())
        db.session.commit()
        return go(after(question, side))
    form = form_of(question, side)(side, today_of_me(), row)
    if not form.validate() or is_stale(form, question, row):
        return question_page(question, form, row), 422
    show = {question: bool(form.show.data)} if question in choices.QUESTIONS else {}
    given = form.given()
    if question == "when" and (pick := request.form.get("pick")):
        given = {"parts": conversation.picked(pick, given["parts"])}
        answers.give(me(), side, given, set(), clock.now(), show)
        db.session.commit()
        flash(_("Filled in. You can still change each one."))
        return go(address("ask", side, question=question, back=came_from()))
    was_open = row is not None and row.open_since is not None
    row = answers.give(me(), side, given, {question}, clock.now(), show)
    db.session.commit()
    if was_open and row.open_since is None:
        flash(
            _("Saved. You are not open for new mentees now: something that is needed is missing.")
        )
    elif came_from():
        flash(_("Saved."))
    return go(after(question, side))


def is_stale(form: Question, question: str, row: MatchProfile | None) -> bool:
    """An old page must not show again what another device has taken back."""
    is_shown = question in (row.shown if row else choices.SHOWN_AT_FIRST)
    if form.seen.data in (None, "", seen(is_shown)) or not form.show.data or is_shown:
        return False
    form.show.errors = [str(OLD_PAGE)]
    form.show.data = False
    return True


def seen(is_shown: bool) -> str:
    return "shown" if is_shown else "not-shown"


def after(question: str, side: Side) -> str:
    """The next question, or the summary at the end and where one came from there."""
    following = conversation.following(question, side)
    if came_from() == "suggestions" and side == Side.MEMBER:
        return url_for("suggestions.index")
    if came_from() or following is None:
        return address("overview", side, _anchor=question if came_from() else None)
    return address("ask", side, question=following)


def came_from() -> str | None:
    """Where Change was tapped; nowhere else to go back to."""
    back = request.values.get("back")
    return back if back in ("summary", "suggestions") else None


@bp.post("/match/looking")
@member_required
def looking() -> ResponseReturnValue:
    if request.form.get("looking") == "no":
        answers.stop_looking(me(), clock.now())
        requests.withdraw_all(me(), clock.now())
        db.session.commit()
        flash(
            _(
                "You are no longer on the waiting list, and what you asked is taken back. "
                "What you said stays here."
            )
        )
        return go(address("overview", Side.MEMBER))
    answers.look(me(), clock.now())
    db.session.commit()
    return go("/match/suggestions")


@bp.post("/match/open")
@mentor_required
def open_or_close() -> ResponseReturnValue:
    if request.form.get("open") == "no":
        answers.close(me(), clock.now())
        db.session.commit()
        flash(_("Closed. No new mentees come your way. Yours stay with you."))
        return go(address("overview", Side.MENTOR))
    try:
        answers.open_up(me(), clock.now())
    except answers.NotYet as why:
        db.session.rollback()
        row = answers.of(me(), Side.MENTOR)
        page = overview_page(row, Side.MENTOR, why.missing) if row else start_page(why.missing)
        return page, 422
    db.session.commit()
    flash(_("You are open for new mentees. Nobody becomes your mentee before you say yes."))
    return go(address("overview", Side.MENTOR))


@bp.post("/match/profile/delete")
@login_required
def delete() -> ResponseReturnValue:
    side = side_asked()
    answers.forget(me(), side, clock.now())
    if side == Side.MEMBER:
        requests.withdraw_all(me(), clock.now())
    db.session.commit()
    flash(_("Deleted. Nothing of what you said for matching is kept."))
    return go("/match" if side == Side.MEMBER else "/mentees" if me().is_mentor else "/")


def side_asked(question: str | None = None) -> Side:
    """As what the person answers; who is both says `side=mentor` for the mentor's. Else 404."""
    asked = request.args.get("side") or request.form.get("side")
    grant = me().grant(Role.MENTOR)
    # a mentor who is paused can still see and delete what they said
    is_mine = {Side.MEMBER: me().is_member, Side.MENTOR: bool(grant and grant.approved_at)}
    found = [
        side
        for side in Side
        if is_mine[side]
        and asked in (None, "", side)
        and (question is None or question in conversation.order(side))
    ]
    return found[0] if found else abort(404)


def address(endpoint: str, side: Side, **parts: Any) -> str:
    """The side stands in it only where it is needed."""
    is_needed = side == Side.MENTOR and me().is_member
    return url_for(f"match_profile.{endpoint}", side=side.value if is_needed else None, **parts)


def start_page(missing: list[str]) -> str:
    return render_template("matching/profile_start.html", missing=missing, **shared(Side.MENTOR))


def overview_page(row: MatchProfile, side: Side, missing: list[str] | None = None) -> str:
    today = today_of_me()
    return render_template(
        "matching/profile.html",
        row=row,
        missing=missing,
        go_on=conversation.next_open(row.answered),
        said={
            one: sentences.to_oneself(row, one, me().timezone, today)
            for one in conversation.order(side)
        },
        seen_by={one: sentences.seen_by_others(row, one, today) for one in choices.QUESTIONS},
        card=cards.of_mentor(row, me(), today) if side == Side.MENTOR else None,
        is_away=answers.is_away(row, me().timezone, clock.now()),
        mentees=may_ask.taken(me().id) if side == Side.MENTOR else 0,
        **shared(side),
    )


def question_page(question: str, form: Question, row: MatchProfile | None) -> str:
    order = conversation.order(form.side)
    is_shown = question in (row.shown if row else choices.SHOWN_AT_FIRST)
    if not form.is_submitted():
        form.show.data = is_shown
    return render_template(
        "matching/question.html",
        question=question,
        form=form,
        seen=seen(is_shown),
        who_sees=profile_words.who_sees(question, form.side),
        place=order.index(question) + 1,
        previous=conversation.before(question, form.side),
        back=came_from(),
        zone=zone_words(me().timezone),
        row=row,
        **shared(form.side),
    )


def shared(side: Side) -> dict[str, Any]:
    """What every page of the conversation needs."""
    order, asks = conversation.order(side), profile_words.ASKS[side]
    return {
        "side": side,
        "is_mentor": side == Side.MENTOR,
        "order": order,
        "asks": asks,
        "titles": ", ".join(str(asks[name].title) for name in order),
        "unwanted_hint": profile_words.UNWANTED_HINT[side],
        "choice_lists": choices,
        "picks": conversation.PICKS,
        "days": sentences.days_in_words(),
        "times": choices.WEEK_PARTS,
        "address": lambda endpoint, **parts: address(endpoint, side, **parts),
    }
