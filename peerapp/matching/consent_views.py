"""What each mentor sees: the member's screen, and all that they ever said yes to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.extensions import db, htmx
from peerapp.language import _, listed
from peerapp.matching import consent_forms, consents, matches
from peerapp.matching.consent_fields import (
    LENGTH_WORDS,
    LENGTHS,
    TOGETHER,
    WORDS,
    Choice,
    Field,
    Sees,
    last_day,
)
from peerapp.matching.models import Consent, ConsentKind, Match
from peerapp.pages import go, invalid, me, member_required, respond
from peerapp.seen import mark

bp = Blueprint("consents", __name__)

PART, PAGE = "matching/_sharing.html", "matching/sharing.html"


@bp.app_context_processor
def words() -> dict[str, Any]:
    return {
        "what_words": WORDS,
        "what_together": TOGETHER,
        "length_words": LENGTH_WORDS,
        "sees_in_short": in_short,
        "first_choice": Choice(),
    }


def in_short(sees: Sees) -> str:
    """mood, craving and notes"""
    if not sees.fields:
        return _("nothing of your days")
    if sees.fields == frozenset(Field):
        return _("your check-ins and day counts")
    return listed(str(WORDS[one][0]).lower() for one in Field if one in sees.fields)


@bp.app_template_filter()
def last_day_of(ends_at: datetime) -> Any:
    """The last day on which it holds, on the calendar of the member who reads."""
    return last_day(ends_at, me().timezone)


@bp.get("/matches/<uuid:match_id>/sharing")
@member_required
def page(match_id: UUID) -> ResponseReturnValue:
    return render_template(PAGE, **shown(mine_or_404(match_id)))


def shown(match: Match, **more: Any) -> dict[str, Any]:
    how = consents.standing([match.id], clock.now())[match.id]
    return {
        "match": match,
        "name": match.mentor.display_name,
        "how": how,
        "choice": Choice(how.sees.fields),
        "until": how.row.ends_at if how.row and not how.sees.ended_at else None,
        "seen": mark_of(how.row),
        "said": None,
        "problem": None,
        **more,
    }


def mark_of(row: Consent | None) -> str:
    return mark(str(row.number) if row else None)


@bp.post("/matches/<uuid:match_id>/sharing")
@member_required
def change(match_id: UUID) -> ResponseReturnValue:
    """What is ticked, from now on. An old page must not show again what another one took back."""
    match, now = mine_or_404(match_id), clock.now()
    row = consents.latest([match.id]).get(match.id)
    if request.form.get("seen") not in (None, mark_of(row)):
        problem = _(
            "Another page changed this. Nothing was saved now; this is what holds. "
            "Please choose once more."
        )
        return invalid(PART, PAGE, **shown(match, problem=problem))
    fields, length = consent_forms.fields(), consent_forms.length()
    if length == consent_forms.KEEP and row and not consents.has_ended(row, now):
        consents.keep_until(match, fields, row.ends_at, now)
    elif length in LENGTHS:
        choice = Choice(fields, LENGTHS[length])
        consents.give(match, choice, now, ConsentKind.CHANGE if fields else ConsentKind.STOP)
    else:
        return invalid(PART, PAGE, **shown(match, problem=_("Please choose how long.")))
    return done(match)


@bp.post("/matches/<uuid:match_id>/sharing/stop")
@member_required
def stop(match_id: UUID) -> ResponseReturnValue:
    match = mine_or_404(match_id)
    consents.stop(match, clock.now())
    return done(match)


@bp.post("/matches/<uuid:match_id>/sharing/leave")
@member_required
def leave(match_id: UUID) -> ResponseReturnValue:
    """As it was, by whoever was told on Today that they can choose."""
    consents.leave_as_it_is(mine_or_404(match_id), clock.now())
    db.session.commit()
    return go(url_for("home.index"))


def done(match: Match) -> ResponseReturnValue:
    db.session.commit()
    said = _("Saved. It holds from now on.")
    if not htmx.wants_part:
        flash(said)
    back = url_for(".page", match_id=match.id)
    return respond(PART, back, **shown(match, said=said))


@bp.get("/privacy/consents")
@member_required
def history() -> ResponseReturnValue:
    now = clock.now()
    found = matches.of_member(me())
    return render_template(
        "matching/consents.html",
        matches=found,
        how=consents.standing([match.id for match in found], now),
        rows=periods(consents.history(me())),
        now=now,
    )


def periods(rows: list[Consent]) -> list[tuple[Consent, datetime | None]]:
    """Each with when it stopped holding: at the next word, its own end, or the match's."""
    following: dict[UUID, datetime] = {}
    found = []
    for row in rows:  # the latest first
        ends = (following.get(row.match_id), row.ends_at, row.match.ended_at)
        found.append((row, min((one for one in ends if one), default=None)))
        following[row.match_id] = row.given_at
    return found


def mine_or_404(match_id: UUID) -> Match:
    found = matches.of_member(me())
    return next((one for one in found if one.id == match_id), None) or abort(404)
