"""Dates that a member counts from."""

from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import DateField, Field, StringField, TextAreaField, TimeField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from peerapp.accounts.forms import no_control_characters, squeezed

OLDEST = date(1920, 1, 1)
LONGEST_NOTE = 2000


class DayField(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Please choose a day of the calendar.") from None


class ClockField(TimeField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Please choose a time of the day, such as 21:30.") from None


class DayOf(FlaskForm):
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
