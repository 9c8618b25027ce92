"""The page that asks for the password again."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required
from wtforms import PasswordField
from wtforms.validators import InputRequired

from peerapp import clock
from peerapp.accounts import sign_ins, tries
from peerapp.extensions import db
from peerapp.forms import AtMost, Form
from peerapp.language import _, lazy
from peerapp.pages import go, invalid, me, same_origin
from peerapp.privacy import confirming

bp = Blueprint("confirm", __name__)


class ConfirmForm(Form):
    password = PasswordField(
        lazy("Your password"),
        validators=[
            InputRequired(lazy("Please type your password.")),
            AtMost(1000, lazy("This is longer than any password here.")),
        ],
    )


@bp.get("/confirm")
@login_required
def page() -> ResponseReturnValue:
    return render_template("privacy/confirm.html", form=ConfirmForm(), wanted=wanted())


@bp.post("/confirm")
@login_required
def confirm() -> ResponseReturnValue:
    form = ConfirmForm()
    if form.validate() and not is_password(form.password.data):
        form.password.errors = [_("This is not your password. Please try again.")]
    if form.errors:
        return invalid("privacy/_confirm.html", "privacy/confirm.html", form=form, wanted=wanted())
    confirming.confirm(sign_ins.here(), clock.now())
    db.session.commit()
    return go(wanted())


def is_password(password: str) -> bool:
    try:
        return tries.confirm(me(), password)
    except tries.TooMany:
        abort(429)


def wanted() -> str:
    return same_origin(request.values.get("next")) or "/account"
