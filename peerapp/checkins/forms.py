"""The check-in's form. Every field may be missing: what was not sent is not changed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import request
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from peerapp.checkins import answers
from peerapp.checkins.models import CheckIn
from peerapp.forms import Form, no_control_characters, options


class CheckInForm(Form):
    """Fields carry what the contract calls them; `given` translates to `answers.FIELDS`."""

    mood = StringField("Mood")
    sober = RadioField(
        "Sober today?",
        choices=options({"yes": "Yes", "no": "No", "skip": "Rather not say"}),
        validate_choice=False,
    )
    craving = RadioField(
        "Craving, from 0 (none) to 10 (very strong)",
        choices=options({"": "Rather not say", **{str(n): str(n) for n in range(11)}}),
        validate_choice=False,
    )
    trigger = SelectMultipleField(
        "What was going on?",
        choices=options(answers.TRIGGERS),
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    note = TextAreaField(
        "A note",
        validators=[
            Length(
                max=answers.LONGEST_NOTE,
                message="This note is too long to keep. "
                f"Please use {answers.LONGEST_NOTE:,} letters or fewer.",
            ),
            no_control_characters,
        ],
    )
    only_me = BooleanField("Only for me: my mentor does not see this note")
    day = StringField("Day")
    id = StringField()

    def __init__(self, today: date, checkin: CheckIn | None = None, **kwargs: Any) -> None:
        shown = {} if checkin is None else self.of(checkin)
        super().__init__(data=shown, **kwargs)
        self.today = today
        self.checkin = checkin

    @staticmethod
    def of(checkin: CheckIn) -> dict[str, Any]:
        sober = {True: "yes", False: "no", None: ""}[checkin.sober]
        return {
            "mood": str(checkin.mood),
            "sober": sober,
            "craving": "" if checkin.craving is None else str(checkin.craving),
            "trigger": checkin.triggers,
            "note": checkin.note,
            "only_me": checkin.note_is_private,
        }

    def validate_mood(self, field: Field) -> None:
        if not was_sent("mood") and self.checkin:
            return
        if field.data not in {str(mood) for mood in answers.MOODS}:
            raise ValidationError("Please tap one of the five faces.")

    def validate_sober(self, field: Field) -> None:
        if was_sent("sober") and field.data not in ("", *answers.SOBER):
            raise ValidationError("Please choose yes, no, or rather not say.")

    def validate_craving(self, field: Field) -> None:
        if was_sent("craving") and field.data not in {"", *(str(n) for n in range(11))}:
            raise ValidationError("Please choose a number from 0 to 10.")

    def validate_trigger(self, field: Field) -> None:
        if set(field.data or ()) - set(answers.TRIGGERS) - {""}:
            raise ValidationError("Please choose from the list.")

    def validate_day(self, field: Field) -> None:
        if not field.data:
            return
        day = as_day(field.data)
        why = answers.why_closed(day, self.today) if day else "Please choose a day of the calendar."
        if why:
            raise ValidationError(why)

    def validate_id(self, field: Field) -> None:
        if field.data and as_uuid(field.data) is None:
            raise ValidationError("Please load this page again, and try once more.")

    @property
    def chosen_day(self) -> date:
        return as_day(self.day.data or "") or self.today

    @property
    def submission_id(self) -> UUID | None:
        return as_uuid(self.id.data or "")

    def given(self) -> dict[str, Any]:
        """The answers that were sent, by the names of `answers.FIELDS`."""
        found: dict[str, Any] = {}
        if was_sent("mood"):
            found["mood"] = int(self.mood.data)
        if was_sent("sober"):
            found["sober"] = answers.SOBER[self.sober.data or "skip"]
        if was_sent("craving"):
            found["craving"] = int(self.craving.data) if self.craving.data else None
        if was_sent("trigger"):  # an empty one stands for "none of them"
            found["triggers"] = [name for name in answers.TRIGGERS if name in self.trigger.data]
        if was_sent("note"):
            found["note"] = (self.note.data or "").replace("\r\n", "\n").strip() or None
        if was_sent("only_me"):
            found["note_is_private"] = bool(self.only_me.data)
        return found


def was_sent(name: str) -> bool:
    return name in request.form


def as_day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if len(text) == 10 else None  # noqa: DTZ007
    except ValueError:
        return None


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
