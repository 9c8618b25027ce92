"""What is typed where a match is looked back on, or ends."""

from uuid import UUID

from flask import request
from wtforms import BooleanField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from peerapp.forms import AtMost, Form, as_uuid, no_control_characters, options
from peerapp.language import lazy
from peerapp.matching.trials import ANSWERS

MOST_WORDS = 1000


class TrialForm(Form):
    answer = RadioField(
        lazy("How is it?"),
        choices=options(ANSWERS),
        validators=[InputRequired(lazy("Please choose one of the three."))],
        validate_choice=True,
    )
    words = TextAreaField(
        lazy("Anything the coordinator can know?"),
        validators=[
            AtMost(MOST_WORDS, lazy("Please use up to %(most)s letters.")),
            no_control_characters,
        ],
    )


class EndForm(Form):
    not_again = BooleanField(
        lazy("Do not show us to each other again"), false_values=(False, "no", "")
    )
    look_again = StringField()


def other_id() -> UUID | None:
    """Whom a form is about; None for what is no id."""
    return as_uuid(request.form.get("other_id"))
