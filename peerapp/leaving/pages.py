"""The page in the export: opens from the folder, has no script, and can be printed."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any

from babel.dates import format_datetime
from flask import current_app

from peerapp import clock, language
from peerapp.checkins import answers
from peerapp.language import _, lazy
from peerapp.leaving import rows
from peerapp.leaving.registry import DECISIONS, Decision, Reader
from peerapp.leaving.rows import Names
from peerapp.matching import consent_fields
from peerapp.pages import full_day
from peerapp.plan import sections
from peerapp.reminders import kinds
from peerapp.who_saw.words import SAW

CALLED = {"trackers": "name", "goals": "words", "checkins": "day"}
# What is kept as a word of ours.
CODES: Mapping[str, Mapping[str, str]] = {
    "triggers": answers.TRIGGERS,
    "medication": answers.MEDICATION,
    "section": {section: words.title for section, words in sections.WORDS.items()},
    "kind": kinds.LABELS,
    "fields": {field: words[0] for field, words in consent_fields.WORDS.items()},
    "what": {what.value: words for what, words in SAW.items()},
    "language": language.LANGUAGES,
}
AT_ONCE = 100  # rows that are put into words together

LABELS: Mapping[str, str] = {
    "display_name": lazy("Name"),
    "email": lazy("Email"),
    "tracker_id": lazy("What is counted"),
    "goal_id": lazy("Goal"),
    "checkin_id": lazy("Day"),
    "timezone": lazy("Time zone"),
    "language": lazy("Language"),
    "created_at": lazy("Since"),
    "device": lazy("Device"),
    "seen_at": lazy("Last used"),
    "number": lazy("Number"),
    "day": lazy("Day"),
    "mood": lazy("Mood"),
    "sober": lazy("Sober"),
    "craving": lazy("Craving"),
    "triggers": lazy("Triggers"),
    "note": lazy("Note"),
    "sleep": lazy("Sleep, 1 to 5"),
    "anxiety": lazy("Anxiety, 1 to 5"),
    "connectedness": lazy("Close to others, 1 to 5"),
    "medication": lazy("Medication"),
    "meetings": lazy("Meetings"),
    "gratitude": lazy("Grateful for"),
    "replaced_at": lazy("Changed"),
    "name": lazy("Name"),
    "started_on": lazy("From"),
    "ended_on": lazy("Until"),
    "on": lazy("Day"),
    "days": lazy("Days"),
    "words": lazy("Words"),
    "photo": lazy("Photo"),
    "photo_words": lazy("Instead of the photo"),
    "answers": lazy("Answers"),
    "section": lazy("Part"),
    "phone": lazy("Phone"),
    "until": lazy("Until"),
    "finished_at": lazy("Reached"),
    "done_at": lazy("Done"),
    "member": lazy("Member"),
    "mentor": lazy("Mentor"),
    "greeting": lazy("Greeting"),
    "asked_at": lazy("Asked"),
    "started_at": lazy("From"),
    "ended_at": lazy("Until"),
    "sent_at": lazy("Sent"),
    "by": lazy("From whom"),
    "body": lazy("Message"),
    "due_on": lazy("Day"),
    "made_at": lazy("When"),
    "written_at": lazy("Written"),
    "said_at": lazy("When"),
    "closed_at": lazy("Over"),
    "time": lazy("Time"),
    "kind": lazy("What for"),
    "given_at": lazy("When"),
    "mentor_name": lazy("Mentor"),
    "fields": lazy("What"),
    "ends_at": lazy("Until"),
    "at": lazy("When"),
    "viewer": lazy("Who"),
    "what": lazy("What"),
}


def parts(its: Reader, names: Names, zone: str, now: datetime) -> Iterator[str]:
    page: Any = current_app.jinja_env.get_template("leaving/export.html").module
    titled = [(name, one) for name, one in DECISIONS.items() if one.mine and one.title]
    yield page.head(moment(now, zone), language.current())
    above = what_others_belong_to(its, names)
    for name, decision in titled:
        found = rows.of(name, its, names)
        title: str | None = str(decision.title)
        while some := list(islice(found, AT_ONCE)):
            said = [said_of(belonging(row, above), decision, zone) for row in some]
            yield page.section(title, [one for one in said if one])
            title = None
    yield page.foot()


def what_others_belong_to(its: Reader, names: Names) -> dict[str, str]:
    """By its id, what a person calls it."""
    return {
        row["id"]: row[called]
        for name, called in CALLED.items()
        for row in rows.of(name, its, names)
    }


def belonging(row: rows.Row, above: Mapping[str, str]) -> rows.Row:
    keys = [key for key in ("tracker_id", "goal_id", "checkin_id") if key in row]
    return {**row, **{key: above.get(row[key]) for key in keys}}


def said_of(row: rows.Row, decision: Decision, zone: str) -> list[tuple[str, str, bool]]:
    """(label, words, whether it is a photo) of what was said; the rest is left out."""
    return [
        (str(LABELS[name]), in_words(name, row[name], zone), name == "photo")
        for name in decision.shown
        if row.get(name) not in (None, "", [], {})
    ]


def in_words(name: str, value: Any, zone: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "mood":
        return f"{value} ({answers.MOODS[value]})"
    if name == "at" or name.endswith("_at"):
        return moment(datetime.fromisoformat(value), zone)
    if name in CODES:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(str(CODES[name].get(one, one)) for one in codes)
    if name in ("day", "on", "until", "checkin_id") or name.endswith("_on"):
        return full_day(date.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return "\n".join(str(one) for one in value.values())
    return str(value)


def moment(instant: datetime, zone: str) -> str:
    return format_datetime(clock.local(instant, zone), "short", locale=language.locale())
