"""Sign up, sign in and out, forgotten passwords, and the person's own page."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    after_this_request,
    current_app,
    flash,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from peerapp import clock, language
from peerapp.accounts import doors, limits, locks, people, resets, sign_ins, tries
from peerapp.accounts.forms import (
    ChangePasswordForm,
    ForgotForm,
    NewPasswordForm,
    ProfileForm,
    SignInForm,
    SignUpForm,
    ZoneForm,
)
from peerapp.accounts.models import Person, Role
from peerapp.extensions import db
from peerapp.language import _
from peerapp.pages import go, invalid, me, same_origin

bp = Blueprint("accounts", __name__)


@bp.get("/signup")
def signup_page() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return go("/")
    form = SignUpForm(role=request.args.get("role", Role.MEMBER))
    return render_template("accounts/signup.html", form=form)


@bp.post("/signup")
@limits.limiter.limit("300 per hour")
def signup() -> ResponseReturnValue:
    form = SignUpForm()
    if not form.validate():
        return invalid("accounts/_signup.html", "accounts/signup.html", form=form)
    try:
        person = tries.sign_up(
            email=form.email.data,
            password=form.password.data,
            display_name=form.display_name.data,
            timezone=form.timezone.data,
            language=language.current(),
            role=Role(form.role.data),
            now=clock.now(),
            is_vetted=current_app.config["MENTORS_ARE_VETTED"],
        )
    except tries.TooMany:
        abort(429)
    response = signed_in(person)
    resets.tell_of_another_account(form.email.data)
    return response


@bp.get("/login")
def login() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return go("/")
    if sign_ins.current_sign_in() is not None:  # behind its PIN, where nobody has signed out
        return go(url_for("lock.unlock_page", next=request.args.get("next")))
    return render_template("accounts/login.html", form=SignInForm())


@bp.post("/login")
def login_now() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return invalid("accounts/_login.html", "accounts/login.html", form=form)
    try:
        person = tries.sign_in(form.email.data, form.password.data)
    except tries.TooMany:
        abort(429)
    if person is None:
        form.password.errors = [_("This email and password do not go together. Please try again.")]
        return invalid("accounts/_login.html", "accounts/login.html", form=form)
    return signed_in(person)


def signed_in(person: Person) -> ResponseReturnValue:
    """Sign this device in and go on to where the person wanted to be.

    Who has closed their account stands before its door, where it can be opened again.
    """
    if person.closed_at:
        doors.stand_before(person, clock.now())
        language.choose(person.language)
        return go("/privacy/closed")
    device = sign_ins.device_name(request.user_agent.string)
    sign_in = sign_ins.begin(person, device=device, now=clock.now())
    locks.carry_over(sign_in, limits.device_of(person.id))
    known = limits.Device(person.id, mark=str(sign_in.id))
    db.session.commit()
    language.choose(person.language)
    target = same_origin(request.form.get("next") or request.args.get("next")) or "/"
    response = current_app.make_response(go(target))
    limits.remember_device(response, known)
    return response


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    try:
        sign_ins.end_here(clock.now())
    finally:
        after_this_request(clear_site_data)
    return go(url_for("accounts.login"))


def clear_site_data(response: Response) -> Response:
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/password/forgot")
def forgot_page() -> ResponseReturnValue:
    return render_template("accounts/forgot.html", form=ForgotForm())


@bp.post("/password/forgot")
def forgot() -> ResponseReturnValue:
    form = ForgotForm()
    if not form.validate():
        return invalid("accounts/_forgot.html", "accounts/forgot.html", form=form)
    try:
        tries.ask_for_a_link(form.email.data)
    except tries.TooMany:
        abort(429)
    return render_template("accounts/forgot_sent.html", email=form.email.data)


@bp.get("/password/reset/<token>")
def reset_page(token: str) -> ResponseReturnValue:
    if resets.find(token, clock.now()) is None:
        return render_template("accounts/reset_gone.html"), 404
    return render_template("accounts/reset.html", form=NewPasswordForm(), token=token)


@bp.post("/password/reset/<token>")
def reset(token: str) -> ResponseReturnValue:
    now = clock.now()
    found = resets.find(token, now)
    if found is None:
        return render_template("accounts/reset_gone.html"), 404
    form = NewPasswordForm()
    if not form.validate():
        return invalid("accounts/_reset.html", "accounts/reset.html", form=form, token=token)
    try:
        resets.use(*found, password=form.password.data, now=now)
    except resets.Used:
        return render_template("accounts/reset_gone.html"), 404
    known = limits.device_of(found[1].id) or limits.Device(found[1].id, mark=str(found[0].id))
    db.session.commit()
    limits.forget_tries(known)
    flash(_("Your new password is set. Please sign in with it."))
    response = current_app.make_response(go(url_for("accounts.login")))
    limits.remember_device(response, known)  # who reads the mail is no stranger
    return response


@bp.get("/account")
@login_required
def account() -> ResponseReturnValue:
    return account_page()


def account_page(**forms: object) -> str:
    person = me()
    shown = {"profile": ProfileForm(obj=person), "change": ChangePasswordForm(), **forms}
    return render_template(
        "accounts/account.html",
        person=person,
        devices=sign_ins.of(person),
        here=sign_ins.here(),
        **shown,
    )


@bp.post("/account")
@login_required
def change_profile() -> ResponseReturnValue:
    form = ProfileForm()
    if not form.validate():
        return account_page(profile=form), 422
    person = me()
    person.display_name = form.display_name.data
    people.change_zone(person, form.timezone.data)
    db.session.commit()
    flash(_("Saved."))
    return go(url_for(".account"))


@bp.post("/account/timezone")
@login_required
def follow_zone() -> ResponseReturnValue:
    """The phone's zone, after a journey: the days and the reminders follow it from now on."""
    form = ZoneForm()
    if not form.validate():
        flash(_("We do not know this time zone. You can choose yours here."))
        return go(url_for(".account"))
    people.change_zone(me(), form.timezone.data)
    db.session.commit()
    flash(_("Your days follow this clock now."))
    return go("/")


@bp.post("/account/password")
@limits.limiter.limit("20 per hour", key_func=limits.by_device)
@login_required
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    person, here = me(), sign_ins.here()
    if form.validate() and not resets.is_password(person, form.current.data):
        form.current.errors = [_("This is not your password. Please try again.")]
    if form.errors:
        return account_page(change=form), 422
    resets.change_password(person, form.password.data)
    sign_ins.end_all(person, clock.now(), but=here)
    sign_ins.renew(here)
    db.session.commit()
    flash(_("Your password is changed. Your other devices are signed out."))
    return go(url_for(".account"))


@bp.post("/account/devices/<uuid:sign_in_id>/end")
@login_required
def end_device(sign_in_id: UUID) -> ResponseReturnValue:
    device = next((one for one in sign_ins.of(me()) if one.id == sign_in_id), None)
    if device is None:
        abort(404)
    sign_ins.end(device, clock.now())
    db.session.commit()
    flash(_("%(device)s is signed out.", device=sign_ins.device_in_words(device.device)))
    return go(url_for(".account"))
