"""A milestone of one's own, and what is ticked for a picture."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import request
from wtforms import BooleanField, Field, IntegerField, SelectField, ValidationError
from wtforms.validators import Optional

from peerapp.forms import (
    Between,
    DayField,
    Form,
    options,
)
from peerapp.language import _, lazy
from peerapp.sobriety.forms import LineField
from peerapp.sobriety.limits import MOST_DAYS

A_HUNDRED_YEARS = timedelta(days=MOST_DAYS)
LONGEST_WORDS = 80
ONE_OF_TWO = lazy("Please fill in one of the two: the days, or the day.")
NONE_OF_TWO = lazy("Please say after how many days, or on which day.")


class DaysField(IntegerField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Please write a number of days, such as 100.")) from None


class OwnMilestoneForm(Form):
    days = DaysField(
        lazy("After how many days?"),
        validators=[
            Optional(),
            Between(1, MOST_DAYS, lazy("Please choose from 1 to %(most)s days.")),
        ],
    )
    on = DayField(lazy("Or on which day?"), validators=[Optional()])
    name = LineField(lazy("What is it called? (if you like)"))

    def __init__(self, started_on: date, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.started_on = started_on

    def validate(self, extra_validators: Any = None) -> bool:
        if not super().validate(extra_validators):
            return False
        if (self.days.data is None) == (self.on.data is None):
            both = self.days.data is not None
            self.days.errors = [ONE_OF_TWO if both else NONE_OF_TWO]
            return False
        return True

    def validate_on(self, field: Field) -> None:
        if field.data is None:
            return
        if field.data < self.started_on:
            raise ValidationError(
                _("This is before you began to count. Please choose a later day.")
            )
        if field.data > self.started_on + A_HUNDRED_YEARS:
            raise ValidationError(_("Please check the year."))


class PictureForm(Form):
    """Sent with GET: it changes nothing."""

    class Meta(Form.Meta):
        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            return request.args

    of = SelectField(lazy("What do you want to show?"))
    first_name = BooleanField(lazy("My first name"))
    tracker = BooleanField(lazy("What I count"))
    day = BooleanField(lazy("The date"))
    total = BooleanField(lazy("All my sober days"))
    words = LineField(lazy("A line of your own (if you like)"), longest=LONGEST_WORDS)

    def __init__(self, choices: Mapping[str, str]) -> None:
        """`choices` by what is sent; the first one is shown when nothing is chosen."""
        super().__init__()
        self.of.choices = options(choices)
        if not self.of.raw_data:
            self.of.data = next(iter(choices))
