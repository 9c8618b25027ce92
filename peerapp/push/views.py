"""How a browser subscribes, and how a person tries it out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, current_app, flash, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required
from flask_wtf.csrf import generate_csrf

from peerapp import clock
from peerapp.accounts import limits
from peerapp.accounts.models import SignIn
from peerapp.accounts.sign_ins import current_sign_in
from peerapp.extensions import db, htmx
from peerapp.language import _, lazy, ngettext
from peerapp.pages import me
from peerapp.push import keys, outbox, sender, subscriptions, vapid
from peerapp.push.endpoints import Allowed
from peerapp.push.models import PushSubscription
from peerapp.push.notifications import Notification
from peerapp.push.subscriptions import BrokenSubscription

bp = Blueprint("push", __name__, url_prefix="/push", cli_group="push")
bp.cli.short_help = "The keys that our pushes are signed with."
bp.cli.add_command(keys.keys)

TEST_IS_USEFUL_FOR = timedelta(minutes=10)
MOST_TESTS = 3  # of one person that wait, on however many devices
BACK = "/reminders"


@bp.get("/key")
@login_required
def key() -> ResponseReturnValue:
    """The application server key."""
    return vapid.signer().public_key(), {"Content-Type": "text/plain; charset=ascii"}


@bp.get("/subscriptions")
@login_required
def compare() -> ResponseReturnValue:
    """What the app, at its start, compares the browser with; a service worker has no page to take
    its CSRF token from.
    """
    device = subscriptions.of_sign_in(this_device())
    is_off = device is not None and device.turned_off_at is not None
    return jsonify(
        key=vapid.signer().public_key(),
        subscribed=device is not None and not is_off,
        turned_off=is_off,  # from another device: the browser is to end its subscription
        csrf_token=generate_csrf(),
    )


@bp.post("/subscriptions")
@limits.limiter.limit("120 per 15 minutes", key_func=limits.by_device)
@login_required
def subscribe() -> ResponseReturnValue:
    allowed = Allowed.with_extra(current_app.config["PUSH_ALLOWED_HOSTS"])
    said = body()
    browser = subscriptions.read(said, allowed)
    how = {name: said.get(name) is True for name in ("again", "replaces")}
    is_new = subscriptions.subscribe(browser, this_device(), clock.now(), **how)
    db.session.commit()
    return jsonify(subscribed=True), 201 if is_new else 200


@bp.delete("/subscriptions")
@login_required
def unsubscribe() -> ResponseReturnValue:
    """One of mine by its endpoint; without one, that of this device."""
    wanted = body()
    if not isinstance(wanted, dict):
        raise BrokenSubscription(subscriptions.NOT_READABLE)
    if "endpoint" in wanted:
        removed = subscriptions.unsubscribe(me(), str(wanted["endpoint"]))
    else:
        removed = subscriptions.forget(this_device())
    db.session.commit()
    return ("", 204) if removed else (jsonify(error=_("There is no such device.")), 404)


@bp.post("/devices/<uuid:device_id>/details")
@login_required
def show_details(device_id: UUID) -> ResponseReturnValue:
    """Whether this device's locked screen says what a reminder is for."""
    device = mine(device_id)
    device.shows_details = request.form.get("shows") == "yes"
    db.session.commit()
    if device.shows_details:
        flash(_("It now says what it is for."))
    else:
        flash(_("It now says nothing of you."))
    return redirect(BACK, 303)


@bp.post("/devices/<uuid:device_id>/off")
@login_required
def turn_off(device_id: UUID) -> ResponseReturnValue:
    subscriptions.turn_off(mine(device_id), clock.now())
    db.session.commit()
    flash(_("Reminders are off on that device."))
    return redirect(BACK, 303)


@bp.post("/devices/<uuid:device_id>/test")
@limits.limiter.limit("30 per 15 minutes", key_func=limits.by_device)
@login_required
def test_one(device_id: UUID) -> ResponseReturnValue:
    return send_test([mine(device_id)])


@bp.post("/test")
@limits.limiter.limit("30 per 15 minutes", key_func=limits.by_device)
@login_required
def test() -> ResponseReturnValue:
    return send_test(subscriptions.live(me(), clock.now()))


def mine(device_id: UUID) -> PushSubscription:
    return subscriptions.find(me(), device_id) or abort(404)


def send_test(to: Sequence[PushSubscription]) -> ResponseReturnValue:
    now = clock.now()
    if outbox.how_many_wait(me(), "test") >= MOST_TESTS:
        return answer(_("Some are on their way already. Please give them a few minutes."), 429)
    trial = Notification(
        key=f"test:{uuid4()}", title=lazy("It works"), useful_until=now + TEST_IS_USEFUL_FOR
    )
    devices = outbox.put(me(), trial, now, at_own_time=True, to=to)
    db.session.commit()
    if not devices:
        none = _("No device is turned on yet. Turn on reminders on this device first.")
        return answer(none, 422)
    sender.wake()
    return answer(on_its_way(devices), 200)


def on_its_way(devices: int) -> str:
    return ngettext(
        "On its way to your device. It should be there in a few seconds.",
        "On its way to your %(num)s devices. It should be there in a few seconds.",
        devices,
    )


def body() -> Any:
    """The body as JSON; None when it is none, or nested too deep for Python's parser."""
    try:
        return request.get_json(force=True, silent=True)
    except RecursionError:
        return None


def this_device() -> SignIn:
    sign_in = current_sign_in()
    assert sign_in is not None  # behind login_required
    return sign_in


def answer(said: str, status: int) -> ResponseReturnValue:
    """In the form that was asked for: JSON to a script, a part to htmx, a page to a plain form."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify({"message" if status == 200 else "error": said}), status
    if htmx.wants_part:
        return render_template("push/_answer.html", said=said, is_error=status != 200), status
    if status != 200:
        return render_template("push/answer.html", said=said, is_error=True, back=BACK), status
    flash(said)
    return redirect(BACK, 303)


@bp.errorhandler(BrokenSubscription)
def refuse(error: BrokenSubscription) -> ResponseReturnValue:
    return jsonify(error=str(error)), 422
