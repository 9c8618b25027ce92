"""Take everything along, and erase everything. Both without asking anyone."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.accounts import doors, limits, sign_ins
from peerapp.accounts.models import Person
from peerapp.accounts.views import clear_site_data, signed_in
from peerapp.extensions import db
from peerapp.language import _
from peerapp.leaving import archive, closing, erasing, wiping
from peerapp.pages import go, me, today_of_me
from peerapp.privacy.confirming import confirmed_first, is_confirmed
from peerapp.safety.lines import lines

bp = Blueprint("leaving", __name__)

NOW = "now"
READY = "ready"  # the password was said: the file comes by itself


@bp.get("/privacy/data")
@login_required
def data() -> ResponseReturnValue:
    is_coming = READY in request.args and is_confirmed(sign_ins.here(), clock.now())
    return render_template("leaving/data.html", is_coming=is_coming)


@bp.get("/privacy/export")
@limits.limiter.limit("20 per hour", key_func=limits.by_device)
@login_required
@confirmed_first(f"/privacy/data?{READY}=yes")
def export() -> ResponseReturnValue:
    """Its name says nothing of a person, nor of recovery."""
    parts = archive.of(me(), clock.now())
    response = Response(stream_with_context(parts), mimetype="application/zip")
    name = f"my-data-{today_of_me().isoformat()}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/privacy/erase")
@login_required
@confirmed_first()
def erase_page() -> ResponseReturnValue:
    return page()


def page() -> str:
    return render_template(
        "leaving/erase.html",
        person=me(),
        is_last=closing.is_last_coordinator(me()),
        days=closing.TO_THINK_BETTER.days,
    )


@bp.post("/privacy/erase")
@login_required
@confirmed_first("/privacy/erase")
def erase() -> ResponseReturnValue:
    person, now = me(), clock.now()
    try:
        closing.close(person, now)
    except closing.LastCoordinator:
        db.session.rollback()
        return page(), 422
    if request.form.get("when") == NOW:
        return gone(person)
    db.session.commit()
    sign_ins.end_here(now)
    return left("later")


def gone(person: Person) -> ResponseReturnValue:
    person_id, now = person.id, clock.now()
    erasing.erase(person, now)
    db.session.commit()
    wiping.wipe_soon()
    sign_ins.forget_here()
    response = left(NOW)
    limits.forget_device(response, person_id)
    return response


def left(how: str) -> Response:
    """What this browser keeps goes with the answer (W4)."""
    response = current_app.make_response(go(url_for(".left_page", how=how)))
    return clear_site_data(response)


@bp.get("/privacy/left")
def left_page() -> ResponseReturnValue:
    return render_template(
        "leaving/left.html",
        is_erased=request.args.get("how") == NOW,
        days=closing.TO_THINK_BETTER.days,
        lines=lines,
    )


@bp.get("/privacy/closed")
def closed_page() -> ResponseReturnValue:
    person = doors.who_stands_there(clock.now())
    if person is None:
        return to_sign_in()
    last_day = clock.local_day(closing.erased_at(person), person.timezone)
    return render_template("leaving/closed.html", name=person.display_name, last_day=last_day)


@bp.post("/privacy/reopen")
def reopen() -> ResponseReturnValue:
    person, now = doors.who_stands_there(clock.now()), clock.now()
    if person is None or not closing.open_again(person, now):
        return to_sign_in()
    response = signed_in(person)
    flash(_("Your account is open again. Matches that ended stay ended; you can ask again."))
    return response


@bp.post("/privacy/closed/erase")
def erase_closed() -> ResponseReturnValue:
    person = doors.who_stands_there(clock.now())
    if person is None:
        return to_sign_in()
    return gone(person)


def to_sign_in() -> ResponseReturnValue:
    """On a device that asks for its PIN that comes first."""
    here = sign_ins.current_sign_in()
    is_locked = here is not None and here.is_shut(clock.now())
    return go(url_for("lock.unlock_page" if is_locked else "accounts.login"))
