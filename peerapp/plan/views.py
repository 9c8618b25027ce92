"""A member's recovery plan: to read it comes first, to change it is one tap further."""

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.extensions import db, htmx
from peerapp.forms import as_uuid
from peerapp.language import _
from peerapp.matching import matches
from peerapp.pages import go, invalid, me, member_required, respond
from peerapp.plan import copies, lines, sharing
from peerapp.plan.forms import OTHER_TAB, LineForm
from peerapp.plan.models import PlanLine
from peerapp.plan.sections import MOST_LINES, READING_ORDER, WORDS, Section
from peerapp.reflections import motivations

bp = Blueprint("plan", __name__, url_prefix="/plan")
bp.app_context_processor(lambda: {"plan_words": WORDS})

SECTION = f"<any({','.join(Section)}):section>"
PART, PAGE = "plan/_section.html", "plan/change.html"


@bp.get("")
@login_required
def index() -> ResponseReturnValue:
    """The tools lead everybody here, being the same page for all: who has no plan goes home."""
    if not me().is_member:
        flash(_("Only members have a plan here. The tools are for you too."))
        return go("/")
    return render_template(
        "plan/plan.html",
        **to_read(),
        has_mentor=bool(matches.of_member(me())),
        keeps_copy=copies.are_kept_here(),
    )


def to_read() -> dict[str, Any]:
    """What `plan/_reading.html` shows, here and on the phone's copy (peerapp/pwa/pocket.py)."""
    found = lines.of(me())
    motivation = motivations.of(me())
    why = motivation.words if motivation else None
    return {
        "sections": [(section, found[section]) for section in READING_ORDER if found[section]],
        "why": why,
        "is_begun": bool(why) or any(found.values()),
    }


@bp.get("/change")
@member_required
def change_page() -> ResponseReturnValue:
    found = lines.of(me())
    undo = as_line(request.args.get("undo"))
    return render_template(
        PAGE,
        sheets=[sheet_of(section, found[section], undo=undo) for section in READING_ORDER],
    )


def as_line(line_id: str | None) -> PlanLine | None:
    """The line that was just removed, and can be brought back."""
    wanted = as_uuid(line_id)
    return lines.find(me(), wanted) if wanted else None


@bp.post(f"/{SECTION}")
@member_required
def add(section: str) -> ResponseReturnValue:
    form = LineForm(Section(section))
    if not form.validate():
        return wrong(form)
    try:
        lines.add(me(), form.section, form.written, clock.now(), form.client_id)
    except lines.TooMany as why:
        form.words.errors = [str(why)]
        return wrong(form)
    except lines.NotYours:
        abort(404)
    return done(form.section, _("Saved."), is_adding=True)


def wrong(form: LineForm) -> ResponseReturnValue:
    found = lines.of(me())
    sent = sheet_of(form.section, found[form.section], form)
    sheets = [sent if one == form.section else sheet_of(one, found[one]) for one in READING_ORDER]
    return invalid(PART, PAGE, sheet=sent, sheets=sheets)


@bp.get("/lines/<uuid:line_id>")
@member_required
def line(line_id: UUID) -> ResponseReturnValue:
    found = mine(line_id)
    return line_page(found, form_of(found))


@bp.post("/lines/<uuid:line_id>")
@member_required
def change(line_id: UUID) -> ResponseReturnValue:
    found = mine(line_id)
    form = LineForm(Section(found.section))
    if not form.validate():
        return line_page(found, form), 422
    try:
        lines.change(found, form.written, form.seen.data or "", clock.now())
    except lines.ChangedElsewhere as other:
        form.words.errors = [OTHER_TAB]
        form.seen.data = lines.mark_of(other.line)
        return line_page(found, form, is_changed=True), 422
    return done(Section(found.section), _("Saved."))


def form_of(line: PlanLine) -> LineForm:
    said = {"words": line.words, "phone": line.phone, "seen": lines.mark_of(line)}
    return LineForm(Section(line.section), formdata=None, data=said)


def line_page(line: PlanLine, form: LineForm, **more: Any) -> str:
    return render_template("plan/line.html", line=line, form=form, **more)


@bp.post("/lines/<uuid:line_id>/up")
@member_required
def move_up(line_id: UUID) -> ResponseReturnValue:
    found = mine(line_id)
    lines.move_up(found)
    return done(Section(found.section), None)


@bp.post("/lines/<uuid:line_id>/remove")
@member_required
def remove(line_id: UUID) -> ResponseReturnValue:
    found = mine(line_id)
    lines.remove(found, clock.now())
    return done(Section(found.section), None, undo=found)


@bp.post("/lines/<uuid:line_id>/restore")
@member_required
def restore(line_id: UUID) -> ResponseReturnValue:
    found = lines.find(me(), line_id) or abort(404)
    try:
        lines.restore(found)
    except lines.TooMany as why:
        return done(Section(found.section), str(why))
    return done(Section(found.section), _("It is back."))


def done(
    section: Section, said: str | None, undo: PlanLine | None = None, is_adding: bool = False
) -> ResponseReturnValue:
    """The section to htmx; else its place on the page."""
    db.session.commit()
    if said and not htmx.wants_part:
        flash(said)
    back = url_for(".change_page", undo=undo and undo.id, _anchor=f"plan-{section}")
    shown = sheet_of(section, lines.of(me(), [section])[section], undo=undo, said=said)
    return respond(PART, back, sheet={**shown, "is_adding": is_adding})


def sheet_of(
    section: Section,
    found: list[PlanLine],
    form: LineForm | None = None,
    undo: PlanLine | None = None,
    said: str | None = None,
) -> dict[str, Any]:
    """What `plan/_section.html` shows."""
    written = {line.words.casefold() for line in found}
    return {
        "section": section,
        "words": WORDS[section],
        "lines": found,
        "form": form or LineForm(section, formdata=None),
        "new_id": uuid4(),
        "starters": [one for one in WORDS[section].starters if one.casefold() not in written],
        "is_full": len(found) >= MOST_LINES,
        "undo": undo if undo and undo.section == section and undo.removed_at else None,
        "said": said,
        "is_adding": False,
    }


def mine(line_id: UUID) -> PlanLine:
    found = lines.find(me(), line_id)
    return found if found and not found.removed_at else abort(404)


@bp.get("/sharing")
@member_required
def sharing_page() -> ResponseReturnValue:
    found = matches.of_member(me())
    return render_template(
        "plan/sharing.html",
        matches=found,
        shared=sharing.sections_of([match.id for match in found]),
        sections=READING_ORDER,
    )


@bp.post("/sharing/<uuid:match_id>")
@member_required
def share(match_id: UUID) -> ResponseReturnValue:
    """With the mentor of this match: what is ticked, or all but the people to call."""
    found = matches.of_member(me())
    match = next((one for one in found if one.id == match_id), None) or abort(404)
    chosen = {one for one in READING_ORDER if one in request.form.getlist("share")}
    if request.form.get("all"):
        chosen = set(READING_ORDER) - {Section.PEOPLE}
    sharing.share_plan(match, chosen, clock.now())
    db.session.commit()
    flash(_("Saved.") if chosen else _("Saved. Nobody else reads your plan."))
    return go(url_for(".sharing_page"))


@bp.post("/copy")
@member_required
def keep_copy() -> ResponseReturnValue:
    """Whether this phone keeps a copy for when there is no signal."""
    is_wanted = request.form.get("keep") == "yes"
    flash(
        _("Saved. Your plan opens here without a signal too.")
        if is_wanted
        else _("Saved. No copy is kept on this phone.")
    )
    return copies.remember(go(url_for(".index")), is_wanted)
