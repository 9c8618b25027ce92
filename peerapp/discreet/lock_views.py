"""The lock of a device: its PIN is set, asked for, and forgotten.

A locked device is nobody: whatever asks who is signed in hears that nobody is, and is led here
instead of to the sign-in page (sign_ins.load_person). So no page, part or form gets past it; only a
call for help that waits on the phone does, which nobody can see or make there.
"""

from flask import Blueprint, flash, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from peerapp import clock
from peerapp.accounts import limits, locks, resets, sign_ins
from peerapp.discreet.forms import PasswordForm, PinForm, RemoveForm, UnlockForm
from peerapp.extensions import db
from peerapp.language import _, ngettext
from peerapp.pages import go, invalid, me, same_origin

bp = Blueprint("lock", __name__)


@bp.app_template_global("has_pin")
def has_pin() -> bool:
    sign_in = sign_ins.current_sign_in()
    return sign_in is not None and sign_in.lock is not None


@bp.app_template_global("unlock_form")
def unlock_form() -> UnlockForm:
    """For the cover that every page of a device with a PIN has ready."""
    return UnlockForm(formdata=None)


@bp.get("/unlock")
def unlock_page() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return go(wanted())
    if sign_ins.current_sign_in() is None:
        return go(url_for("accounts.login", next=request.args.get("next")))
    if "next" in request.args:
        sign_ins.remember_wanted(request.args["next"])
        return go(url_for(".unlock_page"))
    session.pop("_flashes", None)  # what was to be said to the person is not for who holds it now
    return render_template("discreet/unlock.html", form=UnlockForm())


@bp.post("/unlock")
def unlock() -> ResponseReturnValue:
    sign_in = sign_ins.current_sign_in()
    if sign_in is None:
        return go(url_for("accounts.login"))
    form = UnlockForm()
    if not form.validate():
        return invalid("discreet/_unlock.html", "discreet/unlock.html", form=form)
    try:
        left = locks.open_with(sign_in, form.pin.data, clock.now())
    except locks.SignedOut:
        return signed_out(_("That was not the PIN, five times. Please sign in with your password."))
    if left is not None:
        form.pin.errors = [not_it(left)]
        return invalid("discreet/_unlock.html", "discreet/unlock.html", form=form)
    sign_ins.renew(sign_in)
    db.session.commit()
    target = wanted()
    return ("", 204) if request.form.get("stay") else go(target)


def not_it(left: int) -> str:
    return ngettext(
        "That was not it. You can try once more. After that, sign in with your password.",
        "That was not it. You can try %(num)s more times.",
        left,
    )


@bp.post("/unlock/forgot")
def forgot() -> ResponseReturnValue:
    """Nobody is asked for a PIN that is forgotten: the password opens, and the PIN is gone."""
    if (sign_in := sign_ins.current_sign_in()) is not None:
        locks.remove(sign_in)
    return signed_out(_("Please sign in with your password. Then you can choose a new PIN."))


def signed_out(why: str) -> ResponseReturnValue:
    sign_ins.end_here(clock.now())
    flash(why)
    return go(url_for("accounts.login"))


def wanted() -> str:
    before = sign_ins.take_wanted()
    return same_origin(request.values.get("next") or before) or "/"


@bp.post("/lock")
@login_required
def lock() -> ResponseReturnValue:
    locks.shut(sign_ins.here(), clock.now())
    db.session.commit()
    return go(url_for(".unlock_page"))


@bp.post("/lock/away")
@login_required
def away() -> ResponseReturnValue:
    locks.go_out_of_sight(sign_ins.here(), clock.now())
    db.session.commit()
    return "", 204


@bp.post("/lock/here")
@login_required
def here() -> ResponseReturnValue:
    locks.be_in_sight(sign_ins.here())
    db.session.commit()
    return "", 204


@bp.get("/account/pin")
@login_required
def pin_page() -> ResponseReturnValue:
    return shown()


def shown(status: int = 200, **forms: object) -> ResponseReturnValue:
    forms = {"choosing": PinForm(formdata=None), "removing": RemoveForm(formdata=None), **forms}
    return render_template("discreet/pin.html", **forms), status


@bp.post("/account/pin")
@limits.limiter.limit("20 per hour", key_func=limits.by_device)
@login_required
def set_pin() -> ResponseReturnValue:
    form = PinForm()
    if not may_change(form):
        return shown(422, choosing=form)
    locks.set_pin(sign_ins.here(), form.pin.data, clock.now())
    db.session.commit()
    flash(_("This device has a PIN now."))
    return go(url_for(".pin_page"))


@bp.post("/account/pin/remove")
@limits.limiter.limit("20 per hour", key_func=limits.by_device)
@login_required
def remove_pin() -> ResponseReturnValue:
    form = RemoveForm()
    if not may_change(form):
        return shown(422, removing=form)
    locks.remove(sign_ins.here())
    db.session.commit()
    flash(_("This device has no PIN any more."))
    return go(url_for(".pin_page"))


def may_change(form: PasswordForm) -> bool:
    if form.validate() and not resets.is_password(me(), form.password.data):
        form.password.errors = [_("This is not your password. Please try again.")]
    return not form.errors
