"""What is sent with a call."""

from datetime import UTC, datetime
from uuid import UUID

from flask import request
from wtforms import StringField, TextAreaField

from peerapp.forms import AtMost, Form, no_control_characters
from peerapp.safety.models import What

MOST_WORDS = 1000
HOW = {"call": What.CALLING, "write": What.WRITING, "talk": What.TALKING}


class WordsForm(Form):
    words = TextAreaField(
        "What is up, and how can they reach you?",
        validators=[
            AtMost(MOST_WORDS, f"Please use up to {MOST_WORDS:,} letters."),
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
    try:
        return UUID(request.form.get("id", ""))
    except ValueError:
        return None


def said_at() -> datetime | None:
    """When it was tapped on the phone, ISO 8601 with an offset; None where that cannot be read."""
    try:
        found = datetime.fromisoformat(request.form.get("said_at", ""))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def how() -> What:
    return HOW.get(request.form.get("how", ""), What.WRITING)


def is_yes() -> bool:
    return request.form.get("answer") == "yes"
