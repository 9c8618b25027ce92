"""The coordinator's side: who waits for a mentor, and choosing one by hand."""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.accounts.models import Person, Role
from peerapp.extensions import db
from peerapp.fit.causes import Cause
from peerapp.fit.scoring import fit
from peerapp.language import _
from peerapp.matching import may_ask, pool_rows, requests, rules
from peerapp.pages import coordinator_required, go, me
from peerapp.privacy.models import What
from peerapp.program import by_hand, paging, recruiting, saw, standing, supply, waiting_list
from peerapp.program.waiting_list import Waiter

bp = Blueprint("waiting", __name__)


@bp.get("/program/waiting")
@coordinator_required
def index() -> ResponseReturnValue:
    now, number = clock.now(), paging.number_of(request.args.get("page"))
    only_nobody = request.args.get("show") == "nobody"
    mentors = pool_rows.open_mentors(now, with_full=True)
    longest = waiting_list.longest(now)
    why = waiting_list.obstacles(longest, mentors, now)
    unfit = {one for one, cause in why.items() if not recruiting.is_full(cause)}
    total = waiting_list.how_many(now)
    if only_nobody:
        page = paging.cut([one for one in longest if one.id in unfit], number)
    else:
        number = paging.capped(number, total)
        page = paging.Page(waiting_list.page(now, number), number, total)
    saw.note([one.id for one in page.items], What.WAITING)
    return render_template(
        "program/waiting.html",
        page=page,
        lines=lines(page, why, now),
        total=total,
        looked_at=waiting_list.LOOKED_AT,
        stuck=len(unfit),
        full=len(why) - len(unfit),
        is_full=recruiting.is_full,
        only_nobody=only_nobody,
        missing=recruiting.missing(why.values()),
        supply=supply.of(mentors, now),
    )


def lines(
    page: paging.Page[Waiter], why: dict[UUID, Cause], now: datetime
) -> list[tuple[Waiter, int, str, Cause | None]]:
    """(who, days, where it stands, why nobody fits)"""
    asked = waiting_list.asked(page.items)
    return [
        (one, one.days(now), standing.sentence(asked.get(one.id, []), now, me().timezone),
         why.get(one.id))
        for one in page.items
    ]  # fmt: skip


@bp.get("/program/waiting/<uuid:waiting_id>")
@coordinator_required
def show(waiting_id: UUID) -> ResponseReturnValue:
    now = clock.now()
    waiter = found(waiting_id)
    asked = waiting_list.asked([waiter]).get(waiter.id, [])
    mentors = by_hand.choices(waiter.profile, now)
    why = None
    if not mentors:
        with_full = pool_rows.open_mentors(now, with_full=True)
        why = waiting_list.obstacles([waiter], with_full, now).get(waiter.id)
    return render_template(
        "program/choose.html",
        waiter=waiter,
        days=waiter.days(now),
        stands=standing.sentence(asked, now, me().timezone),
        is_asked=any(one.closed_at is None for one in asked),
        mentors=mentors,
        why=why,
    )


@bp.get("/program/waiting/<uuid:waiting_id>/mentors/<uuid:open_mentor_id>")
@coordinator_required
def confirm(waiting_id: UUID, open_mentor_id: UUID) -> ResponseReturnValue:
    return pair_page(found(waiting_id), found_mentor(open_mentor_id))


def pair_page(waiter: Waiter, mentor: Person, problem: str | None = None) -> str:
    """What both are asked, and what happens then."""
    now = clock.now()
    given = may_ask.mentor_side(mentor)
    member = may_ask.member_side(db.session.get_one(Person, waiter.id))
    why = may_ask.why_not(member, given, now)
    set_rules = rules.current()
    return render_template(
        "program/pair.html",
        waiter=waiter,
        mentor=mentor,
        problem=problem or (why and _(may_ask.FOR_COORDINATOR[why])),
        reasons=by_hand.reasons(waiter.profile, given.profile, set_rules.weights, now),
        score=fit(waiter.profile, given.profile, may_ask.week_of(now), set_rules.weights).score,
        rules=set_rules,
    )


@bp.post("/program/waiting/<uuid:waiting_id>/mentors/<uuid:open_mentor_id>")
@coordinator_required
def ask_both(waiting_id: UUID, open_mentor_id: UUID) -> ResponseReturnValue:
    waiter, mentor = found(waiting_id), found_mentor(open_mentor_id)
    try:
        requests.propose(waiter.id, mentor.id, by=me(), now=clock.now())
    except requests.CannotAsk as why:
        db.session.rollback()
        return pair_page(waiter, found_mentor(open_mentor_id), str(why)), 422
    db.session.commit()
    flash(
        _(
            "%(member)s and %(mentor)s are asked. It begins when both say yes.",
            member=waiter.name,
            mentor=mentor.display_name,
        )
    )
    return go(url_for(".index"))


def found(member_id: UUID) -> Waiter:
    waiter = waiting_list.one(member_id, clock.now()) or abort(404)
    saw.note([member_id], What.WAITING)
    return waiter


def found_mentor(mentor_id: UUID) -> Person:
    person = db.session.get(Person, mentor_id)
    if person is None or person.grant(Role.MENTOR) is None:
        abort(404)
    return person
