"""Inviting and being invited; the member's mentor."""

from uuid import UUID

import segno
from flask import Blueprint, abort, current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required
from markupsafe import Markup
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from peerapp import clock
from peerapp.accounts import limits
from peerapp.extensions import db
from peerapp.forms import Form
from peerapp.language import _, lazy
from peerapp.matching import (
    bonds,
    consent_forms,
    invitations,
    line,
    matches,
    numbers,
    partings,
    request_pages,
    rules,
)
from peerapp.matching.bond_forms import EndForm
from peerapp.matching.request_forms import DeclineForm
from peerapp.pages import go, me, member_required, mentor_required

bp = Blueprint("matching", __name__)


class CodeForm(Form):
    code = StringField(
        lazy("Your mentor's code"),
        validators=[
            DataRequired(lazy("Please type the code your mentor gave you.")),
            Length(max=40, message=lazy("A code has eight letters and numbers.")),
        ],
    )


@bp.get("/invitation")
@mentor_required
def invitation() -> ResponseReturnValue:
    found = invitations.open_one(me(), clock.now())
    link = found and f"{current_app.config['PUBLIC_URL']}/i/{found.code}"
    return render_template(
        "matching/invitation.html",
        invitation=found,
        code=found and invitations.spoken(found.code),
        link=link,
        qr=link and qr_code(link),
    )


def qr_code(link: str) -> Markup:
    """Our own link as SVG, drawn with no inline style (the policy forbids it)."""
    drawing = segno.make(link, error="m", micro=False)
    svg = drawing.svg_inline(border=4, omitsize=True, svgclass="qr__svg", lineclass="qr__line")
    return Markup(svg)  # noqa: S704 - segno drew it from a link that we made


@bp.post("/invitation")
@mentor_required
def renew() -> ResponseReturnValue:
    now = clock.now()
    invitations.withdraw(me(), now)
    invitations.make(me(), now)
    db.session.commit()
    flash(_("Here is a new code. The one before no longer works."))
    return go(url_for(".invitation"))


@bp.post("/invitation/withdraw")
@mentor_required
def withdraw() -> ResponseReturnValue:
    invitations.withdraw(me(), clock.now())
    db.session.commit()
    flash(_("The code no longer works. Your mentees stay as they are."))
    return go(url_for(".invitation"))


@bp.get("/match")
@member_required
def match() -> ResponseReturnValue:
    return match_page(CodeForm(formdata=None))


def match_page(
    form: CodeForm, no_form: DeclineForm | None = None, no_to: UUID | None = None
) -> str:
    """`no_form` came back with messages: a no to the request `no_to`."""
    now = clock.now()
    found = bonds.of_member(me(), now)
    walks = [bond.match for bond in found]
    return render_template(
        "matching/match.html",
        bonds=found,
        matches=walks,
        ways=numbers.of_mentors(walks, now),
        ended=bonds.ended_lately(me(), now),
        may_look_again=not found and bonds.may_look_again(me()),
        asked=request_pages.of_member(me(), now),
        trial_days=rules.current().trial_days,
        form=form,
        no_form=no_form or DeclineForm(formdata=None),
        no_to=no_to,
    )


@bp.post("/match")
@limits.limiter.limit("30 per 15 minutes", key_func=limits.by_device)
@member_required
def enter_code() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate():
        found = invitations.find(form.code.data, me(), clock.now())
        if found:
            return go(url_for(".invited", code=found.code))
        form.code.errors = [
            _(
                "This code does not work. Please check each letter, or ask your mentor for a new "
                "one."
            )
        ]
    return match_page(form), 422


@bp.get("/i/<code>")
@limits.limiter.limit("30 per 15 minutes", key_func=limits.by_device)
@login_required
def invited(code: str) -> ResponseReturnValue:
    found = invitations.find(code, me(), clock.now())
    if found is None:
        return render_template("matching/invitation_gone.html"), 404
    is_connected = matches.between(found.mentor, me().id) is not None
    return render_template("matching/invited.html", invitation=found, is_connected=is_connected)


@bp.post("/i/<code>")
@limits.limiter.limit("30 per 15 minutes", key_func=limits.by_device)
@login_required
def accept(code: str) -> ResponseReturnValue:
    found = invitations.find(code, me(), clock.now())
    if found is None:
        return render_template("matching/invitation_gone.html"), 404
    if not me().is_member or found.mentor_id == me().id:
        return render_template("matching/invited.html", invitation=found), 422
    try:
        matches.begin(found.mentor, me(), clock.now(), shares=consent_forms.sent())
    except matches.CannotBegin as why:
        return render_template("matching/invited.html", invitation=found, why_not=why), 422
    line.settle(me().id, clock.now())
    db.session.commit()
    flash(_("You and %(name)s are connected.", name=found.mentor.display_name))
    return go(url_for(".match"))


@bp.post("/matches/<uuid:match_id>/end")
@login_required
def end(match_id: UUID) -> ResponseReturnValue:
    found = matches.mine(me(), match_id)
    if found is None:
        abort(404)
    form = EndForm()
    look_again = form.look_again.data == "yes"
    partings.leave(found, me(), clock.now(), not_again=form.not_again.data, look_again=look_again)
    db.session.commit()
    # No name: who was a mentor once must not learn what the member is called today.
    if found.member_id == me().id:
        flash(_("It is done. They no longer see anything of yours."))
        if look_again:
            flash(_("You are on the waiting list again."))
        return go(url_for(".match"))
    flash(_("It is done. You no longer see their days."))
    return go(url_for("home.index"))
