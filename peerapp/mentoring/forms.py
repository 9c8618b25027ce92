"""What a mentor types."""

from typing import Any
from uuid import UUID, uuid4

from wtforms import (
    BooleanField,
    HiddenField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from peerapp.forms import (
    AtMost,
    Between,
    ClockField,
    DayField,
    Form,
    WholeNumberField,
    no_control_characters,
    options,
)
from peerapp.language import _, lazy
from peerapp.mentoring import notes
from peerapp.mentoring.wishes import MUTED, RINGS
from peerapp.messages.forms import as_id

MOST_WORDS = 1000


def words_rules() -> list[Any]:
    too_long = AtMost(MOST_WORDS, lazy("Please use up to %(most)s letters."))
    return [too_long, no_control_characters]


class FollowUpForm(Form):
    due_in = StringField()  # one of follow_ups.SOON, by its button
    due_on = DayField(lazy("On a day"), validators=[Optional()])
    words = TextAreaField(lazy("What for? Only you see it"), validators=words_rules())


class HandOverForm(Form):
    words = TextAreaField(lazy("What should they know?"), validators=words_rules())


class NoteForm(Form):
    id = HiddenField()  # made with the form: a second tap is the same note
    words = TextAreaField(
        lazy("A note of your own"),
        validators=[
            AtMost(notes.LONGEST, lazy("Please use up to %(most)s letters.")),
            no_control_characters,
        ],
    )

    @property
    def note_id(self) -> UUID:
        return as_id(self.id.data) or uuid4()


def a_number(label: str, least: int, most: int) -> WholeNumberField:
    words = lazy("Please choose a number from %(least)s to %(most)s.")
    return WholeNumberField(label, validators=[Between(least, most, words)])


class ManyField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def needed_for_a_summary(form: Any, field: Any) -> None:
    if any(typed.strip() for typed in field.raw_data or ()):
        return
    field.errors = []  # that it is no time of the day
    if form.has_digest.data:
        raise StopValidation(_("Please choose a time, such as 09:00."))
    raise StopValidation


class WishesForm(Form):
    silence = a_number(lazy("Days without a check-in"), 1, 30)
    craving = a_number(lazy("Craving from this number on, 0 to 10"), 1, 10)
    low = a_number(lazy("Days that a low mood or a strong craving goes on"), 2, 30)
    contact = a_number(lazy("Days without contact"), 1, 60)
    rings = ManyField(
        lazy("Ring when"), choices=options({name: one[0] for name, one in RINGS.items()})
    )
    others = ManyField(lazy("Ring for"), choices=options(MUTED))
    has_digest = BooleanField(lazy("A summary every day"), false_values=(False, "no", ""))
    digest_at = ClockField(lazy("At"), validators=[needed_for_a_summary])
