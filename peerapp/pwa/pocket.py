"""The pages that a member's phone keeps, to be read without a signal (static/js/pocket.js).

They are made for that: without a token, without a word on whose they are and without a form that
would show old answers as if they were today's. What changes with the day (the counts, the last
days, which day it is) the phone works out again from what stands in their data attributes, and
each says for which day it is. They are the same until something in them changes.
"""

from datetime import date, datetime
from typing import Any

from flask import render_template

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.checkins import answers, log, records, saying, settings
from peerapp.checkins.fields import field_name
from peerapp.checkins.views import asked_versions, form_of, wordings
from peerapp.matching import numbers
from peerapp.plan.views import to_read
from peerapp.sobriety import live, trackers
from peerapp.sobriety.models import Tracker
from peerapp.sobriety.views import shown_one

DAYS = 30


def pages(member: Person, now: datetime) -> dict[str, str]:
    """By the path for which each stands in; the plan only where there is something in it."""
    today = clock.local_day(now, member.timezone)
    plan, ways = to_read(), numbers.at_any_time(member, now)
    has_plan = plan["is_begun"] or bool(ways)
    shown = {
        "/": ("today.html", todays(member, today)),
        "/checkins": ("days.html", last_days(member, today)),
        **({"/plan": ("plan.html", {**plan, "ways": ways})} if has_plan else {}),
    }
    return {
        path: render_template(f"pwa/pocket/{name}", today=today, has_plan=has_plan, **context)
        for path, (name, context) in shown.items()
    }


def todays(member: Person, today: date) -> dict[str, Any]:
    chosen = settings.of(member)
    form = form_of(None, asked_versions(chosen), formdata=None)
    checkin = log.of_day(member, today)
    return {
        "counts": [counted(tracker, today, member.timezone) for tracker in trackers.of(member)],
        "checkin": checkin,
        "said": saying.lines(checkin, wordings()) if checkin else [],
        "form": form,
        "asks": chosen.asks,
        "own_fields": [(version, form[field_name(version)]) for version in form.asked],
        "moods": answers.MOODS,
    }


def counted(tracker: Tracker, today: date, zone: str) -> dict[str, Any]:
    """What the server says of a count for today, and what the phone counts on from."""
    shown = shown_one(tracker, today)
    begun = shown["current"]
    since = begun.started_at and live.began(begun.started_on, begun.started_at, zone)
    return {
        **shown,
        "spans": [[as_text(one.started_on), as_text(one.ended_on)] for one in tracker.periods],
        "since": since.isoformat() if since and shown["count"].days < live.FIRST_DAYS else None,
    }


def as_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def last_days(member: Person, today: date) -> dict[str, Any]:
    days = answers.last_days(today, DAYS)
    found = {one.day: one.mood for one in records.moods(member, days[0], today).values()}
    by_day = {day.isoformat(): mood for day, mood in found.items()}
    return {"days": days, "found": found, "by_day": by_day, "moods": answers.MOODS}
