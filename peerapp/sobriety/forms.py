"""Dates that a member counts from."""

from datetime import date
from typing import Any

from wtforms import Field, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from peerapp.forms import ClockField, DayField, Form, no_control_characters, squeezed

OLDEST = date(1920, 1, 1)
LONGEST_NOTE = 2000


class DayOf(Form):
    def __init__(self, today: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def check_day(self, field: Field) -> None:
        if field.data is None:
            return  # it says so itself
        if field.data > self.today:
            raise ValidationError("This day has not come yet.")
        if field.data < OLDEST:
            raise ValidationError("Please check the year.")


class TrackerForm(DayOf):
    name = StringField(
        "What do you count?",
        filters=[squeezed],
        validators=[
            DataRequired("Give it a name: a word only you need to know."),
            Length(max=60, message="Please use 60 letters or fewer."),
            no_control_characters,
        ],
    )
    started_on = DayField("Since when?", validators=[InputRequired("Please choose the first day.")])
    started_at = ClockField("At what time? (if you like)", validators=[Optional()])

    def validate_started_on(self, field: Field) -> None:
        self.check_day(field)


class ReturnForm(DayOf):
    on = DayField("Which day was it?", validators=[InputRequired("Please choose the day.")])
    note = TextAreaField(
        "Anything you want to remember? (only you see it)",
        validators=[
            Length(max=LONGEST_NOTE, message=f"Please use {LONGEST_NOTE:,} letters or fewer."),
            no_control_characters,
        ],
    )

    def validate_on(self, field: Field) -> None:
        self.check_day(field)
