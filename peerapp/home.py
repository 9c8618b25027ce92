"""`/`: a member's check-in and day counts; for a mentor, the mentees."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from peerapp import clock
from peerapp.accounts.models import Person, Role
from peerapp.checkins import answers, log
from peerapp.checkins.models import CheckIn
from peerapp.checkins.views import card, day_is_shown, today_of
from peerapp.matching import answers as match_answers
from peerapp.matching import bonds, consents, matches, request_lists
from peerapp.matching.models import Origin, Side
from peerapp.mentoring.views import list_page
from peerapp.pages import go, me
from peerapp.plan import hard_day
from peerapp.plan.goal_pages import today_of as goals_today
from peerapp.reflections import motivations
from peerapp.reflections import today as reflections_today
from peerapp.reminders import breaks, rung, schedule
from peerapp.reminders.models import Kind
from peerapp.safety import call_plan, calls
from peerapp.sobriety import celebrations, trackers
from peerapp.sobriety.views import shown

bp = Blueprint("home", __name__)
UNDO_SHOWS_FOR = timedelta(seconds=10)


@bp.get("/")
@login_required
def index() -> ResponseReturnValue:
    person = me()
    if person.is_member:
        return member_page()
    if person.is_mentor:
        return list_page()
    if person.is_coordinator:
        return go("/program")
    grant = person.grant(Role.MENTOR)
    return render_template("accounts/waiting.html", is_paused=bool(grant and grant.approved_at))


def member_page() -> str:
    today = today_of(me())
    checkin = log.of_day(me(), today)
    found = trackers.of(me())
    walked_with = bonds.of_member(me(), clock.now())
    is_pain = checkin is not None and answers.is_pain(checkin)
    return render_template(
        "home.html",
        **card(today, checkin, can_undo=just_changed(checkin)),
        **what_rang(today),
        reflections=reflections_today.of(me(), clock.now()),
        **goals_today(me(), clock.now()),
        trackers=shown(found, today, me().timezone),
        celebration=None if is_pain else celebrations.due(me(), found, today, clock.now()),
        bonds=walked_with,
        ended=bonds.ended_lately(me(), clock.now()),
        mentees=len(matches.of_mentor(me())),
        **where_it_stands(),
        asked=len(request_lists.for_mentor(me())),
        has_been_here=log.is_on_another_day(me(), today),
        **needing_someone([bond.match.mentor for bond in walked_with]),
    )


def needing_someone(mentors: Sequence[Person]) -> dict[str, Any]:
    """The member's own call if one is open, else who would be told of one."""
    call = calls.open_of(me())
    return {"call": call} if call else {"plan": call_plan.of(me(), clock.now(), mentors)}


def what_rang(today: date) -> dict[str, Any]:
    """What reminders rang for today that is not done, and whether the check-in is to ring later."""
    now, found = clock.now(), rung.waiting(me(), today)
    check_in = next((slot for slot in found if slot.reminder.kind == Kind.CHECK_IN), None)
    again_at = check_in.again_at if check_in else None
    return {
        "waits": {slot.reminder.kind for slot in found},
        "rang": None if breaks.back_on(me(), now) else check_in,
        "again_at": again_at if again_at and again_at > now else None,
        "has_evening": schedule.has_evening(now, me().timezone),
    }


def where_it_stands() -> dict[str, Any]:
    """Of a member's requests: ideas to answer, those that wait for an answer, answers that came."""
    found = request_lists.of_member(me(), clock.now())
    is_open = [one for one in found if one.closed_at is None]
    row = match_answers.of(me(), Side.MEMBER)
    return {
        "offers": sum(one.origin == Origin.PROGRAM and not one.member_yes_at for one in is_open),
        "waiting": sum(one.member_yes_at is not None for one in is_open),
        "answers_came": len(found) - len(is_open),
        "is_looking": bool(row and row.looking_since),
    }


@day_is_shown.connect
def beside_the_check_in(member: Person, checkin: CheckIn) -> dict[str, Any]:
    """What the member's counts, reasons and plan have to do with the answers of a day."""
    said: dict[str, Any] = {"seen_by": who_sees_days(member)}
    if checkin.sober is not None:
        said["returns"] = [
            {"name": tracker.name, "is_lapse": is_lapse, "link": f"/sobriety/{tracker.id}"}
            for tracker, is_lapse in trackers.returns_on(member, checkin.day)
        ]
    if answers.is_heavy(checkin) or checkin.sober is False:
        said["plan_now"] = hard_day.of(member)
    if answers.is_heavy(checkin):
        motivation = motivations.of(member)
        said["why"] = motivation and motivation.words
    return said


def who_sees_days(member: Person) -> list[str]:
    """The names of the mentors who may see a check-in."""
    found = matches.of_member(member)
    sees = consents.sees([match.id for match in found], clock.now())
    return [
        match.mentor.display_name
        for match in found
        if sees[match.id].days and match.mentor.is_mentor and not match.mentor.suspended_at
    ]


def just_changed(checkin: CheckIn | None) -> bool:
    """Whether a page without htmx still offers Undo."""
    now = clock.now()
    return (
        checkin is not None
        and now - checkin.changed_at < UNDO_SHOWS_FOR
        and log.can_undo(checkin, now)
    )
