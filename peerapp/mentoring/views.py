"""The mentor's side: who needs me today, a mentee's page, and one tap that says "I saw this"."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerapp import clock
from peerapp.checkins import charts, questions, settings, trends
from peerapp.checkins.answers import MOODS
from peerapp.extensions import db
from peerapp.matching import bonds, request_lists, trials
from peerapp.matching.consent_fields import Field
from peerapp.mentoring import acknowledgements, acts, follow_ups, mentees, notes, shared_days
from peerapp.mentoring.mentee import Mentee
from peerapp.mentoring.models import Did, MentorAct
from peerapp.mentoring.shared_days import SharedDay
from peerapp.pages import me, mentor_required, respond
from peerapp.plan import sharing
from peerapp.plan.sharing import Shared
from peerapp.privacy import viewings
from peerapp.privacy.models import As, What
from peerapp.sobriety import trackers
from peerapp.sobriety.views import shown

bp = Blueprint("mentoring", __name__)

SPAN = trends.SPANS[30]
SHOWN = ("mood", "craving")  # measures that a mentor can be shown


@bp.app_context_processor
def words() -> dict[str, Any]:
    return {"did_words": acts.WORDS, "soon": follow_ups.SOON}


@bp.app_template_test("undoable")
def is_undoable(act: MentorAct | None) -> bool:
    return act is not None and acts.can_undo(act, clock.now())


@bp.get("/mentees")
@mentor_required
def index() -> ResponseReturnValue:
    return list_page()


@bp.get("/mentees/live")
@mentor_required
def index_now() -> ResponseReturnValue:
    """The list for a page that is open: 204 while it says the same."""
    context = list_context()
    if request.args.get("seen") == context["seen"]:
        return "", 204
    return render_template("mentoring/_list.html", **context)


def list_page() -> str:
    return render_template("mentoring/mentees.html", **list_context())


def list_context() -> dict[str, Any]:
    """All mentees, or with ?name= those whose name has it in it."""
    now, name = clock.now(), request.args.get("name", "").strip()
    found = mentees.of(me(), now)
    shown = [mentee for mentee in found if mentees.is_called(mentee, name)]
    resting = [mentee for mentee in shown if not mentee.needs_you]
    for mentee in shown:
        saw_line(mentee)
    return {
        "needing": [mentee for mentee in shown if mentee.needs_you],
        "done": [mentee for mentee in resting if was_just_done(mentee)],
        "others": [mentee for mentee in resting if not was_just_done(mentee)],
        "count": len(found),
        "name": name,
        "moods": MOODS,
        "trials": trials.to_ask([mentee.match for mentee in found], me(), now),
        "ended": bonds.ended_lately(me(), now),
        "asked": len(request_lists.for_mentor(me())),
        "seen": mark_of([said_of(mentee) for mentee in shown]),
    }


def was_just_done(mentee: Mentee) -> bool:
    """What can still be undone stands near, and not among the others."""
    return is_undoable(mentee.done.latest) or mentee.kept is not None


@bp.get("/mentees/<uuid:member_id>")
@mentor_required
def mentee(member_id: UUID) -> ResponseReturnValue:
    return render_template("mentoring/mentee.html", **page_context(mentee_of_mine(member_id)))


@bp.get("/mentees/<uuid:member_id>/live")
@mentor_required
def mentee_now(member_id: UUID) -> ResponseReturnValue:
    """The page's part that changes by itself: 204 while it says the same."""
    context = page_context(mentee_of_mine(member_id))
    if request.args.get("seen") == context["seen"]:
        return "", 204
    return render_template("mentoring/_mentee.html", **context)


def mentee_of_mine(member_id: UUID) -> Mentee:
    found = mentees.one(me(), member_id, clock.now())
    if found is None:
        abort(404)
    saw_line(found)
    return found


def saw_line(mentee: Mentee) -> None:
    saw(mentee, What.LINE, *([What.NUMBER] if mentee.way else []))


def saw(mentee: Mentee, *whats: What) -> None:
    """The mentee can read that this mentor did (D8)."""
    viewings.note(me(), As.MENTOR, mentee.person.id, *whats, match_id=mentee.match.id)


def page_context(found: Mentee) -> dict[str, Any]:
    now, checkins = clock.now(), days_of(found)
    counts = counts_of(found)
    history, own_notes = acts.history(found.match), notes.of(found.match)
    shared = sharing.shared_with(found.person, me())
    asks_trial = bool(trials.to_ask([found.match], me(), now))
    saw(found, What.PAGE, *parts_of(shared))
    return {
        "mentee": found,
        "checkins": checkins,
        "charts": charts_of(found),
        "is_asked": asks_trial,
        "said_of_trial": trials.said(found.match, me()),
        "counts": counts,
        "moods": MOODS,
        "shared": shared,
        "history": history,
        "notes": own_notes,
        "said": lambda day: day.lines,
        "seen": mark_of(
            [
                said_of(found),
                [(one.id, one.changed_at) for one in checkins],
                [(one.id, one.undone_at) for one in history],
                [(one.id, one.changed_at) for one in own_notes],
                shared_words(shared),
                [(item["count"].days, item["count"].total) for item in counts],
                asks_trial,
            ]
        ),
    }


def days_of(found: Mentee) -> list[SharedDay]:
    rows = mentees.checkins_of(found)
    asked, wordings = settings.of(found.person), questions.versions()
    return [shared_days.as_shared(row, found.may_see(row.day), asked, wordings) for row in rows]


def counts_of(found: Mentee) -> list[dict[str, Any]]:
    if Field.TRACKERS not in found.sees.fields:
        return []
    dates = trackers.shared_by(found.person)
    return shown(dates, found.today, found.person.timezone, with_minutes=False)


def parts_of(shared: Shared) -> list[What]:
    parts = {What.PLAN: shared.plan, What.GOALS: shared.goals or shared.ideas}
    return [what for what, is_shown in parts.items() if is_shown]


def charts_of(found: Mentee) -> list[charts.Chart]:
    """Of the days before today and yesterday, if they are shown, of what is."""
    if not found.sees.earlier_days:
        return []
    return [
        charts.draw(measure, said, found.days, SPAN, first_weekday=0)
        for measure in trends.MEASURES
        if measure.key in SHOWN
        and (
            said := {
                day: answer
                for day, one in found.found.items()
                if (answer := getattr(one, measure.key)) is not None
            }
        )
    ]


def said_of(mentee: Mentee) -> list[Any]:
    """All that a row says, so that a change of it is noticed."""
    latest, last = mentee.done.latest, mentee.last
    given = [one.given_at for one in last.acknowledgements] if last else []
    newest = max((one.at for one in mentee.found.values()), default=None)
    promises = [(one.id, one.due_on) for one in mentee.follow_ups]
    return [
        *(mentee.person.id, mentee.person.display_name, mentee.sentence, mentee.today),
        *(len(mentee.found), newest, mentee.told, promises, given),
        *(sorted(mentee.sees.fields), mentee.sees.ended_at, sorted(mentee.hidden)),
        mentee.call and (mentee.call.id, mentee.call.taken_by_id),
        mentee.unread and (mentee.unread.count, mentee.unread.since),
        mentee.way and mentee.way.dials,
        *(latest and latest.id, mentee.hand_over and mentee.hand_over.taken_at),
        [one.text for one in mentee.reasons],
    ]


def shared_words(shared: Shared) -> list[Any]:
    lines = [line.words for section in shared.plan.values() for line in section]
    goals = [(one.words, one.done, one.finished_at) for one in shared.goals]
    return [lines, goals, len(shared.ideas)]


def mark_of(said: Any) -> str:
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def needs(mentee: Mentee, back: str, **more: Any) -> ResponseReturnValue:
    """After something was done about a mentee: their row's part to htmx, else back."""
    return respond("mentoring/_after_act.html", back, mentee=mentee, **more)


def page_of(member_id: UUID) -> str:
    return url_for("mentoring.mentee", member_id=member_id)


@bp.post("/checkins/<uuid:checkin_id>/acknowledge")
@mentor_required
def acknowledge(checkin_id: UUID) -> ResponseReturnValue:
    checkin = mentees.visible_checkin(me(), checkin_id)
    if checkin is None:
        abort(404)
    now = clock.now()
    acknowledgements.give(checkin, by=me(), now=now)
    rest(checkin.member_id, now)
    db.session.commit()
    if request.form.get("from") == "needs":
        return needs(mentee_of_mine(checkin.member_id), page_of(checkin.member_id))
    return respond("mentoring/_acknowledge.html", page_of(checkin.member_id), checkin=checkin)


def rest(member_id: UUID, now: datetime) -> None:
    """What is acknowledged has been seen: the mentee's reasons rest."""
    acts.act(mentee_of_mine(member_id).match, Did.SAW, now)
