"""The coordinator's side: a proposal for the whole list. Nothing is sent before a yes."""

from uuid import UUID

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from peerapp import clock
from peerapp.extensions import db, htmx
from peerapp.language import _, lazy, ngettext
from peerapp.matching import pool_rows, rules
from peerapp.matching.request_forms import as_id
from peerapp.pages import coordinator_required, go, me
from peerapp.privacy.models import What
from peerapp.program import (
    deciding,
    paging,
    pair_lines,
    pairs,
    proposal_pages,
    proposals,
    recruiting,
    saw,
    waiting_list,
)
from peerapp.program import scene as scenes
from peerapp.program.models import Proposal, ProposedPair

bp = Blueprint("proposals", __name__)
LISTED = 20
CHOSEN = 100  # pairs in one form; a page has 25
OPTIONS = 8
LISTS = ("pairs", "unmatched", "decided")
IS_OLD = lazy("There is a newer proposal. Nothing was sent from this one.")


@bp.get("/program/proposals")
@coordinator_required
def index() -> ResponseReturnValue:
    return render_template(
        "program/proposals.html",
        proposals=proposal_pages.listed(LISTED),
        newest=proposal_pages.newest(),
        all_waiting=waiting_list.how_many(clock.now()),
        waiting=len(pool_rows.waiting(clock.now())),
        is_stuck=lambda one: proposals.is_stuck(one, clock.now()),
    )


@bp.post("/program/proposals")
@coordinator_required
def make() -> ResponseReturnValue:
    proposal_id = proposals.ask(me(), clock.now()).id
    db.session.commit()
    proposals.begin(proposal_id)
    return go(url_for(".show", proposal_id=proposal_id))


@bp.get("/program/proposals/<uuid:proposal_id>")
@coordinator_required
def show(proposal_id: UUID) -> ResponseReturnValue:
    proposal = found(proposal_id)
    is_stuck = proposals.is_stuck(proposal, clock.now())
    if proposal.problem or is_stuck:
        return render_template("program/proposal_problem.html", problem=proposals.WHY_BROKE_OFF)
    if proposal.ready_at is None:
        part = "program/_computing.html" if htmx.wants_part else "program/computing.html"
        return render_template(part, proposal=proposal)
    if htmx.wants_part and (left := is_sending(proposal)):
        return render_template("program/_sending.html", proposal=proposal, sending=left)
    if htmx.wants_part:  # it was looked at until it was done
        return go(url_for(".show", proposal_id=proposal_id))
    return ready(proposal)


def ready(proposal: Proposal) -> str:
    kind = request.args.get("show", "")
    kind = kind if kind in LISTS else LISTS[0]
    counts = pairs.counts(proposal)
    rows, total = {
        "pairs": (pairs.paired, counts["paired"]),
        "unmatched": (pairs.unpaired, counts["unpaired"]),
        "decided": (pairs.decided, counts["sent"] + counts["left"]),
    }[kind]
    number = paging.capped(page_number(), total)
    shown = rows(proposal, paging.start_of(number), paging.PER_PAGE)
    scene = scenes.of(proposal, shown, clock.now())
    saw.note([one.member_id for one in shown], What.PAIR)
    figures = proposal.figures or NO_FIGURES
    return render_template(
        "program/proposal.html",
        proposal=proposal,
        kind=kind,
        counts=counts,
        sendable=counts["paired"] - len(scenes.all_stale(scene)),
        page=paging.Page(shown, number, total),
        lines=pair_lines.lines(scene, shown) if kind == "pairs" else [],
        days=pair_lines.waited(shown, clock.now()),
        outcomes=pair_lines.outcomes(shown) if kind == "decided" else {},
        summary=proposal_pages.summary(figures, counts, *pairs.present(proposal)),
        missing=recruiting.counted(proposal_pages.obstacles(proposal)),
        is_newest=proposal_pages.newest() == proposal.id,
        is_full=recruiting.is_full,
        is_by_other_rules=proposal_pages.is_by_other_rules(proposal),
        longest_wait=proposal_pages.longest_wait(proposal, clock.now()),
        sending=is_sending(proposal),
        tick_none=request.args.get("ticked") == "none",
    )


def page_number() -> int:
    """The page of the list that is shown, or that a form was on."""
    return paging.number_of(request.args.get("page"))


def back(proposal_id: UUID) -> ResponseReturnValue:
    """To the page of the list that it was done on."""
    number = page_number()
    return go(url_for(".show", proposal_id=proposal_id, page=number if number > 1 else None))


NO_FIGURES = {"waiting": 0, "paired": 0}


def is_sending(proposal: Proposal) -> int:
    """How many the worker has still to send, where all were confirmed."""
    return proposal_pages.unsent(proposal) if request.args.get("sending") == "yes" else 0


@bp.post("/program/proposals/<uuid:proposal_id>/accept")
@coordinator_required
def accept(proposal_id: UUID) -> ResponseReturnValue:
    return send(found(proposal_id), [pair.id for pair in chosen(proposal_id)])


@bp.get("/program/proposals/<uuid:proposal_id>/accept-all")
@coordinator_required
def confirm_all(proposal_id: UUID) -> ResponseReturnValue:
    """Asks once more: all, or with `ticked` those that were ticked on a page."""
    proposal = found(proposal_id)
    scene = scenes.of(proposal, [], clock.now())
    ticked, count = [], 0
    if request.args.get("ticked"):
        wanted = [pair for pair in picked(proposal_id, request.args) if not pair.decided_at]
        if not wanted:
            flash(_("No pair was chosen, so nothing was sent."))
            return back(proposal_id)
        cannot = [pair.id for pair in wanted if pair.id in scenes.all_stale(scene)]
        ticked = [pair for pair in wanted if pair.mentor and pair.id not in cannot]
        saw.note([pair.member_id for pair in ticked], What.PAIR)
        count = len(ticked)
    else:
        cannot = list(scenes.all_stale(scene))
        count = len(scene.pairs) - len(cannot)
    return render_template(
        "program/accept_all.html",
        proposal=proposal,
        counts=pairs.counts(proposal),
        ticked=ticked,
        count=count,
        cannot=len(cannot),
        number=page_number(),
        is_newest=proposal_pages.newest() == proposal.id,
        rules=rules.current(),
    )


@bp.post("/program/proposals/<uuid:proposal_id>/accept-all")
@coordinator_required
def accept_all(proposal_id: UUID) -> ResponseReturnValue:
    proposal = found(proposal_id)
    return send(proposal, deciding.ids_to_send(proposal))


def send(proposal: Proposal, ids: list[UUID]) -> ResponseReturnValue:
    """Many are sent by the worker, so that nobody looks at a page that does not come."""
    proposal_id = proposal.id
    if proposal_pages.newest() != proposal_id:
        flash(IS_OLD)
        return go(url_for(".index"))
    if not ids:
        flash(_("No pair was chosen, so nothing was sent."))
        return back(proposal_id)
    if len(ids) > max(deciding.AT_ONCE, paging.PER_PAGE):
        deciding.send_later(ids, me().id)
        flash(
            ngettext(
                "%(num)s pair is being asked now. You can leave this page.",
                "%(num)s pairs are being asked now. You can leave this page.",
                len(ids),
            )
        )
        return go(url_for(".show", proposal_id=proposal_id, sending="yes"))
    sent = deciding.accept(ids, by=me(), now=clock.now())
    flash(told(sent, proposal_pages.could_not(ids)))
    return back(proposal_id)


def told(sent: int, could_not: list[ProposedPair]) -> str:
    """What was sent, and what was not and why."""
    said = [ngettext("%(num)s pair was asked.", "%(num)s pairs were asked.", sent)]
    if could_not:
        said.append(
            ngettext("%(num)s could not be asked.", "%(num)s could not be asked.", len(could_not))
        )
        said += [f"{one.member.display_name}: {one.obstacle}" for one in could_not[:3]]
    if (more := len(could_not) - 3) > 0:
        said.append(ngettext("And %(num)s more.", "And %(num)s more.", more))
    return " ".join(said)


@bp.post("/program/proposals/<uuid:proposal_id>/leave")
@coordinator_required
def leave(proposal_id: UUID) -> ResponseReturnValue:
    left = deciding.leave(chosen(proposal_id), clock.now())
    db.session.commit()
    flash(left_out(left) if left else _("No pair was chosen."))
    return back(proposal_id)


def left_out(count: int) -> str:
    return ngettext(
        "%(num)s pair is left out. The member stays on the waiting list.",
        "%(num)s pairs are left out. The members stay on the waiting list.",
        count,
    )


@bp.post("/program/proposals/<uuid:proposal_id>/pairs/<uuid:pair_id>/bring-back")
@coordinator_required
def bring_back(proposal_id: UUID, pair_id: UUID) -> ResponseReturnValue:
    pair = found_pair(proposal_id, pair_id)
    name = pair.member.display_name
    try:
        deciding.take_back(pair, clock.now())
        db.session.commit()
        flash(_("%(name)s is in the proposal again.", name=name))
    except deciding.CannotPair as why:
        db.session.rollback()
        flash(_("%(why)s It stays left out.", why=why))
    return go(url_for(".show", proposal_id=proposal_id))


@bp.get("/program/proposals/<uuid:proposal_id>/pairs/<uuid:pair_id>")
@coordinator_required
def pair(proposal_id: UUID, pair_id: UUID) -> ResponseReturnValue:
    return pair_page(found(proposal_id), found_pair(proposal_id, pair_id))


def pair_page(proposal: Proposal, pair: ProposedPair, problem: str | None = None) -> str:
    """Who else could walk with this member, and what it costs the whole."""
    scene = scenes.of(proposal, [pair], clock.now())
    return render_template(
        "program/proposed_pair.html",
        proposal=proposal,
        line=pair_lines.lines(scene, [pair])[0],
        options=[] if pair.decided_at else pair_lines.options(scene, pair, OPTIONS),
        problem=problem,
        number=page_number(),
    )


@bp.post("/program/proposals/<uuid:proposal_id>/pairs/<uuid:pair_id>")
@coordinator_required
def put(proposal_id: UUID, pair_id: UUID) -> ResponseReturnValue:
    proposal, pair = found(proposal_id), found_pair(proposal_id, pair_id)
    mentor_id = as_id(request.form.get("mentor_id"))
    try:
        if mentor_id is None:
            raise deciding.CannotPair(_("Please choose a mentor."))
        others = deciding.put_by_hand(proposal, pair, mentor_id, clock.now())
    except deciding.CannotPair as why:
        db.session.rollback()
        return pair_page(found(proposal_id), found_pair(proposal_id, pair_id), str(why)), 422
    db.session.commit()
    flash(_("%(changes)s Nobody was asked yet.", changes=pair_lines.changed(pair, others)))
    return back(proposal_id)


def found(proposal_id: UUID) -> Proposal:
    return db.session.get(Proposal, proposal_id) or abort(404)


def found_pair(proposal_id: UUID, pair_id: UUID) -> ProposedPair:
    rows = pairs.find(found(proposal_id), [pair_id])
    if not rows:
        abort(404)
    saw.note([rows[0].member_id], What.PAIR)
    return rows[0]


def chosen(proposal_id: UUID) -> list[ProposedPair]:
    return picked(proposal_id, request.form)


def picked(proposal_id: UUID, typed: MultiDict[str, str]) -> list[ProposedPair]:
    """Of this proposal only; what else was sent is left out."""
    ids = [one for one in map(as_id, typed.getlist("pair")[:CHOSEN]) if one]
    return pairs.find(found(proposal_id), ids)
