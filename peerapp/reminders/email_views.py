"""Wishing for emails where no device can ring, and ending them by a link, without signing in."""

from functools import partial

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock, language, mail
from peerapp.accounts.models import Person
from peerapp.extensions import csrf, db
from peerapp.language import _
from peerapp.pages import me
from peerapp.queue import soon
from peerapp.reminders import email_wishes
from peerapp.reminders.views import done

bp = Blueprint("reminder_emails", __name__, url_prefix="/reminders/email")


@bp.post("")
@login_required
def choose() -> ResponseReturnValue:
    if not mail.is_set_up():
        abort(404)
    if request.form.get("wanted") != "yes":
        email_wishes.withdraw(me())
        return done(_("Saved. No emails come."), "elsewhere")
    if not email_wishes.wish(me(), clock.now()):
        return done(_("Saved."), "elsewhere")
    db.session.commit()
    if email_wishes.may_ask(me().email):
        soon(partial(email_wishes.ask_later, str(me().id)))
    return done(_("One more step: your mailbox."), "elsewhere")


@bp.get("/on/<confirm_token>")
def ask_to_confirm(confirm_token: str) -> ResponseReturnValue:
    """One button, as below."""
    person = email_wishes.confirmed_by(confirm_token) or abort(404)
    return page(person, "reminders/email_on.html", is_on=False)


@bp.post("/on/<confirm_token>")
@csrf.exempt  # the token is the permission; who reads the mailbox need not be signed in
def confirm(confirm_token: str) -> ResponseReturnValue:
    """Safe to call twice."""
    person = email_wishes.confirmed_by(confirm_token) or abort(404)
    email_wishes.confirm(person, clock.now()) or abort(404)
    db.session.commit()
    return page(person, "reminders/email_on.html", is_on=True)


@bp.get("/off/<wish_token>")
def ask(wish_token: str) -> ResponseReturnValue:
    """One button: a mailbox that looks at every link in a letter must end nothing."""
    person = email_wishes.person_of(wish_token) or abort(404)
    return page(person, "reminders/email_off.html", is_off=False)


@bp.post("/off/<wish_token>")
@csrf.exempt  # the token is the permission, and a mailbox's own button (RFC 8058) has no other
def end(wish_token: str) -> ResponseReturnValue:
    """Safe to call twice."""
    person = email_wishes.person_of(wish_token) or abort(404)
    email_wishes.withdraw(person)
    db.session.commit()
    return page(person, "reminders/email_off.html", is_off=True)


def page(person: Person, template: str, **context: bool) -> str:
    """In the language of whose letter it was: nobody is signed in."""
    with language.of(person):
        return render_template(template, **context)
