"""What is typed with a request and with an answer to one."""

from collections.abc import Mapping
from uuid import UUID

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from peerapp.forms import AtMost, Form, no_control_characters, options
from peerapp.language import _, lazy
from peerapp.matching import request_words

GREETING_MOST = 500
REASON_MOST = 500
TOO_LONG = lazy("This is a bit long. Please keep it under 500 letters.")


STARTERS = {str(number): line for number, line in enumerate(request_words.STARTERS, start=1)}


def starters() -> list[SelectChoice]:
    return options({"": _("No line"), **in_words(STARTERS)})


def reasons() -> list[SelectChoice]:
    return options(in_words(request_words.REASONS))


def in_words(kept: Mapping[str, str]) -> dict[str, str]:
    return {name: request_words.shown(words) for name, words in kept.items()}


class GreetingForm(Form):
    starter = RadioField(
        lazy("A line of greeting"),
        choices=starters,
        default="",
        validators=[Optional()],
    )
    greeting = TextAreaField(
        lazy("Or in your own words"),
        validators=[AtMost(GREETING_MOST, TOO_LONG), no_control_characters],
    )

    @property
    def said(self) -> str | None:
        """What was typed goes before a line that was chosen."""
        typed = (self.greeting.data or "").strip()
        return typed or STARTERS.get(self.starter.data or "")


class DeclineForm(Form):
    reason = RadioField(
        lazy("Why (only your coordinator reads it; you can leave it out)"),
        choices=reasons,
        validators=[Optional()],
    )
    words = TextAreaField(
        lazy("In your own words (if you like)"),
        validators=[AtMost(REASON_MOST, TOO_LONG), no_control_characters],
    )
    suggested_id = SelectField(
        lazy("I would suggest (if you like)"), choices=[], validate_choice=False
    )

    @property
    def said(self) -> str | None:
        return request_words.reason(self.reason.data, (self.words.data or "").strip())

    @property
    def suggested(self) -> UUID | None:
        """None for whatever is no id: a suggestion that can't be is dropped."""
        return as_id(self.suggested_id.data)


def as_id(text: str | None) -> UUID | None:
    """Only as our pages write it."""
    try:
        found = UUID(text or "")
    except ValueError:
        return None
    return found if str(found) == text else None
