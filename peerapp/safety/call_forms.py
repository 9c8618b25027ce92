"""What is sent with a call."""

from datetime import UTC, datetime
from uuid import UUID

from flask import request
from wtforms import StringField, TextAreaField

from peerapp.forms import AtMost, Form, as_uuid, no_control_characters
from peerapp.language import lazy
from peerapp.phone_clock import by_ours
from peerapp.safety.calls import STILL_MEANT
from peerapp.safety.models import What

MOST_WORDS = 1000
HOW = {"call": What.CALLING, "write": What.WRITING, "talk": What.TALKING}


class WordsForm(Form):
    words = TextAreaField(
        lazy("What is up, and how can they reach you?"),
        validators=[
            AtMost(MOST_WORDS, lazy("Please use up to %(most)s letters.")),
            no_control_characters,
        ],
    )


class WhoForm(Form):
    only_mentor = StringField()

    @property
    def is_only(self) -> bool:
        return bool(self.only_mentor.data == "yes")


class DutyForm(Form):
    nights = StringField()

    @property
    def is_out_at_night(self) -> bool:
        return bool(self.nights.data == "no")


def call_id() -> UUID | None:
    """As the phone made it. One that cannot be read turns nobody away: we make our own."""
    return as_uuid(request.form.get("id"))


def said_at(now: datetime) -> datetime | None:
    """When it was tapped on the phone; None where nobody knows: what is long ago, and comes from a
    phone that does not say when it sends, is taken for a wrong clock.
    """
    said, sent = instant("said_at"), instant("sent_at")
    if said is None:
        return None
    if sent is None:
        return said if now - said <= STILL_MEANT else None
    return by_ours(said, sent, now)


def instant(name: str) -> datetime | None:
    """ISO 8601 with an offset; None where that cannot be read. What an older page has kept on a
    phone has the name in it twice, empty and first.
    """
    try:
        found = datetime.fromisoformat(max(request.form.getlist(name), default="", key=bool))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def how() -> What:
    return HOW.get(request.form.get("how", ""), What.WRITING)


def is_yes() -> bool:
    return request.form.get("answer") == "yes"
