"""My phone number, on the person's own page."""

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts.views import account_page
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import numbers
from peerapp.matching.number_forms import NumberForm, may_have_one
from peerapp.pages import go, me, role_required, same_origin

bp = Blueprint("numbers", __name__)
bp.app_template_global("has_no_number")(lambda: numbers.is_missing(me()))

with_number_required = role_required(may_have_one)


@bp.app_template_global()
def my_number() -> dict[str, Any] | None:
    """For the card on the person's page; None where a number would be of no use to anybody."""
    if not may_have_one(me()):
        return None
    row = numbers.of(me())
    back = same_origin(request.args.get("back"))
    form = NumberForm(me(), formdata=None, obj=row, data={"back": back})
    return {"row": row, "form": form, "hours": numbers.hours_of(me())}


@bp.post("/account/number")
@with_number_required
def save() -> ResponseReturnValue:
    form = NumberForm(me())
    if not form.validate():
        return account_page(number_form=form), 422
    for_calls = bool(form.for_calls and form.for_calls.data)
    numbers.save(me(), form.number.data, form.for_matches.data, for_calls, clock.now())
    db.session.commit()
    flash(_("Your number is saved."))
    return go(same_origin(form.back.data) or url_for("accounts.account"))


@bp.post("/account/number/remove")
@with_number_required
def take_away() -> ResponseReturnValue:
    numbers.take_away(me())
    db.session.commit()
    flash(_("Your number is taken away."))
    return go(url_for("accounts.account"))
